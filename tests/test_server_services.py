# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""SERVICE is answered for endpoints that the operator names: another server is asked, and hostile ones do no harm."""

from __future__ import annotations

import asyncio
import json
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rdflib
import requests

from conftest import ROOT
from hostile import ATTACK, BODIES, Hostile, hostile
from ipt_kg import namespaces as ns
from ipt_kg.errors import SettingsError
from ipt_kg.server.fetching import Bounds, fetch
from ipt_kg.server.options import load_options
from ipt_kg.server.protocol import RefusedError
from ipt_kg.server.public import is_public
from servers import Running, serving

DEEDS = (
    *("redirect", "see-other", "html", "zipped", "failing", "endless", "endless-head", "endless-waiting", "drip"),
    *("drip-head", "silence", "nonsense", "nothing", "short"),
)
PREFIXES = "PREFIX i: <https://w3id.org/ipt-kg/ontology#>\nPREFIX schema: <https://schema.org/>\n"


class Place(NamedTuple):
    """A server, an endpoint that it may ask, and a hostile one."""

    server: Running
    endpoint: str
    other: Hostile

    def ask(self, query: str) -> list[dict[str, str]]:
        """Ask a query, and give its rows."""
        told = self.server.ask(query)
        assert told.status_code == 200, told.text
        found = json.loads(told.text)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def service(self, path: str, *, silent: bool = False) -> str:
        return f"SERVICE {'SILENT ' * silent}<{self.other.address}{path}> {{ ?x ?p ?y }}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> Iterator[Place]:
    with ExitStack() as stack:
        other = stack.enter_context(hostile())
        paths = " ".join(f"{other.address}{path}" for path in (*(each[1:] for each in BODIES), *DEEDS))
        options = {
            "services": f"{endpoint} {paths} http://127.0.0.1:9/",
            "service_private": "true",
            "service_seconds": "2",
            "service_rows": "1000",
            "service_megabytes": "1",
            "wait_seconds": "1",
        }
        log = tmp_path_factory.mktemp("services") / "log"
        yield Place(stack.enter_context(serving(log, ROOT / "evidence", options=options)), endpoint, other)


def test_what_another_endpoint_knows_is_joined(place: Place) -> None:
    """The rows are those of the same query without SERVICE, since the other one has the same data."""
    end = "?study i:hasEstimate ?e } ORDER BY ?study ?e"
    service = f"SERVICE <{place.endpoint}> {{ ?study i:hasDesign ?design # }}\n }}"
    local, asked = (
        f"{PREFIXES}SELECT * {{ ?study a i:Study . {design} . {end}"
        for design in ("?study i:hasDesign ?design", f"\n {service}")
    )
    rows = place.ask(asked)
    assert len(rows) > 10
    assert rows == place.ask(local)


@pytest.mark.parametrize(
    "group",
    [
        "?s a i:Study OPTIONAL { ?s i:none ?none } FILTER NOT EXISTS { ?s a i:Article }",
        "{ ?s a i:Study } UNION { ?s a i:Article } MINUS { ?s i:none ?o }",
        "SELECT ?kind (COUNT(?s) AS ?n) { ?s schema:healthCondition ?c ; a ?kind } GROUP BY ?kind ORDER BY ?kind",
        "?s a i:Study BIND (STRLEN(STR(?s)) AS ?length) VALUES ?x { 1 '}' \"{\" }",
        "?s <relative/../a> ?o",
        "",
    ],
)
@pytest.mark.parametrize("around", ["{}", "{{ {} }} UNION {{ {} }}", "OPTIONAL {{ {} }}", "GRAPH <x:none> {{ }} {}"])
def test_a_group_may_have_all_that_groups_have(place: Place, group: str, around: str) -> None:
    """It is asked as it stands, and gives what it gives here."""
    service = around.replace("{}", f"SERVICE <{place.endpoint}> {{ {group} }}").replace("{{", "{").replace("}}", "}")
    here = around.replace("{}", f"{{ {group} }}").replace("{{", "{").replace("}}", "}")
    asked, expected = (place.ask(f"{PREFIXES}SELECT * {{ {body} }}") for body in (service, here))
    assert sorted(map(str, asked)) == sorted(map(str, expected))


