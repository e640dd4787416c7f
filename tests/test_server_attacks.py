# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The public may send anything: the server stays up, answers others in time, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from conftest import ROOT
from servers import Running, is_alive, memory, serving

pytestmark = pytest.mark.alone

LOOK_UP = "concept/relation/equal.nt"
MOST_SECONDS = 0.25
LIMITS = ("--seconds", "2", "--megabytes", "200", "--answer-megabytes", "1", "--workers", "2")
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
VALUES = " ".join(f"VALUES ?v{place} {{ {' '.join(map(str, range(300)))} }}" for place in range(5))
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"

ATTACKS = {
    "cross product": (SLOW, 504),
    "order by over a product": (f"SELECT * {{ {PRODUCT} }} ORDER BY ?l ?a LIMIT 1", (504, 507)),
    "VALUES bomb": (f"SELECT (COUNT(*) AS ?n) {{ {VALUES} }}", 504),
    "unbounded paths": ("SELECT (COUNT(*) AS ?n) { ?s (<x:a>|!<x:a>)* ?o . ?o (<x:a>|!<x:a>)* ?q }", 504),
    "distinct over a product": (
        "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 9999999",
        (504, 507),
    ),
    "memory": (f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) {{ {PRODUCT} }}", (504, 507)),
    "answer": ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 507),
    "graph": ("CONSTRUCT { ?a ?e ?f } { ?a ?b ?c . ?d ?e ?f }", 507),
    "depth": ("SELECT * { " + "{ " * 5000 + "} " * 5000 + "}", 400),
    "length": ("SELECT * { ?s ?p ?o FILTER(" + "1+" * 12_000 + "1 > 0) }", 400),
    "regular expression": (f'SELECT * {{ {PRODUCT} FILTER(REGEX(STR(?c), "(a*)*(a*)*(a*)*b")) }}', (504, 507)),
}


@contextmanager
def looking_up(server: Running) -> Iterator[list[float]]:
    """Look something up all the time, as another visitor does; how long each took is there after the block."""
    times: list[float] = []
    command = [sys.executable, str(Path(__file__).with_name("visitor.py")), server.address + LOOK_UP]
    visitor = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert visitor.stdout is not None
        assert visitor.stdout.readline() == "begun\n"
        yield times
    finally:
        told, _ = visitor.communicate()
        times += json.loads(told)


def in_time(times: list[float]) -> bool:
    """Tell whether all look-ups were answered in time."""
    return bool(times) and max(times) < MOST_SECONDS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("attacked") / "log", ROOT / "evidence", *LIMITS) as running:
        yield running


@pytest.fixture(autouse=True)
def recovers(server: Running) -> Iterator[None]:
    """After each attack there are two workers, which are idle, and the front has not grown."""
    before = memory(server.process.pid)
    yield
    assert server.process.poll() is None
    deadline = time.monotonic() + 15
    while not _is_calm(server):
        assert time.monotonic() < deadline, server.get("metrics").text
        time.sleep(0.1)
    assert server.ask("ASK {}").status_code == 200
    assert memory(server.process.pid) < before + 60


def _is_calm(server: Running) -> bool:
    text = server.get("metrics").text
    calm = ("waiting 0.0", "working 0.0", "workers 2.0")
    return all(f"ipt_kg_{each}\n" in text for each in calm) and len(server.workers()) == 2


@pytest.mark.parametrize("name", ATTACKS)
def test_a_query_that_takes_too_much_is_ended(server: Running, name: str) -> None:
    """With a status that says why, never with half an answer; others are answered all the while."""
    query, expected = ATTACKS[name]
    with looking_up(server) as times:
        began = time.monotonic()
        told = server.ask(query)
        took = time.monotonic() - began
    assert took < 12
    assert told.status_code in (expected if isinstance(expected, tuple) else (expected,)), told.text[:300]
    assert told.headers["Content-Type"].startswith("text/plain")
    assert in_time(times), sorted(times)[-5:]


def test_sixty_four_at_once(server: Running) -> None:
    """Each is answered, by a refusal; and a visitor's look-up is not kept waiting."""
    with looking_up(server) as times, ThreadPoolExecutor(64) as others:
        told = list(others.map(lambda number: server.ask(f"{SLOW} # {number}"), range(64)))
    assert {each.status_code for each in told} <= {503, 504}
    assert all("Retry-After" in each.headers for each in told if each.status_code == 503)
    assert in_time(times), sorted(times)[-5:]


