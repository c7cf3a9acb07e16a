"""A ledger with a few invented reports, for the pages to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from site_samples import linjiang

from ximu.ledger.reading import Reading

Save = Callable[[tuple[Reading, bytes]], str]


@pytest.fixture
def save(db: None) -> Save:
    """Keep a reading and link it with those of its place; gives the public id of its report."""
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    def keep(sample: tuple[Reading, bytes]) -> str:
        reading, data = sample
        saved = save_reading(reading, data).reports[0].public_id
        relink()
        return saved

    return keep


@pytest.fixture
def report(save: Save) -> str:
    """The public id of the report of 临江市 for 2031, with that of 2030 beside it."""
    save(linjiang(2030).reading())
    return save(linjiang(2031).reading())
