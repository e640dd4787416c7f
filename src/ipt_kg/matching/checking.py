# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mapping sets are read and checked, each by itself and all against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ipt_kg import mapping_sets
from ipt_kg.diagnostics import Diagnostic, Severity, in_order
from ipt_kg.errors import IptKgError
from ipt_kg.mapping_sets import MappingSet, Relation
from ipt_kg.matching import standing
from ipt_kg.matching.contradictions import contradictions
from ipt_kg.matching.cycles import cycles
from ipt_kg.matching.places import Placed, placed
from ipt_kg.matching.prefixes import prefix_faults
from ipt_kg.matching.reading import read_set, read_text
from ipt_kg.matching.standing import Standing
from ipt_kg.namespaces import CONCEPT
from ipt_kg.vocabulary import vocabulary


def check(
    paths: Sequence[Path] = (), *, dead: Path | None = None, endpoint: str | None = None
) -> tuple[Diagnostic, ...]:
    """Check files of mappings, or those that the toolkit brings along, with what is known of dead terms.

    Raises:
        QueryError: the endpoint cannot be reached, or refuses.
        IptKgError: the list of dead terms cannot be read, or the extra `map` is not installed.
        OSError: a file cannot be read.
    """
    sets, unreadable = _read(paths) if paths else ([mapping_sets.bundled(name) for name in mapping_sets.BUNDLED], [])
    mappings = tuple(placed(sets))
    found = [*unreadable, *prefix_faults(sets), *_rows(sets), *_concepts(mappings), *contradictions(mappings)]
    found += cycles(mappings, dict(_broader()))
    if dead:
        found += standing.faults(mappings, standing.read_list(read_text(dead), str(dead)), asked=False)
    if endpoint:
        found += standing.faults(mappings, _asked(endpoint, mappings), asked=True)
    return in_order(found)


def _read(paths: Iterable[Path]) -> tuple[list[MappingSet], list[Diagnostic]]:
    sets, faults = [], []
    for path in paths:
        try:
            sets.append(read_set(path))
        except IptKgError as error:
            faults.append(Diagnostic(Severity.ERROR, "mapping-unreadable", str(error), str(path)))
    return sets, faults


def _rows(sets: Sequence[MappingSet]) -> Iterator[Diagnostic]:
    """A row has a known predicate, and says who reviewed it and how sure it is."""
    for each in sets:
        for row in each.rows:
            if row.predicate not in set(Relation):
                message = f"expected one of {', '.join(Relation)}, found {row.predicate!r}"
                yield Diagnostic(Severity.WARNING, "mapping-predicate", message, each.file, row.line, "predicate_id")
            if missing := _unsaid(row.cells, each.metadata):
                message = f"the mapping has no {' and no '.join(missing)}"
                yield Diagnostic(Severity.WARNING, "mapping-unreviewed", message, each.file, row.line)


def _unsaid(cells: Mapping[str, str], metadata: Mapping[str, object]) -> list[str]:
    reviewed = any(name in holder for holder in (cells, metadata) for name in ("reviewer_label", "reviewer_id"))
    return [name for name, said in (("confidence", "confidence" in cells), ("reviewer", reviewed)) if not said]


def _concepts(mappings: Iterable[Placed]) -> Iterator[Diagnostic]:
    """What is said of our concepts names concepts that there are, by their labels."""
    for each in mappings:
        for column, iri in (("subject", each.subject), ("object", each.object)):
            if not iri.startswith(CONCEPT):
                continue
            id, label = iri.removeprefix(CONCEPT), each.row.cells.get(f"{column}_label")
            if not vocabulary().knows(id):
                message = f"there is no concept {id!r}"
                yield each.fault(Severity.VIOLATION, "mapping-concept", message, f"{column}_id")
            elif label not in (None, known := vocabulary().get(id).label):
                message = f"the concept is called {known!r}, found {label!r}"
                yield each.fault(Severity.WARNING, "mapping-concept", message, f"{column}_label")


def _broader() -> Iterator[tuple[str, str]]:
    """Yield the concepts that have a broader one, and that one."""
    for concept in vocabulary():
        if concept.broader:
            yield concept.iri, CONCEPT + concept.broader


def _asked(endpoint: str, mappings: Iterable[Placed]) -> Mapping[str, Standing]:
    return standing.ask_standing(endpoint, {each.object for each in mappings})
