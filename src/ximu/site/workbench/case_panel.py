"""What the page of an item shows of a case beside it: the words, who asked, what may be the same matter."""

from __future__ import annotations

from typing import NamedTuple

from ximu.track.cases.actions.duplicates import FOLLOW, JOIN, PART
from ximu.track.cases.codes import shown_code
from ximu.track.cases.models import Case, Requester
from ximu.track.cases.schemes import category_of
from ximu.track.cases.similar import Suspicion, similar_cases
from ximu.track.models import Item, Person
from ximu.track.permissions import may

# Moves with a form of their own, as they need more than a playbook can ask for.
OWN_FORMS = frozenset({JOIN, PART, FOLLOW})


class CasePanel(NamedTuple):
    """A case for one person; `requester`, `code` and `words` are for those who may see who asked."""

    case: Case
    category: str
    words: str
    requester: Requester | None
    code: str
    may_see: bool
    may_take_in: bool
    leading: Case | None
    duplicates: tuple[Case, ...]
    others: int
    suspicions: tuple[Suspicion, ...]

    @property
    def may_join(self) -> bool:
        """Whether the playbook lets the case be answered together with another, where it stands now."""
        return any(move.id == JOIN for move in self.case.item.book.moves_from(self.case.item.state))

    @property
    def is_parted(self) -> bool:
        """Whether the case can be parted from the one it is joined to."""
        return self.leading is not None and self.case.item.state == "joined"


def case_panel(person: Person, item: Item, language: str) -> CasePanel | None:
    """The case beside an item, None when it has none."""
    case = Case.objects.select_related("item", "leading__item", "requester").filter(item=item).first()
    if case is None:
        return None
    category = category_of(case.scheme, case.category)
    may_see, may_take_in = may(person, "see_requester", item), may(person, "take_in", item)
    looks = may_take_in and item.phase in ("draft", "open") and case.leading_id is None
    return CasePanel(
        case=case,
        category=(category.en if language == "en" else category.zh) if category else "",
        words=case.words_zh if may_see else "",
        requester=getattr(case, "requester", None) if may_see else None,
        code=shown_code(case.code) if may_take_in else "",
        may_see=may_see,
        may_take_in=may_take_in,
        leading=case.leading,
        duplicates=tuple(case.duplicates.select_related("item").order_by("pk")),
        others=case.me_too.count(),
        suspicions=tuple(similar_cases(case)) if looks else (),
    )