def _send(server: Running, text: str) -> socket.socket:
    parts = urlsplit(server.address)
    connection = socket.create_connection((parts.hostname, parts.port), timeout=30)
    connection.sendall(text.encode())
    return connection


def test_who_leaves_takes_the_query_along(server: Running) -> None:
    """Also while it waits for a worker."""
    head = "GET /sparql?query={} HTTP/1.1\r\nHost: x\r\n\r\n"
    connections = [_send(server, head.format(quote(f"{SLOW} # {number}"))) for number in range(6)]
    deadline = time.monotonic() + 5
    while "ipt_kg_waiting 4.0" not in server.get("metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    for connection in connections:
        connection.close()
    left = time.monotonic()
    while "ipt_kg_working 0.0" not in server.get("metrics").text:
        assert time.monotonic() - left < 1.5  # less than the time that a query may take
        time.sleep(0.02)


@pytest.mark.parametrize("text", ["GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", "", "POST /sparql HTTP/1.1\r\nHost: x\r\n"])
def test_who_never_ends_is_not_waited_for(server: Running, text: str) -> None:
    """A request of which the head does not come to its end loses its connection."""
    with _send(server, text) as connection:
        connection.settimeout(14)
        assert connection.recv(1000) == b""


def test_a_body_that_never_ends_is_not_waited_for(server: Running) -> None:
    """It is refused."""
    head = (
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK"
    )
    with _send(server, head) as connection:
        connection.settimeout(14)
        assert connection.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_a_body_of_a_hundred_megabytes(server: Running) -> None:
    """It is refused by its head, or where that does not tell, when it has become too large."""
    headers = {"Content-Type": "application/sparql-query"}

    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1_000_000

    for body in (b"x" * 100_000_000, pieces()):
        try:
            status = requests.post(f"{server.address}sparql", data=body, headers=headers, timeout=60).status_code
        except requests.ConnectionError:
            status = 413  # the server has hung up before all was sent
        assert status == 413


class _Trap(BaseHTTPRequestHandler):
    """Notes who comes."""

    visits: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.visits.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 - the name that its base gives

    def log_message(self, *_: object) -> None:
        """Be silent."""


def test_no_query_reaches_the_network_or_the_disk(server: Running, tmp_path: Path) -> None:
    """Not by SERVICE, however it is written, and not by FROM."""
    trap = HTTPServer(("127.0.0.1", 0), _Trap)
    thread = threading.Thread(target=trap.serve_forever)
    thread.start()
    secret = tmp_path / "secret.ttl"
    secret.write_text("<a:s> <a:p> 'secret' .")
    here = f"http://127.0.0.1:{trap.server_port}/"
    try:
        for query in (
            f"SELECT * {{ SERVICE <{here}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SeRvIcE SILENT <{here}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ VALUES ?x {{ <{here}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
            f"PREFIX x: <{here}> SELECT * {{ SERVICE x: {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE#\n<{here}> {{ ?s ?p ?o }} }}",
            "SELECT * { SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
            f"SELECT * {{ \\u0053ERVICE <{here}> {{ ?s ?p ?o }} }}",
        ):
            told = server.ask(query)
            assert told.status_code == 400, query
        for graph in (here, secret.as_uri(), "file:///etc/passwd"):
            told = server.ask(f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s ?p ?o }}", "text/csv")
            assert (told.status_code, told.text.split()) == (200, ["n", "0"])
            chosen = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "default-graph-uri": graph, "format": "csv"}
            assert server.get("sparql", params=chosen).text.split() == ["n", "0"]
            assert server.ask(f"LOAD <{graph}>").status_code == 400
    finally:
        trap.shutdown()
        thread.join()
        trap.server_close()
    assert _Trap.visits == []


