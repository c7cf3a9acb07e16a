"""All registers in the workbench, and new entries of register playbooks."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from ximu.site.language import language_of
from ximu.site.registers.bench.fields import EntryForm, first_fields
from ximu.site.registers.bench.offers import Offer, Row, keeping_units, labeled, page_of_offers, require_some
from ximu.site.registers.entries import ALSO, registers
from ximu.site.workbench.forms import book_field
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.rows import rows_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.actions import ItemContent
from ximu.track.models import Person, Unit
from ximu.track.permissions import may, visible_to
from ximu.track.registers.actions import add_entry
from ximu.track.registers.models import Draw, Evaluation, ListVersion, Lot, River
from ximu.track.rules.playbook import Playbook

LATEST = 20


@require_safe
@signed_in
def hub_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the registers of the person's governments (a fixed number of queries)."""
    governments = governments_of(person)
    counts = dict(visible_to(person).order_by().values_list("edition__playbook").annotate(n=Count("pk")))
    tables = [
        ("lists", ListVersion.objects.filter(government__in=governments).count()),
        ("rivers", River.objects.filter(government__in=governments).count()),
        ("draws", Draw.objects.filter(government__in=governments).count()),
        ("lots", Lot.objects.filter(government__in=governments).count()),
        ("evaluations", Evaluation.objects.filter(government__in=governments).count()),
    ]
    english = language_of(request) == "en"
    books = [
        Row(
            book.en if english else book.zh,
            "/workbench/items/?playbook=" + key if key in ALSO else f"/workbench/registers/entries/{key}/",
            (counts.get(key, 0), book.about_en if english else book.about_zh),
        )
        for key, book in registers().items()
    ]
    return show(request, person, "registers/hub.html", {"tables": tables, "books": books})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def entries_page(request: HttpRequest, person: Person, register: str) -> HttpResponse:
    """Show the latest entries of a register and the form for a new one."""
    book = registers().get(register)
    if book is None or book.kind != "register":
        raise Http404("register")
    governments, language = governments_of(person), language_of(request)
    units = keeping_units(person, governments)
    found = visible_to(person).filter(edition__playbook=register).select_related("lead_unit", "edition", "government")

    def make(data: Any, files: Any) -> list[Offer]:
        del files
        if not units:
            return []
        form = labeled(EntryForm(data, prefix="entry", language=language, units=units), language)
        form.fields["supporting_units"].queryset = Unit.objects.filter(  # type: ignore[attr-defined]
            government__in=governments, valid_to=None
        ).order_by("name_zh")
        for name in first_fields(book):
            form.fields[f"own_{name}"] = book_field(book.field(name), language, required=False)
        return [Offer("entry", form, lambda given: _add(person, book, given))]

    context = {
        "book_name": book.en if language == "en" else book.zh,
        "about": book.about_en if language == "en" else book.about_zh,
        "register": register,
        "rows": rows_of(found.order_by("-pk")[:LATEST], language),
        "total": found.count(),
    }
    if request.method == "POST":
        require_some(units)
    return page_of_offers(request, person, "registers/entries.html", context, make)


def _add(person: Person, book: Playbook, given: dict[str, Any]) -> str | None:
    unit: Unit = given["unit"]
    fields = {name: given[f"own_{name}"] for name in first_fields(book) if given.get(f"own_{name}") not in (None, "")}
    content = ItemContent(
        title_zh=given["title_zh"], lead_unit=unit, supporting_units=tuple(given["supporting_units"]),
        requirement_zh=given["requirement_zh"], due_on=given["due_on"], fields=fields,
    )  # fmt: skip
    item = add_entry(person, unit.government, book, content)
    # A draft is the inspection office's own from here on; who entered it stays on the page of the register.
    return f"/workbench/items/{item.pk}/" if may(person, "see", item) else None
