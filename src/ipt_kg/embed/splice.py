# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The element into the page: put in, and taken only when the page is the same but for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ipt_kg.embed import place, tree
from ipt_kg.embed.source import Source
from ipt_kg.errors import PageError
from ipt_kg.export.script import MARK

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_LINE_END = re.compile(r"\r\n|\r|\n")
_HERE = "\ue000here\ue001"
_WHERE = f'put <script type="application/ld+json" {MARK}></script> where it is to stand'


def embedded(source: Source, element: str) -> Source:
    """Put the element in the place of an earlier one of ours, or at the end of the head.

    Raises:
        PageError: there is no place where nothing but the element would change.
    """
    there = tree.ours(tree.parse(tree.scripted(source.text)))
    if len(there) > 1:
        raise PageError("page-script-repeated", f"it has {len(there)} elements with {MARK}: leave one of them")
    return _replaced(source, element) if there else _inserted(source, element)


def _replaced(source: Source, element: str) -> Source:
    for start, end in place.earlier(source.units):
        done = source.spliced(start, end, element)
        if differs_by(source, done, element):
            return done
    raise PageError("page-place", f"its element with {MARK} cannot be told from what is around it: remove it")


def _inserted(source: Source, element: str) -> Source:
    units = source.units
    if not place.is_document(units):
        message = "it is a part of a page, without doctype, <html>, <head> or <body>: give the whole page"
        raise PageError("page-part", f"{message}, or {_WHERE}")
    for at in place.places(units):
        done = source.spliced(at, at, element + _line_end(units, at))
        if differs_by(source, done, element):
            return done
    message = "the end of its head cannot be found (text or a template's marks in it end it for a browser)"
    raise PageError("page-place", f"{message}: {_WHERE}")


def _line_end(units: str, at: int) -> str:
    """Give the line end that the page has last before the place, or after it."""
    before = units[max(0, units.rfind("\n", 0, at) - 1, units.rfind("\r", 0, at) - 1) : at]
    found = _LINE_END.search(before) or _LINE_END.search(units, at)
    return found[0] if found else ""


def differs_by(before: Source, after: Source, element: str) -> bool:
    """Tell whether two states of a page differ by our element alone, with scripting and without.

    A line end behind the element is part of it. An element that was not there before must be in the head, as
    browsers see it.
    """
    old, new = before.text, after.text
    if not _differ(tree.scripted(old), tree.scripted(new), element, "head"):
        return False
    return "noscript" not in new.lower() or _differ(old, new, element)


def _differ(before: str, after: str, element: str, parent: str | None = None) -> bool:
    old, new = tree.parse(before), tree.parse(after)
    theirs, mine = tree.ours(old), tree.ours(new)
    if len(mine) != 1 or len(theirs) > 1 or not _is(mine[0], element):
        return False
    if not theirs and parent and _parent(mine[0]) != parent:
        return False
    was, now = _with_place(old, theirs), _with_place(new, mine)
    return was == now if theirs else was in (now.replace(_HERE, ""), re.sub(f"{_HERE}\r?\n?", "", now))


def _is(node: LexborNode, element: str) -> bool:
    return node.html == element


def _parent(node: LexborNode) -> str | None:
    return node.parent.tag if node.parent else None


def _with_place(of: LexborHTMLParser, elements: list[LexborNode]) -> str:
    """Write a tree, with a sign in the place of the elements."""
    for node in elements:
        node.replace_with(_HERE)
    return of.html or ""
