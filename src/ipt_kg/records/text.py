# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The visible text of a page, from its Markdown or from plain text."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from ipt_kg.model import PageText
from ipt_kg.records import front_matter

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".txt")


def read_text(content: str, suffix: str) -> PageText:
    r"""Give the visible blocks of a Markdown (`.md`) or plain (`.txt`) text.

    >>> read_text("# Title\n\nSome *marked* text.\n\n- [an item](https://example.org/)\n", ".md").blocks
    ('Title', 'Some marked text.', 'an item')
    """
    found = _markdown(content) if suffix == ".md" else ((line, False) for line in content.splitlines())
    blocks = [(" ".join(block.split()), is_heading) for block, is_heading in found if block.split()]
    headings = frozenset(place for place, (_, is_heading) in enumerate(blocks) if is_heading)
    return PageText(blocks=tuple(block for block, _ in blocks), headings=headings)


def _markdown(content: str) -> Iterable[tuple[str, bool]]:
    """Yield each block's visible text, and whether it is a heading; a title above the text is its first."""
    from markdown_it import MarkdownIt

    title, body = front_matter.split(content)
    tokens = MarkdownIt("commonmark").parse(body)
    blocks = [
        (visible(token), before.type == "heading_open") for before, token in pairwise(tokens) if token.type == "inline"
    ]
    if title and (title, True) not in blocks[:1]:
        yield title, True
    yield from blocks


def visible(token: Token) -> str:
    """Give the text of an inline token without its marks."""
    parts = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type != "html_inline"
    )
    return "".join(parts)