@pytest.mark.parametrize(
    "path",
    ["../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "study/..%2f..%2fpyproject.toml", "%2e%2e/", "study/%00"],
)
def test_no_path_leads_to_the_disk(server: Running, path: str) -> None:
    """There is nothing but the graph."""
    with _send(server, f"GET /{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as connection:
        told = b"".join(iter(lambda: connection.recv(65536), b""))
    assert told.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 ")), told[:200]
    assert b"root:" not in told


def test_no_header_is_made_of_what_is_asked(server: Running) -> None:
    """A line end in a path or query makes no line in the answer's head."""
    for path in (
        "study/x%0d%0aX-Evil:%20yes",
        "sparql?query=ASK%7B%7D%0d%0aX-Evil:%20yes",
        "x?format=a%0d%0aX-Evil:%20yes",
    ):
        assert "X-Evil" not in server.get(path).headers


def test_labels_and_queries_are_no_markup(server: Running) -> None:
    """What comes back of a query is plain text; on a page it is escaped, and no script of the page's own would run."""
    script = "<script>alert(1)</script>"
    for path in (f"sparql?query={quote(script)}", f"sparql?query=ASK%7B%7D&format={quote(script)}"):
        told = server.get(path, headers={"Accept": "text/html"})
        assert told.headers["Content-Type"].startswith("text/plain")
        assert told.headers["X-Content-Type-Options"] == "nosniff"
    page = server.get(f"study/{script}", headers={"Accept": "text/html"})
    assert (page.status_code, script in page.text) == (404, False)
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert server.get(f"study/{script}").headers["Content-Type"].startswith("text/plain")


def test_a_worker_that_is_killed_is_made_up_for(server: Running) -> None:
    """Idle or at work: the next query, and the one that it had, are answered by others."""
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)
    assert server.ask("ASK {} # after").status_code == 200
    with ThreadPoolExecutor(1) as other:
        slow = other.submit(server.ask, f"{SLOW} # killed")
        while "ipt_kg_working 1.0" not in server.get("metrics").text:
            time.sleep(0.02)
        time.sleep(0.3)
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        assert slow.result().status_code in (503, 504)


def test_no_worker_outlives_its_front(tmp_path: Path) -> None:
    """Not even where the front is killed in the middle of a query."""
    with serving(tmp_path / "log", ROOT / "evidence", *LIMITS, killed=True) as server:
        workers = server.workers()
        with _send(server, f"GET /sparql?query={quote(SLOW)} HTTP/1.1\r\nHost: x\r\n\r\n"):
            time.sleep(0.5)
            server.process.kill()
            deadline = time.monotonic() + 10
            while any(map(is_alive, workers)):
                assert time.monotonic() < deadline
                time.sleep(0.05)


def test_who_takes_nothing_of_an_answer_loses_the_connection(tmp_path: Path) -> None:
    """And the answer its place in the memory of the front."""
    large = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 25000"
    with serving(tmp_path / "log", ROOT / "evidence") as server:
        with _send(server, f"GET /sparql?query={quote(large)} HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
            time.sleep(18)
            connection.settimeout(10)
            told = b"".join(iter(lambda: connection.recv(1_000_000), b""))
        length = re.search(rb"content-length: ([0-9]+)", told)
        assert length
        assert len(told) < int(length[1]) / 2  # what the system had taken in for it
        assert server.get("health").status_code == 200


def test_memory_that_runs_out_is_said_so(tmp_path: Path) -> None:
    """And is not taken for a query that takes too long."""
    with serving(tmp_path / "log", ROOT / "evidence", "--megabytes", "50", "--seconds", "60") as server:
        told = server.ask(f"SELECT * {{ {PRODUCT} }} ORDER BY ?l ?a LIMIT 1")
        assert (told.status_code, "50 MB of memory" in told.text) == (507, True)
        assert server.ask("ASK {}").status_code == 200


def test_what_a_killed_server_leaves_the_next_one_removes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing of servers that run."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def stores() -> set[Path]:
        return set(tmp_path.glob("ipt-kg-serve-*"))

    with serving(tmp_path / "log", ROOT / "evidence", killed=True) as server:
        left = stores()
        with serving(tmp_path / "other", ROOT / "evidence") as other:
            assert len(stores()) == 2
            server.process.kill()
            server.process.wait(10)
            assert other.get("ready").json()["ready"]
        assert stores() == left
    with serving(tmp_path / "third", ROOT / "evidence"):
        assert len(stores()) == 1
        assert stores() != left
    assert stores() == set()
