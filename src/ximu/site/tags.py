"""Tags and filters of our templates."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html, format_html_join

from ximu.site import language as words
from ximu.site.charts.points import amount, gap_of
from ximu.site.figures import figure, grouped, units_en
from ximu.site.listing import MOST_ROWS
from ximu.site.names import indicator_name, place_name
from ximu.site.outcomes import SIGNS, outcome_of
from ximu.site.reasons import say_reason
from ximu.site.reasons_en import cut_by_language, reason_in_english
from ximu.site.reckoning import reckoning
from ximu.site.respond import query_with
from ximu.site.series import Cell, Figure
from ximu.track.rules.english import in_words

register = template.Library()


@register.simple_tag(takes_context=True, name="say")
def say_tag(context: Context, key: str, **values: Any) -> str:
    """`{% say "home.title" %}`: our words in the language of the page; values are escaped by the template engine."""
    return words.say(key, context["language"], **values)


@register.simple_tag(takes_context=True)
def list_end(context: Context, total: object) -> str:
    """`{% list_end page.total %}`: where a list ends before its rows do, that it does; else nothing."""
    if not isinstance(total, int) or total <= MOST_ROWS:
        return ""
    return words.say("pages.end", context["language"], shown=f"{MOST_ROWS:,}")


@register.simple_tag(takes_context=True)
def code(context: Context, group: str, value: object) -> str:
    """`{% code "level" place.level %}`: the word for a code of a record."""
    return words.say_code(group, str(value), context["language"])


@register.simple_tag(takes_context=True)
def outcome(context: Context, verdict: str) -> str:
    """`{% outcome link.verdict %}`: the sign and the word of what came of a target; nothing for ""."""
    shown = outcome_of(verdict)
    if shown is None:
        return ""
    word = words.say_code("outcome", shown.code, context["language"])
    return format_html(
        '<span class="outcome {}"><span class="sign" aria-hidden="true">{}</span> {}</span>',
        shown.code,
        shown.sign,
        word,
    )


@register.simple_tag(takes_context=True)
def outcome_sign(context: Context, verdict: str) -> str:
    """`{% outcome_sign cell.verdict %}`: the sign alone, its word for screen readers."""
    shown = outcome_of(verdict)
    if shown is None:
        return ""
    word = words.say_code("outcome", shown.code, context["language"])
    return format_html(
        '<span class="outcome {}"><span class="sign" aria-hidden="true" title="{}">{}</span>'
        '<span class="unseen">{}</span></span>',
        shown.code,
        word,
        shown.sign,
        word,
    )


@register.simple_tag(takes_context=True)
def outcome_state(context: Context, state: str) -> str:
    """`{% outcome_state "kept" %}`: sign and word of an outcome (not of a verdict)."""
    return format_html(
        '<span class="outcome {}"><span class="sign" aria-hidden="true">{}</span> {}</span>',
        state,
        SIGNS.get(state, ""),  # type: ignore[call-overload]  # any text
        words.say_code("outcome", state, context["language"]),
    )


@register.simple_tag(takes_context=True)
def unit_name(context: Context, unit: str) -> str:
    """`{% unit_name page.unit %}`: a unit in the language of the page, — for none."""
    return (units_en().get(unit, unit) if context["language"] == "en" else unit) or "—"


@register.simple_tag(takes_context=True)
def amount_of(context: Context, figure: Figure) -> str:
    """`{% amount_of cell.result %}`: a number with its sign (below zero for a fall) and its unit."""
    return amount(figure, context["language"])


@register.inclusion_tag("_card_meta.html", takes_context=True)
def card_meta(context: Context, title: str) -> dict[str, str]:
    """`{% card_meta page.name %}` in the head: the picture that other sites show beside a link to this page."""
    request: HttpRequest = context["request"]
    address = request.build_absolute_uri(f"{request.path_info}card.png?lang={context['language']}")
    return {"title": title, "image": address}


@register.simple_tag(takes_context=True)
def reason_of(context: Context, cell: Cell) -> str:
    """`{% reason_of cell %}`: how a verdict was reached, in the language of the page."""
    language = context["language"]
    return reckoning(cell.reason, cell.verdict, cell.target, cell.result, cell.gap, cell.gap_unit, language)


@register.simple_tag(takes_context=True, name="gap_of")
def gap_tag(context: Context, cell: Cell) -> str:
    """`{% gap_of cell %}`: result minus target with its sign and unit, "" when the two were not compared."""
    return gap_of(cell, context["language"])


@register.simple_tag(takes_context=True)
def indicator(context: Context, indicator_id: str) -> str:
    """`{% indicator id %}`: the name of an indicator in the language of the page."""
    return indicator_name(indicator_id, context["language"])


@register.simple_tag(takes_context=True)
def value_words(context: Context, value: str) -> str:
    """`{% value_words piece.kind %}`: a choice or a kind of evidence in the language of the page, marked where it stays Chinese."""
    shown = in_words(value, context["language"])
    return format_html('<span lang="zh-Hans">{}</span>', shown) if shown == value else shown


@register.simple_tag(takes_context=True)
def figure_of(context: Context, cell: Any) -> str:
    """`{% figure_of cell %}`: value and unit of anything with low, high, unit, bound, with a narrow gap between."""
    number, unit = figure(cell.low, cell.high, cell.unit, cell.bound, context["language"])
    return f"{number}\u202f{unit}" if unit else number


@register.simple_tag(takes_context=True)
def named(context: Context, entry: Any, name: str = "") -> str:
    """`{% named column %}`: the name of anything with `zh` and `en`; `{% named page "state" %}` for `state_zh`, `state_en`."""
    return str(getattr(entry, f"{name}_{context['language']}" if name else context["language"]))


@register.simple_tag(takes_context=True)
def quantity(context: Context, amount: Any, unit: str) -> str:
    """`{% quantity card.invested "万元" %}`: an exact amount as people read it, 万元 as 亿元 or billion yuan; — for none.

    Percents have two decimals, other amounts four at most; the data of the page has them all.
    """
    if amount is None:
        return "—"
    value, unit = (Decimal(amount) * 10_000, "元") if unit == "万元" else (Decimal(amount), unit)
    value = round(value, 2 if unit == "%" else 4)
    number, scaled = figure(value, value, unit, "eq", context["language"])
    return f"{number}\u202f{scaled}" if scaled else number


@register.simple_tag(takes_context=True, name="place_name")
def place_name_tag(context: Context, name: str | None) -> str:
    """`{% place_name place.name %}`: the name of a place in the language of the page."""
    return place_name(name or "", context["language"])


@register.simple_tag(takes_context=True)
def report_name(context: Context, title: str, place: str = "", year: int | None = None, fallback: str = "") -> str:
    """`{% report_name report.title place.name report.report_year report.id %}`: the title, or words of ours for it.

    On an English page place and year name the report; the title is Chinese.
    """
    language = context["language"]
    if place and year and (language == "en" or not title):
        return words.say("report.untitled", language, place=place_name(place, language), year=year)
    return title or fallback


@register.simple_tag(takes_context=True)
def report_title(context: Context, title: str, place: str = "", year: int | None = None, fallback: str = "") -> str:
    """`report_name` for the text of a page: a title that has to stay Chinese is marked as such."""
    shown = report_name(context, title, place, year, fallback)
    if context["language"] == "en" and shown == title:
        return format_html('<span lang="zh-Hans">{}</span>', shown)
    return shown


@register.simple_tag(takes_context=True)
def reason(context: Context, text: str) -> str:
    """`{% reason repair.why %}`: a reason of the reader in the language of the page."""
    return say_reason(text, context["language"])


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """`{% query page=2 %}`: the query of this page with some values changed."""
    request: HttpRequest = context["request"]
    return query_with(request, **changes)


@register.simple_tag(takes_context=True)
def recorded(context: Context, text: str) -> str:
    """`{% recorded one.why %}`: a recorded reason (Chinese) in the language of the page, as it is where that has no words."""
    if context["language"] == "zh":
        return text
    return marked(reason_in_english(text) or text)


@register.filter
def marked(text: str) -> str:
    """`{{ why|marked }}`: an English sentence with the Chinese words quoted in it marked as such."""
    parts = (
        (format_html('<span lang="zh-Hans">{}</span>', one) if chinese else one,)
        for one, chinese in cut_by_language(text)
    )
    return format_html_join("", "{}", parts)


@register.filter
def thousands(value: int) -> str:
    """A count with thin spaces between thousands."""
    return grouped(value)


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ mapping|item:key }}`: the value of a key, None when it is not there."""
    return mapping.get(key)


@register.filter
def percent(share: float) -> str:
    """A share of 0–1 as percent: 0.987 → '98.7'."""
    return f"{share * 100:.1f}".rstrip("0").rstrip(".")


@register.filter
def visible(text: str) -> str:
    """A quoted repair with its line breaks and blanks made visible; nothing is shown as ∅."""
    shown = text.replace("\r", "").replace("\n", "⏎").replace("\u3000", "□").replace(" ", "␣")
    if not shown:
        return "∅"
    return shown if len(shown) <= 60 else f"{shown[:40]}…{shown[-15:]}"


@register.filter
def tail(text: str, length: int) -> str:
    """The last `length` characters, with … in front when something is left out."""
    return text if len(text) <= length else "…" + text[-length:]


@register.filter
def head(text: str, length: int) -> str:
    """The first `length` characters, with … behind when something is left out."""
    return text if len(text) <= length else text[:length] + "…"
