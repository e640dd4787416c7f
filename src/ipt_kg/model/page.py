# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The visible text of an article's page."""

from __future__ import annotations

from ipt_kg.model.article import Article
from ipt_kg.model.base import Model


class PageText(Model, frozen=True):
    """What a reader sees, in order: one string a heading, paragraph or list item.

    `headings` are the places of the blocks that are marked up as headings; plain text has none.
    """

    blocks: tuple[str, ...]
    headings: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return "\n".join(self.blocks)

    def sections(self, article: Article) -> dict[str, str]:
        """Give the text of each of the article's sections by its id, headings left out.

        A section ends where the next heading stands. One whose own heading the page does not have is not in
        the answer.
        """
        starts = self.starts(article)
        ends = sorted({*starts.values(), *self.headings, len(self.blocks)})
        return {
            id: "\n".join(self.blocks[start + 1 : next(end for end in ends if end > start)])
            for id, start in starts.items()
        }

    def starts(self, article: Article) -> dict[str, int]:
        """Give the place of each section's heading, looked for in the order of the record."""
        found: dict[str, int] = {}
        cursor = 0
        for section in article.sections:
            heading = section.heading or article.title
            if heading in self.blocks[cursor:]:
                cursor = self.blocks.index(heading, cursor) + 1
                found[section.id] = cursor - 1
        return found
