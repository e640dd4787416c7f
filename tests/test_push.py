# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records are pushed into a real store, which may be busy, be killed in the middle, or mean no good."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from pyoxigraph import RdfFormat, Store, parse

import generate
from conftest import EVIDENCE, ROOT, Run, free_port, wait_for

GRAPH = "https://w3id.org/ipt-kg/study/cuijpers-2011-ipt-depression#graph"
MANY = 150


class Target(NamedTuple):
    """A store that can be written to."""

    process: subprocess.Popen[bytes]
    address: str

    def options(self, protocol: str) -> list[str]:
        if protocol == "graph-store":
            return ["--endpoint", f"{self.address}/store"]
        endpoints = ["--endpoint", f"{self.address}/update", "--query-endpoint", f"{self.address}/query"]
        return ["--protocol", "update", *endpoints]

    def graphs(self) -> dict[str, set[str]]:
        """Give the triples of all named graphs, as the store has them."""
        told = requests.get(f"{self.address}/store", headers={"Accept": "application/n-quads"}, timeout=30)
        found: dict[str, set[str]] = {}
        for quad in parse(told.content, format=RdfFormat.N_QUADS):
            found.setdefault(getattr(quad.graph_name, "value", ""), set()).add(str(quad.triple))
        return found


@contextmanager
def oxigraph(place: Path, port: int) -> Iterator[Target]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the dev extra brings the server"
    address = f"127.0.0.1:{port}"
    command = [program, "serve", "--location", str(place), "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(address)
            yield Target(process, f"http://{address}")
        finally:
            process.kill()


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    with oxigraph(tmp_path / "target", free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def wanted() -> dict[str, set[str]]:
    """The graphs of the evidence as a store keeps them: the committed TriG, in a store."""
    return kept((ROOT / "exports/graph.trig").read_bytes())


def kept(content: bytes) -> dict[str, set[str]]:
    store = Store()
    store.load(content, format=RdfFormat.TRIG)
    found: dict[str, set[str]] = {}
    for quad in store:
        found.setdefault(getattr(quad.graph_name, "value", ""), set()).add(str(quad.triple))
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Studies enough that a push takes a while."""
    file = tmp_path_factory.mktemp("many") / "studies.jsonl"
    lines = (json.dumps({"record": "study"} | generate.study(number)) for number in range(MANY))
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_records_are_there_and_stay_the_same(
    target: Target, wanted: dict[str, set[str]], ipt_kg: Run, protocol: str
) -> None:
    """Each in a graph of its own; what the store had is left alone; a second push does nothing."""
    other = "<https://example.org/s> <https://example.org/p> <https://example.org/o> ."
    place, kind = f"{target.address}/store?graph=https://example.org/other", {"Content-Type": "application/n-triples"}
    assert requests.put(place, data=other, headers=kind, timeout=30).ok
    dry = ipt_kg("push", EVIDENCE, *target.options(protocol), "--dry-run")
    assert len(target.graphs()) == 1
    assert f"{len(wanted)} graphs new" in dry.stdout
    assert dry.stdout.count("\n+ ") == sum(map(len, wanted.values()))
    first = ipt_kg("push", EVIDENCE, *target.options(protocol))
    assert (first.returncode, first.stderr) == (0, "")
    found = target.graphs()
    assert found.pop("https://example.org/other") == {other.removesuffix(" .")}
    assert found == wanted
    second = ipt_kg("push", EVIDENCE, *target.options(protocol))
    assert f"0 graphs new, 0 changed, {len(wanted)} the same; 0 triples more, 0 fewer" in second.stdout


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_only_what_changed_goes_over(target: Target, tmp_path: Path, ipt_kg: Run, protocol: str) -> None:
    """A record that says something else is told line by line, and what it no longer says goes."""
    fewer = tmp_path / "studies"
    shutil.copytree(EVIDENCE / "studies", fewer)
    shutil.copy(EVIDENCE / "ipt-kg.toml", tmp_path)
    assert ipt_kg("push", fewer, *target.options(protocol)).returncode == 0
    study = next(fewer.rglob("cuijpers-2011-ipt-depression.yaml"))
    text = study.read_text("utf-8")
    assert "participants: 4356" in text
    study.write_text(text.replace("participants: 4356", "participants: 4357"), "utf-8")
    dry = ipt_kg("push", fewer, *target.options(protocol), "--dry-run")
    lines = [line for line in dry.stdout.splitlines() if line.startswith(("+ ", "- "))]
    assert [line[:2] for line in lines] == ["- ", "+ "]
    assert '"4356"' in lines[0]
    assert '"4357"' in lines[1]
    done = ipt_kg("push", fewer, *target.options(protocol))
    assert "0 graphs new, 1 changed" in done.stdout
    numbers = [
        line for line in target.graphs()[GRAPH] if "numberOfParticipants" in line and "#" not in line.split(">")[0]
    ]
    assert len(numbers) == 1
    assert '"4357"' in numbers[0]


def _pushing(many: Path, target: Target, protocol: str, retries: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ipt_kg", "push", str(many), *target.options(protocol), "--retries", str(retries)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _killed_in_the_middle(target: Target) -> int:
    """Kill the server as soon as some graphs are there, and give how many were."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        there = len(target.graphs())
        if there >= MANY // 10:
            target.process.kill()
            target.process.wait(10)
            return there
    raise TimeoutError


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_a_server_that_dies_loses_nothing(tmp_path: Path, many: Path, ipt_kg: Run, protocol: str) -> None:
    """Who gives up says how far it went, and another push goes on from there."""
    place, port = tmp_path / "target", free_port()
    with oxigraph(place, port) as target, _pushing(many, target, protocol, 0) as pushing:
        assert 0 < _killed_in_the_middle(target) < MANY
        _, told = pushing.communicate(timeout=60)
    assert pushing.returncode == 2
    assert f"of {MANY} graphs are there: push again to go on" in told
    with oxigraph(place, port) as target:
        there = len(target.graphs())
        done = ipt_kg("push", many, *target.options(protocol))
        assert done.returncode == 0
        # The graph that was at work may be there in part: by updates it is then one that changed.
        assert f" {there} the same" in done.stdout or f" {there - 1} the same" in done.stdout
        assert target.graphs() == _graphs_of(many, tmp_path, ipt_kg)


def test_a_server_that_comes_back_is_waited_for(tmp_path: Path, many: Path, ipt_kg: Run) -> None:
    """And the push goes on by itself."""
    place, port = tmp_path / "target", free_port()
    with oxigraph(place, port) as target, _pushing(many, target, "graph-store", 8) as pushing:
        _killed_in_the_middle(target)
        time.sleep(1)
        with oxigraph(place, port) as again:
            told, _ = pushing.communicate(timeout=100)
            assert pushing.returncode == 0, told
            assert again.graphs() == _graphs_of(many, tmp_path, ipt_kg)


def _graphs_of(many: Path, tmp_path: Path, ipt_kg: Run) -> dict[str, set[str]]:
    made = tmp_path / "wanted.trig"
    assert ipt_kg("export", "trig", many, "--out", made).returncode == 0
    return kept(made.read_bytes())


class Asked(NamedTuple):
    """A request that a server got."""

    method: str
    path: str
    credentials: str | None


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def answering(answer: Callable[[int], Answer]) -> Iterator[tuple[str, list[Asked]]]:
    """A server that answers the n-th request as it is told, and remembers what it was asked."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(Asked(self.command, self.path, self.headers.get("Authorization")))
            status, headers, body = answer(len(asked))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_POST = do_GET  # noqa: N815 - the names are the module's

        def log_message(self, *_: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_busy_server_is_asked_again(ipt_kg: Run) -> None:
    """After as long as it says; a push needs a reading and a writing of each graph in the end."""
    busy = {2: (429, {"Retry-After": "1"}, b"busy"), 3: (503, {}, b"busy"), 5: (502, {}, b"")}
    with answering(lambda number: busy.get(number, (404 if number == 1 else 200, {}, b""))) as (address, asked):
        began = time.monotonic()
        done = ipt_kg("push", EVIDENCE / "studies", "--endpoint", address)
        assert done.returncode == 0, done.stderr
        assert time.monotonic() - began >= 1
        assert [each.method for each in asked[:7]] == ["GET", "PUT", "PUT", "PUT", "GET", "GET", "PUT"]
        assert len(asked) == 2 * len(list((EVIDENCE / "studies").iterdir())) + len(busy)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, {}, b"who are you?"), "answered 401 Unauthorized (set IPT_KG_PUSH_TOKEN, or IPT_KG_PUSH_USER"),
        ((302, {"Location": "http://169.254.169.254/"}, b""), "leads to 'http://169.254.169.254/'"),
        ((200, {}, b"<html>"), "something else than N-Triples"),
        ((200, {}, b"<< " * 32_000), "has more than 200 brackets in one another"),
        ((500, {}, b"no"), "answered 500 Internal Server Error: no"),
        ((200, {"Content-Length": "1000"}, b"<a:b> <a:c> <a:d> ."), "did not answer"),
    ],
)
def test_what_goes_wrong_is_said(ipt_kg: Run, answer: Answer, words: str) -> None:
    """With the address, once, and how far it went; nothing goes elsewhere."""
    with answering(lambda _: answer) as (address, asked):
        done = ipt_kg("push", EVIDENCE, "--endpoint", address, "--retries", "0", IPT_KG_PUSH_TOKEN="secret")
        assert done.returncode == 2
        assert words in done.stderr
        assert "0 of 12 graphs are there" in done.stderr
        assert "secret" not in done.stderr
        assert {each.method for each in asked} == {"GET"}


def test_credentials_are_given_and_kept(ipt_kg: Run, tmp_path: Path) -> None:
    """Those of the environment, to whom they are for, and never unencrypted; none out of other files."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    (tmp_path / ".netrc").chmod(0o600)
    for environment, sent in (
        ({}, None),
        ({"IPT_KG_PUSH_TOKEN": "secret"}, "Bearer secret"),
        ({"IPT_KG_PUSH_USER": "me", "IPT_KG_PUSH_PASSWORD": "mine"}, "Basic bWU6bWluZQ=="),
    ):
        with answering(lambda _: (404, {}, b"")) as (address, asked):
            given: dict[str, Any] = environment | {"HOME": str(tmp_path)}
            ipt_kg("push", EVIDENCE, "--endpoint", address, "--dry-run", **given)
            assert {each.credentials for each in asked} == {sent}
    refused = ipt_kg("push", EVIDENCE, "--endpoint", "http://example.org/store", IPT_KG_PUSH_TOKEN="secret")
    assert refused.returncode == 2
    assert "unencrypted: use https" in refused.stderr


def test_bad_records_send_nothing(ipt_kg: Run, tmp_path: Path) -> None:
    """Nor does a bad address."""
    (tmp_path / "bad.yaml").write_text("record: study\nid: x\n")
    with answering(lambda _: (404, {}, b"")) as (address, asked):
        assert ipt_kg("push", tmp_path, "--endpoint", address).returncode == 2
        assert asked == []
    for options in (
        ("--endpoint", "ftp://example.org/"),
        ("--endpoint", "https://x.org/", "--query-endpoint", "https://x.org/"),
    ):
        assert ipt_kg("push", EVIDENCE, *options).returncode == 2
