"""The Excel list of tasks: brought in after every error was shown, and sent out as the list of items shows it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.items import ASKED, exportable, narrowed
from ximu.site.workbench.refusing import in_one_line
from ximu.site.workbench.sign_in import signed_in
from ximu.track.editions import playbooks
from ximu.track.exchange.import_table import import_tasks, right_rows
from ximu.track.exchange.read_table import TaskTable, read_task_table
from ximu.track.exchange.write_table import task_table
from ximu.track.jobs.queue import ask
from ximu.track.models import Government, Person
from ximu.track.permissions import may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 200  # rows that are saved while the person waits; more go to a worker
SHOWN = 500  # rows and errors shown of a table; all are counted
EARLIEST, LATEST = 1990, 2100


class TableForm(forms.Form):
    """What a table is and whose; the file itself is asked for beside it."""

    government = forms.ChoiceField()
    playbook = forms.ChoiceField()
    year = forms.IntegerField(min_value=EARLIEST, max_value=LATEST)

    def __init__(self, own: list[Government], language: str, data: Any = None) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year, "playbook": "key_tasks"})
        names = [(one.id, one.en if language == "en" else one.zh) for one in playbooks().values()]
        for name, choices in (("government", [(one.key, str(one)) for one in own]), ("playbook", names)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        for name, field in self.fields.items():
            field.label = say(f"table_form.{name}", language)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for a table; show all that it would do and all that is wrong; save it once that was seen."""
    language = language_of(request)
    own = [one for one in governments_of(person) if may(person, "create", government=one)]
    if not own:
        raise TrackError("not allowed: create", next_step="ask the inspection office", code="W010")
    form = TableForm(own, language, request.POST or None)
    if request.method != "POST":
        return show(request, person, "import.html", {"form": form})
    if not form.is_valid():
        return show(request, person, "import.html", {"form": form}, 422)
    government = next(one for one in own if one.key == form.cleaned_data["government"])
    if request.POST.get("stage") == "save":
        return _save(request, person, form, government)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise TrackError("no file was chosen", next_step="choose an XLSX file", code="W050")
        data = file.read()
        table = _read(data, form, government)
    except TrackError as error:
        form.add_error(None, in_one_line(error, language))
        return show(request, person, "import.html", {"form": form}, 422)
    _kept(person).parent.mkdir(parents=True, exist_ok=True)
    _kept(person).write_bytes(data)
    return show(request, person, "import.html", {"form": form, **_preview(table, data)}, 422 if table.errors else 200)


@require_safe
@signed_in
def export_file(request: HttpRequest, person: Person) -> HttpResponse:
    """Send the items of the list, by the same filters, as the workbook that the import reads."""
    found = narrowed(exportable(person), {name: request.GET.get(name, "") for name in ASKED})
    books = set(found.order_by().values_list("edition__playbook", flat=True).distinct())
    asked = request.GET.get("playbook", "") or (next(iter(books)) if len(books) == 1 else "")
    book = playbooks().get(asked)
    if book is None:
        what = "more than one playbook" if books else "no item fits"
        raise TrackError(what, next_step="choose one playbook in the list of items", code="W051")
    response = HttpResponse(task_table(found, book, person), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{book.id}-{timezone.localdate().isoformat()}.xlsx"'
    return response


def _save(request: HttpRequest, person: Person, form: TableForm, government: Government) -> HttpResponse:
    """Read the table that was shown once more, against the items of now, and save its rows in one go."""
    data = _kept(person).read_bytes() if _kept(person).exists() else b""
    if not data or _digest(data) != request.POST.get("digest"):
        raise TrackError("another table was read since", next_step="bring the table again", code="W050")
    table = _read(data, form, government)
    only_right = request.POST.get("only_right") == "yes"
    if table.errors and only_right:
        table = right_rows(table)
    elif table.errors:
        return show(request, person, "import.html", {"form": form, **_preview(table, data)}, 422)
    book = playbooks()[form.cleaned_data["playbook"]]
    reason = request.POST.get("reason", "").strip()[:500]
    if len(table.rows) > AT_ONCE:
        given = {"playbook": book.id, "year": form.cleaned_data["year"], "reason": reason, "only_right": only_right}
        job = ask("import_tasks", {**given, "digest": _digest(data)}, person=person, government=government, data=data)
        _kept(person).unlink(missing_ok=True)
        return HttpResponseRedirect(f"/workbench/jobs/{job.pk}/")
    done = import_tasks(person, government, book, table, reason=reason)
    _kept(person).unlink(missing_ok=True)
    counts = {"n": done.new, "changed": done.changed, "same": done.unchanged}
    messages.success(request, say("task_table.saved", language_of(request), **counts))
    return HttpResponseRedirect(f"/workbench/items/?playbook={book.id}&sort=changed")


def _read(data: bytes, form: TableForm, government: Government) -> TaskTable:
    asked = form.cleaned_data
    return read_task_table(data, government, playbooks()[asked["playbook"]], year=asked["year"])


def _preview(table: TaskTable, data: bytes) -> dict[str, Any]:
    right = right_rows(table).rows
    counted = {name: sum(row.change == name for row in right) for name in ("new", "changed", "unchanged")}
    return {
        "digest": _digest(data),
        "errors": table.errors[:SHOWN],
        "error_count": len(table.errors),
        "wrong_lines": len({error.line for error in table.errors}),
        "unknown": table.unknown_headers,
        "rows": [row for row in right if row.change != "unchanged"][:SHOWN],
        "counted": counted,
        "right": len(right),
        "needs_reason": any(row.change == "changed" and row.existing and row.existing.phase == "open" for row in right),
        "most": SHOWN,
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _kept(person: Person) -> Path:
    """Where the table lies between being shown and being saved: one a person."""
    return Path(settings.TRACK_FILES).parent / "tables" / f"{person.pk}.xlsx"
