"""Many documents on an engine."""
