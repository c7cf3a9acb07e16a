"""The tables of people and work. Writes go through `ximu.track.actions` only; a test keeps it so.

- `people`   Government, Unit, Post, PostHolder, Person
- `items`    PlaybookEdition, Item, ItemSource, Milestone
- `history`  ItemMove, ItemClock, ProgressReport, Evidence, Ballot, Extension, UnitOfItem
- `records`  JournalEntry, Notice, ReportRequest, LockedPeriod, KeptStanding
- `assessment`  Assessment, AssessmentScore, Appeal
"""

from ximu.track.models.assessment import Appeal, Assessment, AssessmentScore
from ximu.track.models.history import (
    Ballot,
    Evidence,
    Extension,
    ItemClock,
    ItemMove,
    ProgressReport,
    UnitOfItem,
)
from ximu.track.models.items import Item, ItemSource, Milestone, PlaybookEdition
from ximu.track.models.people import Government, Person, Post, PostHolder, Unit
from ximu.track.models.records import JournalEntry, KeptStanding, LockedPeriod, Notice, ReportRequest

__all__ = [
    "Appeal", "Assessment", "AssessmentScore", "Ballot", "Evidence", "Extension", "Government", "Item", "ItemClock",
    "ItemMove", "ItemSource", "JournalEntry", "KeptStanding", "LockedPeriod", "Milestone", "Notice", "Person", "PlaybookEdition", "Post",
    "PostHolder", "ProgressReport", "ReportRequest", "Unit",
    "UnitOfItem",
]  # fmt: skip
