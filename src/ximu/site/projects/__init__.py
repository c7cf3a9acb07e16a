"""Pages of the register of projects: the board by stage, one project, its plan, its join with what reports name.

- `board`    the projects of a playbook on a day: by stage, by place, with rates; the same for everyone and for the workbench
- `one`      one project: stages with evidence, money by year, what reports say of it
- `beside`   the register's projects for the page of what reports say; `claims` what reports claim of a rate
- `joining`  projects of reports that may be the same one, by likeness of names
- `public`   the public pages and the export in OC4IDS; `bench` those of the workbench, where plans are set and joins decided
"""
