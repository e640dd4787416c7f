# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Candidates for matches of a concept, with a score and reasons, for a person to accept or to leave.

A score is no probability. It orders candidates: a name alone is worth less than a shared code, and both together are
worth more than either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from ipt_kg.mapping_sets import Relation
from ipt_kg.matching.prefixes import frozen
from ipt_kg.matching.terms import Source, Term, names
from ipt_kg.namespaces import CODE_LISTS
from ipt_kg.vocabulary import Concept, vocabulary

LEAST: Final = 0.6
"""A candidate needs this score, unless another is asked for."""
MOST: Final = 10
"""So many candidates of a concept are given."""

_SHARED: Final = 0.9
_LABELS: Final = 0.9  # a label of theirs like a label of ours
_SYNONYMS: Final = 0.8  # a synonym on one side at least
_ABBREVIATIONS: Final = 0.5  # ACT is a therapy, a county and a pathway
_LONGEST_ABBREVIATION: Final = 5
_LEAST_ALIKE: Final = 0.75
_AS_GOOD_AS_SAME: Final = 0.95
_SPELLINGS: Final = (("behaviour", "behavior"), ("isation", "ization"), ("ised", "ized"), ("counselling", "counseling"))


class Suggestion(msgspec.Struct, frozen=True):
    """A candidate: how it would match, its score from 0 to 1, what speaks for it, and by what kind of matching."""

    concept: str
    concept_label: str
    relation: Relation
    term: str
    iri: str
    label: str
    score: float
    reasons: tuple[str, ...]
    justification: str


class _Alike(msgspec.Struct, frozen=True):
    """How alike the names of two are, and which names."""

    score: float = 0.0
    likeness: float = 0.0
    reason: str = ""


def concepts() -> tuple[Concept, ...]:
    """Give the concepts that may have matches elsewhere: those of the open vocabularies, not of the code lists."""
    return tuple(sorted((each for each in vocabulary() if each.schemes.isdisjoint(CODE_LISTS)), key=lambda c: c.id))


def suggest(
    wanted: Iterable[Concept], source: Source, *, least: float = LEAST, most: int = MOST
) -> tuple[Suggestion, ...]:
    """Give the candidates of each concept, the best first; what matches a concept exactly already is none.

    Raises:
        QueryError: an endpoint cannot be reached, or refuses.
    """
    found: list[Suggestion] = []
    mapped = frozenset(match.iri for concept in vocabulary() for match in concept.matches)
    for concept in wanted:
        candidates = (each for each in _candidates(concept, source, mapped) if each.score >= least)
        found += sorted(candidates, key=lambda each: (-each.score, each.iri))[:most]
    return tuple(found)


def _candidates(concept: Concept, source: Source, mapped: frozenset[str]) -> Iterator[Suggestion]:
    for term in source.terms(concept):
        if term.iri not in mapped and term.iri != concept.iri and (candidate := _weighed(concept, term)):
            yield candidate


def _weighed(concept: Concept, term: Term) -> Suggestion | None:
    """Weigh what speaks for a term: names, and codes of ours that it has."""
    alike = max(_likenesses(concept, term), key=lambda each: each.score, default=_Alike())
    if not alike.score and not term.shared:
        return None
    shared = tuple(f"shares {curie}, by {how}" for curie, how in sorted(term.shared.items()))
    score = 1 - (1 - alike.score) * (1 - (_SHARED if shared else 0.0))
    same = bool(shared) or alike.likeness >= _AS_GOOD_AS_SAME
    return Suggestion(
        concept=concept.id,
        concept_label=concept.label,
        relation=Relation.EXACT if same else Relation.CLOSE,
        term=frozen().compress(term.iri) or term.iri,
        iri=term.iri,
        label=term.label,
        score=round(score, 2),
        reasons=(*shared, *filter(None, [alike.reason])),
        justification=_JUSTIFICATIONS[bool(shared), bool(alike.reason)],
    )


_JUSTIFICATIONS: Final = {
    (False, True): "semapv:LexicalMatching",
    (True, False): "semapv:MappingChaining",
    (True, True): "semapv:CompositeMatching",
}


def _likenesses(concept: Concept, term: Term) -> Iterator[_Alike]:
    """Yield how alike each name of ours is to each of theirs, where it is alike enough."""
    from rapidfuzz import fuzz

    theirs = [(name, True) for name in term.labels] + [(name, False) for name in term.synonyms]
    for ours in names(concept):
        for name, is_label in theirs:
            weight = _weight(ours, name, both_labels=is_label and ours == concept.label)
            likeness = fuzz.token_sort_ratio(_plain(ours), _plain(name)) / 100
            if likeness >= (1 if weight == _ABBREVIATIONS else _LEAST_ALIKE):
                how = "is" if likeness == 1 else f"is {likeness:.2f} like"
                yield _Alike(weight * likeness, likeness, f"{ours!r} {how} {name!r}")


def _weight(ours: str, theirs: str, *, both_labels: bool) -> float:
    if min(len(ours), len(theirs)) <= _LONGEST_ABBREVIATION:
        return _ABBREVIATIONS
    return _LABELS if both_labels else _SYNONYMS


def _plain(name: str) -> str:
    """Write a name without what is only a way to write it: capitals, hyphens, the English of one country."""
    text = " ".join(name.casefold().replace("-", " ").replace(",", " ").split())
    for british, american in _SPELLINGS:
        text = text.replace(british, american)
    return text
