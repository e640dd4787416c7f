# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a store knows of one thing: its triples, and those of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ipt_kg import namespaces as ns

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Store, Triple

MOST_NODES: Final = 20_000
_SPEAKING_OF: Final = (ns.ASSESSES, ns.CONCERNS, f"{ns.RDFS}isDefinedBy")


def describe(store: Store, iri: str) -> list[Triple]:
    """Give the triples of a node and of its parts, at any depth.

    Parts are blank nodes that it names, and nodes that it names whose IRIs are its own with a fragment.

    Parts are also those with such IRIs that speak of a part without its naming them: an article's assessments, the
    terms of a vocabulary. Of a node that is no subject, or that is no IRI: none.
    """
    from pyoxigraph import NamedNode

    found: list[Triple] = []
    try:
        iri = whole(store, iri)
    except ValueError:
        return []
    whole_node = NamedNode(iri)
    waiting: list[NamedNode | BlankNode] = [whole_node]
    known: set[object] = {whole_node}
    while waiting and len(known) < MOST_NODES:
        node = waiting.pop()
        for quad in store.quads_for_pattern(node, None, None, None):
            found.append(quad.triple)
            waiting += _parts(quad.object, iri, known)
        for predicate in _SPEAKING_OF if found else ():
            for quad in store.quads_for_pattern(None, NamedNode(predicate), node, None):
                waiting += _parts(quad.subject, iri, known)
    return found


def whole(store: Store, iri: str) -> str:
    """Give the IRI under which a node is described: for that of a version, the vocabulary's own; else the same.

    Raises:
        ValueError: that is no IRI.
    """
    from pyoxigraph import NamedNode

    named = (quad.subject for quad in store.quads_for_pattern(None, NamedNode(ns.VERSION_IRI), NamedNode(iri), None))
    return next((node.value for node in named if isinstance(node, NamedNode)), iri)


def _parts(node: object, iri: str, known: set[object]) -> Iterator[NamedNode | BlankNode]:
    """Give a node if it is a part of the one described, and is not known by now."""
    from pyoxigraph import BlankNode, NamedNode

    if not isinstance(node, NamedNode | BlankNode) or node in known:
        return
    if isinstance(node, BlankNode) or node.value.startswith(f"{iri}#"):
        known.add(node)
        yield node
