"""The comparison table as one page that needs nothing else: read by screen readers, on a telephone, and on paper."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files

from ximu.link.products.comparison import Cited, Comparison, Row
from ximu.link.products.comparison_words import COLUMNS, due, indicator, legend, summary, verdict_words, where
from ximu.link.products.words import Language, flat, gap_words, word


def comparison_html(tables: tuple[Comparison, ...], language: Language = "zh") -> bytes:
    """A page with all tables; everything from a report is escaped, nothing is fetched, no script runs."""
    style = files(__package__).joinpath("comparison.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    names = [word("table", "title", language, place=one.place, year=one.year) for one in tables]
    title = names[0] if len(names) == 1 else word("table", "sheet", language)
    parts = [
        f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    ]
    if len(tables) > 1:
        links = "".join(f'<li><a href="#t{nth}">{escape(name)}</a></li>' for nth, name in enumerate(names, 1))
        parts.append(f'<nav aria-label="{word("table", "contents", language)}"><ul>{links}</ul></nav>\n')
    parts.append("<main>\n")
    parts += [_section(one, nth, names[nth - 1], language) for nth, one in enumerate(tables, 1)]
    if not tables:
        parts.append(f"<p>{word('table', 'nothing', language)}</p>\n")
    parts.append("</main>\n</body>\n</html>\n")
    return "".join(parts).encode("utf-8", "replace")


def _section(one: Comparison, nth: int, name: str, language: Language) -> str:
    heads = "".join(f'<th scope="col" role="columnheader">{word("column", each, language)}</th>' for each in COLUMNS)
    bodies = []
    for group, rows in one.groups:
        band = f'<tr role="row"><th scope="rowgroup" role="rowheader" colspan="{len(COLUMNS)}">{word("importance", group, language)}</th></tr>\n'
        lines = "".join(_row(one, row, nth, language) for row in rows)
        bodies.append(f'<tbody role="rowgroup">\n{band}{lines}</tbody>\n')
    sources = "".join(
        f'<li id="t{nth}s{at}">{escape(title)} <small>{escape(source)}</small></li>'
        for at, (source, title) in enumerate(one.sources, 1)
    )
    return (
        f'<section aria-labelledby="t{nth}">\n<h1 id="t{nth}">{escape(name)}</h1>\n'
        f"<p>{escape(summary(one, language))}</p>\n"
        f'<table role="table" aria-labelledby="t{nth}">\n'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>\n{"".join(bodies)}</table>\n'
        f'<p class="legend">{escape(legend(one, language))}</p>\n<p class="legend">{escape(word("table", "note", language))}</p>\n'
        f'<div class="sources"><h2>{word("table", "sources", language)}</h2><ol>{sources}</ol></div>\n</section>\n'
    )


def _row(one: Comparison, row: Row, nth: int, language: Language) -> str:
    link = row.link
    outcome = _cited(row.outcome, "") if row.outcome else ""
    if link.observed is not None:
        words = escape(word("table", "observed", language, value=flat(link.observed.as_written)))
        address = escape(link.observed.source_url, quote=True)
        if link.observed.source_url.startswith(("http://", "https://")):
            words = f'<a href="{address}" rel="noreferrer">{words}</a>'
        outcome += ("<br>" if outcome else "") + words
    ends = [end for end in (link.target, link.outcome, link.observed) if end is not None]
    places = "<br>".join(
        f'<a href="#t{nth}s{one.source_number(end)}">{escape(where(one, end, language))}</a>' for end in ends
    )
    cells = {
        "target": _cited(row.target, due(link, one.year, language)),
        "bound": word("bound", link.target.bound, language),
        "outcome": outcome,
        "verdict": f'<span class="{link.verdict}">{escape(verdict_words(link, language))}</span>',
        "gap": escape(gap_words(link)),
        "reason": escape(flat(link.reason)),
        "where": places,
    }
    shown = [f'<td role="cell" class="nth" data-head="{word("column", "nth", language)}">{row.nth}</td>']
    shown.append(
        f'<th scope="row" role="rowheader" data-head="{word("column", "indicator", language)}">{escape(indicator(link, language))}</th>'
    )
    for name, cell in cells.items():
        empty = "" if cell else " empty"
        head = word("column", name, language)
        shown.append(
            f'<td role="cell" class="{name}{empty}" data-head="{head}">{cell or word("table", "no_outcome", language)}</td>'
        )
    return f'<tr role="row">{"".join(shown)}</tr>\n'


def _cited(cited: Cited, more: str) -> str:
    """The clause with the number in bold."""
    words = escape(cited.words)
    if cited.before or cited.after:
        words = f"<b>{words}</b>"
    return f"{escape(cited.before)}{words}{escape(cited.after + more)}"
