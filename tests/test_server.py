# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A real server is asked: the SPARQL 1.1 Protocol, its forms, its refusals, linked data, and its clients."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import rdflib
import requests
from pyoxigraph import NamedNode, Quad, Store
from rdflib.compare import to_isomorphic

from conftest import ROOT
from ipt_kg import namespaces as ns
from ipt_kg import releases, store
from ipt_kg.store.forms import GRAPHS, TABLES
from servers import Running, serving

ROWS = "SELECT ?s WHERE { ?s a <https://w3id.org/ipt-kg/ontology#EffectEstimate> } ORDER BY ?s LIMIT 3"
GRAPH = "CONSTRUCT { ?s a ?t } WHERE { ?s a ?t } ORDER BY ?s LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server") / "log", ROOT / "evidence") as running:
        yield running


@pytest.fixture(scope="module")
def local() -> Store:
    """The same data, without a server."""
    return store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", f"?query={quote(ROWS)}", {}, None, 200),
        ("HEAD", f"?query={quote(ROWS)}", {}, None, 200),
        ("POST", "", FORM, f"query={quote(ROWS)}", 200),
        ("POST", "", {"Content-Type": FORM["Content-Type"] + "; charset=UTF-8"}, f"query={quote(ROWS)}", 200),
        ("POST", "", DIRECT, ROWS, 200),
        ("POST", "?default-graph-uri=http://example.org/none", DIRECT, "ASK {}", 200),
        ("GET", "?quer=x", {}, None, 400),
        ("GET", f"?query={quote(ROWS)}&query={quote(ROWS)}", {}, None, 400),
        ("GET", "?query=%FF", {}, None, 400),
        ("GET", "?query=SELECT", {}, None, 400),
        ("GET", "?query=ASK%7B%7D&default-graph-uri=no%20IRI", {}, None, 400),
        ("GET", f"?query={quote('ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }')}", {}, None, 400),
        ("POST", "", DIRECT, b"\xff", 400),
        ("POST", f"?query={quote(ROWS)}", DIRECT, ROWS, 400),
        ("POST", "", FORM, "update=CLEAR+ALL", 403),
        ("POST", "", {"Content-Type": "application/sparql-update"}, "CLEAR ALL", 403),
        ("GET", "?update=CLEAR+ALL", {}, None, 403),
        ("PUT", "", DIRECT, ROWS, 405),
        ("DELETE", "", {}, None, 405),
        ("GET", f"?query={quote(ROWS)}", {"Accept": "image/png"}, None, 406),
        ("GET", f"?query={quote(GRAPH)}", {"Accept": "text/csv"}, None, 406),
        ("GET", f"?query={quote(ROWS)}&format=png", {}, None, 406),
        ("POST", "", FORM, "query=" + "x" * 200_000, 413),
        ("POST", "", {"Content-Type": "text/plain"}, ROWS, 415),
        ("POST", "", {"Content-Type": "application/sparql-query; charset=latin-1"}, ROWS, 415),
        ("POST", "", {}, ROWS, 415),
    ],
)
def test_the_protocol(  # noqa: PLR0917 - a table has its columns
    server: Running, method: str, path: str, headers: dict[str, str], body: str | bytes | None, status: int
) -> None:
    """Requests as the recommendation has them are answered, and others refused in plain words."""
    told = requests.request(method, f"{server.address}sparql{path}", headers=headers, data=body, timeout=30)
    assert told.status_code == status, told.text
    if status >= 400 and method != "PUT" and status != 405:
        assert told.headers["Content-Type"].startswith("text/plain")
        assert told.text.strip()


def subject(quad: Quad) -> str:
    return quad.subject.value if isinstance(quad.subject, NamedNode) else ""


def test_a_fault_in_a_query_has_its_place(server: Running) -> None:
    """As the parser tells it."""
    assert "error at 2:10: " in server.ask("SELECT *\nWHERE { ?").text


def test_xml_is_well_formed_whatever_a_text_has(server: Running) -> None:
    """Characters that no XML can hold are marked."""
    told = server.ask('SELECT ("a\\u0001b" AS ?x) {}', TABLES["xml"].media_type)
    assert "a\ufffdb" in told.text
    ElementTree.fromstring(told.content)


