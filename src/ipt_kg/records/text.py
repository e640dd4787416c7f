# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The visible text of a page, from its Markdown or from plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ipt_kg.model import PageText

if TYPE_CHECKING:
    from markdown_it.token import Token

SUFFIXES = (".md", ".txt")


def read_text(content: str, suffix: str) -> PageText:
    r"""Give the visible blocks of a Markdown (`.md`) or plain (`.txt`) text.

    >>> read_text("# Title\n\nSome *marked* text.\n\n- [an item](https://example.org/)\n", ".md").blocks
    ('Title', 'Some marked text.', 'an item')
    """
    blocks = _markdown(content) if suffix == ".md" else content.splitlines()
    return PageText(blocks=tuple(block for block in (" ".join(block.split()) for block in blocks) if block))


def _markdown(content: str) -> Iterable[str]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(content)
    return (_visible(token) for token in tokens if token.type == "inline")


def _visible(token: Token) -> str:
    parts = (
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or ()
        if child.type != "html_inline"
    )
    return "".join(parts)
