"""Background work: jobs kept in the database, run by workers; a killed worker loses nothing.

- `queue`   `ask` for a job, `cancel` one; what waits too long is sent again by `rescue`
- `running` one job run: claimed by one worker, its progress kept batch by batch, tried again after a failure
- `worker`  the loop of `ximu worker`

The queue itself is that of django-tasks (the `django.tasks` of later Django) with its database backend; it carries only
the number of a job. What a job does stands in `JOB_KINDS` of the settings.
"""
