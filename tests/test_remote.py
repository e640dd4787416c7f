# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Endpoints on the web: a real SPARQL server answers as the records do; bad answers are named."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from conftest import ROOT, Run
from hostile import hostile
from ipt_kg import remote, store
from ipt_kg.errors import QueryError
from make_query_results import ASKED, local


def test_an_endpoint_answers_as_the_records_do(endpoint: str, ipt_kg: Run) -> None:
    """The same query, the same rows, printed decimals included."""
    asked = ["--name", "effects", "--format", "csv"]
    there, here = ipt_kg("query", "--endpoint", endpoint, *asked), ipt_kg("query", "evidence", *asked)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout


def test_ask_and_unbound_values_are_read(endpoint: str) -> None:
    """A yes is a row; what is unbound is None."""
    assert remote.ask(endpoint, "ASK { ?s ?p ?o }").table().rows == (("true",),)
    table = remote.ask(endpoint, "SELECT ?a ?b { BIND (1 AS ?a) }").table()
    assert (table.columns, table.rows) == (("a", "b"), (("1", None),))


@pytest.mark.parametrize("name", [each.name for each in local() if not each.name.endswith("-graph")])
def test_named_queries_are_the_same_there(name: str, endpoint: str) -> None:
    """Their texts are standard SPARQL: with their values, the same rows."""
    text = store.named_query(name, ASKED.get(name, {}))
    opened = store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))
    here, there = store.ask(opened, text), remote.ask(endpoint, text)
    assert here.table() == there.table()


def test_a_graph_comes_in_its_forms(endpoint: str, ipt_kg: Run) -> None:
    """Parameters and output are those of the records."""
    asked = ["--name", "study-graph", "--param", "study=linde-2015-primary-care"]
    for form in ("turtle", "ntriples"):
        there = ipt_kg("query", "--endpoint", endpoint, *asked, "--format", form)
        assert there.stdout == ipt_kg("query", "evidence", *asked, "--format", form).stdout
        assert "25583894" in there.stdout
    assert "no form csv" in ipt_kg("query", "--endpoint", endpoint, *asked, "--format", "csv").stderr


def test_a_refusal_is_passed_on(endpoint: str) -> None:
    """The server's own message tells what is wrong with the query."""
    with pytest.raises(QueryError, match="answered 400"):
        remote.ask(endpoint, "SELECT nothing")


def test_a_large_answer_is_cut_off(endpoint: str) -> None:
    """No answer fills the memory."""
    with pytest.raises(QueryError, match="larger than 1000 bytes: add a LIMIT"):
        remote.ask(endpoint, "SELECT * { ?s ?p ?o }", most_bytes=1000)


ANSWERS = {
    "/html": b"<p>hello",
    "/list": b"[1]",
    "/empty": b"",
    "/cut": b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}},',
    "/turtle": b"<a> <b> ",
}


class _Other(BaseHTTPRequestHandler):
    """A web server that is no endpoint: it answers each path with what the path says."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle" if self.path == "/turtle" else "text/html")
        self.end_headers()
        self.wfile.write(ANSWERS[self.path])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_that_is_no_result_is_named(path: str) -> None:
    """A page where an endpoint should be is the commonest mistake."""
    with HTTPServer(("127.0.0.1", 0), _Other) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(QueryError, match="something else than SPARQL results"):
            remote.ask(f"http://127.0.0.1:{server.server_port}{path}", "ASK {}")
        thread.join()


@pytest.mark.parametrize("path", ["trickle", "trickle_head", "drip_head", "silence", "round"])
def test_an_answer_that_never_ends_is_given_up(path: str) -> None:
    """A byte a second for ever, in the answer or its head, nothing at all, or redirects: the time is for all of it."""
    with hostile() as server:
        began = time.monotonic()
        with pytest.raises(QueryError, match=r"did not answer: not whole after 1\.5 seconds: ask for less"):
            remote.ask(f"{server.address}{path}", "ASK {}", seconds=1.5)
        assert 1.4 < time.monotonic() - began < 4


def test_an_answer_that_is_slow_but_in_time_is_taken() -> None:
    """The clock is no shorter than it says."""
    with hostile() as server:
        table = remote.ask(f"{server.address}rows", "SELECT * {}", seconds=5).table()
    assert len(table.rows) == 2
