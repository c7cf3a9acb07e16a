"""The tables of registers. Writes go through `ximu.track.registers.actions` only.

- `lists`        ListVersion, ListEntry
- `rivers`       River, RiverChief, Patrol
- `draws`        Draw, DrawOutcome
- `lots`         Lot, LotStep
- `evaluations`  Evaluation
"""

from ximu.track.registers.models.draws import Draw, DrawOutcome
from ximu.track.registers.models.evaluations import Evaluation
from ximu.track.registers.models.lists import ListEntry, ListVersion
from ximu.track.registers.models.lots import Lot, LotStep
from ximu.track.registers.models.rivers import Patrol, River, RiverChief

__all__ = [
    "Draw", "DrawOutcome", "Evaluation", "ListEntry", "ListVersion", "Lot", "LotStep", "Patrol", "River",
    "RiverChief",
]  # fmt: skip
