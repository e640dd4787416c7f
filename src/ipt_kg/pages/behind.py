# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The trials behind an article's sources, as far as a store has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from ipt_kg.audit.trials import Chain, chains
from ipt_kg.model import Article, EffectEstimate, Study
from ipt_kg.pages.library import Library

MOST_STUDIES: Final = 400
"""How many studies of a comparison are read; of more than that a page tells nothing, and SPARQL all."""


def behind(article: Article, library: Library) -> tuple[Chain, ...]:
    """Give the chains of an article's sources; none where there are more studies of a comparison than a page reads."""
    return chains(article, _Compared(article, library))


class _Compared:
    """The studies that have both sides of what an article's sources compare: all that a chain can lead to."""

    def __init__(self, article: Article, library: Library) -> None:
        self._article, self._library = article, library

    def study(self, id: str) -> Study | None:
        """Give the study of an identifier."""
        return self._library.study(id)

    @cached_property
    def studies(self) -> tuple[Study, ...]:
        """The studies, in the order of their identifiers."""
        found = set[str]().union(*(self._of(estimate) for estimate in self._about()))
        read = map(self._library.study, sorted(found) if len(found) <= MOST_STUDIES else ())
        return tuple(each for each in read if each is not None)

    def _about(self) -> Iterator[EffectEstimate]:
        for reference in sorted({each for claim in self._article.claims for each in claim.about}):
            study = self.study(reference.study)
            yield from (each for each in study.estimates if reference.part == f"estimate-{each.id}") if study else ()

    def _of(self, estimate: EffectEstimate) -> frozenset[str]:
        sides = (*estimate.comparison.intervention, *estimate.comparison.comparator)
        return frozenset.intersection(*map(self._library.studies_of, sides))
