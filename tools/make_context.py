# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Write the JSON-LD context of the graph from the ontology: `ontology/context.jsonld`.

    python tools/make_context.py

A term is the last part of its IRI. Values that are nodes, whole numbers or decimals are coerced; others, and terms of
others without a range, say their datatype where they stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ipt_kg import namespaces, resources
from ipt_kg.export.json_ld import compact
from ipt_kg.files import write_file
from ipt_kg.namespaces import CODE_LISTS, CONCEPT, PREFIXES, XSD

TARGET = Path(__file__).parent.parent / "ontology/context.jsonld"
HEADER = {"comment": ["SPDX-FileCopyrightText: 2026 The ipt_kg project", "SPDX-License-Identifier: CC-BY-4.0"]}
COERCED = frozenset(URIRef(XSD + name) for name in ("integer", "decimal"))
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def main() -> None:
    """Write the file."""
    write_file(TARGET, render())


def render() -> bytes:
    """Give the bytes of the file: the same ontology gives the same."""
    ontology = Graph().parse(data=resources.read("ontology/ipt.ttl"), format="turtle")
    prefixes = PREFIXES | {code_list: f"{CONCEPT}{code_list}/" for code_list in CODE_LISTS}
    document = {**HEADER, "@context": {"@version": 1.1, **prefixes, **terms(ontology, prefixes)}}
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def terms(ontology: Graph, prefixes: dict[str, str]) -> dict[str, Any]:
    """Define each class and property that the graph uses: our own, and those of others that code names.

    Raises:
        ValueError: two terms would have the same name.
    """
    names = {namespace: name for name, namespace in prefixes.items()}
    used = {str(term) for term in ontology.subjects(RDFS.isDefinedBy)} | set(map(str, vars(namespaces).values()))
    found: dict[str, Any] = {}
    for kind in KINDS:
        for term in sorted(str(term) for term in ontology.subjects(RDF.type, kind) if str(term) in used):
            iri = compact(term, names)
            name = iri.rpartition(":")[2]
            if name in found or name in prefixes:
                raise ValueError(f"two terms are called {name}: {found.get(name, prefixes.get(name))} and {iri}")
            found[name] = definition(ontology, URIRef(term), iri, names)
    return found


def definition(ontology: Graph, term: URIRef, iri: str, names: dict[str, str]) -> str | dict[str, str]:
    """Define one term: its IRI, and what its values are where that is always the same."""
    if (term, RDF.type, OWL.ObjectProperty) in ontology:
        return {"@id": iri, "@type": "@id"}
    datatype = ontology.value(term, RDFS.range)
    return {"@id": iri, "@type": compact(str(datatype), names)} if datatype in COERCED else iri


if __name__ == "__main__":
    main()
