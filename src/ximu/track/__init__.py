"""People and work: what a government said it would do, turned into items that units work on, inspect and close.

Where things live, from the bottom up:

- `rules`       pure, no database: playbooks, the engine, working days, lights, rates, schedules
- `scoring`     pure: assessment rule sets and how points follow from facts
- `playbooks`   the playbooks that ship, one TOML file each; `docs/how-to/write-a-playbook.en.md` tells how to add one
- `models`      the tables
- `permissions` `may(person, action, item)` and `visible_to(person)`: the only two places that decide who may what
- `actions`     everything a person can do, one function each, the same for page, API and import
- `journal`, `notices`, `calendar_feed`, `exchange`   what is kept, told, and given out

Statements of the ledger are pointed to by their public id, never by copying their text.
"""
