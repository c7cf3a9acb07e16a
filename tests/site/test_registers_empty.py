"""Public pages of registers where there is no register yet."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
LISTS = ("/registers/rivers/", "/registers/draws/", "/registers/evaluations/", "/registers/major_decisions/")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_an_office_without_registers_has_pages_too(client: Client) -> None:
    for address in ("/registers/", *LISTS, "/trace/", "/corrections/new/"):
        text_of(client, address)
    for address in ("/registers/lists/linjiang/powers/", "/registers/rivers/linjiang/qingxi/", "/registers/draws/1/",
                    "/registers/no_such/", "/registers/key_tasks/", "/registers/major_decisions/linjiang/x/", "/trace/AAAAA/"):  # fmt: skip
        assert client.get(address).status_code == 404


def test_nobody_is_there_to_answer(client: Client) -> None:
    response = client.post(
        "/corrections/new/", {"about": "/registers/", "proposed": "甲", "why": "乙", "email": "", "website": ""}
    )
    assert response.status_code == 422
    assert "没有人可以答复" in response.content.decode()
