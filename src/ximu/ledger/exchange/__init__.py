"""Records in and out of files: JSON Lines, CSV, XLSX, Parquet; each format is one module, `formats` chooses."""
