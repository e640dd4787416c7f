# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How deep a page's elements are nested, before it is parsed.

The parser's time grows with the square of the depth: 8,000 levels take half a second, 200,000 more than
minutes. No page for people comes near.
"""

from __future__ import annotations

import re
from typing import Final

from ipt_kg.errors import PageError

DEEPEST: Final = 2_000
_TAG: Final = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
# Those that have no content, and those that an open one of their kind ends.
_NEVER_DEEP: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"dd", "dt", "li", "option", "optgroup", "p", "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "body", "head", "html"}
)


def refuse_depth(text: str) -> None:
    """Refuse a page whose start tags outnumber its end tags by too many, anywhere.

    Raises:
        PageError: it would take the parser too long.

    >>> refuse_depth("<p>" * 9999 + "<div></div>" * 9999)
    """
    depth = 0
    for closing, tag in _TAG.findall(text):
        if tag.lower() not in _NEVER_DEEP:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > DEEPEST:
                raise PageError("page-deep", f"more than {DEEPEST} elements stand in one another: close them")
