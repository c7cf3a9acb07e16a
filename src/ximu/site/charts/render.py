"""From a specification to SVG or PNG, once: what was drawn is kept by the hash of what it was drawn from."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from typing import Literal

from django.core.cache import caches

from ximu.site.charts.look import Box, Spec

logger = logging.getLogger("django.ximu.charts")
Form = Literal["svg", "png"]
CACHE = "charts"
# Raised when the same specification comes out otherwise: what was kept is then drawn anew.
EDITION = "1"
PIXELS_PER_PIXEL = 2
VEGA_LITE = "5.21"
# Vega resolves links against this address; ours are within the site.
_BASE = "https://vega.github.io/vega-datasets/"
_ROOT = re.compile(r'<svg [^>]*?class="marks" width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)">')
_ENGLISH = re.compile(r' aria-roledescription="[^"]*"| aria-label="[XY]-axis[^"]*"')
_ID = re.compile(r'\bid="([^"]+)"')


def digest(spec: Spec, box: Box) -> str:
    """What a picture is known by: equal data, words and look give an equal one."""
    text = json.dumps([EDITION, spec, box], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def rendered(spec: Spec, box: Box, form: Form) -> bytes:
    """The picture, from what is kept when it was drawn before (by any process)."""
    key = f"{digest(spec, box)}.{form}"
    kept: bytes | None = caches[CACHE].get(key)
    if kept is None:
        kept = draw(spec, box, form)
        try:
            caches[CACHE].set(key, kept, None)
        except OSError as error:  # a full disk or a folder that may not be written: the picture is there all the same
            logger.warning("the chart is not kept: %s", error)
    return kept


def draw(spec: Spec, box: Box, form: Form) -> bytes:
    """The picture drawn now, in the size of `box`; a PNG has two pixels for each of its units."""
    # Not at the top: a process that draws nothing does not start the engine, and it may not be started before a fork.
    import vl_convert

    if form == "png":  # of the SVG, which most often is there already
        return bytes(vl_convert.svg_to_png(rendered(spec, box, "svg").decode(), scale=PIXELS_PER_PIXEL))
    return tidy(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE, allowed_base_urls=[]), box).encode()


def tidy(svg: str, box: Box) -> str:
    """The SVG in the size it was announced with, its links within the site, its ids its own, no English words in it."""
    root = _ROOT.search(svg)
    if root:
        size = f'width="{box.width}" height="{box.height}"'
        drawn = root.group()
        svg = svg.replace(
            drawn,
            re.sub(r'width="[\d.]+" height="[\d.]+"', size, drawn, count=1).replace("<svg ", '<svg role="group" '),
        )
    svg = svg.replace(f'xlink:href="{_BASE}/', 'xlink:href="/').replace(f'xlink:href="{_BASE}', 'xlink:href="')
    svg = _ENGLISH.sub("", svg)
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    for name in dict.fromkeys(_ID.findall(svg)):
        svg = svg.replace(f'id="{name}"', f'id="{own}-{name}"').replace(f"url(#{name})", f"url(#{own}-{name})")
    return svg
