"""The rows of a report's ledger as markup: a page has a thousand, and the template engine takes five times as long."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from ximu.site.language import say, say_code
from ximu.site.outcomes import outcome_of
from ximu.site.shown import Note, ShownRow


def rows_markup(rows: Iterable[ShownRow], language: str) -> SafeString:
    """List items in the order given; whatever comes from a report is escaped."""
    # Built from escape() and our own tags and words only.
    return mark_safe("".join(_row(one, language) for one in rows))  # noqa: S308


def _row(shown: ShownRow, language: str) -> str:
    key = escape(shown.row.id)
    gloss = f' <span class="quiet small">{escape(shown.gloss)}</span>' if shown.gloss else ""
    value = (
        f'<span class="row-value number">{escape(shown.value)}<small>{escape(shown.unit)}</small></span>\n'
        if shown.value
        else ""
    )
    meta = "".join(f"<span>{escape(part)}</span>" for part in shown.meta)
    if not shown.row.sure:
        meta += f'<span class="word doubt">{say("row.unsure", language)}</span>'
    return (
        f'<li class="row" id="l-{key}" data-s="{key}">\n'
        f'<a class="row-head" href="#s-{key}">\n'
        f'<span class="row-what"><span class="word {escape(shown.css)}">{escape(shown.word)}</span> '
        f'<span class="zh" lang="zh-Hans">{escape(shown.what)}</span>{gloss}</span>\n{value}'
        f'<span class="row-meta">{meta}{_outcome(shown.row.outcome, language)}</span>\n</a>\n'
        f"<details><summary>{say('row.why', language)}</summary>\n"
        f'<blockquote lang="zh-Hans">{escape(shown.before)}<mark>{escape(shown.within)}</mark>'
        f"{escape(shown.after)}</blockquote>\n"
        f"<dl>{''.join(map(_note, shown.notes))}</dl>\n<p>{_ways(shown, language)}</p>\n</details>\n</li>\n"
    )


def _note(note: Note) -> str:
    quoted = ' lang="zh-Hans"' if note.zh else ""
    return f"<dt>{escape(note.label)}</dt><dd{quoted}>{escape(note.text)}</dd>"


def _outcome(code: str, language: str) -> str:
    found = outcome_of(code)
    if found is None:
        return ""
    word = escape(say_code("outcome", found.code, language))
    return f'<span class="outcome {found.code}"><span class="sign" aria-hidden="true">{found.sign}</span> {word}</span>'


def _ways(shown: ShownRow, language: str) -> str:
    """The links of a row: its own address, its indicator, its page."""
    row = shown.row
    ways = [(row.address, "row.share")]
    indicator = row.record.get("indicator_id")
    if indicator:
        ways.append((f"/indicators/{indicator}/", "row.series"))
    if row.page:
        ways.append((row.page, "findings.open" if row.kind == "finding" else "promise.life"))
    return " · ".join(f'<a href="{escape(address)}">{say(word, language)}</a>' for address, word in ways)
