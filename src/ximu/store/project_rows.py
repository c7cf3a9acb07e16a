"""The projects of one place over all its reports: rows that gather what goes by one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ximu.ledger.commitment import Project
from ximu.ledger.identity import STATEMENT_ID_LENGTH, digest, statement_id
from ximu.store import models
from ximu.store.bigrams import plain
from ximu.store.link_rows import Loaded
from ximu.store.ordered_keys import first_key, rank_of_count


def project_rows(own: Sequence[Loaded]) -> list[models.NamedProject]:
    """A row for every name of a project in these reports of one place, oldest report first; none without a place.

    Only the very same name counts as the same thing: 一期 and 二期 are two, and so is a name that was changed.
    """
    named: dict[tuple[int, str], list[tuple[models.Report, Project]]] = defaultdict(list)
    for one in sorted(own, key=lambda each: (each.row.report_year or 0, each.row.public_id)):
        for project in one.reading.projects:
            if one.row.place_id is not None:
                named[one.row.place_id, project.name].append((one.row, project))
    return [_row(place, name, told, number) for number, ((place, name), told) in enumerate(named.items())]


def _row(place: int, name: str, told: Sequence[tuple[models.Report, Project]], number: int) -> models.NamedProject:
    first = told[0][0]
    years = sorted({report.report_year for report, _ in told if report.report_year is not None})
    steps = [
        (report.report_year, mention.stage) for report, project in told for mention in project.stages if mention.stage
    ]
    stage_year, stage = steps[-1] if steps else (None, "")
    reports = len({report.pk for report, _ in told})
    return models.NamedProject(
        public_id=digest("project", first.place.public_id if first.place else "", name, length=STATEMENT_ID_LENGTH),
        place_id=place,
        name=name,
        plain=plain(name),
        order_key=first_key(rank_of_count(reports), place) + number,
        aliases=sorted({alias for _, project in told for alias in project.aliases}),
        statements=[statement_id(report.public_id, "project", project.start) for report, project in told],
        years=years,
        first_year=years[0] if years else None,
        last_year=years[-1] if years else None,
        reports=reports,
        mentions=sum(max(len(project.mentions), 1) for _, project in told),
        stage=stage,
        stage_year=stage_year,
    )
