# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages as browsers parse them, by lexbor, and where in them the script elements of ours are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_kg.export.script import MARK

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_AMP = frozenset({"amp", "⚡"})
_NOSCRIPT = re.compile(r"(</?)noscript(?=[\s/>])", re.IGNORECASE | re.ASCII)


def parse(text: str) -> LexborHTMLParser:
    """Parse a page as a reader without scripting does."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(text)


def scripted(text: str) -> str:
    """Change a page so that it parses as it does in browsers: there, what stands in `noscript` is no markup.

    Lexbor parses as without scripting; `noframes` is read the way that browsers read `noscript`.

    >>> scripted("<noscript ><img></NOSCRIPT>")
    '<noframes ><img></noframes>'
    """
    return _NOSCRIPT.sub(r"\1noframes", text)


def is_amp(tree: LexborHTMLParser) -> bool:
    """Tell whether a page says that it is an AMP page, which states the address of the one that it stands for."""
    return tree.root is not None and not _AMP.isdisjoint(tree.root.attributes)


def ours(tree: LexborHTMLParser) -> list[LexborNode]:
    """Give the script elements that bear our mark; not those in comments and templates."""
    return tree.css(f"script[{MARK}]")


def markup(tree: LexborHTMLParser) -> list[LexborNode]:
    """Give the JSON-LD of others."""
    return tree.css(f'script[type="application/ld+json" i]:not([{MARK}])')
