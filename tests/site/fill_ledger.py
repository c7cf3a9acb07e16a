"""Fills the ledger that XIMU_DATABASE names with the sample reports, as read, and the hand-made ones; run as a program."""

from __future__ import annotations

import sys
from pathlib import Path

from site_samples import linjiang, long_report

from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.store.prepare import prepare


def main(folder: Path) -> None:
    """Read and keep every text of `folder`, then the hand-made readings, and link them."""
    prepare()
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    for file in sorted(folder.rglob("*.txt")):
        data = file.read_bytes()
        save_reading(read_document(read_bytes(data, file.name)), data)
    for reading, data in (linjiang(2030).reading(), linjiang(2031).reading(), long_report(300)):
        save_reading(reading, data)
    relink()
    from ximu.site.workbench.demonstration import PASSWORD, demonstrate

    demonstrate()
    from ximu.track.models import Person

    Person.objects.create_user("careful", PASSWORD, name_zh="谨慎人")  # who will sign in with a second factor


if __name__ == "__main__":
    main(Path(sys.argv[1]))
