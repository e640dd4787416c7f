# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a graph holds, counted, and told in the Vocabulary of Interlinked Datasets.

Source:
    Describing Linked Datasets with the VoID Vocabulary (W3C Interest Group Note, 2011).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg import namespaces as ns

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

_VOCABULARIES: Final = (
    ns.IPTKG,
    ns.CITO,
    ns.DCT,
    ns.FABIO,
    ns.OA,
    ns.OWL,
    ns.PRISM,
    ns.PROV,
    ns.SCHEMA,
    ns.SKOS,
)
"""The vocabularies of which a graph may have terms, beside those of RDF itself."""
_TYPE: Final = f"<{ns.TYPE}>".encode()


class Counts(NamedTuple):
    """How much there is of what: of triples, of nodes of each class, and, where that was counted, of the others."""

    triples: int
    classes: Mapping[str, int]
    properties: Mapping[str, int] = {}
    subjects: int | None = None


def counted(nquads: bytes) -> Counts:
    r"""Count what sorted N-Triples or N-Quads hold, in memory that does not grow with them.

    >>> counted(b"<http://a/s> <http://a/p> 1 .\n<http://a/s> <http://a/p> 2 .\n")
    Counts(triples=2, classes={}, properties={'http://a/p': 2}, subjects=1)
    """
    classes, properties = Counter[str](), Counter[str]()
    subjects, last = 0, b""
    for line in io.BytesIO(nquads):
        subject, predicate, rest = line.split(b" ", 2)
        subjects, last = subjects + (subject != last), subject  # sorted, all lines of a subject stand together
        properties[_bare(predicate)] += 1
        if predicate == _TYPE:
            classes[_bare(rest.split(b" ", 1)[0])] += 1
    return Counts(properties.total(), dict(classes), dict(properties), subjects)


def _bare(written: bytes) -> str:
    return written[1:-1].decode()


def void_facts(
    data: NamedNode, counts: Counts, *, parts: str, dumps: Iterable[str] = (), examples: Iterable[str] = ()
) -> Iterator[Triple]:
    """Yield what VoID says of a dataset; the IRIs of its partitions begin as `parts` says."""
    yield fact(data, ns.TYPE, iri(f"{ns.VOID}Dataset"))
    numbers = {
        "triples": counts.triples,
        "distinctSubjects": counts.subjects,
        "classes": len(counts.classes),
        "properties": len(counts.properties) or None,
    }
    yield from (fact(data, f"{ns.VOID}{name}", number) for name, number in numbers.items() if number is not None)
    yield from (fact(data, f"{ns.VOID}vocabulary", iri(each)) for each in _vocabularies(counts))
    yield from (fact(data, f"{ns.VOID}dataDump", iri(each)) for each in dumps)
    yield from (fact(data, f"{ns.VOID}exampleResource", iri(each)) for each in examples)
    yield from _partitions(data, f"{parts}class-", ("classPartition", "class", "entities"), counts.classes)
    yield from _partitions(data, f"{parts}property-", ("propertyPartition", "property", "triples"), counts.properties)


def _vocabularies(counts: Counts) -> Iterator[str]:
    """Yield the vocabularies whose terms were counted."""
    terms = (*counts.classes, *counts.properties)
    return (each for each in _VOCABULARIES if any(term.startswith(each) for term in terms))


def _partitions(
    data: NamedNode, start: str, terms: tuple[str, str, str], counts: Mapping[str, int]
) -> Iterator[Triple]:
    """Yield a part of the data for each class or property: that it is one, of what, and how much it has."""
    partition, of, has = terms
    for number, (name, count) in enumerate(sorted(counts.items()), 1):
        part = iri(f"{start}{number}")
        yield fact(data, f"{ns.VOID}{partition}", part)
        yield fact(part, f"{ns.VOID}{of}", iri(name))
        yield fact(part, f"{ns.VOID}{has}", count)


def iri(text: str) -> NamedNode:
    """Make a node of an IRI."""
    from pyoxigraph import NamedNode

    return NamedNode(text)


def fact(
    node: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal | str | int | bool
) -> Triple:
    """State something of a node: another node, or a value."""
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    known = isinstance(value, NamedNode | BlankNode | Literal)
    return Triple(node, NamedNode(predicate), value if known else Literal(value))  # type: ignore[arg-type]