@pytest.mark.parametrize("name", TABLES)
def test_rows_come_in_every_form(server: Running, local: Store, name: str) -> None:
    """The same rows as without a server."""
    by_accept = server.ask(ROWS, TABLES[name].media_type)
    by_name = server.get("sparql", params={"query": ROWS, "format": name}, headers={"Accept": "text/html"})
    assert by_accept.content == by_name.content
    assert by_accept.headers["Content-Type"] == TABLES[name].content_type
    expected = [row["s"] for row in store.run(local, ROWS).records()]
    assert all(str(each) in by_accept.text for each in expected)
    assert server.ask("ASK {}", TABLES[name].media_type).status_code == 200


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize(("name", "rdflib_name"), [*zip(GRAPHS, ("turtle", "nt", "json-ld", "xml"), strict=True)])
def test_graphs_come_in_every_form(server: Running, name: str, rdflib_name: str) -> None:
    """By another library's eyes they are the same graph."""
    told = server.ask(GRAPH, GRAPHS[name].media_type)
    assert told.headers["Content-Type"] == GRAPHS[name].content_type
    usual = rdflib.Graph().parse(data=server.ask(GRAPH).text, format="turtle")
    assert to_isomorphic(rdflib.Graph().parse(data=told.text, format=rdflib_name)) == to_isomorphic(usual)


def test_graphs_are_chosen_by_the_request(server: Running) -> None:
    """It goes before FROM, and loads nothing."""
    none = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": "http://example.org/none"}
    assert server.get("sparql", params=none | {"format": "csv"}).text.split() == ["n", "0"]
    file = f"SELECT (COUNT(*) AS ?n) FROM <file://{ROOT}/exports/graph.nq> {{ ?s ?p ?o }}"
    assert server.ask(file, "text/csv").text.split() == ["n", "0"]


