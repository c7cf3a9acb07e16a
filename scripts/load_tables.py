"""What readers and writers of a load waited for, and the tables that tell of it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class Answer(NamedTuple):
    """An answer that someone waited for: its kind, the seconds, and what was wrong with it ("" for nothing)."""

    kind: str
    seconds: float
    wrong: str


class Kept(NamedTuple):
    """What the site said it has kept: items made, moves of them, tracking codes of cases, names of files added."""

    items: list[str]
    moves: list[str]
    cases: list[str]
    files: list[str]


class Outcome(NamedTuple):
    """What a run saw: answers to readers alone (ours, Datasette's), to all, what was said to be kept, what is there."""

    alone: list[list[Answer]]
    answers: list[Answer]
    kept: Kept
    held: dict[str, int]


def by_kind(answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    """The answers of each kind, before them all reading and all writing."""
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        group = "all writing" if answer.kind in ("item made", "move", "case sent", "report added") else "all reading"
        found[group].append(answer)
        found[answer.kind].append(answer)
    return dict(sorted(found.items(), key=lambda one: (not one[0].startswith("all "), one[0])))


def cells(answers: Sequence[Answer]) -> str:
    """How many answers, how many of them wrong, the times that half, 95 and 99 of 100 were within, and the longest."""
    took = sorted(1000 * one.seconds for one in answers)
    at = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.95, 0.99)]
    wrong = sum(bool(one.wrong) for one in answers)
    return f" {len(took):,} | {wrong} | {at[0]:.0f} | {at[1]:.0f} | {at[2]:.0f} | {took[-1]:.0f} |"


def tell_beside(alone: Sequence[Sequence[Answer]], asked: argparse.Namespace) -> None:
    """Print ours and Datasette's."""
    ours, theirs = (by_kind(answers) for answers in alone)
    print(f"{asked.readers} readers alone, {asked.beside:g} minutes to each; D. is Datasette\n")
    print(
        "| page | ours | wrong | p50 ms | p95 ms | p99 ms | longest | D. | wrong | p50 ms | p95 ms | p99 ms | longest |"
    )
    print("|---|" + "--:|" * 12)
    for kind, answers in ours.items():
        print(f"| {kind} |{cells(answers)}{cells(theirs[kind]) if kind in theirs else ''}")
    print()


def tell(found: Outcome, asked: argparse.Namespace) -> bool:
    """Print the tables; whether all was well."""
    if found.alone:
        tell_beside(found.alone, asked)
    answers = found.answers
    print(f"{asked.readers} readers and {asked.writers} writers for {asked.minutes:g} minutes\n")
    print("| page or deed | answers | wrong | p50 ms | p95 ms | p99 ms | longest |\n|---|--:|--:|--:|--:|--:|--:|")
    for kind, some in by_kind(answers).items():
        print(f"| {kind} |{cells(some)}")
    print(f"\n{len(answers) / (60 * asked.minutes):.0f} answers a second\n")
    print("| written | said to be kept | in the database |\n|---|--:|--:|")
    said = dict(zip(found.held, (len(one) for one in found.kept), strict=True))
    for what, number in found.held.items():
        print(f"| {what} | {said[what]:,} | {number:,} |")
    own = [*answers, *(found.alone[0] if found.alone else ())]
    wrong_words = Counter(one.wrong for one in own if one.wrong)
    for words, times in wrong_words.most_common(20):
        print(f"{times} × {words}", file=sys.stderr)
    return not wrong_words and said == found.held
