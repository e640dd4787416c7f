# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Graphs are read whole by their names from a running server, and by nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import rdflib
import requests
from pyoxigraph import RdfFormat, Triple, parse

from ipt_kg import namespaces as ns
from ipt_kg import releases
from ipt_kg.store.forms import GRAPHS
from servers import Running, serving

NAME = "https://example.org/graph"
TRIPLE = "<https://example.org/a> <https://example.org/b> {} ."
QUADS = f"{TRIPLE.format('<https://example.org/c>')}\n{TRIPLE.format('<https://example.org/d>')[:-1]}<{NAME}> .\n"
ONE = {each.triple for each in parse(TRIPLE.format("<https://example.org/d>").encode(), format=RdfFormat.N_TRIPLES)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    place = tmp_path_factory.mktemp("graphs")
    releases.build(place / "store", [QUADS])
    with serving(place / "log", place / "store", "--answer-megabytes", "1") as running:
        yield running


def triples(told: requests.Response, form: RdfFormat = RdfFormat.N_TRIPLES) -> set[Triple]:
    assert told.status_code == 200, told.text
    return {quad.triple for quad in parse(told.content, format=form)}


@pytest.mark.parametrize("form", GRAPHS)
def test_a_graph_is_read(server: Running, form: str) -> None:
    """In each form; it is that graph alone."""
    told = server.get(f"graphs?graph={quote(NAME)}", headers={"Accept": GRAPHS[form].media_type})
    assert told.headers["Content-Type"].startswith(GRAPHS[form].media_type)
    assert triples(told, GRAPHS[form].format) == ONE


def test_the_default_graph_is_what_queries_see(server: Running) -> None:
    """All that there is."""
    whole = triples(server.get("graphs?default&format=ntriples"))
    told = server.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "application/n-triples")
    assert whole == triples(told)
    assert whole > ONE


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("graphs", 400),
        ("graphs?graph=x", 400),
        ("graphs?default&graph=https://example.org/graph", 400),
        ("graphs?graph=https://example.org/none", 404),
        ("graphs?default&format=csv", 406),
    ],
)
def test_what_cannot_be_read(server: Running, path: str, status: int) -> None:
    told = server.get(path)
    assert (told.status_code, told.headers["Content-Type"]) == (status, "text/plain; charset=utf-8")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_nothing_is_changed(server: Running, method: str) -> None:
    told = requests.request(method, f"{server.address}graphs?graph={quote(NAME)}", data=b"", timeout=30)
    assert (told.status_code, told.headers["Allow"]) == (405, "GET, HEAD")


def test_who_has_a_graph_does_not_get_it_again(server: Running) -> None:
    told = server.get("graphs?default")
    assert server.get("graphs?default", headers={"If-None-Match": told.headers["ETag"]}).status_code == 304
    assert requests.head(f"{server.address}graphs?default", timeout=30).headers["ETag"] == told.headers["ETag"]


def test_the_description_of_the_data_leads_to_them(server: Running) -> None:
    """To the default graph, which has all."""
    void = rdflib.Graph().parse(data=server.get(".well-known/void").text, format="turtle")
    (dump,) = void.objects(None, rdflib.URIRef(f"{ns.VOID}dataDump"))
    told = requests.get(str(dump), headers={"Accept": "application/n-triples"}, timeout=30)
    assert triples(told) == triples(server.get("graphs?default&format=ntriples"))


def test_what_is_too_large_comes_in_parts(tmp_path: Path) -> None:
    """As the refusal says; together they are the whole."""
    rows = [f'<x:s> <x:p> "{number:06}{"x" * 500}" <x:g> .\n' for number in range(3000)]
    releases.build(tmp_path / "store", ["".join(rows)])
    query = "SELECT ?s ?o { GRAPH <x:g> { ?s <x:p> ?o } }"
    with serving(tmp_path / "log", tmp_path / "store", "--answer-megabytes", "1") as server:
        for refusal in (server.ask(query), server.get("graphs?graph=x:g"), server.get("graphs?default")):
            assert refusal.status_code == 507
            assert all(word in refusal.text for word in ("ORDER BY", "LIMIT 10000", "OFFSET 0"))
        found: list[str] = []
        ordered = f"{query} ORDER BY ?s ?o LIMIT 1000"
        while part := server.ask(f"{ordered} OFFSET {len(found)}", "text/csv").text.split()[1:]:
            found += part
    assert len(set(found)) == len(found) == len(rows)
