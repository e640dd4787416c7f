# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A graph in the terms of this project, made of one of others by a CONSTRUCT query, to records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from ipt_kg.errors import GraphError
from ipt_kg.graph import from_graph, record_iri, to_graph
from ipt_kg.graph.table import RECORD_FOLDERS, TABLE
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.model import Article, DataSource, Study
from ipt_kg.namespaces import DECIMAL_VALUE, TYPE

_KINDS: Final[Mapping[str, type[Study | Article]]] = {TABLE[kind].cls: kind for kind in RECORD_FOLDERS}

Triples = dict[str, list[tuple[str, str, str]]]
"""By subject: predicate, the object's text, and the line."""


def read(ntriples: str, source: DataSource | None) -> Imported:
    """Read the studies and articles of a graph, each from what its node leads to.

    A row is a node that is a study or an article. `dropped` counts, by predicate, the triples that went into no record.

    Raises:
        GraphError: the text is no N-Triples.
    """
    triples = _triples(ntriples)
    records: list[Study | Article] = []
    skipped: list[Skipped] = []
    taken: set[str] = set()
    nodes = {node: kind for node, links in triples.items() if (kind := _kind(links))}
    for node, kind in sorted(nodes.items()):
        lines = list(_reached(node, triples, nodes))
        try:
            record, base = _record(node, kind, lines)
        except GraphError as error:
            skipped.append(Skipped(node, None, str(error)))
            taken |= set(lines)  # told by the record that is left out
            continue
        # Not splitlines: it would also cut at marks that may stand inside a literal, such as U+0085.
        written = {f"{line}\n" for line in to_graph(record, base).split("\n")}
        taken |= written.intersection(lines)
        records.append(record)
    dropped = Counter(
        predicate
        for links in triples.values()
        for predicate, _, line in links
        if line not in taken
        and predicate != DECIMAL_VALUE  # stores write 0.50 as 0.5; what is read is the printed form
    )
    found = Imported(tuple(records), len(nodes), len(records), tuple(skipped), {}, dict(sorted(dropped.items())))
    return with_source(found, source)


def _triples(ntriples: str) -> Triples:
    from pyoxigraph import RdfFormat, parse

    found: Triples = {}
    try:
        for quad in parse(ntriples, format=RdfFormat.N_TRIPLES):
            value, line = str(getattr(quad.object, "value", "")), f"{quad.triple} .\n"
            found.setdefault(str(getattr(quad.subject, "value", "")), []).append((quad.predicate.value, value, line))
    except SyntaxError as error:
        raise GraphError(f"no N-Triples: {error}") from None
    return found


def _kind(links: list[tuple[str, str, str]]) -> type[Study | Article] | None:
    return next((_KINDS[value] for predicate, value, _ in links if predicate == TYPE and value in _KINDS), None)


def _reached(start: str, triples: Triples, records: Mapping[str, object]) -> Iterator[str]:
    """Yield the lines of a record's node and of all that it leads to, other records left out."""
    left, seen = [start], {start}
    while left:
        for _, value, line in triples.get(left.pop(), ()):
            yield line
            if value in triples and value not in seen and value not in records:
                seen.add(value)
                left.append(value)


def _record(node: str, kind: type[Study | Article], lines: list[str]) -> tuple[Study | Article, str]:
    """Build a record, and give the base of its IRI.

    Raises:
        GraphError: its IRI is not built as those of records are, or something that a record needs is not there.
    """
    base, folder, id = node.rpartition(RECORD_FOLDERS[kind])
    if not folder or not id:
        raise GraphError(f"its IRI does not end in {RECORD_FOLDERS[kind]} and an identifier")
    record = from_graph("".join(lines), base)
    if record_iri(record, base) != node:
        raise GraphError("its identifier cannot stand in an IRI")
    return record, base


def with_source(imported: Imported, source: DataSource | None) -> Imported:
    """Say of each study from which data set it is, where it does not say so itself."""
    return msgspec.structs.replace(imported, records=tuple(_from(each, source) for each in imported.records))


def _from(record: Study | Article, source: DataSource | None) -> Study | Article:
    if source is None or not isinstance(record, Study) or record.source:
        return record
    return msgspec.structs.replace(record, source=source)
