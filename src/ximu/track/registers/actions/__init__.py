"""Everything a person can do with registers: permission, rows, journal entry in one transaction, as in `ximu.track.actions`.

- `make_version`, `drop_version`, `publish_version`         三清单一目录
- `add_river`, `set_plan`, `publish_river`, `appoint_chief`, `dismiss_chief`, `add_patrol`   河长制
- `commit_draw`, `make_draw`, `enter_outcome`                双随机
- `add_lot`, `add_step`, `recall_lot`                        追溯
- `add_evaluation`, `publish_evaluation`                     第三方评估
- `add_entry`                                               an item of a register playbook
- `ask_correction`                                          the public, without an account
"""

from ximu.track.registers.actions.corrections import ask_correction
from ximu.track.registers.actions.draws import commit_draw, enter_outcome, make_draw
from ximu.track.registers.actions.entries import add_entry
from ximu.track.registers.actions.evaluations import NewEvaluation, add_evaluation, publish_evaluation
from ximu.track.registers.actions.lists import drop_version, make_version, publish_version
from ximu.track.registers.actions.lots import NewLot, NewStep, add_lot, add_step, recall_lot
from ximu.track.registers.actions.rivers import (
    NewProblem,
    NewRiver,
    add_patrol,
    add_river,
    appoint_chief,
    dismiss_chief,
    publish_river,
    set_plan,
)

__all__ = [
    "NewEvaluation", "NewLot", "NewProblem", "NewRiver", "NewStep", "add_entry", "add_evaluation", "add_lot", "add_patrol",
    "add_river", "add_step", "appoint_chief", "ask_correction", "commit_draw", "dismiss_chief", "drop_version", "enter_outcome",
    "make_draw", "make_version", "publish_evaluation", "publish_river", "publish_version", "recall_lot", "set_plan",
]  # fmt: skip
