"""The choices of a form that lead to pages of their own, as links: a snapshot has no server that answers a form."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ximu.site.snapshot.addresses import ENGLISH, Address, views_of


def choices(form: LexborNode, here: Address) -> Iterator[LexborNode]:
    """One paragraph for each list of the form that chooses a view: its name, then every choice as a link."""
    names = views_of(here.path)
    lists = {node.attributes["name"] or "": node for node in form.css("select[name]")}
    views = {name: node for name, node in lists.items() if name in names}
    chosen = {name: _chosen(node) for name, node in views.items()}
    for name, node in views.items():
        label = node.parent.text(deep=False).strip() if node.parent is not None else ""
        colon = ": " if here.language == ENGLISH else "："
        links = " · ".join(
            _link(option, urlencode({**chosen, name: _value(option)}), _value(option) == chosen[name])
            for option in node.css("option")
        )
        paragraph = LexborHTMLParser(f'<p class="small">{escape(label)}{colon}{links}</p>').css_first("p")
        if paragraph is not None:
            yield paragraph


def _link(option: LexborNode, query: str, here: bool) -> str:
    words = escape(option.text().strip())
    return f"<strong>{words}</strong>" if here else f'<a href="?{escape(query)}">{words}</a>'


def _chosen(node: LexborNode) -> str:
    option = node.css_first("option[selected]") or node.css_first("option")
    return _value(option) if option is not None else ""


def _value(option: LexborNode) -> str:
    value = option.attributes.get("value")
    return option.text().strip() if value is None else value
