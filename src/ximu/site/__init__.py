"""Pages, data twins and settings of the web site."""
