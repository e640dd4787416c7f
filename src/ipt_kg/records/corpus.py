# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records as read, and the frozen look-up of what a record may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ipt_kg.anchors import Lock
from ipt_kg.model import Article, PageText, SourceRef, Study
from ipt_kg.records.source import SourceMap

Place = tuple[str, int | None]
"""The file of a record, and the line where it begins."""


class Record(msgspec.Struct, frozen=True):
    """A study or article, where it stands in its file, and what is at hand of its page: the text, the lock."""

    model: Study | Article
    source: SourceMap
    text: PageText | None = None
    lock: Lock | None = None

    @property
    def kind(self) -> str:
        """`study` or `article`."""
        return "study" if isinstance(self.model, Study) else "article"

    @property
    def place(self) -> Place:
        """Where the record begins; no two have the same."""
        return self.source.file, self.source.line("")


class Corpus:
    """Records by identifier; iteration goes through studies, then articles, each in order of identifier.

    >>> Corpus([]).study("nobody-2099") is None
    True
    """

    def __init__(self, records: Iterable[Record]) -> None:
        ordered = sorted(records, key=lambda record: (record.kind == "article", record.model.id))
        self._records = tuple(ordered)
        self._studies = {r.model.id: r.model for r in ordered if isinstance(r.model, Study)}
        self._articles = {r.model.id: r.model for r in ordered if isinstance(r.model, Article)}

    def __iter__(self) -> Iterator[Record]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    @property
    def studies(self) -> tuple[Study, ...]:
        """All studies."""
        return tuple(self._studies.values())

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles."""
        return tuple(self._articles.values())

    def study(self, id: str) -> Study | None:
        """Give the study of an identifier, if the corpus has it."""
        return self._studies.get(id)

    def article(self, id: str) -> Article | None:
        """Give the article of an identifier, if the corpus has it."""
        return self._articles.get(id)

    def has(self, reference: SourceRef) -> bool:
        """Tell whether the study, or the part of it, exists."""
        study = self.study(reference.study)
        if study is None or reference.part is None:
            return study is not None
        kind, _, id = reference.part.partition("-")
        parts = study.estimates if kind == "estimate" else study.caveats
        return any(part.id == id for part in parts)


def referenced(article: Article) -> frozenset[str]:
    """Name the studies that an article rests on or speaks of."""
    related = {work.study for work in article.related if work.study}
    return article.based_on | related | {reference.study for claim in article.claims for reference in claim.about}
