"""The funnel: how many of a set of things came to each stage, as bars one under the other with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption

ROW_HEIGHT = 36


class Stage(NamedTuple):
    """A stage in words, how many came so far, and where the list of them is ("" when there is none)."""

    name: str
    number: int
    address: str = ""


def box(stages: Sequence[Stage], look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, len(stages) * ROW_HEIGHT + 12), caption)


def spec(stages: Sequence[Stage], look: Look, caption: Caption) -> Spec:
    """The chart, its stages in the order given; the bars are centered, as a funnel narrows from both sides."""
    most = max((stage.number for stage in stages), default=0) or 1
    data = [
        {
            "name": stage.name, "from": -stage.number / 2, "to": stage.number / 2,
            "label": str(stage.number), "said": f"{stage.name} {stage.number}", "href": stage.address,
        }
        for stage in stages
    ]  # fmt: skip
    encoding = {
        "y": {
            "field": "name", "type": "nominal", "sort": None,
            "axis": {"title": None, "grid": False, "ticks": False, "domain": False, "labelFontSize": 13,
                     "labelColor": look.inks.ink, "labelLimit": 180},
        },
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "color": look.inks.wash, "stroke": look.inks.seal, "height": {"band": 0.78}},
        "encoding": {
            # A bar of nothing would be a line across its own zero.
            "strokeWidth": {"condition": {"test": "datum.to > 0", "value": 1}, "value": 0},
            "x": {"field": "from", "type": "quantitative", "axis": None, "scale": {"domain": [-most / 2, most / 2]}},
            "x2": {"field": "to"},
            "description": {"field": "said", "type": "nominal"},
            "href": {"field": "href", "type": "nominal"},
        },
    }  # fmt: skip
    counts = {
        "mark": {"type": "text", "fontSize": 14, "fontWeight": 600, "aria": False},
        "encoding": {"x": {"datum": 0, "type": "quantitative"}, "text": {"field": "label", "type": "nominal"}},
    }
    body = values(data) | {"encoding": encoding, "layer": [bars, counts]}
    return framed(look, box(stages, look, caption), caption, body)
