"""Everything a person can do with watched figures; each checks permission, in one transaction, with its journal entry.

- `keep_observations`   keep figures, however they came
- `raise_warnings`      make an item of every warning that was not raised before
- `make_key`, `end_key` a key with which a program sends figures for a person
"""

from ximu.track.watch.actions.keys import end_key, make_key
from ximu.track.watch.actions.observe import Kept, keep_observations
from ximu.track.watch.actions.warn import raise_warnings

__all__ = ["Kept", "end_key", "keep_observations", "make_key", "raise_warnings"]
