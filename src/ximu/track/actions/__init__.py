"""Everything a person can do: one function each, the same for page, API and import.

Each checks permission, changes rows in one transaction, writes the journal and queues notices; whatever is wrong is a
TrackError and nothing is changed. A person who saw an older version of an item gets a ConflictError.

- `act(person, item, move, …)`                      any move of a playbook; what may be made now: `open_moves`
- `create_item`, `edit_item`, `publish`, `withdraw`   an item and its public page
- `split`, `merge`                                    one item into several, several into one
- `report_progress`, `verify_progress`, `set_milestones`, `make_good`
- `bring_evidence`, `verify_evidence`                 files, addresses, numbers
- `cast_vote`                                         票决 and ballots of satisfaction
- `lock_period`, `unlock_period`
- `found_government`, `make_unit`, `make_post`, `make_person`, `appoint`, `dismiss`
- `assessment.make_assessment`, `score_again`, `freeze`, `publish_assessment`, `appeal`, `answer_appeal` (in that module)
- `remind`, `recompute`, `keep_standings`             the daily run; a new calendar; standings kept (the system acts)
"""

from ximu.track.actions.act import OpenMove, act, open_moves
from ximu.track.actions.breakdown import Part, merge, split
from ximu.track.actions.evidence import NewEvidence, bring_evidence, evidence_path, verify_evidence
from ximu.track.actions.item import ItemContent, edit_item, publish, withdraw
from ximu.track.actions.making import create_item
from ximu.track.actions.people import appoint, dismiss, found_government, make_person, make_post, make_unit
from ximu.track.actions.periods import lock_period, unlock_period
from ximu.track.actions.progress import (
    NewMilestone,
    NewProgress,
    make_good,
    report_progress,
    set_milestones,
    verify_progress,
)
from ximu.track.actions.standings import keep_standings
from ximu.track.actions.timekeeping import recompute, remind
from ximu.track.actions.vote import cast_vote

__all__ = [
    "ItemContent", "NewEvidence", "NewMilestone", "NewProgress", "OpenMove", "Part", "act", "appoint", "bring_evidence", "cast_vote",
    "create_item", "dismiss", "edit_item", "evidence_path", "found_government", "keep_standings", "lock_period", "make_good", "make_person", "make_post", "make_unit", "merge", "open_moves", "publish",
    "recompute", "remind", "report_progress", "set_milestones", "split", "unlock_period", "verify_evidence",
    "verify_progress", "withdraw",
]  # fmt: skip
