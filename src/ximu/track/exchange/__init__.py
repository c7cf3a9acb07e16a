"""Tables in and out: the Excel list of tasks that an inspection office already has."""
