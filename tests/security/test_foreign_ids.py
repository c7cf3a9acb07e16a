"""Every address of the workbench, asked for with the ids of another government, by every role: nothing leaks, nothing changes.

The addresses come from the table of addresses itself, so a new page is tried without a change here.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from secret_office import SECRET, SecretOffice, everything_theirs, file_of, workbench_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = ("inspector", "head", "reporter", "bureau", "deputy", "admin")


def body(response: Any) -> str:
    """The whole answer as text, and its headers; a file that is packed is looked into."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    if data[:4] == b"PK\x03\x04":
        import io
        import zipfile

        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    return data.decode("utf-8", "replace") + str(response.headers)


def guesses(of: SecretOffice) -> dict[str, Any]:
    """A form with the ids of the other government under every name that some form of the workbench has."""
    number = of.numbers[0]
    fields = dict.fromkeys(
        ("unit", "units", "lead_unit", "post", "whom", "holder", "item", "appeal", "version", "item-unit"), number
    )
    moves = {"move": "assign", "assign-version": 2, "assign-unit": number, "do": "dismiss", "what": "again"}
    said = {
        "reason": "x",
        "title_zh": "x",
        "choice": "for",
        "verdict": "confirmed",
        "answer": "upheld",
        "stage": "save",
    }
    own = {"government": "near", "playbook": "key_tasks", "year": 2031, "statement": number, "evidence-version": 2}
    return fields | moves | said | own


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_read_with_foreign_ids(theirs: SecretOffice, strangers: dict[str, Client], role: str) -> None:
    client, asked = strangers[role], 0
    for address in workbench_addresses(theirs):
        for query in (
            "",
            "?government=near",
            f"?item={theirs.numbers[0]}&statement={theirs.numbers[0]}&unit={theirs.numbers[0]}",
        ):
            response = client.get(address + query)
            assert response.status_code < 500, address + query
            assert SECRET not in body(response), address + query
            asked += 1
    assert asked > 60


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_changed_with_foreign_ids(theirs: SecretOffice, strangers: dict[str, Client], role: str) -> None:
    client, before = strangers[role], everything_theirs(theirs)
    for address in workbench_addresses(theirs):
        response = client.post(
            address, guesses(theirs) | {"file": file_of("x"), "evidence-evidence_file": file_of("x")}
        )
        assert response.status_code < 500, address
        assert SECRET not in body(response), address
    assert everything_theirs(theirs) == before


def test_the_secret_is_there_for_those_it_belongs_to(theirs: SecretOffice) -> None:
    from bench_people import as_person

    client = as_person(theirs.office[1]["inspector"])
    shown = [address for address in workbench_addresses(theirs) if SECRET in body(client.get(address))]
    assert len(shown) >= 15  # else the tests above look for what nobody sees


def test_who_is_not_signed_in_is_asked_to(theirs: SecretOffice, client: Client) -> None:
    for address in workbench_addresses(theirs):
        response = client.get(address)
        assert response.status_code in (302, 404, 405), address
        assert SECRET not in body(response)
        if response.status_code == 302:
            assert response["Location"].startswith("/accounts/login/?next=/workbench/")
