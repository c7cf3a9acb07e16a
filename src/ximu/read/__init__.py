"""One document to statements."""
