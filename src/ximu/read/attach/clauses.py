"""Cut every clause into its numbers and the words that belong to each of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache

from ximu.ledger.measure import Bound
from ximu.read.attach.attribute import PER_YEAR, attribute_head, of_households
from ximu.read.attach.item import Item
from ximu.read.attach.words import split_tail
from ximu.read.numerals.scan import Written
from ximu.read.rules.classify import Sorted
from ximu.read.sentences import Boundaries
from ximu.terms.words import alternation, any_word, words

_CONNECTOR = re.compile(r"^(?:[、及与或暨∶:：]|和(?!美))+|^以及")
_FIRST_CONNECTOR = re.compile(r"以及|[、和及与]")
_LAST_CONNECTOR = re.compile(r"(?:、|和|及|与|以及)(?:其中)?$")


_OF_YEAR = re.compile(r"(?:19|20)\d\d年(?:末|底)?的$")


@cache
def _over() -> tuple[str, ...]:
    return words("measures", "name.over")


_from = any_word("measures", "name.from")


@cache
def _turned() -> tuple[str, ...]:
    return words("measures", "name.turned")


@cache
def _merged() -> re.Pattern[str]:
    """Things made fewer, which were as many before (18个园区|整合为|12个)."""
    return re.compile(rf"{alternation(words('measures', 'name.merges'))}{alternation(_turned())}$")


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('measures', 'name.turns'))}{alternation(_turned())}$")


def items_of(text: str, numbers: list[Sorted], boundaries: Boundaries) -> list[Item]:
    """The measures of `numbers` as items with their words; the other numbers stay part of those words."""
    measures = [entry for entry in numbers if entry.number_class == "measure"]
    items: list[Item] = []
    for clause, members in _by_clause(measures, boundaries):
        items.extend(_clause_items(text, clause, members, boundaries))
    return items


def _by_clause(measures: list[Sorted], boundaries: Boundaries) -> Iterator[tuple[tuple[int, int], list[Sorted]]]:
    index = 0
    while index < len(measures):
        start, end = boundaries.clause(measures[index].written.start, measures[index].written.end)
        last = index + 1
        while last < len(measures) and measures[last].written.start < end:
            last += 1
        yield (start, end), measures[index:last]
        index = last


def _clause_items(text: str, clause: tuple[int, int], members: list[Sorted], boundaries: Boundaries) -> Iterator[Item]:
    """Attributes are part of the words of the other numbers (安排|总投资1亿元以上重大项目|1230个) and items of their own."""
    start, end = clause
    heads = [attribute_head(text, entry.written) for entry in members]
    for number, (above, entry) in enumerate(itertools.pairwise(members), 1):
        if entry.written.start == above.written.end and of_households(text, entry.written):
            heads[number] = ""  # 230个|50户以上自然村
    plain = [entry for entry, head in zip(members, heads, strict=True) if head is None]
    left_start, joined, nth = _line_above(text, start, members[0].written, plain), False, 0
    sentence_start, sentence_end = boundaries.sentence(members[0].written.start)
    for number, (entry, head) in enumerate(zip(members, heads, strict=True)):
        item = Item(entry.written, entry.rule)
        item.clause_start, item.clause_end = clause
        item.sentence_start, item.sentence_end = sentence_start, sentence_end
        item.first_in_clause = number == 0
        if head is not None:
            stop = members[number + 1].written.start if number + 1 < len(members) else end
            item.left_start = entry.written.start - len(head)
            item.left, item.right = head, text[entry.written.end : stop]
            item.stance = "attribute"
            if item.bound == "eq" and text.endswith(_over(), max(0, entry.written.start - 2), entry.written.start):
                item.bound = "ge"
            yield item
            continue
        item.joined, item.left_start = joined, left_start
        item.left = text[left_start : entry.written.start]
        if left_start < start:
            item.left = item.left.replace("\n", "")
        nth += 1
        after = plain[nth].written.start if nth < len(plain) else end
        value_end = entry.written.end + _denominator(text, item)
        item.right = gap = text[value_end:after]
        if after < end:
            item.right, cut, joined = _split_gap(gap)
            left_start = value_end + cut
            if gap in _done_to_part():
                item.right = ""  # 信访积案86件|化解|72件: told of the next
            elif item.right and not joined and len(gap) > 4:
                item.right = _own_part(item.right)
                left_start += len(item.right) if len(item.right) < len(gap) else 0
            bare = _OF_YEAR.sub("", gap)  # 由上年的6%调整为2015年的|7%
            item.turns = not joined and bare.endswith(_turned()) and bool(_turns().search(bare))
            if item.turns and item.right:
                item.starts_change = bool(_from().search(item.left) or _merged().search(bare))
        if entry.written.unit == "户" and (villages := of_households(text, entry.written)):
            item.stance, item.left, item.right = "attribute", "", villages
            left_start, joined = value_end, False
        yield item


@cache
def _per() -> re.Pattern[str]:
    return re.compile(rf"/{alternation(words('measures', 'after.per'))}")


def _denominator(text: str, item: Item) -> int:
    """How many characters of a compound unit (30微克|/立方米), which the unit takes, of a ratio to one or a rank follow the number.

    A bound behind the compound unit (38微克/立方米|以下) belongs to them.
    """
    end = item.written.end
    sign = text[end : end + 1]
    if sign in _PLACES and item.rules[0] == "measure.rank":
        return 1  # 第四|位
    if sign in ("∶", ":", "：") and item.rules[0] == "measure.scaled":
        limit = _bounds_behind().get(text[end + 2 : end + 4])
        item.bound = limit or item.bound
        return 4 if limit else 2  # 2.1|∶1, 2|∶1以内
    if sign not in ("/", "／", "每"):
        return 0
    if PER_YEAR.match(text, end):
        return 2  # 新增产能300万吨|/年
    found = _per_sum().match(text, end + 1) if item.unit in _MONEY and sign != "每" else None
    if found is None and (found := _per().match("/" + text[end + 1 : end + _LONGEST_UNIT])) is not None:
        item.unit += found.group()
    elif found is None:
        return 0
    length = len(found.group()) + (0 if found.re is _per() else 1)
    bound = _bounds_behind().get(text[end + length : end + length + 2])
    if bound is None:
        return length
    item.bound = bound
    return length + 2


_CELL = re.compile(r"[^\n。；，：:,;\d]{2,20}")


def _line_above(text: str, start: int, written: Written, plain: list[Sorted]) -> int:
    """Where the words before a number begin: its clause, or the line above when it stands on a line of its own (a table)."""
    stop = text.find("\n", written.end)
    alone = len(plain) == 1 and text[start - 1 : start] == "\n" and written.start - start <= 1
    if not alone or (stop if stop >= 0 else len(text)) - written.end > 1:
        return start
    above = text.rfind("\n", 0, start - 1) + 1
    return above if _CELL.fullmatch(text, above, start - 1) else start


_LONGEST_UNIT = 12
_PLACES = ("位", "名")


@cache
def _bounds_behind() -> dict[str, Bound]:
    kinds: tuple[Bound, ...] = ("ge", "le", "approx")
    return {word: kind for kind in kinds for word in words("numbers", f"after.{kind}") if len(word) == 2}


_per_sum = any_word("measures", "after.per_sum")
_MONEY = frozenset(("元", "美元", "港元"))

_between = any_word("measures", "name.between")


def _own_part(gap: str) -> str:
    """The words between two numbers that belong to the first: up to the verb of the second (19个省市|安排资金|200亿元)."""
    verb = _between().search(gap, 2)
    if verb and verb.end() < len(gap):
        return gap[: verb.start()]
    whole = _between_whole().search(gap, 2)
    if whole:
        return gap[: whole.start()]  # 137个|重点项目|完成投资|200亿元
    done = next((word for word in _done_to_part() if gap.endswith(word)), "")
    return gap[: len(gap) - len(done)].rstrip("已均共") if done else gap


@cache
def _between_whole() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('measures', 'name.between_whole'))}$")


@cache
def _done_to_part() -> tuple[str, ...]:
    return words("classes", "counted.done")


def _split_gap(gap: str) -> tuple[str, int, bool]:
    """Words between two numbers as (those of the first, where those of the second begin, whether they are one list)."""
    match = _CONNECTOR.match(gap)
    if match or not gap:
        return "", match.end() if match else 0, True
    if gap.endswith("等"):
        match = _FIRST_CONNECTOR.search(gap)
        return (gap[: match.start()], match.end(), True) if match and match.start() else (gap, 0, False)
    match = _LAST_CONNECTOR.search(gap)
    if match:
        return gap[: match.start()], len(gap), True
    place = gap.find("、")
    if place >= 0:
        return gap[:place], place + 1, True
    core, tail = split_tail(gap)
    if tail and core and not tail.endswith(_turned()):
        return core, 0, False
    return (gap, 0, False) if core else ("", 0, False)
