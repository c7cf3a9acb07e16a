"""The random draw: exact, fair, the same on any machine, and what is changed in a published file is found."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.ledger.errors import TrackError
from ximu.track.rules.drawing import (
    DrawFile,
    Drawn,
    DrawObject,
    Inspector,
    Plan,
    commitment,
    differences,
    draw,
    read_draw,
    seed_of,
)

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "reference"


def plan(count: int = 12, take: int = 4, **more: object) -> Plan:
    """A plan with objects of four classes and five inspectors, the first of whom must stay away from B01."""
    given = {
        "title": "餐饮抽查",
        "objects": tuple(
            DrawObject(id=f"B{n:02}", name=f"临江饭店{n}", class_="ABCD"[n % 4]) for n in range(1, count + 1)
        ),
        "inspectors": tuple(
            Inspector(id=f"Z{n}", name=f"检查员{n}", avoids=("B01",) if n == 1 else ()) for n in range(1, 6)
        ),
        "take": take,
        "weights": {"A": 1, "B": 2, "C": 4, "D": 8},
        **more,
    }
    return Plan(**given)  # type: ignore[arg-type]


def published(of: Plan, secret: str = "5e" * 32, value: str = "03 11 17") -> DrawFile:
    return DrawFile(
        plan=of, commitment=commitment(of, secret), secret=secret, public_source="次日开奖号码" if value else "",
        public_value=value, drawn=draw(of, seed_of(secret, value)),
    )  # fmt: skip


plans = st.builds(
    lambda count, take, each, weights: plan(count, min(take, count), inspectors_each=each, weights=weights),
    st.integers(1, 30), st.integers(1, 30), st.integers(1, 4),
    st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 1000)),
)  # fmt: skip


@given(plans, st.text(max_size=20))
def test_laws_of_a_draw(of: Plan, seed: str) -> None:
    found = draw(of, seed)
    assert len({one.object for one in found}) == of.take
    avoids = {one.id: one.avoids for one in of.inspectors}
    turns = Counter(who for one in found for who in one.inspectors)
    for one in found:
        assert len(set(one.inspectors)) == of.inspectors_each
        assert all(one.object not in avoids[who] for who in one.inspectors)
    if not any(one.object == "B01" for one in found):
        assert max(turns.values()) - min(turns.get(one.id, 0) for one in of.inspectors) <= 1


@given(plans, st.randoms())
@settings(max_examples=30)
def test_the_order_of_the_lists_does_not_matter(of: Plan, chance: object) -> None:
    objects, people = list(of.objects), list(of.inspectors)
    chance.shuffle(objects)  # type: ignore[attr-defined]
    chance.shuffle(people)  # type: ignore[attr-defined]
    other = replace(of, objects=tuple(objects), inspectors=tuple(people))
    assert draw(other, "seed") == draw(of, "seed")


def test_weights_are_kept() -> None:
    """Over 4,000 seeds the first drawn is of class D eight times as often as of class A, within four deviations."""
    of = plan(4, 1)
    first = Counter(draw(of, str(seed))[0].object for seed in range(4000))
    for name, weight in (("B04", 1), ("B01", 2), ("B02", 4), ("B03", 8)):
        expected = 4000 * weight / 15
        assert abs(first[name] - expected) < 4 * (expected * (1 - weight / 15)) ** 0.5, (name, first)


def test_a_published_draw_is_the_same_again() -> None:
    file = published(plan())
    assert differences(file) == ()
    assert differences(read_draw(msgspec.json.encode(file), "x")) == ()


CHANGES = {
    "a list that was changed": lambda file: replace(
        file, drawn=(Drawn(object="B12", inspectors=("Z2", "Z3")), *file.drawn[1:])
    ),
    "an entry left out": lambda file: replace(file, drawn=file.drawn[:-1]),
    "another secret": lambda file: replace(file, secret="00" * 32),
    "an object added later": lambda file: replace(file, plan=plan(13)),
    "a class bettered": lambda file: replace(
        file, plan=replace(file.plan, weights={**file.plan.weights, "D": 1})
    ),
    "the public number forgotten": lambda file: replace(file, public_value=""),
    "another public number": lambda file: replace(file, public_value="01 02 03"),
    "not drawn yet": lambda file: replace(file, secret="", drawn=()),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_as_it_was_is_found(change: str) -> None:
    assert differences(CHANGES[change](published(plan())))


IMPOSSIBLE = {
    "more than there are": {"take": 13},
    "none": {"take": 0},
    "no weight": {"weights": {"A": 0}},
    "nobody goes": {"inspectors_each": 0},
    "too few may go": {"inspectors_each": 5},
    "an id twice": {"objects": (DrawObject(id="B", name="甲"), DrawObject(id="B", name="乙")), "take": 1},
    "an empty id": {"objects": (DrawObject(id=" ", name="甲"),), "take": 1},
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_plan_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(TrackError, match="W142"):
        draw(plan(**IMPOSSIBLE[name]), "seed")  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": "ximu-draw/1"}', "表".encode("gb18030")])
def test_what_is_no_draw_is_refused(data: bytes) -> None:
    with pytest.raises(TrackError, match="W142"):
        read_draw(data, "draw.json")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["draw-format.md", "draw-format.en.md"])
@pytest.mark.parametrize("value", ["03 11 17", ""])
def test_the_program_of_the_manual_draws_the_same(tmp_path: Path, page: str, value: str) -> None:
    """Another process with the standard library alone: nothing of ours can be imported there."""
    found = re.search(r"```python\n(.*?)```", (MANUAL / page).read_text(encoding="utf-8"), re.S)
    assert found
    (tmp_path / "again.py").write_text(found[1], encoding="utf-8")
    file = published(plan(40, 9, inspectors_each=3), value=value)
    (tmp_path / "draw.json").write_bytes(msgspec.json.encode(file))
    command = [sys.executable, "-I", "-S", "again.py", "draw.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [" ".join((one.object, *one.inspectors)) for one in file.drawn]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
@pytest.mark.parametrize("value", ["03 11 17", ""])
def test_a_program_in_another_language_draws_the_same(tmp_path: Path, value: str) -> None:
    """Written in JavaScript from the page of the format: other numbers, other sorting of letters, other JSON."""
    odd = tuple(
        DrawObject(id=key, name="“引号”\\店\u2028", class_="D")
        for key in ("𠮷2", "ﬁ1", "10", "9", "é", "z", "\U0001f35c")
    )
    of = plan(40, 20, inspectors_each=3)
    file = published(replace(of, objects=(*of.objects, *odd)), value=value)
    (tmp_path / "draw.json").write_bytes(msgspec.json.encode(file))
    command = ["node", str(Path(__file__).parents[1] / "outside" / "draw.js"), "draw.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [" ".join((one.object, *one.inspectors)) for one in file.drawn]
    changed = msgspec.json.encode(replace(file, plan=replace(file.plan, take=2)))
    (tmp_path / "draw.json").write_bytes(changed)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("change", [None, "a list that was changed", "not drawn yet"])
def test_the_command(tmp_path: Path, change: str | None) -> None:
    file = published(plan())
    told = CHANGES[change](file) if change else file
    (tmp_path / "draw.json").write_bytes(msgspec.json.encode(told))
    command = [sys.executable, "-m", "ximu.cli", "draw", "draw.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == (1 if change else 0)
    if change != "not drawn yet":
        assert [line.split("\t")[1] for line in done.stdout.splitlines()] == [one.object for one in file.drawn]
    assert json.loads((tmp_path / "draw.json").read_bytes())["commitment"] == file.commitment
