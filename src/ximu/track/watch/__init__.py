"""Watch: figures of air, water, debt, safety, revenue, poverty or any catalogue indicator, month by month; and warnings.

- `series.toml`, `series`  what is watched: unit, which way is better, how old a figure may be, rules of thresholds and trends
- `rules`     pure: how a series stands on a day: stale or not, the latest figure, which rules warn
- `table`     pure: rows of a CSV table or of JSON, each right or one line about what is wrong with it
- `models`    observations of a period, warnings that were raised, keys of programs that send figures
- `actions`   keeping observations, raising warnings as items of the playbook `watch_warnings`, making and ending keys

A figure is never changed: a later one for the same period stands beside it and counts.
"""
