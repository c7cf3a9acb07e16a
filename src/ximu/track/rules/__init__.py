"""The rules of work as data and as pure functions: nothing here knows a database or a page."""
