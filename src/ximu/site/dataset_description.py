"""The data of a page described as a schema.org Dataset, which search engines for data read from its head."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from ximu.site.language import LANGUAGES, language_of

# `</script` in a title would end the element; as JSON escapes these signs mean the same.
_SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


class Download(NamedTuple):
    """A file of the data: its address on this site, its media type, what it is called."""

    address: str
    media: str
    name: str


class Variable(NamedTuple):
    """What a column or a series tells, with its unit ("" for none)."""

    name: str
    description: str
    unit: str = ""


def dataset(
    request: HttpRequest,
    name: str,
    description: str,
    downloads: Iterable[Download],
    variables: Iterable[Variable],
    *,
    years: Sequence[int] = (),
    places: Sequence[str] = (),
) -> SafeString:
    """The JSON-LD of a Dataset, for a `script` element of type application/ld+json; all addresses are absolute.

    Source: schema.org/Dataset, with the properties that are asked for of data on government work.
    """
    address = request.build_absolute_uri(request.path)
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address,
        "name": name,
        "description": description,
        "url": address,
        "inLanguage": LANGUAGES[language_of(request)],
        "isAccessibleForFree": True,
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": "徙木 ximu",
            "url": request.build_absolute_uri("/data/"),
        },
        "variableMeasured": [_variable(one) for one in variables],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one.name,
                "contentUrl": request.build_absolute_uri(one.address),
                "encodingFormat": one.media,
            }
            for one in downloads
        ],
    }
    if years:
        found["temporalCoverage"] = f"{min(years)}/{max(years)}"
    if places:
        found["spatialCoverage"] = [{"@type": "Place", "name": one} for one in places]
    text = json.dumps(found, ensure_ascii=False).translate(_SIGNS)
    return mark_safe(text)  # noqa: S308  # no sign of markup is left


def _variable(one: Variable) -> dict[str, str]:
    described = {"@type": "PropertyValue", "name": one.name, "description": one.description}
    return described | ({"unitText": one.unit} if one.unit else {})
