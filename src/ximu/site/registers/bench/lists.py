"""Published lists in the workbench: a new version from a table, publishing it, taking away one that is not public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of
from ximu.site.registers.bench.fields import NewVersionForm, PickForm
from ximu.site.registers.bench.offers import Offer, keeping_governments, labeled, page_of_offers, table_text
from ximu.site.workbench.frame import governments_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Government, Person
from ximu.track.permissions import may
from ximu.track.registers import actions
from ximu.track.registers.kinds import list_kinds
from ximu.track.registers.models import ListVersion
from ximu.track.registers.tables import LIST_COLUMNS, read_table


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lists_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the versions of all lists and the forms."""
    governments, language = governments_of(person), language_of(request)
    own = keeping_governments(person, governments)
    versions = ListVersion.objects.filter(government__in=governments).select_related("government")
    rows = list(versions.annotate(n=Count("entries")).order_by("government", "kind", "-number"))

    def make(data: Any, files: Any) -> list[Offer]:
        offers = []
        if own:
            form = labeled(NewVersionForm(data, files, prefix="version", language=language), language)
            field = form.fields["government"]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset, field.initial = Government.objects.filter(pk__in=[one.pk for one in own]), own[0]
            offers.append(Offer("version", form, lambda given: _make(person, given)))
        offers.append(Offer("publish_version", PickForm(data), lambda given: _publish(person, rows, given["row"])))
        offers.append(Offer("drop_version", PickForm(data), lambda given: _drop(person, rows, given["row"])))
        return offers

    context = {
        "rows": [
            {
                "version": one,
                "name": list_kinds()[one.kind].name(language),
                "may_publish": one.published_at is None and may(person, "publish_registers", government=one.government),
                "may_drop": one.published_at is None and one.government in own,
            }
            for one in rows
        ]
    }
    return page_of_offers(request, person, "registers/lists.html", context, make)


def _make(person: Person, given: dict[str, Any]) -> None:
    actions.make_version(
        person, given["government"], given["list"], read_table(table_text(given, "table"), LIST_COLUMNS),
        in_force_on=given["in_force_on"], document_no=given["document_no"], note_zh=given["note_zh"],
    )  # fmt: skip


def _publish(person: Person, rows: Sequence[ListVersion], key: int) -> None:
    actions.publish_version(person, _one(rows, key))


def _drop(person: Person, rows: Sequence[ListVersion], key: int) -> None:
    actions.drop_version(person, _one(rows, key))


def _one(rows: Sequence[ListVersion], key: int) -> ListVersion:
    found = next((one for one in rows if one.pk == key), None)
    if found is None:
        raise TrackError("there is no such version", next_step="look at the page anew", code="W143")
    return found
