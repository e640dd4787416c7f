# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The visible text of an article's page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipt_kg.model.article import Article, Section
from ipt_kg.model.base import Model


class PageText(Model, frozen=True):
    """What a reader sees, in order: one string a heading, paragraph or list item."""

    blocks: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.blocks)

    def sections(self, article: Article) -> dict[str, str]:
        """Give the text of each of the article's sections by its id, headings left out.

        A section whose heading the page does not have is not in the answer.
        """
        return {section.id: "\n".join(self.blocks[start:end]) for section, start, end in self._spans(article)}

    def _spans(self, article: Article) -> Iterator[tuple[Section, int, int]]:
        starts = list(self._starts(article.sections, article.title))
        ends = [start for _, start, _ in starts[1:]] + [len(self.blocks)]
        for (section, _, first), end in zip(starts, ends, strict=True):
            yield section, first, end

    def _starts(self, sections: Sequence[Section], title: str) -> Iterator[tuple[Section, int, int]]:
        """Find, in page order, each section with the place of its heading and of its first block."""
        cursor = 0
        for section in sections:
            heading = section.heading or title
            try:
                cursor = self.blocks.index(heading, cursor)
            except ValueError:
                continue
            yield section, cursor, cursor + 1
            cursor += 1
