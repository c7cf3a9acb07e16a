"""People and work on playbooks."""
