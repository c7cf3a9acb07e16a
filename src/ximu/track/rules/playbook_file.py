"""Playbooks from TOML: read strictly, every mistake one line that names the file, the key and what to write."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from ximu.ledger.errors import TrackError
from ximu.track.rules.lights import light_rules
from ximu.track.rules.playbook import BACK, CARRIES, NUMBERS, REPORTED, SAME, Condition, Move, Playbook
from ximu.track.rules.playbook_base import EXTENDS, BaseError, with_base

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BIGGEST_BYTES = 1_000_000


def parse_playbook(text: str, name: str) -> Playbook:
    """The playbook of a TOML text. Raises TrackError W002 with the first mistake; `name` is the file, for the message."""
    found, mistakes = check_playbook(text, name)
    if found is None or mistakes:
        raise mistakes[0]
    return found


def check_playbook(text: str, name: str) -> tuple[Playbook | None, list[TrackError]]:
    """The playbook, None when it cannot be read at all, and every mistake in it."""
    try:
        playbook = msgspec.convert(with_base(tomllib.loads(text)), Playbook)
    except tomllib.TOMLDecodeError as error:
        return None, [_mistake(name, "", f"no TOML: {error}", "correct the line")]
    except BaseError as error:
        return None, [
            _mistake(
                name, EXTENDS, str(error), "name one of `ximu playbook list`, with an id and an edition of your own"
            )
        ]
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at ")
        return None, [_mistake(name, _in_words(place), what, "see docs/how-to/write-a-playbook")]
    return playbook, [_mistake(name, key, what, todo) for key, what, todo in _mistakes(playbook)]


def load_playbook(path: Path) -> Playbook:
    """The playbook of a file. Raises TrackError W002 when it is wrong, W003 when it cannot be read."""
    return parse_playbook(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The text of a playbook file. Raises TrackError W003."""
    try:
        if path.stat().st_size > _BIGGEST_BYTES:
            raise TrackError("too big for a playbook", where=str(path), next_step="name a TOML file", code="W003")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise TrackError(
            f"cannot be read: {reason}", where=str(path), next_step="check the file", code="W003"
        ) from error


@cache
def shipped_playbooks() -> dict[str, Playbook]:
    """The playbooks that come with the program, by id."""
    folder = files("ximu.track") / "playbooks"
    texts = {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.name.endswith(".toml")}
    return _by_id((parse_playbook(texts[name], name), name) for name in sorted(texts))


def folder_playbooks(folder: Path) -> dict[str, Playbook]:
    """The playbooks of a folder, by id; a file begins to count when it lies there. Raises TrackError for the first bad one."""
    return _by_id((load_playbook(path), path.name) for path in sorted(folder.glob("*.toml")))


def _by_id(found: Iterable[tuple[Playbook, str]]) -> dict[str, Playbook]:
    books: dict[str, Playbook] = {}
    for book, name in found:
        if book.id in books:
            raise _mistake(name, "id", f"{book.id} is also the id of another file", "choose another id")
        books[book.id] = book
    return books


def _mistake(name: str, key: str, what: str, todo: str) -> TrackError:
    return TrackError(what, where=f"{name}: {key}" if key else name, next_step=todo, code="W002")


def _in_words(place: str) -> str:
    """`$.move[2].from` as `move 3: from`, counted as people count."""
    place = re.sub(r"^`?\$\.?|`$", "", place)
    return re.sub(r"\[(\d+)\]\.?", lambda hit: f" {int(hit[1]) + 1}: ", place).strip().rstrip(":")


Mistake = tuple[str, str, str]


