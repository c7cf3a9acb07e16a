"""The open interface for programs: everything the site shows, as JSON and CSV, described by OpenAPI 3.1."""
