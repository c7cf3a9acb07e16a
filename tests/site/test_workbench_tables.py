"""The Excel list over the wire: nothing is saved before it was seen, and what goes out comes back unchanged."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from bench_people import Office, as_person, make_item
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from pytest_django import Settings

from ximu.track import actions
from ximu.track.models import Item

pytestmark = pytest.mark.django_db
IMPORT = "/workbench/import/"
EXPORT = "/workbench/items/export.xlsx"
HEAD = ("序号", "目标任务", "牵头单位", "完成时间")
RIGHT = (1, "改造老旧管网十公里", "市水务局", "2026年6月")
WRONG = (2, "修整泵站", "市没有这个局", "明后年")


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.TRACK_FILES = tmp_path / "evidence"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def asked(**more: Any) -> dict[str, Any]:
    return {"government": "here", "playbook": "key_tasks", "year": "2026", **more}


def bring(client: Client, data: bytes, **more: Any) -> Any:
    return client.post(IMPORT, asked(file=SimpleUploadedFile("任务.xlsx", data), **more))


def save(client: Client, seen: Any, **more: Any) -> Any:
    return client.post(IMPORT, asked(stage="save", digest=seen.context["digest"], **more))


def test_a_list_is_seen_first_and_saved_then(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    seen = bring(client, workbook(HEAD, RIGHT))
    assert seen.status_code == 200
    assert "改造老旧管网十公里" in seen.content.decode()
    assert not Item.objects.exists()
    assert save(client, seen).status_code == 302
    item = Item.objects.get()
    assert (str(item.lead_unit), item.phase, item.year) == ("市水务局", "draft", 2026)
    assert save(client, seen).status_code == 422  # it is saved; there is nothing left to save


def test_with_an_error_nothing_is_saved_unless_only_the_right_rows_are_taken(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    seen = bring(client, workbook(HEAD, RIGHT, WRONG))
    assert seen.status_code == 422
    page = seen.content.decode()
    assert [one.line for one in seen.context["errors"]] == [3, 3]
    assert "只保存没有错误的 1 行" in page
    assert "没有“市没有这个局”这个单位" in page
    assert save(client, seen).status_code == 422
    assert not Item.objects.exists()
    assert save(client, seen, only_right="yes").status_code == 302
    assert Item.objects.get().title_zh == "改造老旧管网十公里"


@pytest.mark.parametrize("data", [b"no workbook", b"PK\x03\x04 broken", b""])
def test_what_is_no_workbook_is_told(here: Office, data: bytes) -> None:
    refused = bring(as_person(here[1]["inspector"]), data)
    assert refused.status_code == 422
    assert not Item.objects.exists()


def test_another_table_in_between_is_noticed(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    first = bring(client, workbook(HEAD, RIGHT))
    bring(client, workbook(HEAD, (1, "另一张表", "市水务局", "")))
    assert save(client, first).status_code == 422
    assert not Item.objects.exists()


def test_a_change_of_open_work_needs_a_reason(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    item = make_item(here, year=2026)
    actions.act(here[1]["inspector"], item, "assign")
    changed = workbook((*HEAD, "编号"), (1, "整治黑臭水体15条", "市水务局", "", item.number))
    seen = bring(client, changed)
    assert seen.context["needs_reason"]
    assert save(client, seen).status_code == 422
    assert save(client, seen, reason="目标调整").status_code == 302
    item.refresh_from_db()
    assert item.title_zh == "整治黑臭水体15条"


@pytest.mark.parametrize("role", ["reporter", "bureau", "deputy", "admin"])
def test_only_the_inspection_office_imports(here: Office, role: str) -> None:
    client = as_person(here[1][role])
    assert client.get(IMPORT).status_code == 403
    assert bring(client, workbook(HEAD, RIGHT)).status_code == 403


def test_nobody_imports_for_another_government(here: Office, there: Office) -> None:
    assert bring(as_person(there[1]["inspector"]), workbook(HEAD, RIGHT)).status_code == 422
    assert not Item.objects.exists()


def rows_of(response: Any) -> list[tuple[Any, ...]]:
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_the_table_holds_what_the_list_shows_and_comes_back_unchanged(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    for title in ("整治黑臭水体12条", "改造泵站三座"):
        make_item(here, title=title, year=2026)
    make_item(here, "livelihood_projects", "新建社区食堂6处", year=2026)
    sent = client.get(f"{EXPORT}?playbook=key_tasks")
    assert len(rows_of(sent)) == 3
    assert len(rows_of(client.get(f"{EXPORT}?playbook=key_tasks&q=泵站"))) == 2
    assert client.get(EXPORT).status_code == 422  # two playbooks have two tables
    seen = bring(client, sent.content)
    assert seen.context["counted"] == {"new": 0, "changed": 0, "unchanged": 2}
    links = client.get("/workbench/items/").content.decode()
    assert "export.xlsx?playbook=key_tasks" in links


@pytest.mark.parametrize(("role", "status"), [("inspector", 200), ("head", 200), ("admin", 200), ("reporter", 200), ("bureau", 200), ("deputy", 403)])  # fmt: skip
def test_who_takes_a_table_away(here: Office, role: str, status: int) -> None:
    item = make_item(here)
    actions.act(here[1]["inspector"], item, "assign")
    assert as_person(here[1][role]).get(EXPORT).status_code == status


def test_another_government_gets_none_of_it(here: Office, there: Office) -> None:
    item = make_item(here)
    actions.act(here[1]["inspector"], item, "assign")
    actions.publish(here[1]["head"], item)
    assert as_person(there[1]["inspector"]).get(EXPORT).status_code == 422  # nothing of theirs fits
