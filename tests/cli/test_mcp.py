"""The assistant's tools, asked by the official client over a real pipe: every answer is quoted and leads somewhere."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("mcp")
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def database(project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The ledger of the sample city."""
    address = f"sqlite:///{tmp_path_factory.mktemp('mcp')}/ledger.sqlite3"
    command = [sys.executable, "-m", "ximu.cli", "add", str(project / "sample" / "reports"), "--database", address]
    subprocess.run(command, check=True, capture_output=True)
    return address


async def talk(database: str, asked: list[tuple[str, dict[str, Any]]]) -> tuple[set[str], list[Any]]:
    """The names of the tools, and what each question gives: a value, or the words of the refusal."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "ximu.cli", "mcp", "--site", "https://ximu.example", "--database", database],
        env=dict(os.environ),
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        names = {one.name for one in (await session.list_tools()).tools}
        answers: list[Any] = []
        for name, arguments in asked:
            said = await session.call_tool(name, arguments)
            texts = [one.text for one in said.content if hasattr(one, "text")]
            failed = getattr(said, "is_error", None) or getattr(said, "isError", False)
            answers.append(texts[0] if failed else _value(said, texts))
        return names, answers


def _value(said: Any, texts: list[str]) -> Any:
    held = getattr(said, "structured_content", None) or getattr(said, "structuredContent", None)
    if held is not None:
        return held.get("result", held)
    return [json.loads(text) for text in texts]


def quotations(answer: Any) -> list[dict[str, Any]]:
    if isinstance(answer, list):
        return [one for part in answer for one in quotations(part)]
    if isinstance(answer, dict):
        own = [answer] if "quotation" in answer else []
        return own + [one for part in answer.values() for one in quotations(part)]
    return []


def test_every_answer_is_quoted(database: str) -> None:
    names, (places,) = asyncio.run(talk(database, [("find_places", {"name": "临江"})]))
    assert names == {"search", "find_places", "series", "verdicts", "source"}
    place = places[0]["id"]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("search", {"words": "就业"}),
        ("series", {"place": place, "indicator_id": "gross_regional_product"}),
        ("verdicts", {"place": place, "year": 2023}),
        ("search", {"words": "没有这样的话"}),
        ("source", {"statement_id": "nothing"}),
    ]
    _, (hits, series, verdicts, nothing, refused) = asyncio.run(talk(database, asked))
    for answer in (hits, series, verdicts):
        assert answer
        for one in quotations(answer):
            assert one["quotation"]
            assert one["address"].startswith("https://ximu.example/reports/")
    assert all("就业" in one["quotation"] for one in hits)
    assert {one["verdict"] for one in verdicts} & {"met", "missed"}
    assert all(one["target"]["quotation"] for one in verdicts)
    assert nothing == []
    assert "there is no statement nothing" in str(refused)
