# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""No local query goes to the network, however it is written; one that only mentions the word is answered."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from ipt_kg.errors import QueryError
from ipt_kg.store import Answer, ask
from ipt_kg.store.network import without_service
from ipt_kg.store.tokens import Kind, tokens

MENTIONS = [
    "SELECT ?service { VALUES ?service { 1 } } # about the service",
    "SELECT $Service_1 { VALUES $Service_1 { 'health service' } }",
    'SELECT ?x { VALUES ?x { \'SERVICE\' "Service" \'\'\'it\'s a service\'\'\' """a "service" of """ } }',
    r"""SELECT ?x { VALUES ?x { "\tservice\\service\"service\u00e7SERVICE" 'it\'s service' } }""",
    "SELECT ?x { VALUES ?x { <http://example.org/service> <http://example.org/a#Service> } }",
    r"SELECT ?x { VALUES ?x { <http://example.org/\u0041/service> } }",
    "PREFIX e: <http://example.org/> SELECT ?x { VALUES ?x { e:service e:a.Service e:\\,service e:%20service } }",
    "PREFIX e: <http://example.org/service/> SELECT ?x { VALUES ?x { e:a e:service } }",
    "PREFIX service: <http://example.org/> SELECT ?x { VALUES ?x { service:a service:service service: } }",
    "PREFIX # of service\n service: # here\n <http://example.org/>\nSELECT (service:a AS ?x) {}",
    "PREFIX a: <http://one.example/> PREFIX a: <http://two.example/> SELECT (a:service AS ?x) {}",
    "SELECT ?x { VALUES ?x { 'a' } FILTER (?x != 'service' && 1<2 && 3>2) }",
    "SELECT ?x FROM <http://example.org/service> { ?x ?p ?o }",
]


@pytest.mark.parametrize("query", MENTIONS)
def test_who_only_mentions_the_word_is_answered(query: str) -> None:
    """And gets what the query says: the engine itself, which would follow the word, gives the same."""
    store = Store()
    for place in ("http://example.org/service", "http://example.org/other"):
        store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), NamedNode("x:o"), NamedNode(place)))
    assert ask(store, query).table() == Answer(_by_the_engine(store, query)).table()


def _by_the_engine(store: Store, query: str) -> bytes:
    chooses = " FROM " in query
    found = store.query(query, use_default_graph_as_union=not chooses)
    assert isinstance(found, QuerySolutions)
    return found.serialize(format=QueryResultsFormat.JSON) or b""


class Trap(NamedTuple):
    """A door that nobody may knock at: its port, and who did."""

    port: str
    visits: list[str]


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        trap = Trap(str(listening.getsockname()[1]), [])
        thread = threading.Thread(target=_guard, args=(listening, trap.visits))
        thread.start()
        yield trap
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def _guard(door: socket.socket, visits: list[str]) -> None:
    with suppress(OSError):
        while True:
            connection, (host, _) = door.accept()
            visits.append(host)
            connection.close()


def data() -> Store:
    """Something for what stands before the word to find: the engine asks nobody where that finds nothing."""
    subject, predicate = NamedNode("x:s"), NamedNode("x:p")
    objects = (Literal(value=True), Literal(1), Literal("a"), NamedNode("http://h:80"), NamedNode("x:o"))
    store = Store()
    store.extend(Quad(subject, predicate, each) for each in objects)
    return store


HERE = "<http://127.0.0.1:{port}/>"
GROUP = HERE + " { ?s ?p ?o }"
TRICKS = {
    "plain": "SELECT * { SERVICE " + GROUP + " }",
    "close to a value": "SELECT ?s { ?s ?p trueSERVICE " + GROUP + " }",
    "close to a number": "SELECT ?s { ?s ?p 1SERVICE " + GROUP + " }",
    "close to a letter": "SELECT ?s { ?s a <x:a>. ?s a aSERVICE " + GROUP + " }",
    "prefix that makes no IRI": "PREFIX a: <http://h:80> SELECT ?s { ?s ?p a:SERVICE " + GROUP + " }",
    "prefix that is the word": "PREFIX : <http://127.0.0.1:{port}/> SELECT * { service:x { ?s ?p ?o } }",
    "prefix that is unknown": "SELECT * { ?s ?p x:SERVICE " + GROUP + " }",
    "blank node": "SELECT ?s { ?s ?p _:SERVICE " + GROUP + " }",
    "blank node of a name": "SELECT ?s { ?s ?p a_:SERVICE " + GROUP + " }",
    "language": 'SELECT ?s { ?s ?p "a"@SERVICE ' + GROUP + " }",
    "long language": 'SELECT ?s { ?s ?p "a"@en-SERVICE ' + GROUP + " }",
    "path": "SELECT ?s { ?s <x:p>?SERVICE " + GROUP + " }",
    "path with a number": "SELECT ?s { ?s <x:p>?1 SERVICE " + GROUP + " }",
    "end of a comment": "SELECT * { # it's\rSERVICE " + GROUP + " # '\r}",
    "no comment": "SELECT * { BIND (<x:a#> AS ?x) SERVICE " + GROUP + " }",
    "comment in an IRI": "SELECT * { ?s <x:#'> ?x . SERVICE " + GROUP + " . ?s <x:#'> ?y }",
    "comparisons": "SELECT * { BIND (1 AS ?x) FILTER (?x<'>') SERVICE " + GROUP + " FILTER ('a'='b') }",
    "quotes": 'SELECT * { BIND ("""a\\""" """ AS ?x) SERVICE ' + GROUP + ' BIND ("""b""" AS ?y) }',
    "quotes at the end": 'SELECT * { BIND ("""a"\\u0022""" AS ?x) SERVICE ' + GROUP + ' BIND ("""b""" AS ?y) }',
    "escape that is none": "SELECT * { BIND ('\\q' AS ?x) SERVICE " + GROUP + " BIND ('' AS ?y) }",
    "escaped quotes": "SELECT * { BIND ('\\u0027 AS ?x) SERVICE " + GROUP + " BIND ('' AS ?y) }",
    "escaped keyword": "SELECT * { \\u0053ERVICE " + GROUP + " }",
    "escaped keyword in full": "SELECT * { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 " + GROUP + " }",
    "long escape": "SELECT * { \\U00000053ERVICE " + GROUP + " }",
    "variable with more": "SELECT * { ?x\u00b7SERVICE " + GROUP + " }",
    "variable that ends": "SELECT * { VALUES ?x { 1 } VALUES ?-SERVICE " + GROUP + " }",
    "other letters": "SELECT * { \u017fervice " + GROUP + " }",
}


