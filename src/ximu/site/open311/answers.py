"""Answers of Open311 in its two forms: XML, and JSON by the Spark convention (a list of one kind of child is an array)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.xmlreader import AttributesImpl

import msgspec
from django.http import HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator

TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What a child of a list is called in XML.
CHILDREN = {
    "services": "service", "attributes": "attribute", "values": "value", "service_requests": "request", "errors": "error",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
_json = msgspec.json.Encoder(decimal_format="number").encode


class Refused(Exception):
    """A request that cannot be answered: 404 for what is not there, 403 for the key, 400 for all else (specification)."""

    def __init__(self, status: int, *descriptions: str) -> None:
        super().__init__("; ".join(descriptions))
        self.status, self.descriptions = status, descriptions


def answer(form: str, root: str, content: Any, status: int = 200) -> HttpResponse:
    """The content under the root element of XML, or as it is in JSON; open to pages of every origin."""
    body = as_xml(root, content) if form == "xml" else _json(content)
    response = HttpResponse(body, content_type=TYPES[form], status=status)
    return open_to_all(response)


def errors(form: str, refused: Refused) -> HttpResponse:
    """A refusal in the shape of the specification."""
    content = [{"code": refused.status, "description": one} for one in refused.descriptions]
    return answer(form, "errors", content, refused.status)


def open_to_all(response: HttpResponse) -> HttpResponse:
    """Let scripts of other sites read the answer; it never depends on who is signed in."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "86400"
    return response


def as_xml(root: str, content: Any) -> bytes:
    """Content as XML with its declaration; None is an empty element."""
    out = io.StringIO()
    writer = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    writer.startDocument()
    _write(writer, root, content)
    writer.endDocument()
    return out.getvalue().encode()


def _write(writer: SimplerXMLGenerator, name: str, content: Any) -> None:
    writer.startElement(name, AttributesImpl({}))
    if isinstance(content, Mapping):
        for key, value in content.items():
            _write(writer, key, value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for one in content:
            _write(writer, CHILDREN[name], one)
    elif content is not None:
        writer.characters(_text(content))
    writer.endElement(name)


def _text(content: Any) -> str:
    if isinstance(content, bool):
        return "true" if content else "false"
    return format(content, "f") if isinstance(content, Decimal) else str(content)
