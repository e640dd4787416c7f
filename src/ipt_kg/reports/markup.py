# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""HTML and SVG by strings: an element's texts and attributes are always escaped."""

from __future__ import annotations

import re
from html import escape
from typing import Final

# What HTML cannot hold: control characters, halves of UTF-16 pairs, noncharacters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VOID: Final = frozenset({"meta", "rect", "line", "path", "use"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def text(words: str) -> Markup:
    r"""Escape a text.

    >>> text('</style><b title="x">\x00')
    '&lt;/style&gt;&lt;b title=&quot;x&quot;&gt;\ufffd'
    """
    return words if isinstance(words, Markup) else Markup(escape(fit(words), quote=True))


def fit(words: str) -> str:
    """Put a replacement character where a text has one that HTML cannot hold."""
    return _UNFIT.sub("\ufffd", words)


def element(name: str, /, *inner: str | None, **attributes: str | float | None) -> Markup:
    """Write an element; texts in it are escaped, markup and None are not, attributes of None are left out.

    A trailing `_` goes from an attribute's name, and `_` within becomes `-`.

    >>> element("p", "a < b", element("b", "c"), class_="x", aria_label=None)
    '<p class="x">a &lt; b<b>c</b></p>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>" if name == "meta" else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{together(*inner)}</{name}>")


def together(*parts: str | None) -> Markup:
    """Put texts and markup one after the other."""
    return Markup("".join(text(part) for part in parts if part is not None))


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