@pytest.mark.parametrize("name", TRICKS)
def test_no_query_goes_to_the_network(name: str, trap: Trap) -> None:
    """It is refused, or has a fault, or is another query."""
    query = TRICKS[name].replace("{port}", trap.port)
    with suppress(QueryError):
        ask(data(), query)
    assert trap.visits == []


PIECES = st.sampled_from(
    [
        *("SERVICE", "service", " service ", "SILENT", "{GROUP}", "{HERE}", "{GROUP}", "VALUES", "BIND (1 AS ?x)"),
        *("'", '"', "'''", '"""', "\\", "\\u0027", "\\u0053", "<", ">", "<x:a>", "#", "\n", "\r", " ", "?", "$", "a"),
        *("true", "1", ":", "_:", "a:", "a:b", "@en", "@", "^^", ".", ";", "{", "}", "(", ")", "?s ?p ", "?s ?p ?o ."),
        *("<x:s> ", "|", "\u00b7", "FILTER"),
    ]
)


@given(st.lists(PIECES, max_size=12), st.sampled_from(["", "PREFIX a: <http://h:80> ", "PREFIX service: <x:a> "]))
def test_no_making_of_pieces_goes_to_the_network(trap: Trap, pieces: list[str], prologue: str) -> None:
    """Whatever comes of them: what the engine is given has the word in variables alone, and it does not go there."""
    body = "".join(pieces).replace("{GROUP}", GROUP).replace("{HERE}", HERE).replace("{port}", trap.port)
    query = f"{prologue}SELECT * {{ {body} }}"
    with suppress(QueryError):
        ask(data(), query)
    assert trap.visits == []


@pytest.mark.parametrize("name", ["plain", "close to a value", "close to a number", "prefix that makes no IRI"])
def test_the_trap_would_tell(name: str, trap: Trap) -> None:
    """Where it is given the word, the engine goes there."""
    with pytest.raises((OSError, RuntimeError)):
        _by_the_engine(data(), TRICKS[name].replace("{port}", trap.port))
    assert trap.visits
    trap.visits.clear()


def test_what_is_written_another_way_has_no_word() -> None:
    """Its lines stay where they were."""
    query = "PREFIX service: <x:a/>\nSELECT ?service { # service\n VALUES ?service { service:service 'Service' } }"
    written = without_service(query)
    assert written == "  \nSELECT ?service { #\n VALUES ?service { <x:a/\\u0073ervice> '\\u0053ervice' } }"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a:b.c. d", [Kind.NAME, Kind.MARK, Kind.WORD]),
        ("_:b1. [] ", [Kind.BLANK, Kind.MARK, Kind.MARK, Kind.MARK]),
        (r"'a\'b'@en-GB ''''a''b'''", [Kind.TEXT, Kind.TAG, Kind.TEXT]),
        ('"a\nb"', [Kind.MARK, Kind.WORD, Kind.WORD, Kind.MARK]),
        ("?a<?b", [Kind.VARIABLE, Kind.MARK, Kind.VARIABLE]),
        ("<a b>", [Kind.MARK, Kind.WORD, Kind.WORD, Kind.MARK]),
        ("1.5e6", [Kind.WORD, Kind.MARK, Kind.WORD]),
    ],
)
def test_tokens_are_as_the_recommendation_has_them(text: str, kinds: list[Kind]) -> None:
    assert [token.kind for token in tokens(text)] == kinds
