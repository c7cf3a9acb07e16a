"""The whole public site as files that any web server can host and that outlive this one."""
