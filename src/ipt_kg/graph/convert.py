# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A record to its triples, and triples to their record.

>>> from ipt_kg.model import Article, Claim, ClaimKind, Condition, Section, SectionRole, Therapy
>>> article = Article(
...     id="a", title="A page", language="en", based_on=frozenset({"s"}),
...     therapies=frozenset({Therapy("psychotherapy")}), conditions=frozenset({Condition("depressive-disorder")}),
...     sections=(Section(id="top", role=SectionRole.ANSWER),),
...     claims=(Claim(id="c", kind=ClaimKind.EFFECT, statement="It helps.", section="top", anchor="helps"),),
... )
>>> print(to_graph(article, "https://example.org/").splitlines()[-2])
<https://example.org/article/a> <https://w3id.org/ipt-kg/ontology#hasClaim> <https://example.org/article/a#claim-c> .
>>> from_graph(to_graph(article)) == article
True
"""

from __future__ import annotations

from typing import NamedTuple

from ipt_kg.anchors import Lock
from ipt_kg.errors import GraphError
from ipt_kg.graph.codecs import Place, Reader, Writer
from ipt_kg.graph.places import place_lines
from ipt_kg.graph.table import RECORD_FOLDERS, TABLE
from ipt_kg.graph.terms import index
from ipt_kg.model import Article, Study
from ipt_kg.namespaces import EXAMPLE_BASE, TYPE


def record_iri(record: Study | Article, base: str = EXAMPLE_BASE) -> str:
    """Give the IRI of a record under a base IRI."""
    return f"{base}{RECORD_FOLDERS[type(record)]}{record.id}"


def to_graph(record: Study | Article, base: str = EXAMPLE_BASE, lock: Lock | None = None) -> str:
    """Give a record's triples as sorted N-Triples: the same record gives the same bytes.

    Every node has an IRI under the record's own; there are no blank nodes. With the lock of an article's
    anchors, their places on the page are told, too.
    """
    lines = _written(record, base).lines
    if lock and isinstance(record, Article):
        lines += place_lines(record, record_iri(record, base), lock)
    return "".join(sorted(lines))


def from_graph(ntriples: str, base: str = EXAMPLE_BASE) -> Study | Article:
    """Build the record that the triples of `to_graph` tell of.

    Raises:
        GraphError: the text is no N-Triples, or holds none or several records, or lacks what a record needs.
    """
    triples = index(ntriples)
    classes = {TABLE[kind].cls: kind for kind in RECORD_FOLDERS}
    found = [(node, classes[cls]) for node, links in triples.items() for cls in links.get(TYPE, ()) if cls in classes]
    if len(found) != 1:
        raise GraphError(f"expected the triples of one record, found {len(found)}")
    node, kind = found[0]
    start = base + RECORD_FOLDERS[kind]
    if not node.startswith(start):
        raise GraphError(f"the record {node} is not below {start}: give its base")
    reader = Reader(TABLE, base, node, triples)
    try:
        record: Study | Article = reader.model(kind, node, id=node.removeprefix(start))
    except (TypeError, KeyError, ValueError) as error:
        raise GraphError(f"the triples of {node} make no record: {error}") from None
    return record


class Located(NamedTuple):
    """Where in the record a node's value stands, and the field that each predicate is for."""

    path: str
    fields: dict[str, str]

    def field(self, predicate: str | None) -> str:
        """Give the path of the value under a predicate of the node; the node's own where there is none."""
        name = self.fields.get(predicate or "")
        return ".".join(part for part in (self.path, name) if part)


def locate(record: Study | Article, base: str = EXAMPLE_BASE) -> dict[str, Located]:
    """Give, for each node's IRI, its place in the record."""
    return {
        node: Located(path, _fields_by_predicate(kind)) for node, (path, kind) in _written(record, base).places.items()
    }


def _fields_by_predicate(kind: type) -> dict[str, str]:
    if kind not in TABLE:
        return {}
    return {field.predicate: name for name, field in TABLE[kind].fields.items()}


def _written(record: Study | Article, base: str) -> Writer:
    iri = record_iri(record, base)
    writer = Writer(TABLE, base, iri)
    writer.model(record, Place(iri, ""))
    return writer