def test_an_answer_that_is_known_is_not_sent_again(server: Running) -> None:
    """By its tag, which another form or another query does not have."""
    first = server.ask(ROWS, "text/csv")
    params, headers = {"query": ROWS}, {"Accept": "text/csv", "If-None-Match": first.headers["ETag"]}
    again = server.get("sparql", params=params, headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert server.get("sparql", params=params, headers=headers | {"Accept": "text/xml"}).status_code == 200
    assert "Accept" in first.headers["Vary"]


def test_large_answers_are_compressed(server: Running) -> None:
    """For clients that say so."""
    query = "SELECT * { ?s ?p ?o } LIMIT 500"
    assert server.ask(query).headers["Content-Encoding"] == "gzip"
    plain = requests.get(
        f"{server.address}sparql", params={"query": query}, headers={"Accept-Encoding": "identity"}, timeout=30
    )
    assert "Content-Encoding" not in plain.headers
    assert plain.content == server.ask(query).content


def test_pages_of_others_may_ask(server: Running) -> None:
    """From scripts on any origin; nothing here is secret, and nobody is known by a cookie."""
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    told = requests.options(f"{server.address}sparql", headers=asked, timeout=30)
    assert (told.status_code, told.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert (
        "ETag"
        in server.get("health", headers={"Origin": "https://example.org"}).headers["Access-Control-Expose-Headers"]
    )


def test_every_response_is_guarded(server: Running) -> None:
    """Also errors."""
    for path in ("", "sparql?query=x", "study/no-such", "health", "%00", "..%2f..%2fetc%2fpasswd"):
        headers = server.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Request-Id"]


def test_the_log_has_a_line_for_each_request_and_no_query(server: Running) -> None:
    """What people ask is theirs."""
    server.ask("ASK { ?secret-ly ?asked ?for }".replace("-", "_"))
    server.get("sparql?query=ASK%7B%3Fveryhidden%20a%20%3Ft%7D")
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    assert {"id", "method", "path", "status", "ms"} == set(lines[-1])
    assert "secret" not in server.log.read_text()
    assert "veryhidden" not in server.log.read_text()


def test_the_endpoint_describes_itself(server: Running) -> None:
    """Service Description and VoID, with the numbers that are true."""
    endpoint = rdflib.URIRef(f"{server.address}sparql")
    service = rdflib.Graph().parse(data=server.get("sparql").text, format="turtle")
    assert (endpoint, rdflib.URIRef(f"{ns.SD}endpoint"), endpoint) in service
    assert (endpoint, rdflib.RDF.type, rdflib.URIRef(f"{ns.SD}Service")) in service
    void = rdflib.Graph().parse(data=server.get(".well-known/void").text, format="turtle")
    told = {str(each) for each in void.objects(None, rdflib.URIRef(f"{ns.VOID}triples"))}
    counted = json.loads(server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text)
    assert told == {counted["results"]["bindings"][0]["n"]["value"]}
    assert (None, rdflib.URIRef(f"{ns.VOID}sparqlEndpoint"), endpoint) in void


def test_everything_that_the_graph_mints_can_be_looked_up(server: Running, local: Store) -> None:
    """Records, concepts, rules and terms: each leads to triples about it."""
    quads = local.quads_for_pattern(None, None, None, None)
    minted = {iri.partition("#")[0] for iri in map(subject, quads) if iri.startswith("https://w3id.org/ipt-kg/")}
    assert len(minted) > 200
    session = requests.Session()
    for iri in sorted(minted):
        path = iri.removeprefix("https://w3id.org/ipt-kg/")
        told = session.get(server.address + path, headers={"Accept": "application/n-triples"}, timeout=30)
        assert told.status_code == 200, iri
        assert f"<{iri}" in told.text


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_a_record_is_whole_in_every_form(server: Running, local: Store) -> None:
    """With all its parts, by suffix and by what the client takes."""
    iri = "https://w3id.org/ipt-kg/study/cuijpers-2011-ipt-depression"
    quads = local.quads_for_pattern(None, None, None, None)
    expected = {str(quad.triple) for quad in quads if subject(quad).partition("#")[0] == iri}
    usual = server.get("study/cuijpers-2011-ipt-depression", headers={"Accept": "application/n-triples"})
    assert len(usual.text.splitlines()) == len(expected)
    for suffix, form in ((".ttl", "turtle"), (".nt", "nt"), (".jsonld", "json-ld"), (".rdf", "xml")):
        told = server.get(f"study/cuijpers-2011-ipt-depression{suffix}")
        assert len(rdflib.Graph().parse(data=told.text, format=form)) == len(expected)
        assert f'<{iri}>; rel="describes"' in told.headers["Link"]
    assert f"<{ns.IPTKG}NumberNeededToTreat>" in server.get("ontology.nt").text


def test_blank_nodes_are_parts_of_what_names_them(server: Running) -> None:
    """So whoever looks up the ontology gets what its restrictions say."""
    found = rdflib.Graph().parse(data=server.get("ontology.ttl").text, format="turtle")
    above = found.objects(rdflib.URIRef(f"{ns.IPTKG}EffectEstimate"), rdflib.RDFS.subClassOf)
    restrictions = [each for each in above if isinstance(each, rdflib.BNode)]
    assert restrictions
    assert all((each, rdflib.OWL.onProperty, None) in found for each in restrictions)


def test_what_is_not_there_has_near_matches(server: Running) -> None:
    """A slip of the pen is no dead end."""
    told = server.get("study/cuijpers-2011-ipt-depresion")
    assert told.status_code == 404
    assert "/study/cuijpers-2011-ipt-depression\n" in told.text


def test_operators_can_look(server: Running) -> None:
    """Whether it is there, whether it is ready, and what it does."""
    assert server.get("health").json() == {"status": "ok"}
    assert server.get("ready").json() == {"ready": True, "release": 1, "workers": 3}
    text = server.get("metrics").text
    assert 'ipt_kg_requests_total{lane="sparql",status="200"}' in text
    assert "ipt_kg_workers 3.0" in text


def test_a_new_release_is_served_and_no_request_is_lost(tmp_path: Path) -> None:
    """While others ask all the time."""
    triple = "<https://example.org/a> <https://example.org/b> <https://example.org/c> .\n"
    releases.build(tmp_path / "store", [triple])
    count = "SELECT (COUNT(*) AS ?n) { ?s <https://example.org/b> ?o }"
    with serving(tmp_path / "log", tmp_path / "store") as server, ThreadPoolExecutor(4) as others:
        stop = threading.Event()

        def ask() -> set[tuple[int, str]]:
            told = set()
            while not stop.is_set():
                answer = server.ask(f"{count} # {time.monotonic()}", "text/csv")
                told.add((answer.status_code, answer.text.split()[-1]))
            return told

        asking = [others.submit(ask) for _ in range(4)]
        releases.build(tmp_path / "store", [triple, triple.replace("/c>", "/d>")])
        try:
            deadline = time.monotonic() + 20
            while server.get("ready").json()["release"] != 2:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            time.sleep(0.3)
        finally:
            stop.set()
        assert set().union(*(each.result() for each in asking)) == {(200, "1"), (200, "2")}
        assert server.ask(count, "text/csv").text.split() == ["n", "2"]
