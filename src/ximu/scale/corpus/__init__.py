"""Corpus runs: any number of documents on any number of workers, resumable, each result exactly once."""
