"""One module per page: what it loads, the record it shows, the template it uses."""
