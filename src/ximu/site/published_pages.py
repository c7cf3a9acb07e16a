"""Where everyone sees a published item."""

from __future__ import annotations

from ximu.site.projects.beside import public_address
from ximu.site.projects.board import project_playbooks
from ximu.site.registers.entries import registers
from ximu.track.models import Item


def page_of(item: Item) -> str | None:
    """The public page of an item (edition, government and case loaded with it); None for a kind that has none."""
    if item.book.id in registers():
        return f"/registers/{item.book.id}/{item.government.key}/{item.number}/"
    if hasattr(item, "case"):
        return f"/cases/{item.case.pk}/"
    return public_address(item) if item.book.id in project_playbooks() else None
