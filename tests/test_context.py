# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The JSON-LD context is made from the ontology, and the graph written with it is the graph."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pyoxigraph import RdfFormat, parse, serialize
from rdflib import Graph

import make_context
from conftest import ROOT
from ipt_kg.export import json_ld
from ipt_kg.graph import record_iri, to_graph
from ipt_kg.namespaces import IPTKG, PREFIXES
from ipt_kg.records import Reading
from ipt_kg.settings import Settings

# rdflib's own reader of JSON-LD still uses what rdflib has put aside.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

CONTEXT = ROOT / "ontology/context.jsonld"


def by_rdflib(document: bytes) -> set[str]:
    return lines(Graph().parse(data=document, format="json-ld").serialize(format="nt"))


def by_oxigraph(document: bytes) -> set[str]:
    triples = (quad.triple for quad in parse(document, format=RdfFormat.JSON_LD))
    return lines((serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode())


Read = Callable[[bytes], set[str]]
READERS = pytest.mark.parametrize("read", [by_rdflib, by_oxigraph])


def lines(graph: str) -> set[str]:
    """Give the lines of N-Triples as rdflib writes them."""
    again = Graph().parse(data=graph, format="nt").serialize(format="nt")
    plain = again.replace("^^<http://www.w3.org/2001/XMLSchema#string>", "")
    return {line for line in plain.splitlines() if line}


def test_the_context_is_that_of_the_ontology() -> None:
    """A stale one is made anew by `make exports`."""
    assert CONTEXT.read_bytes() == make_context.render()


def test_every_name_in_the_graph_is_a_term() -> None:
    """No class or property of the committed graph is written with a prefix, or as a whole IRI."""
    context = json.loads(CONTEXT.read_bytes())["@context"]
    for node in json.loads((ROOT / "exports/graph.jsonld").read_bytes())["@graph"]:
        classes = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
        assert {*classes, *node} - {"@id", "@type"} <= set(context)


def test_the_graph_carries_the_whole_context() -> None:
    """It needs no network to be read."""
    bundled = json.loads(CONTEXT.read_bytes())["@context"]
    embedded = json.loads((ROOT / "exports/graph.jsonld").read_bytes())["@context"]
    assert bundled.items() <= embedded.items()


@READERS
def test_a_reader_of_json_ld_finds_the_same_triples(read: Read, complete: Reading, complete_settings: Settings) -> None:
    """Datatypes, numbers and dates as they were, of every field there is."""
    graphs = [to_graph(record.model, complete_settings.base, record.lock) for record in complete.records]
    records = [record_iri(record.model, complete_settings.base) for record in complete.records]
    assert read(json_ld.render(graphs, records)) == lines("".join(graphs))


@READERS
@pytest.mark.parametrize("name", ["title", "name", "hasValue", "direction"])
def test_a_record_may_be_called_like_a_term(name: str, read: Read) -> None:
    """Its name is no prefix then, and its IRIs stay what they are."""
    record = f"https://example.org/study/{name}"
    graph = (
        f"<{record}#part> <{IPTKG}printed> \"0.90\" .\n<{record}#part> <http://purl.org/dc/terms/title> <{record}> .\n"
        f"<{record}#part> <{IPTKG}hasValue> \"no node\" .\n<{record}> <{IPTKG}numberOfStudies> \"7\" .\n"
    )  # fmt: skip
    assert read(json_ld.render([graph], [record])) == lines(graph)


def test_two_terms_of_one_name_are_refused() -> None:
    """A second `title` would change the meaning of the first."""
    turtle = f"""
        <{PREFIXES["dct"]}title> a <http://www.w3.org/2002/07/owl#AnnotationProperty> .
        <{IPTKG}title> a <http://www.w3.org/2002/07/owl#AnnotationProperty> ;
            <http://www.w3.org/2000/01/rdf-schema#isDefinedBy> <{IPTKG}> ."""
    with pytest.raises(ValueError, match="two terms are called title"):
        make_context.terms(Graph().parse(data=turtle, format="turtle"), PREFIXES)
