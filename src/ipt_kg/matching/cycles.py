# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Terms that would be broader than themselves, by mappings together with the broader concepts of the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.mapping_sets import Relation
from ipt_kg.matching.places import Placed

Broader = Mapping[str, str]
"""The broader concept of a concept, by their IRIs."""


Steps = Mapping[str, Sequence[str]]
"""The broader terms of a term."""


def cycles(mappings: Sequence[Placed], broader: Broader) -> Iterator[Diagnostic]:
    """Yield a mapping of each way by which a term comes out above itself; terms that match exactly count as one."""
    same = _Same(each for each in mappings if each.row.predicate == Relation.EXACT)
    steps = _steps(mappings, broader, same)
    names = _names(mappings)
    told: set[frozenset[str]] = set()
    # Those that lead up come first: an exact match is to blame only where no other mapping is.
    for each in sorted(mappings, key=lambda mapping: mapping.row.predicate == Relation.EXACT):
        way = _way_round(each, steps, same)
        if way and frozenset(way) not in told:
            told.add(frozenset(way))
            words = " < ".join(names.get(term, term) for term in (*way, way[0]))
            message = f"a term would be broader than itself: {words}"
            yield each.fault(Severity.VIOLATION, "mapping-cycle", message, "predicate_id")


class _Same:
    """Sets of terms that are the same, each called by its first."""

    def __init__(self, exact: Iterable[Placed]) -> None:
        self._first: dict[str, str] = {}
        for each in exact:
            first, second = sorted((self.name(each.subject), self.name(each.object)))
            self._first[second] = first

    def name(self, term: str) -> str:
        """Give the name of the set that a term is in."""
        while (first := self._first.get(term, term)) != term:
            term = first
        return term


def _names(mappings: Sequence[Placed]) -> dict[str, str]:
    """Give the CURIEs of the terms, for messages."""
    objects = {each.object: each.row.object for each in mappings}
    return objects | {each.subject: each.row.subject for each in mappings}


def _steps(mappings: Sequence[Placed], broader: Broader, same: _Same) -> Steps:
    found: dict[str, list[str]] = defaultdict(list)
    for narrow, broad in broader.items():
        found[same.name(narrow)].append(same.name(broad))
    for each in mappings:
        if ends := _up(each, same):
            found[ends[0]].append(ends[1])
    return found


def _up(each: Placed, same: _Same) -> tuple[str, str] | None:
    """Give the narrower and the broader end of a mapping; None where it does not lead up."""
    ends = (same.name(each.subject), same.name(each.object))
    if each.row.predicate == Relation.BROAD:
        return ends
    return ends[::-1] if each.row.predicate == Relation.NARROW else None


def _way_round(each: Placed, steps: Steps, same: _Same) -> tuple[str, ...]:
    """Give the terms of a cycle that the mapping is a part of, each below the next; none where there is no such."""
    if ends := _up(each, same):
        way = _way(ends[1], ends[0], steps)
        return (ends[0], *way[:-1]) if way else ()
    if each.row.predicate != Relation.EXACT:
        return ()
    name = same.name(each.subject)
    ways = (_way(above, name, steps) for above in steps.get(name, ()))
    return next(((name, *way[:-1]) for way in ways if way), ())


def _way(start: str, goal: str, steps: Steps) -> tuple[str, ...]:
    """Give the terms from one up to another by the fewest steps; none where no way leads there."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    for term in waiting:
        if term == goal:
            return _back(term, came_from)
        for above in steps.get(term, ()):
            if above not in came_from:
                came_from[above] = term
                waiting.append(above)
    return ()


def _back(term: str | None, came_from: Mapping[str, str | None]) -> tuple[str, ...]:
    found: list[str] = []
    while term is not None:
        found.append(term)
        term = came_from[term]
    return tuple(reversed(found))
