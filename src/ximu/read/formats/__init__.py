"""File formats: one module each, bytes to text."""