def test_two_endpoints_in_one_query(place: Place) -> None:
    """Both are asked; what they share joins."""
    both = f"{place.service('rows')} {place.service('rows').replace('?y', '?z')}"
    assert len(place.ask(f"SELECT * {{ {both} }}")) == 2
    assert place.ask(f"SELECT * {{ {place.service('none')} }}") == []
    assert place.ask(f"SELECT * {{ {place.service('unit')} }}") == [{}, {}]


def test_values_come_as_they_are(place: Place) -> None:
    """Unbound ones stay so; languages, datatypes and the word itself are kept."""
    rows = place.ask(f"SELECT * {{ {place.service('rows')} }}")
    assert rows == [{"x": "x:a", "y": "1"}, {"x": "x:service", "service": "b"}]
    tag = f"SELECT (LANG(?service) AS ?tag) {{ {place.service('rows')} FILTER BOUND(?service) }}"
    assert place.ask(tag) == [{"tag": "en-gb"}]
    kind = f"SELECT ?x ?y (DATATYPE(?y) AS ?kind) {{ {place.service('texts')} }}"
    (row,) = place.ask(kind)
    assert row["x"] == ATTACK
    assert row["kind"] == f"{ns.XSD}decimal"


def test_graphs_of_the_query_are_not_touched(place: Place) -> None:
    """FROM and the request choose among ours alone."""
    query = f"SELECT (COUNT(*) AS ?n) FROM <x:none> {{ {place.service('rows')} OPTIONAL {{ ?s ?p ?o }} }}"
    assert place.ask(query) == [{"n": "2"}]
    chosen = {"query": query.replace("FROM <x:none>", ""), "default-graph-uri": "x:none", "format": "csv"}
    assert place.server.get("sparql", params=chosen).text.split() == ["n", "2"]
    assert "FROM" not in place.other.asked[-1][1]


def test_what_others_answered_is_not_kept(place: Place) -> None:
    """The next time they may answer something else."""
    told = place.server.get("sparql", params={"query": f"SELECT * {{ {place.service('rows')} }}"})
    assert told.headers["Cache-Control"] == "no-store"
    assert "ETag" not in told.headers
    before = len(place.other.asked)
    place.server.get("sparql", params={"query": f"SELECT * {{ {place.service('rows')} }}"})
    assert len(place.other.asked) == before + 1


def test_a_fault_keeps_its_line(place: Place) -> None:
    """Though rows stand before it that the client did not write."""
    told = place.server.ask(f"SELECT * {{\n SERVICE\n <{place.other.address}rows>\n {{ ?s ?p ?o }}\n ?s ?p }}")
    assert told.status_code == 400
    assert "error at 5:" in told.text


def test_a_fault_in_the_group_is_told_by_the_other(place: Place) -> None:
    """In its own words."""
    told = place.server.ask(f"SELECT * {{ SERVICE <{place.endpoint}> {{ ?s ?p }} }}")
    assert told.status_code == 502
    assert f"{place.endpoint} answers 400: " in told.text
    assert "expected" in told.text


HARM = {
    "redirect": (502, "sends us elsewhere"),
    "see-other": (502, "sends us elsewhere"),
    "html": (502, "something else than application/sparql-results+json"),
    "zipped": (502, "something else than application/sparql-results+json"),
    "failing": (502, "answers 500: <b>out</b> of"),
    "endless": (507, "answers with more than 1 MB"),
    "endless-head": (502, "does not speak as it should"),
    "endless-waiting": (507, "answers with more than 1 MB"),
    "drip": (504, "takes more than 2 seconds"),
    "drip-head": (504, "takes more than 2 seconds"),
    "silence": (504, "takes more than 2 seconds"),
    "nonsense": (502, "does not speak as it should"),
    "nothing": (502, "does not speak as it should"),
    "short": (502, "does not speak as it should"),
    "nodes": (400, "blank nodes"),
    "triples": (400, "blank nodes or triples"),
    "iri": (502, "none of SPARQL's"),
    "datatype": (502, "none of SPARQL's"),
    "language": (502, "none of SPARQL's"),
    "column": (502, "names its columns"),
    "twice": (502, "names its columns"),
    "half": (502, "something else"),
    "cut": (502, "something else"),
    "deep": (502, "something else"),
    "list": (502, "something else"),
    "ask": (502, "something else"),
    "empty": (502, "something else"),
    "many": (507, "more than 1,000 rows or 200 columns"),
    "wide": (507, "more than 1,000 rows or 200 columns"),
}


