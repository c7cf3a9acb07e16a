"""The words of the field, as data files, loaded once."""
