# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the endpoint and its data say of themselves: SPARQL 1.1 Service Description, and VoID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ipt_kg import namespaces as ns
from ipt_kg.server.served import Served

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, NamedNode, Triple

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
TITLE: Final = "Evidence on therapies: effects with intervals, comparators, caveats and sources"


def service(served: Served, endpoint: str, *, federated: bool = False) -> list[Triple]:
    """Describe the endpoint at an address, and the dataset that it answers from; `federated` allows SERVICE."""
    from pyoxigraph import NamedNode

    service, data, graph = (NamedNode(each) for each in (endpoint, f"{endpoint}#data", f"{endpoint}#graph"))
    return [
        *_about(service, f"{ns.SD}Service"),
        _fact(service, f"{ns.SD}endpoint", service),
        _fact(service, f"{ns.SD}supportedLanguage", NamedNode(f"{ns.SD}SPARQL11Query")),
        _fact(service, f"{ns.SD}feature", NamedNode(f"{ns.SD}UnionDefaultGraph")),
        *([_fact(service, f"{ns.SD}feature", NamedNode(f"{ns.SD}BasicFederatedQuery"))] if federated else []),
        *(_fact(service, f"{ns.SD}resultFormat", NamedNode(ns.FORMATS + each)) for each in _FORMS),
        _fact(service, f"{ns.SD}defaultDataset", data),
        *_about(data, f"{ns.SD}Dataset"),
        _fact(data, f"{ns.SD}defaultGraph", graph),
        *_about(graph, f"{ns.SD}Graph"),
        _fact(graph, f"{ns.VOID}triples", served.release.manifest.quads),
    ]


def dataset(served: Served, address: str, endpoint: str, *, dump: str, licence: str | None = None) -> list[Triple]:
    """Describe the data: how much of what there is, where it is asked, and where it is as a whole."""
    from pyoxigraph import NamedNode

    data = NamedNode(f"{address}#dataset")
    facts = [
        *_about(NamedNode(address), f"{ns.VOID}DatasetDescription"),
        _fact(NamedNode(address), ns.PRIMARY_TOPIC, data),
        *_about(data, f"{ns.VOID}Dataset"),
        _fact(data, f"{ns.DCT}title", TITLE),
        _fact(data, f"{ns.VOID}sparqlEndpoint", NamedNode(endpoint)),
        _fact(data, f"{ns.VOID}dataDump", NamedNode(dump)),
        _fact(data, f"{ns.VOID}triples", served.release.manifest.quads),
        *(_fact(data, f"{ns.VOID}vocabulary", NamedNode(each)) for each in (ns.IPTKG, ns.SCHEMA, ns.SKOS, ns.PROV)),
        *([_fact(data, f"{ns.DCT}license", NamedNode(licence))] if licence else []),
    ]
    for number, (name, count) in enumerate(sorted(served.classes.items()), 1):
        part = NamedNode(f"{address}#class-{number}")
        facts += [
            _fact(data, f"{ns.VOID}classPartition", part),
            _fact(part, f"{ns.VOID}class", NamedNode(name)),
            _fact(part, f"{ns.VOID}entities", count),
        ]
    return facts


def _about(node: NamedNode | BlankNode, kind: str) -> list[Triple]:
    from pyoxigraph import NamedNode

    return [_fact(node, f"{ns.RDF}type", NamedNode(kind))]


def _fact(node: NamedNode | BlankNode, predicate: str, value: object) -> Triple:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

    known = isinstance(value, NamedNode | BlankNode)
    return Triple(node, NamedNode(predicate), value if known else Literal(value))  # type: ignore[arg-type]
