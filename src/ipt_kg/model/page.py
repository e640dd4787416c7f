# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The visible text of an article's page."""

from __future__ import annotations

from ipt_kg.model.article import Article
from ipt_kg.model.base import Model

_CUT = "…"


class PageText(Model, frozen=True):
    """What a reader sees, in order: one string a heading, paragraph or list item.

    `headings` are the places of the blocks that are marked up as headings; plain text has none.
    """

    blocks: tuple[str, ...]
    headings: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return "\n".join(self.blocks)

    def sections(self, article: Article) -> dict[str, str]:
        """Give the text of each of the article's sections by its id, headings left out."""
        text = str(self)
        return {id: text[start:end] for id, (start, end) in self.spans(article).items()}

    def titles(self, article: Article) -> dict[str, str]:
        """Give the heading of each section by its id, as the page has it."""
        return {id: self.blocks[start] for id, start in self.starts(article).items()}

    def spans(self, article: Article) -> dict[str, tuple[int, int]]:
        """Give from which to which character of the whole text each section goes, its heading left out.

        A section ends where the next heading stands. One whose own heading the page does not have is not in
        the answer.
        """
        starts = self.starts(article)
        ends = sorted({*starts.values(), *self.headings, len(self.blocks)})
        offsets = [0]
        for block in self.blocks:
            offsets.append(offsets[-1] + len(block) + 1)
        spans = {
            id: (offsets[start + 1], offsets[next(end for end in ends if end > start)] - 1)
            for id, start in starts.items()
        }
        return {id: (start, max(start, end)) for id, (start, end) in spans.items()}

    def starts(self, article: Article) -> dict[str, int]:
        """Give the place of each section's heading, looked for in the order of the record."""
        found: dict[str, int] = {}
        cursor = 0
        for section in article.sections:
            place = self._heading(section.heading or article.title, cursor)
            if place is not None:
                found[section.id] = place
                cursor = place + 1
        return found

    def _heading(self, heading: str, cursor: int) -> int | None:
        """Give the first block from `cursor` that is the heading, or begins like one that is cut short."""
        beginning = heading.removesuffix(_CUT).rstrip()
        for place in range(cursor, len(self.blocks)):
            block = self.blocks[place]
            if block == heading or (beginning != heading and block.startswith(beginning)):
                return place
        return None
