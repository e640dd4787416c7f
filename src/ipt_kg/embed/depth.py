# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How deep a page's elements are nested, before it is parsed.

The parser's time grows with the square of the depth: 2,000 levels take a second, 20,000 a quarter of a minute,
200,000 no end. No page for people comes near.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from ipt_kg.errors import PageError

DEEPEST: Final = 2_000
# A comment, an element whose content is text, or a tag: its slash, its name, and what follows.
_PART: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>]).*?(?:</\1(?=[\s/>])|\Z)"
    r"|<(?P<end>/?)(?P<tag>[a-z][^\s/>]*)(?P<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>",
    re.IGNORECASE | re.DOTALL,
)
# Those that have no content, and those that an open one of their kind ends.
_NEVER_DEEP: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"dd", "dt", "li", "option", "optgroup", "p", "rb", "rp", "rt", "rtc", "tbody", "td", "tfoot", "th", "thead"}
    | {"tr", "body", "head", "html"}
)
# In these a tag may close itself.
_FOREIGN: Final = ("svg", "math")


def refuse_depth(text: str) -> None:
    """Refuse a page whose elements stand too deep in one another.

    Raises:
        PageError: it would take the parser too long.

    >>> refuse_depth("<p>" * 9999 + "<div></div>" * 9999)
    """
    if any(depth > DEEPEST for depth in _depths(text)):
        raise PageError("page-deep", f"more than {DEEPEST} elements stand in one another: close them")


def _depths(text: str) -> Iterator[int]:
    """Yield how many elements are open after each start tag; an end tag closes what is in its element, too."""
    stack: list[str] = []
    open_: Counter[str] = Counter()
    for part in _PART.finditer(text):
        tag = (part["tag"] or "").lower()
        if not tag or tag in _NEVER_DEEP:
            continue
        if part["end"]:
            while open_[tag]:
                top = stack.pop()
                open_[top] -= 1
                if top == tag:
                    break
        elif not (part["rest"].endswith("/") and any(open_[foreign] for foreign in _FOREIGN)):
            stack.append(tag)
            open_[tag] += 1
            yield len(stack)
