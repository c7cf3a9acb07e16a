"""What the comparison table says in words, the same for Word, the web and the draft: summary, signs, places, values."""

from __future__ import annotations

from ximu.ledger.link import Link, Linked
from ximu.link.products.comparison import Comparison
from ximu.link.products.words import Language, change_word, flat, sign, word
from ximu.link.words import table as words_table

COLUMNS = ("nth", "indicator", "target", "bound", "outcome", "verdict", "gap", "reason", "where")


def summary(one: Comparison, language: Language) -> str:
    """How many there are of each verdict, in words."""
    counts = one.counts
    parts = [
        word("table", "count", language, verdict=word("verdict", verdict, language), count=counts[verdict])
        for verdict in words_table("products/products")["verdict"]
        if counts[verdict]
    ]
    head = word("table", "summary", language, total=len(one.rows), judged=one.judged)
    return head + word("table", "between", language).join(parts) + word("table", "end", language)


def legend(one: Comparison, language: Language) -> str:
    """The signs that the table uses, each with its meaning."""
    table = words_table("products/products")["verdict"]
    parts = [
        f"{entry['sign']} {entry[language]}（{entry['note_' + language]}）"
        if language == "zh"
        else f"{entry['sign']} {entry[language]} ({entry['note_' + language]})"
        for verdict, entry in table.items()
        if verdict in one.counts
    ]
    if any(not row.link.sure for row in one.rows):
        parts.append(f"{word('table', 'unsure', language)} {word('table', 'unsure_note', language)}")
    between = "；" if language == "zh" else "; "
    return f"{word('table', 'legend', language)}{'：' if language == 'zh' else ': '}{between.join(parts)}"


def indicator(link: Link, language: Language) -> str:
    """The indicator as written, with the part of the place and what of it is meant."""
    target = link.target
    part = f"{flat(target.scope)} " if target.scope and target.scope not in target.indicator else ""
    aspect = word("aspect", target.aspect, language) if target.low is not None or target.bound == "relative" else ""
    if not aspect:
        return f"{part}{flat(target.indicator)}"
    return (
        f"{part}{flat(target.indicator)}{'（' if language == 'zh' else ' ('}{aspect}{'）' if language == 'zh' else ')'}"
    )


def due(link: Link, year: int, language: Language) -> str:
    """The year of a target that is not for the year of the report."""
    known = link.target.year is not None and link.target.year != year
    return word("table", "due", language, year=link.target.year) if known else ""


def verdict_words(link: Link, language: Language) -> str:
    """`√达到`, `×未达到＊`."""
    unsure = "" if link.sure else word("table", "unsure", language)
    return f"{sign(link.verdict)} {word('verdict', link.verdict, language)}{unsure}"


def where(one: Comparison, end: Linked, language: Language) -> str:
    """The number of the source and the characters there; for statistics the line."""
    key = "line" if end.origin == "statistics" else "characters"
    return word("table", key, language, nth=one.source_number(end), start=end.start, end=end.end)


def value_words(end: Linked, language: Language) -> str:
    """The words of a value with growth or fall before them, when they do not say so themselves."""
    words, change = flat(end.as_written), change_word(end, language)
    return words if change.strip() and change.strip() in words else change + words
