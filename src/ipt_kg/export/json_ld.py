# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The graph as JSON-LD, with prefixes for context; decimals as typed text, so that none is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ipt_kg.export import nquads
from ipt_kg.export.prefixes import prefixes_for
from ipt_kg.namespaces import TYPE

MEDIA_TYPE = "application/ld+json"
SUFFIX = "jsonld"


def render(graphs: Iterable[str], records: Iterable[str]) -> bytes:
    """Write a node object for each subject, in the order of their IRIs; `records` are the IRIs of the records."""
    from pyoxigraph import RdfFormat, parse

    prefixes = prefixes_for(records)
    names = {namespace: name for name, namespace in prefixes.items()}
    nodes: dict[str, dict[str, Any]] = {}
    for quad in parse(nquads.render(graphs), format=RdfFormat.N_TRIPLES):
        name = _compact(quad.subject.value, names)
        properties = nodes.setdefault(name, {"@id": name})
        if quad.predicate.value == TYPE:
            properties.setdefault("@type", []).append(_compact(quad.object.value, names))
        else:
            properties.setdefault(_compact(quad.predicate.value, names), []).append(_object(quad.object, names))
    document = {"@context": prefixes, "@graph": [_flat(properties) for properties in nodes.values()]}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _compact(iri: str, names: Mapping[str, str]) -> str:
    """Shorten an IRI by the namespace that ends at its last `#` or `/`."""
    end = (iri.rfind("#") if "#" in iri else iri.rfind("/")) + 1
    name = names.get(iri[:end])
    return f"{name}:{iri[end:]}" if name else iri


def _object(term: Any, names: Mapping[str, str]) -> Any:
    from pyoxigraph import NamedNode

    if isinstance(term, NamedNode):
        return {"@id": _compact(term.value, names)}
    datatype = _compact(term.datatype.value, names)
    if datatype == "xsd:string":
        return term.value
    return {"@value": term.value, "@type": datatype}


def _flat(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: v[0] if isinstance(v, list) and len(v) == 1 else v for name, v in properties.items()}