def _mistakes(book: Playbook) -> Iterator[Mistake]:
    if not _ID.fullmatch(book.id):
        yield "id", f"{book.id!r} is no id", "use small letters, digits and _"
    yield from _doubles(book)
    yield from _references(book)
    yield from _ways(book)
    for rate in book.rates:
        for key in ("denominator", "numerator", "excluded"):
            yield from _conditions(book, f"rate {rate.id}: {key}", getattr(rate, key))
        for name in (rate.sum_of, rate.sum_of_numerator):
            if name and name not in {one.id for one in book.fields if one.type in NUMBERS}:
                yield f"rate {rate.id}: sum_of", f"{name!r} is no number field", "name a [[field]] of type number"
    for vote in book.votes:
        if missing := set(vote.pass_choices) - {one.id for one in vote.choices}:
            yield f"vote {vote.id}: pass_choices", f"{', '.join(sorted(missing))} is no choice", "name a choice's id"


def _doubles(book: Playbook) -> Iterator[Mistake]:
    for key in ("sources", "states", "moves", "clocks", "fields", "votes", "rates"):
        for name, count in Counter(one.id for one in getattr(book, key)).items():
            if count > 1:
                yield f"{key[:-1]} {name}", f"stands {count} times", "give each its own id"
            if not _ID.fullmatch(name):
                yield f"{key[:-1]} {name}", f"{name!r} is no id", "use small letters, digits and _"
    reserved = {BACK, SAME} & {one.id for one in book.states}
    for name in sorted(reserved):
        yield f"state {name}", "the word has its own meaning in `to`", "choose another id"
    for name in sorted({one.id for one in book.fields} & set(CARRIES)):
        yield f"field {name}", "every move can carry this without a field", "choose another id"


def _references(book: Playbook) -> Iterator[Mistake]:
    states = {one.id for one in book.states}
    moves = {one.id for one in book.moves}
    sources = {one.id for one in book.sources}
    carried = {one.id for one in book.fields} | set(CARRIES)
    derived = {one.id for one in book.fields if one.type in REPORTED}
    drafts = {one.id for one in book.states if one.phase == "draft"}
    if book.start not in states:
        yield "start", f"{book.start!r} is no state", "name the id of a [[state]]"
    if book.lights and book.lights not in light_rules():
        yield "lights", f"there is no rule set {book.lights!r}", f"choose one of {', '.join(light_rules())}"
    for move in book.moves:
        at = f"move {move.id}"
        yield from _known(f"{at}: from", move.from_, states, "state")
        yield from _known(f"{at}: to", [move.to], states | {BACK, SAME}, "state")
        yield from _known(f"{at}: not_same_as", move.not_same_as, moves, "move")
        yield from _known(f"{at}: carries", (*move.carries, *move.may_carry), carried, "field")
        yield from _known(f"{at}: source", [move.source], sources, "source")
        for name in sorted(derived & {*move.carries, *move.may_carry}):
            yield f"{at}: carries", f"{name!r} follows from the reports of progress", "take it out"
        yield from _conditions(book, f"{at}: needs", move.needs)
        yield from _effects(move, at, drafts)
        if move.follow_up is not None:
            dates = {one.id for one in book.fields if one.type == "date"}
            yield from _known(f"{at}: follow_up: due", [move.follow_up.due], dates, "date field")
            yield from _conditions(book, f"{at}: follow_up: when", move.follow_up.when)
    for clock in book.clocks:
        at = f"clock {clock.id}"
        yield from _known(f"{at}: starts_on", clock.starts_on, moves | {"created"}, "move")
        yield from _known(f"{at}: stops_on", clock.stops_on, moves, "move")
        yield from _known(f"{at}: resumes_on", clock.resumes_on, moves, "move")
        yield from _known(f"{at}: source", [clock.source], sources, "source")
        yield from _known(f"{at}: length_by", clock.length_by, {one.id for one in book.fields}, "field")
        if [clock.of_item, clock.of_parent, clock.length is not None].count(True) != 1:
            yield at, "needs either length or of_item = true", "write one of them, or of_parent = true"
        if clock.length is not None and clock.length < 0:
            yield f"{at}: length", "cannot be negative", "write 0 or more"
    for field in book.fields:
        yield from _known(f"field {field.id}: scheme", [one.source for one in field.schemes], sources, "source")
        if (field.type == "choice") != bool(field.options):
            yield f"field {field.id}", "choices belong to a choice, and a choice needs them", "write both or neither"
        if field.choices_en and len(field.choices_en) != len(field.choices):
            yield f"field {field.id}: choices_en", "not as many as choices", "write one for each, in the same order"
    for vote in book.votes:
        yield from _known(f"vote {vote.id}: state", [vote.state], states, "state")
        yield from _known(f"vote {vote.id}: source", [vote.source], sources, "source")
    for rate in book.rates:
        yield from _known(f"rate {rate.id}: source", [rate.source], sources, "source")


