"""A government whose every text holds one secret word, with a row of every kind the workbench knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from bench_people import Office, make_item, office
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import get_resolver
from django.utils import timezone
from site_samples import Sample

SECRET = "青铜钥匙"
_PART = re.compile(r"<(?:(\w+):)?(\w+)>")


class SecretOffice(NamedTuple):
    """The office, and the ids that its addresses are made of."""

    office: Office
    numbers: tuple[int, ...]
    report: str


def secret_office() -> SecretOffice:
    """An office with an item with evidence and progress, an assessment with an appeal, and a report to look over."""
    from ximu.store.relink import relink
    from ximu.store.save import save_reading
    from ximu.track import actions
    from ximu.track.actions import assessment as assess
    from ximu.track.models import Government, Person, Unit
    from ximu.track.scoring.rules import rule_sets

    of = office("near", f"{SECRET}市")
    Government.objects.filter(key="near").update(place_code="990300")
    for model, column in ((Unit, "name_zh"), (Person, "name_zh")):
        model.objects.update(**{column: Concat(F(column), Value(SECRET))})  # type: ignore[attr-defined]
    government, people = of
    government.refresh_from_db()
    today = timezone.localdate()
    item = make_item(of, title=f"整治河道3条{SECRET}", requirement_zh=SECRET, due_on=today - timedelta(days=3))
    actions.act(people["inspector"], item, "assign")
    evidence = actions.NewEvidence("照片", name=f"{SECRET}.txt", data=SECRET.encode(), note_zh=SECRET)
    pieces = actions.bring_evidence(people["reporter"], item, [evidence])
    told = actions.NewProgress(period=f"{today:%Y-%m}", progress_zh=SECRET)
    progress = actions.report_progress(people["reporter"], item, told)
    made = assess.make_assessment(
        people["inspector"], government, SECRET, rule_sets()["work_of_units"], [government.units.get(key="water")],
        today - timedelta(days=90), today,
    )  # fmt: skip
    row = made.scores.get()
    appeal = assess.appeal(people["bureau"], row, SECRET)
    report = save_reading(*Sample(2031, f"{SECRET}市", "990300").reading()).reports[0].public_id
    relink()
    rows = (item, pieces[0], progress, made, row, appeal, government, row.unit, people["head"])
    return SecretOffice(of, tuple(sorted({one.pk for one in rows})), report)


def workbench_addresses(of: SecretOffice, *, garbage: bool = False) -> Iterator[str]:
    """Every address of the workbench, with all that its parts could be for this office, or with what nobody has."""
    words = {
        "form": ("docx", "xlsx"),
        "what": ("progress", "evidence", "again", "freeze", "appeal"),
        "vote": ("selection",),
    }
    for pattern in _patterns(get_resolver("ximu.site.workbench.urls").url_patterns):
        found = [pattern]
        while any(_PART.search(one) for one in found):
            found = [
                _PART.sub(str(value), one, count=1)
                for one in found
                for kind, name in [_PART.search(one).groups()]  # type: ignore[union-attr]
                for value in _values(kind, name, of, words, garbage=garbage)
            ]
        yield from (f"/workbench/{one}" for one in found)


def _patterns(patterns: Iterable[Any], head: str = "") -> Iterator[str]:
    """The patterns of addresses, those that are included from other tables along."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one.url_patterns, head + str(one.pattern))
        else:
            yield head + str(one.pattern)


def _values(kind: str, name: str, of: SecretOffice, words: dict[str, tuple[str, ...]], *, garbage: bool) -> Any:
    if kind == "int":
        return (0, 2**31, 2**63, 10**30) if garbage else of.numbers
    if garbage:
        return ("x", "%00", "..%2f..", "9" * 300)
    return words.get(name, (of.report, "near", *of.numbers))


def everything_theirs(of: SecretOffice) -> dict[str, list[Any]]:
    """Every row of the work there is, as values, to see whether anything changed."""
    skipped = {"notice"}
    del of
    return {
        str(model._meta.label): sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_app_config("track").get_models()
        if model._meta.model_name not in skipped
    }


def file_of(text: str) -> SimpleUploadedFile:
    """A text file as a browser sends it."""
    return SimpleUploadedFile("beweis.txt", text.encode(), content_type="text/plain")
