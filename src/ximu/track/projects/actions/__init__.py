"""Everything a person can do to a project beyond what they can do to any item; each journaled, in one transaction.

- `set_year_plan`   the plan of a year with its steps
- `decide_join`     whether a project that reports name is this one
"""

from ximu.track.projects.actions.joins import decide_join
from ximu.track.projects.actions.plans import NewStep, set_year_plan

__all__ = ["NewStep", "decide_join", "set_year_plan"]