def _effects(move: Move, at: str, drafts: set[str]) -> Iterator[Mistake]:
    needed = {
        "ask_extension": {"reason", "date"}, "dispatch": {"unit"}, "transfer": {"reason", "unit"}, "exclude": {"reason"},
        "withdraw": {"reason"},
    }  # fmt: skip
    carries = {*move.carries, *(move.may_carry if move.effect == "dispatch" else ())}
    if lacking := needed.get(move.effect, set()) - carries:
        yield f"{at}: carries", f"{move.effect} needs {', '.join(sorted(lacking))}", "add it to carries"
    if move.follow_up is not None and "{title}" not in move.follow_up.title_zh:
        yield f"{at}: follow_up", "its title does not name the item", "write {title} in title_zh"
    if move.effect == "grant_extension" and not move.not_same_as:
        yield f"{at}: not_same_as", "who asks may not grant", "name the move that asks for the extension"
    if move.effect == "publish" and move.to in drafts:
        yield f"{at}: effect", "a draft is not published", "publish with a move that leads on"
    if not move.who:
        yield f"{at}: who", "nobody may make this move", "name at least one role"


def _ways(book: Playbook) -> Iterator[Mistake]:
    """Every state must be reachable from the start, and work must be able to end."""
    pauses = {one.id for one in book.states if one.pauses_clocks}
    reached, left = set(), [book.start]
    while left:
        state = left.pop()
        if state in reached:
            continue
        reached.add(state)
        left += [move.to for move in book.moves_from(state) if move.to not in (BACK, SAME)]
    known = {one.id for one in book.states}
    for lost in [one.id for one in book.states if one.id not in reached and book.start in known]:
        yield f"state {lost}", "no move leads there", "add a move or take the state out"
    for move in book.moves:
        if move.to == BACK and (wrong := set(move.from_) - pauses):
            yield f"move {move.id}: to", f"{', '.join(sorted(wrong))} does not pause", "back leads out of a pause only"
    if not any(one.phase == "closed" for one in book.states):
        yield "state", "no state is closed", 'give the last state phase = "closed"'


def _conditions(book: Playbook, at: str, conditions: tuple[Condition, ...]) -> Iterator[Mistake]:
    for condition in conditions:
        states, moves = {one.id for one in book.states}, {one.id for one in book.moves}
        yield from _known(at, (*condition.state, *condition.reached), states, "state")
        yield from _known(at, (*condition.made, *condition.not_made), moves, "move")
        if condition.field:
            yield from _known(at, [condition.field], {one.id for one in book.fields}, "field")
            if not condition.is_ and condition.known is None and condition.at_least is None:
                yield at, f"asks nothing of {condition.field}", "add is, known or at_least"
            options = {one.id: one.options for one in book.fields if one.type == "choice"}
            if condition.field in options:
                yield from _known(f"{at}: is", map(str, condition.is_), set(options[condition.field]), "choice")
        if condition.vote:
            yield from _known(at, [condition.vote], {one.id for one in book.votes}, "vote")
            if condition.passed is None:
                yield at, f"asks nothing of {condition.vote}", "add passed = true or false"
        yield from _known(at, condition.clock, {one.id for one in book.clocks}, "clock")
        if bool(condition.clock) == (condition.over is None and condition.over_at_most is None):
            yield at, "clock and over belong together", "write clock with over or over_at_most"


def _known(at: str, names: Iterable[str], known: set[str], what: str) -> Iterator[Mistake]:
    for name in names:
        if name not in known:
            yield at, f"{name!r} is no {what}", f"name one of {', '.join(sorted(known)) or 'none yet'}"
