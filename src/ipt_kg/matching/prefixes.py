# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The frozen prefix map, and prefixes of mapping sets that clash with it or with each other.

The map is an extended prefix map (https://curies.readthedocs.io): prefixes, the IRIs that they stand for, and other
ways in which both are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from ipt_kg import resources
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.extras import need
from ipt_kg.mapping_sets import Declared, MappingSet

if TYPE_CHECKING:
    from curies import Converter, Record


@cache
def frozen() -> Converter:
    """Read the frozen prefix map, once.

    Raises:
        IptKgError: the extra `map` is not installed.
    """
    need("curies", extra="map")
    import json

    from curies import load_extended_prefix_map

    return load_extended_prefix_map(json.loads(resources.read("ontology/mappings/prefixes.json")))


def prefix_faults(sets: Sequence[MappingSet]) -> Iterator[Diagnostic]:
    """Yield prefixes of two meanings, meanings of two prefixes, and CURIEs of prefixes that nobody declared."""
    by_prefix: dict[str, tuple[MappingSet, Declared]] = {}
    by_iri: dict[str, tuple[MappingSet, Declared]] = {}
    for each in sets:
        for declared in each.declared:
            yield from _against_the_map(each, declared)
            before = by_prefix.setdefault(declared.prefix, (each, declared))
            if before[1].iri != declared.iri:
                message = f"{declared.prefix} is {declared.iri} here, and {before[1].iri} at {_place(*before)}"
                yield _fault(each, declared, message)
            before = by_iri.setdefault(declared.iri, (each, declared))
            if before[1].prefix != declared.prefix:
                message = f"{declared.iri} is {declared.prefix} here, and {before[1].prefix} at {_place(*before)}"
                yield _fault(each, declared, message)
        yield from _undeclared(each)


def _against_the_map(each: MappingSet, declared: Declared) -> Iterator[Diagnostic]:
    """A prefix and its IRI are those of the map, or both are none of it."""
    by_prefix, by_iri = _of_prefix(declared.prefix), _of_iri(declared.iri)
    right = by_prefix or by_iri
    if right is None:
        message = f"the frozen prefix map has neither {declared.prefix} nor {declared.iri}"
        yield _fault(each, declared, message, Severity.INFO)
    elif by_prefix is not by_iri:
        message = f"{declared.prefix} is {declared.iri} here, and the frozen prefix map has {_words(right)}"
        yield _fault(each, declared, message)
    elif (declared.prefix, declared.iri) != (right.prefix, right.uri_prefix):
        yield _fault(each, declared, f"write it as the frozen prefix map does: {_words(right)}", Severity.WARNING)


def _of_prefix(prefix: str) -> Record | None:
    """Give the record of the map for a prefix, in whatever way that is written."""
    return next((each for each in frozen().records if prefix in (each.prefix, *each.prefix_synonyms)), None)


def _of_iri(iri: str) -> Record | None:
    """Give the record of the map for what a prefix stands for, in whatever way that is written."""
    return next((each for each in frozen().records if iri in (each.uri_prefix, *each.uri_prefix_synonyms)), None)


def _words(record: Record) -> str:
    return f"{record.prefix} for {record.uri_prefix}"


def _undeclared(each: MappingSet) -> Iterator[Diagnostic]:
    known = each.prefixes
    for row in each.rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            curie = row.cells.get(column, "")
            if curie.partition(":")[0] not in known or ":" not in curie:
                message = f"{curie!r} has no prefix that the curie_map declares" if curie else "the cell is empty"
                yield Diagnostic(Severity.VIOLATION, "mapping-prefix", message, each.file, row.line, column)


def _place(each: MappingSet, declared: Declared) -> str:
    return f"{each.file}:{declared.line}"


def _fault(each: MappingSet, declared: Declared, message: str, severity: Severity = Severity.VIOLATION) -> Diagnostic:
    path = f"curie_map.{declared.prefix}"
    return Diagnostic(severity, "mapping-prefix", message, each.file, declared.line, path)
