"""Cases: what people ask of a government, each beside an item of a playbook.

- `models`    Case, Requester (private), MeToo, IntakeTry
- `schemes`   the categories of cases, one TOML file each
- `actions`   receive, change, join, count and call back, one path for form, clerk, table, mail and interface
- `figures`   who was called back and how satisfied they were, with n
"""
