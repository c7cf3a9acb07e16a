"""Cases from a table or from mail: everything is shown first, and saved once that was seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.cases import call_playbooks, clerk_governments
from ximu.site.workbench.frame import show
from ximu.site.workbench.refusing import in_one_line
from ximu.site.workbench.sign_in import signed_in
from ximu.track.cases.actions import bring_in
from ximu.track.cases.read_mail import MailFile, read_mails
from ximu.track.cases.read_table import CaseTable, read_case_table
from ximu.track.models import Government, Person

SHOWN, MOST_FILES, MOST_BYTES = 500, 200, 50 * 1024 * 1024
TABLE = ".xlsx"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def case_import_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask for a table or for messages; show what they would make and what is wrong; save it once that was seen."""
    own, language = clerk_governments(person), language_of(request)
    government = next((one for one in own if one.key == request.POST.get("government")), own[0])
    context: dict[str, Any] = {"governments": own, "government": government, "wrong": ""}
    if request.method != "POST":
        return show(request, person, "case_import.html", context)
    try:
        if request.POST.get("stage") == "save":
            return _save(request, person, government)
        given = _given(request)
        table = _read(given, government)
    except TrackError as error:
        if error.code == "W010":
            raise
        return show(request, person, "case_import.html", context | {"wrong": in_one_line(error, language)}, 422)
    digest = _keep(person, given)
    context |= {
        "digest": digest, "errors": table.errors[:SHOWN], "error_count": len(table.errors), "rows": table.rows[:SHOWN],
        "new": sum(not row.known for row in table.rows), "known": sum(row.known for row in table.rows),
        "unknown": table.unknown_headers, "most": SHOWN,
    }  # fmt: skip
    return show(request, person, "case_import.html", context, 422 if table.errors else 200)


def _given(request: HttpRequest) -> list[MailFile]:
    files = request.FILES.getlist("files")
    if not files:
        raise TrackError("no file was chosen", next_step="choose a table or messages", code="W050")
    if len(files) > MOST_FILES or sum(one.size or 0 for one in files) > MOST_BYTES:
        raise TrackError("too many or too big files", next_step="bring them in several times", code="W050")
    return [MailFile(one.name or "", one.read()) for one in files]


def _read(files: Sequence[MailFile], government: Government) -> CaseTable:
    tables = [one for one in files if one.name.lower().endswith(TABLE)]
    if tables and len(files) > 1:
        raise TrackError("a table and other files", next_step="bring one table alone", code="W050")
    book = call_playbooks()[0]
    return read_case_table(tables[0].data, government, book) if tables else read_mails(files, government, book.id)


def _save(request: HttpRequest, person: Person, government: Government) -> HttpResponse:
    files = _kept(person, request.POST.get("digest", ""))
    table = _read(files, government)
    if table.errors and request.POST.get("only_right") != "yes":
        raise TrackError("there are errors", next_step="correct them and read it again", code="W051")
    done = bring_in(person, government, table.rows)
    _folder(person).unlink(missing_ok=True)
    messages.success(request, say("case_import.saved", language_of(request), n=done.new, known=done.known))
    return HttpResponseRedirect("/workbench/cases/")


def _keep(person: Person, files: Sequence[MailFile]) -> str:
    """Lay the files aside between being shown and being saved, one set a person; gives their digest."""
    packed = json.dumps([[one.name, one.data.hex()] for one in files]).encode()
    _folder(person).parent.mkdir(parents=True, exist_ok=True)
    _folder(person).write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def _kept(person: Person, digest: str) -> list[MailFile]:
    packed = _folder(person).read_bytes() if _folder(person).exists() else b""
    if not packed or hashlib.sha256(packed).hexdigest() != digest:
        raise TrackError("other files were read since", next_step="bring the files again", code="W050")
    return [MailFile(name, bytes.fromhex(data)) for name, data in json.loads(packed)]


def _folder(person: Person) -> Path:
    return Path(settings.TRACK_FILES).parent / "tables" / f"cases-{person.pk}.json"
