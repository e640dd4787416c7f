# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where in a page's head the element goes.

Expressions propose places and the parser chooses: an element is put there, and where it comes to stand is looked
at. So a `</head>` in a comment, a title, a script, an attribute or a template is not taken for the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ipt_kg.embed import tree
from ipt_kg.export.script import MARK

# What has no end goes to the page's end: so the expressions take time in proportion to the page.
_HEAD_END = re.compile(r"</head(?=[\s/>])", re.IGNORECASE)
_PARTS = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|title|noscript|noframes|template)(?=[\s/>]).*?(?:</\1[^>]*+(?:>|\Z)|\Z)"
    r"|<[!?/a-z][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)(?=[\s/>])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_MARK = re.compile(MARK, re.IGNORECASE)
_OPEN = re.compile("<script", re.IGNORECASE)
_START = re.compile(r"""<script(?=[\s/])(?:[^>"']|"[^"]*"|'[^']*')*+>""", re.IGNORECASE)
_END = re.compile(r"</script(?=[\s/>])[^>]*(?:>|\Z)", re.IGNORECASE)
_ENCODING = re.compile(r"<meta[^>]*charset", re.IGNORECASE)
_PROBE = "<script data-place></script>"
# A page that has more of them is a riddle, and not worth the time.
_MOST_ENDS, _MOST_MARKS, _MOST_PARTS, _MOST_TRIED = 50, 50, 500, 20
_LONGEST_TAG = 1000
_ENCODING_LOOKED_FOR = 1024


def is_document(units: str) -> bool:
    """Tell a page from a part of one."""
    return bool(_DOCUMENT.search(_COMMENT.sub("", units)))


def earlier(units: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where an element of ours may stand."""
    for mark in islice(_MARK.finditer(units), _MOST_MARKS):
        before = [*_OPEN.finditer(units, max(0, mark.start() - _LONGEST_TAG), mark.start())]
        start = _START.match(units, before[-1].start(), mark.end() + _LONGEST_TAG) if before else None
        if start and start.end() > mark.end() and (end := _END.search(units, start.end())):
            yield start.start(), end.end()


def places(units: str) -> Iterator[int]:
    """Yield the places at the end of the head, best first: before its end tag, or before what ends it unsaid."""
    ends = (found.start() for found in _HEAD_END.finditer(units))
    seen = tree.scripted(units)
    yield from (place for place in islice(ends, _MOST_ENDS) if _stands_in(seen, place) == "head")
    yield from islice((place for place in _unsaid(seen) if not _hides_encoding(units, place)), _MOST_TRIED)


def _unsaid(units: str) -> list[int]:
    """List the places between parts that are in the head, last first."""
    found: list[int] = []
    last = -1
    for part in islice(_PARTS.finditer(units), _MOST_PARTS):
        for place in (part.start(), part.end()):
            parent = _stands_in(units, place) if place > last else None
            last = place
            if parent == "head":
                found.append(place)
            elif parent:
                return found[::-1]
    return found[::-1]


def _stands_in(units: str, place: int) -> str | None:
    """Name the element in which one that is put there would stand; None where it would be no element."""
    probes = tree.parse(units[:place] + _PROBE).css("script[data-place]")
    parent = probes[-1].parent if probes else None
    return parent.tag if parent is not None else None


def _hides_encoding(units: str, place: int) -> bool:
    """Tell whether the element would come before the encoding, which must be among the first bytes."""
    return bool(_ENCODING.search(units, place, _ENCODING_LOOKED_FOR))
