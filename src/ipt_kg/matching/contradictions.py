# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mappings that cannot all be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.mapping_sets import Relation
from ipt_kg.matching.places import Placed, source

_AT_ODDS: Final = (
    frozenset({Relation.EXACT, Relation.BROAD}),
    frozenset({Relation.EXACT, Relation.NARROW}),
    frozenset({Relation.BROAD, Relation.NARROW}),
)


def contradictions(mappings: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Yield what speaks against what: each fault stands at the later of the two mappings."""
    yield from _two_of_one(mappings)
    yield from _at_odds(mappings)


def _two_of_one(mappings: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Exact matches of a term with two of a vocabulary, whose own terms are not the same as each other."""
    exact = [each for each in mappings if each.row.predicate == Relation.EXACT]
    for before, each in _neighbours(exact, lambda m: (m.subject, source(m.row.object)), lambda m: m.object):
        message = f"{each.row.subject} is an exact match of {before.row.object}, too ({before.place}): which is it?"
        yield each.fault(Severity.VIOLATION, "mapping-contradiction", message)
    for before, each in _neighbours(exact, lambda m: (m.object, source(m.row.subject)), lambda m: m.subject):
        message = f"{each.row.object} is an exact match of {before.row.subject}, too ({before.place}): which is it?"
        yield each.fault(Severity.VIOLATION, "mapping-contradiction", message, "subject_id")


def _neighbours(
    mappings: Sequence[Placed], group: Callable[[Placed], object], other: Callable[[Placed], str]
) -> Iterator[tuple[Placed, Placed]]:
    """Yield mappings of a group beside each other that differ in their other term."""
    groups: dict[object, dict[str, Placed]] = defaultdict(dict)
    for each in mappings:
        groups[group(each)].setdefault(other(each), each)
    for found in groups.values():
        yield from pairwise(found.values())


def _at_odds(mappings: Sequence[Placed]) -> Iterator[Diagnostic]:
    """Two relations between the same terms of which one rules the other out, or the same one twice."""
    known: dict[tuple[str, str], dict[str, Placed]] = defaultdict(dict)
    for each in mappings:
        others = known[each.subject, each.object]
        predicate = each.row.predicate
        if predicate in others:
            message = f"the mapping stands already at {others[predicate].place}"
            yield each.fault(Severity.WARNING, "mapping-repeated", message, "subject_id")
        for name, before in others.items():
            if frozenset({name, predicate}) in _AT_ODDS:
                message = f"{predicate} and {name} ({before.place}) cannot both hold of the same terms"
                yield each.fault(Severity.VIOLATION, "mapping-contradiction", message, "predicate_id")
        others.setdefault(predicate, each)
