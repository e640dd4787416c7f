# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as JSON-LD, in the terms of `ontology/context.jsonld`; decimals as text, so that none is lost.

The context stands in the file itself, so that nobody needs to fetch it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import msgspec

from ipt_kg import resources
from ipt_kg.export import nquads
from ipt_kg.export.prefixes import prefixes_for
from ipt_kg.namespaces import TYPE

MEDIA_TYPE = "application/ld+json"
SUFFIX = "jsonld"


class Property(NamedTuple):
    """How a property is written: its name, and what its values are without saying so (`@id`, `xsd:integer`)."""

    name: str
    coercion: str | None


def render(graphs: Iterable[str], records: Iterable[str]) -> bytes:
    """Write a node object for each subject, in the order of their IRIs; `records` are the IRIs of the records."""
    from pyoxigraph import RdfFormat, parse

    # A record called like a term keeps its IRIs long.
    context = prefixes_for(records) | _context()
    names = {iri: name for name, iri in context.items() if isinstance(iri, str) and iri.endswith(("/", "#"))}
    terms = _terms()
    nodes: dict[str, dict[str, Any]] = {}
    for quad in parse(nquads.render(graphs), format=RdfFormat.N_TRIPLES):
        name = compact(quad.subject.value, names)
        properties = nodes.setdefault(name, {"@id": name})
        predicate = compact(quad.predicate.value, names)
        if quad.predicate.value == TYPE:
            cls = compact(quad.object.value, names)
            properties.setdefault("@type", []).append(terms.get(cls, Property(cls, None)).name)
        else:
            term = terms.get(predicate, Property(predicate, None))
            properties.setdefault(term.name, []).append(_object(quad.object, names, term.coercion))
    document = {"@context": context, "@graph": [_flat(properties) for properties in nodes.values()]}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


@cache
def _context() -> dict[str, Any]:
    """Read the bundled context."""
    context: dict[str, Any] = msgspec.json.decode(resources.read("ontology/context.jsonld"))["@context"]
    return context


@cache
def _terms() -> dict[str, Property]:
    """Give the terms of the context by their compact IRIs."""
    found = {}
    for name, definition in _context().items():
        defined = definition if isinstance(definition, dict) else {"@id": definition}
        found[defined["@id"]] = Property(name, defined.get("@type"))
    return found


def compact(iri: str, names: Mapping[str, str]) -> str:
    """Shorten an IRI by the namespace that ends at its last `#` or `/`."""
    end = (iri.rfind("#") if "#" in iri else iri.rfind("/")) + 1
    name = names.get(iri[:end])
    return f"{name}:{iri[end:]}" if name else iri


def _object(term: Any, names: Mapping[str, str], coercion: str | None) -> Any:
    """Write a value: bare where the context says what it is."""
    from pyoxigraph import NamedNode

    if isinstance(term, NamedNode):
        iri = compact(term.value, names)
        return iri if coercion == "@id" else {"@id": iri}
    datatype = compact(term.datatype.value, names)
    if datatype == coercion or (datatype == "xsd:string" and coercion is None):
        return term.value
    return {"@value": term.value} if datatype == "xsd:string" else {"@value": term.value, "@type": datatype}


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: v[0] if isinstance(v, list) and len(v) == 1 else v for name, v in properties.items()}
