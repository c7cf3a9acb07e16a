"""What is done with a case beside the moves of its playbook; each checks permission and writes the journal.

Nothing private stands in the journal: that a name or a telephone number was there, never what it was.

- `receive(government, new, by=…)`      a case comes in, from the public (`by` None) or through a clerk
- `change_case`                         title, requirement, category, place as the clerk puts them
- `join_duplicate`, `part_duplicate`    one case answered with another; each keeps its requester
- `me_too`                              someone asks the same and wants no answer of their own
- `call_back`                           what the person says of the answer
- `bring_in`                            the rows of a table or of mails, all or none
- `admit`                               refuse a flood from one address
"""

from ximu.track.cases.actions.bring_in import BroughtIn, bring_in
from ximu.track.cases.actions.calling import call_back
from ximu.track.cases.actions.change import change_case
from ximu.track.cases.actions.duplicates import join_duplicate, me_too, part_duplicate
from ximu.track.cases.actions.flood import admit
from ximu.track.cases.actions.receive import public_person, receive

__all__ = [
    "BroughtIn", "admit", "bring_in", "call_back", "change_case", "join_duplicate", "me_too", "part_duplicate", "public_person", "receive",
]  # fmt: skip
