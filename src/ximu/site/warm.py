"""What the first visitor would wait for, done before the site opens: templates compiled, addresses and words loaded."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import get_template
from django.urls import get_resolver

from ximu.link.words import table
from ximu.site.api.interface import api
from ximu.site.figures import units_en
from ximu.site.language import words
from ximu.site.names import catalogue_names
from ximu.site.reasons import doubt_words, reasons
from ximu.terms.load import indicators

TEMPLATES = Path(__file__).with_name("templates")


def warm_up() -> None:
    """Load all of it into this process; nothing is asked of the database, so that worker processes can share it."""
    get_resolver().url_patterns  # noqa: B018  # loads every page
    api.get_openapi_schema()
    for load in (words, catalogue_names, reasons, doubt_words, units_en, indicators):
        load()
    table("integrity")
    for file in sorted(TEMPLATES.rglob("*.html")):
        get_template(file.relative_to(TEMPLATES).as_posix())