@pytest.mark.parametrize("path", HARM)
def test_a_hostile_endpoint_does_no_harm(place: Place, path: str) -> None:
    """The failure is told with the endpoint's name, in time; with SILENT, nothing is known, and ours is answered."""
    status, message = HARM[path]
    before = len(place.other.asked)
    began = time.monotonic()
    told = place.server.ask(f"SELECT * {{ {place.service(path)} }}")
    assert time.monotonic() - began < 4
    assert (told.status_code, message in told.text) == (status, True), told.text
    assert told.text.startswith(f"{place.other.address}{path}")
    assert told.headers["Content-Type"].startswith("text/plain")
    silent = place.server.ask(f"SELECT * {{ {place.service(path, silent=True)} VALUES ?z {{ 1 }} }}", "text/csv")
    assert silent.status_code == (200 if status in (502, 504) else status)
    assert silent.text.split() == ["z", "1"] or silent.status_code != 200
    assert [each for each, _ in place.other.asked[before:]] == [f"/{path}"] * 2
    assert place.server.ask("ASK {}").status_code == 200


def test_an_endpoint_that_is_not_there(place: Place) -> None:
    """It is named; nothing is told of the machine."""
    told = place.server.ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert told.status_code == 502
    assert told.text == "http://127.0.0.1:9/ cannot be reached, or does not speak as it should\n"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
            "SERVICE <http://example.org/> is not answered here",
        ),
        ("SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }", "is not answered here; these are:"),
        ("SELECT * { SERVICE <{here}../rows> { ?s ?p ?o } }", "is not answered here"),
        ("SELECT * { SERVICE <{here}rows#> { ?s ?p ?o } }", "is not answered here"),
        ("BASE <{here}> SELECT * { SERVICE <rows> { ?s ?p ?o } }", "is not answered here"),
        ("SELECT * { VALUES ?e { <{here}rows> } SERVICE ?e { ?s ?p ?o } }", "SERVICE ?e: "),
        ("SELECT * { SERVICE SILENT ?e { ?s ?p ?o } }", "SERVICE ?e: "),
        ("PREFIX h: <{here}> SELECT * { SERVICE h:rows { ?s ?p ?o } }", "SERVICE is followed by"),
        ("SELECT * { SERVICE <{here}rows> }", "SERVICE is followed by"),
        ("SELECT * { SERVICE <{here}rows> {", "SERVICE is followed by"),
        ("SELECT * { SERVICE", "SERVICE is followed by"),
        ("SELECT * { SERVICE <{here}rows> { SERVICE <{here}rows> { ?s ?p ?o } } }", "within another one"),
        ("SELECT * { " + "SERVICE <{here}rows> { ?s ?p ?o } " * 5 + "}", "at most 4 SERVICE"),
        ("SELECT * { ?s ?p trueSERVICE <{here}rows> { ?s ?p ?o } }", "would go to the network"),
        ("SELECT * { \\u0053ERVICE <{here}rows> { ?s ?p ?o } }", "error at"),
        ("SELECT * { SERVICE <{here}rows> { ?s ?p ?o } } #" + "x" * 20_000, "more than 20,000 characters"),
    ],
)
def test_what_is_not_allowed_is_refused(place: Place, query: str, message: str) -> None:
    """Before anybody is asked."""
    before = len(place.other.asked)
    told = place.server.ask(query.replace("{here}", place.other.address))
    assert (told.status_code, message in told.text) == (400, True), told.text
    assert len(place.other.asked) == before


def test_who_leaves_is_not_asked_for(place: Place) -> None:
    """The connection to the other ends with that of the client."""
    place.other.left.clear()
    query = {"query": f"ASK {{ {place.service('silence')} }}"}
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{place.server.address}sparql", params=query, timeout=0.5)
    deadline = time.monotonic() + 1.2
    while not place.other.left:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_many_slow_endpoints_hold_up_nobody(place: Place) -> None:
    """Queries without SERVICE are answered meanwhile, and of those with one, so many wait."""
    with ThreadPoolExecutor(8) as others:
        asking = [others.submit(place.server.ask, f"ASK {{ {place.service('silence')} }} # {n}") for n in range(8)]
        time.sleep(0.5)
        began = time.monotonic()
        assert place.server.ask("ASK {}").status_code == 200
        assert place.server.get("concept/relation/equal.nt").status_code == 200
        assert time.monotonic() - began < 0.5
        told = [each.result() for each in asking]
    assert sorted(each.status_code for each in told) == [503] * 4 + [504] * 4
    assert all(each.headers["Retry-After"] == "2" for each in told if each.status_code == 503)
    assert place.ask(f"SELECT * {{ {place.service('unit')} }}") == [{}, {}]  # there is room again


