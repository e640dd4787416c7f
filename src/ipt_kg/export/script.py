# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema.org JSON-LD as a script element, ready to paste into a page's head."""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec

from ipt_kg.export import schema_org
from ipt_kg.records import Corpus, Record
from ipt_kg.settings import Settings

MEDIA_TYPE = "text/html"
SUFFIX = "html"
MARK = "data-ipt-kg"
"""The attribute that names the record, by which an element of ours is found again."""

_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"')
_UNSAFE = re.compile(r"[^\x20-\x7e]|[<>&]")  # in JSON they stand in strings alone


def render(record: Record, corpus: Corpus, settings: Settings) -> bytes:
    """Give the element; nothing in it can end it or open a comment."""
    return element(schema_org.render(record, corpus, settings), record.model.id)


def element(json_ld: bytes, id: str) -> bytes:
    r"""Wrap JSON-LD, marked with the identifier of its record, in ASCII alone.

    Inside strings, what means something to HTML, XML or a template engine becomes an escape that JSON reads as
    the same, and so does what is not ASCII: the element is right on a page of any encoding.

    >>> print(element('{"name": "</b> {{ µ }}"}'.encode(), "x").decode().strip())
    <script type="application/ld+json" data-ipt-kg="x">{"name":"\u003c/b\u003e \u007b\u007b \u00b5 }}"}</script>
    """
    compact = msgspec.json.format(json_ld, indent=-1).strip().decode()
    safe = _STRING.sub(_without_braces, _UNSAFE.sub(_escaped, compact))
    return f"{start_tag(id)}{safe}</script>\n".encode("ascii")


def start_tag(id: str) -> str:
    """Give the tag that begins the element of a record; what is not ASCII in its identifier stands as in an IRI."""
    return f'<script type="application/ld+json" {MARK}="{quote(id)}">'


def _without_braces(string: re.Match[str]) -> str:
    return string[0].replace("{", "\\u007b")


def _escaped(char: re.Match[str]) -> str:
    units = char[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
