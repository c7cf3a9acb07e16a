"""The manual is true: pages come in two languages, links lead somewhere, paths exist, fields and commands are all there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ximu.cli.main import SUBCOMMANDS
from ximu.ledger.commitment import Admission, Commitment, Project, StageMention
from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.measure import Measure, Number
from ximu.ledger.report import Copy, NumberCounts, Repair, Report, Section

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
GENERATED = {
    "api.md",
    "commands.md",
    "glossary.md",
    "indicators.md",
    "panel.md",
    "settings.md",
    "units.md",
}  # both languages on one page
MODES = {"tutorial", "how-to", "reference", "explanation"}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:src|sample|docs|tests|scripts)/[\w./-]*)`")
RECORDS = (
    Report, Section, Measure, Commitment, Admission, Project, Number, Finding,
    Copy, Repair, NumberCounts, StageMention, Quotation,
)  # fmt: skip


def name_of(page: Path) -> str:
    return str(page.relative_to(DOCS))


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent != DOCS], ids=name_of)
def test_a_page_stands_in_one_of_four_folders_in_both_languages(page: Path) -> None:
    assert page.parent.name in MODES
    if page.name in GENERATED:
        return
    twin = page.name.replace(".en.md", ".md") if page.name.endswith(".en.md") else page.name.replace(".md", ".en.md")
    assert page.with_name(twin).exists()
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("page", [*PAGES, PROJECT / "CONTRIBUTING.md", PROJECT / "sample/README.md"], ids=str)
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    dead = [link for link in LINK.findall(text) if "://" not in link and not (page.parent / link).exists()]
    assert not dead
    assert not [path for path in PATH.findall(text) if not (PROJECT / path).exists()]


def test_every_page_is_in_the_list() -> None:
    listed = set(LINK.findall((DOCS / "README.md").read_text(encoding="utf-8")))
    assert {name_of(page) for page in PAGES if page.parent != DOCS} == listed


@pytest.mark.parametrize("page", ["reading-format.md", "reading-format.en.md"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_a_record_is_in_the_reference(record: type[msgspec.Struct], page: str) -> None:
    text = (DOCS / "reference" / page).read_text(encoding="utf-8")
    fields = {field.encode_name for field in msgspec.structs.fields(record)}
    assert not {field for field in fields if f"`{field}`" not in text}


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_a_generated_page_is_current(name: str) -> None:
    code = f"import sys; sys.path.insert(0, 'scripts'); import reference; sys.stdout.write(reference.PAGES[{name!r}]())"
    made = subprocess.run([sys.executable, "-X", "utf8", "-c", code], cwd=PROJECT, capture_output=True, check=True)
    assert made.stdout.decode() == (DOCS / "reference" / name).read_text(encoding="utf-8"), "run: make manual"


def test_commands_shown_in_the_manual_exist() -> None:
    shown = {name for page in PAGES for name in re.findall(r"ximu ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert shown <= set(SUBCOMMANDS)
    assert "read" in shown


SHOWN = sorted(
    {
        line.removeprefix(".venv/bin/ximu ").split(" | ")[0]
        for page in (DOCS / "tutorial").glob("*.md")
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith(".venv/bin/ximu ")
    }
)


@pytest.mark.parametrize("line", SHOWN)
def test_what_the_tutorial_types_works(line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "ximu.cli", *shlex.split(line)],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


BRITISH = re.compile(
    r"\b(?:fulfilment|(?:util|urban|normal|organ|recogn|summar|serial|initial)is(?:e|ed|es|ing|ation)"
    r"|behaviour|colour|neighbour|honour|favour|analys(?:e|ed|ing)|centre|judgement|catalogs?)\b",
    re.IGNORECASE,
)
QUOTES_THE_OTHER_SPELLING = {"glossary.md", "glossary.toml"}


def test_english_is_american_and_says_catalogue() -> None:
    """One spelling over code, manual and pages; the glossary quotes the other one in order to refuse it."""
    wrong = []
    for folder, kinds in (("docs", ("*.md",)), ("src", ("*.py", "*.md", "*.html"))):
        for page in (found for kind in kinds for found in (PROJECT / folder).rglob(kind)):
            if page.name not in QUOTES_THE_OTHER_SPELLING:
                wrong += [f"{page.name}: {word}" for word in BRITISH.findall(page.read_text(encoding="utf-8"))]
    assert not wrong
