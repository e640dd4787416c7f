# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The trials behind an article's sources, as far as a store has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from ipt_kg.audit.trials import Chain, chains
from ipt_kg.model import Article, EffectEstimate, Study
from ipt_kg.pages.library import Library

MOST_STUDIES: Final = 400
"""How many studies of one comparison are read; of more than that a page tells nothing, and SPARQL all."""


class Behind(NamedTuple):
    """The chains of an article's sources, and the estimates of which there are more studies than a page reads."""

    chains: tuple[Chain, ...]
    left: tuple[str, ...]


def behind(article: Article, library: Library) -> Behind:
    """Give what is known of the trials behind an article's sources."""
    compared = _Compared(article, library)
    return Behind(chains(article, compared), compared.left)


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
        of_each = (self._of(estimate) for _, estimate in self._about())
        found = set[str]().union(*(studies for studies in of_each if len(studies) <= MOST_STUDIES))
        return tuple(each for each in map(self._library.study, sorted(found)) if each is not None)

    @cached_property
    def left(self) -> tuple[str, ...]:
        """The estimates of whose comparison there are too many studies to read them all."""
        return tuple(name for name, estimate in self._about() if len(self._of(estimate)) > MOST_STUDIES)

    def _about(self) -> Iterator[tuple[str, EffectEstimate]]:
        for reference in sorted({each for claim in self._article.claims for each in claim.about}):
            study = self.study(reference.study)
            found = (each for each in study.estimates if reference.part == f"estimate-{each.id}") if study else ()
            yield from ((str(reference), each) for each in found)

    def _of(self, estimate: EffectEstimate) -> frozenset[str]:
        """Give the studies with the very intervention on a side, and the comparator or a kind of it."""
        given = (self._library.compared.get(each, frozenset()) for each in estimate.comparison.intervention)
        return frozenset.intersection(*given, *map(self._library.studies_of, estimate.comparison.comparator))
