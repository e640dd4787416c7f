# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the endpoint and its data say of themselves: SPARQL 1.1 Service Description, and VoID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ipt_kg import namespaces as ns
from ipt_kg.export.dcat import rights_facts, source_facts
from ipt_kg.export.void import Counts, fact, iri, void_facts
from ipt_kg.server.served import Served

if TYPE_CHECKING:
    from pyoxigraph import Triple

_FORMS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)


def service(served: Served, endpoint: str, *, federated: bool = False) -> list[Triple]:
    """Describe the endpoint at an address, and the dataset that it answers from; `federated` allows SERVICE."""
    service, data, graph = (iri(each) for each in (endpoint, f"{endpoint}#data", f"{endpoint}#graph"))
    return [
        fact(service, ns.TYPE, iri(f"{ns.SD}Service")),
        fact(service, f"{ns.SD}endpoint", service),
        fact(service, f"{ns.SD}supportedLanguage", iri(f"{ns.SD}SPARQL11Query")),
        fact(service, f"{ns.SD}feature", iri(f"{ns.SD}UnionDefaultGraph")),
        *([fact(service, f"{ns.SD}feature", iri(f"{ns.SD}BasicFederatedQuery"))] if federated else []),
        *(fact(service, f"{ns.SD}resultFormat", iri(ns.FORMATS + each)) for each in _FORMS),
        fact(service, f"{ns.SD}defaultDataset", data),
        fact(data, ns.TYPE, iri(f"{ns.SD}Dataset")),
        fact(data, f"{ns.SD}defaultGraph", graph),
        fact(graph, ns.TYPE, iri(f"{ns.SD}Graph")),
        fact(graph, f"{ns.VOID}triples", served.release.manifest.quads),
    ]


def dataset(served: Served, address: str, endpoint: str, *, dump: str) -> list[Triple]:
    """Describe the data: how much of what there is, whose it is, where it is asked, and where it is as a whole."""
    told = served.book.library.collection
    data = iri(f"{address}#dataset")
    counts = Counts(served.release.manifest.quads, served.classes)
    return [
        fact(iri(address), ns.TYPE, iri(f"{ns.VOID}DatasetDescription")),
        fact(iri(address), ns.PRIMARY_TOPIC, data),
        fact(data, ns.TITLE, told.title),
        fact(data, ns.DESCRIPTION, told.description),
        fact(data, f"{ns.VOID}sparqlEndpoint", iri(endpoint)),
        *void_facts(data, counts, parts=f"{address}#", dumps=[dump]),
        *rights_facts(data, told.licences),
        *(each for source in told.sources for each in source_facts(data, source)),
    ]