def test_the_description_says_so(place: Place) -> None:
    """By the term of the recommendation."""
    facts = rdflib.Graph().parse(data=place.server.get("sparql").text, format="turtle")
    assert (None, rdflib.URIRef(f"{ns.SD}feature"), rdflib.URIRef(f"{ns.SD}BasicFederatedQuery")) in facts


def test_an_address_that_is_not_public_is_not_asked(tmp_path: Path) -> None:
    """However it is written: an entry in the list alone leads nowhere near our own machines."""
    with hostile() as other:
        port = other.address.rpartition(":")[2]
        hosts = ("127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0")
        services = [f"http://{host}:{port}rows" for host in hosts]
        with serving(tmp_path / "log", ROOT / "evidence", options={"services": " ".join(services)}) as server:
            for each in services:
                told = server.ask(f"SELECT * {{ SERVICE <{each}> {{ ?s ?p ?o }} }}")
                assert (told.status_code, told.text) == (502, f"{each} is at no public address\n")
        assert other.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::7f00:1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::1", False),
        ("100::1", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("3fff::1", False),
        ("fc00::1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    """Those of the Internet, and none that leads to the operator's own machines."""
    assert is_public(address) is public


class _Names(asyncio.SelectorEventLoop):
    """Looks names up in a way of its own: at first a name is public, then it is ours."""

    asked = 0

    async def getaddrinfo(self, host: Any, port: Any, **more: Any) -> Any:
        if host != "rebound.example":
            return await super().getaddrinfo(host, port, **more)
        self.asked += 1
        return [(0, 0, 0, "", ("192.0.43.8" if self.asked == 1 else "127.0.0.1", port))]


def test_a_name_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what was checked is what is connected to."""
    connected: list[str] = []

    async def connect(host: str, *_: object, **__: object) -> None:
        connected.append(host)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncio, "open_connection", connect)
    loop = _Names()
    try:
        for message in ("cannot be reached", "no public address"):
            with pytest.raises(RefusedError, match=message):
                loop.run_until_complete(fetch("http://rebound.example/", "ASK {}", Bounds(2, 1000)))
    finally:
        loop.close()
    assert connected == ["192.0.43.8"]


@pytest.mark.parametrize(
    "service",
    ["ftp://example.org/", "http://user:secret@example.org/", "example.org", "http://example.org:99999/", "http://[1/"],
)
def test_a_service_has_an_address_of_the_web(service: str) -> None:
    """Without a password, which would be given away."""
    with pytest.raises(SettingsError):
        load_options({"services": [service]}, environ={})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine's name alone, with its key."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    place = tmp_path_factory.mktemp("tls")
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(place / "key.pem"), "-out", str(place / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    (place / "both.pem").write_text((place / "key.pem").read_text() + (place / "cert.pem").read_text())
    return place / "both.pem"


def test_an_endpoint_shows_that_it_is_the_one(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a certificate for its name, whatever address that has."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_name("cert.pem")))
    with hostile(lambda each: context.wrap_socket(each, server_side=True)) as other:
        named = other.address.replace("127.0.0.1", "localhost")
        options = {"service_private": "true"}
        allowed = ("--service", f"{named}rows", "--service", f"{other.address}rows")
        with serving(tmp_path / "log", ROOT / "evidence", *allowed, options=options) as server:
            told = [server.ask(f"SELECT * {{ SERVICE <{each}rows> {{}} }}") for each in (named, other.address)]
        assert [each.status_code for each in told] == [200, 502]
        assert [path for path, _ in other.asked] == ["/rows"]
        assert names[0] == "localhost"
        monkeypatch.delenv("SSL_CERT_FILE")
        with serving(tmp_path / "log", ROOT / "evidence", *allowed, options=options) as server:
            assert server.ask(f"SELECT * {{ SERVICE <{named}rows> {{}} }}").status_code == 502
