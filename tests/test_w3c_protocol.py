# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, by a runner that nobody here wrote.

The runner loads its data by updates, which this server refuses. So a relay stands between the two: data that are to be
loaded it publishes as a release, as an operator does, and all else it passes on as it is.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from pyoxigraph import RdfFormat, Store, serialize

from conftest import ROOT, SHARED
from ipt_kg import releases
from servers import Running, serving

SUITES = SHARED / "data/sparql11-tests"
WEB = "https://w3c.github.io/rdf-tests/"
LOADING = b"DROP SILENT ALL ;\nINSERT DATA"
DOCS = ROOT / "docs/protocol.md"
OUTCOMES = {"✔": "passes", "✖": "refused"}

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(not SUITES.is_dir(), reason="the suites are not at hand"),
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed"),
]


def publish(folder: Path, nquads: str) -> int:
    """Publish a release, and give its number."""
    release, _ = releases.build(folder, [nquads])
    return release.number


class Relay(BaseHTTPRequestHandler):
    """Passes requests on to the server."""

    protocol_version = "HTTP/1.1"
    server_address: str
    folder: Path

    def answer(self) -> None:
        """Publish what is to be loaded; pass on all else."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if body.startswith(LOADING):
            self.load(body)
            return
        passed = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        address = self.server_address + self.path.lstrip("/")
        told = requests.request(self.command, address, headers=passed, data=body or None, timeout=30)
        self.tell(told.status_code, told.headers.get("Content-Type", ""), told.content)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that its base gives

    def load(self, update: bytes) -> None:
        store = Store()
        store.update(update.decode())
        number = publish(self.folder, (serialize(list(store), format=RdfFormat.N_QUADS) or b"").decode())
        while requests.get(f"{self.server_address}ready", timeout=30).json()["release"] != number:
            time.sleep(0.02)
        self.tell(204, "", b"")

    def tell(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Be silent."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A server of an empty store, which goes over to new releases soon."""
    place = tmp_path_factory.mktemp("w3c")
    publish(place / "store", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPT_KG_SERVE_RELOAD_SECONDS", "0.1")
        with serving(place / "log", place / "store") as server:
            yield server, place / "store"


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner, installed; its engine does nothing, since all goes over HTTP."""
    place = tmp_path_factory.mktemp("runner")
    needs = {"dependencies": {"rdf-test-suite": "2.8.0", "n3": "1.26.0"}, "overrides": {"n3": "1.26.0"}}
    (place / "package.json").write_text(json.dumps(needs))
    (place / "engine.js").write_text("module.exports = { parse() {}, query() {}, update() {} };\n")
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=place, check=True, timeout=300)
    return place


def results(runner: Path, suite: str, **options: str) -> dict[str, str]:
    """Run a suite, and give what became of each of its tests, by name."""
    manifest = f"{WEB}sparql/sparql11/{suite}/manifest.ttl"
    command = ["npx", "rdf-test-suite", "engine.js", manifest, "-o", "summary", "-d", "30000"]
    command += ["-m", f"{WEB}~{SUITES}/", "-i", json.dumps(options)]
    done = subprocess.run(command, cwd=runner, capture_output=True, text=True, check=False, timeout=300)
    found = re.findall(r"^([✔✖]) (.+) \(http\S+#(\S+)\)", done.stdout, re.MULTILINE)
    return {id: OUTCOMES[mark] for mark, _, id in found}


def listed(suite: str) -> dict[str, str]:
    """Read what the documentation says of a suite."""
    section = DOCS.read_text("utf-8").partition(f"## {suite}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(\S+)` \| (\w+) \|", section, re.MULTILINE))


def test_the_protocol(runner: Path, running: tuple[Running, Path]) -> None:
    """All tests of queries pass, updates are refused, and the documentation says so."""
    server, folder = running
    handler = type("Here", (Relay,), {"server_address": server.address, "folder": folder})
    relay = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=relay.serve_forever)
    thread.start()
    try:
        found = results(runner, "protocol", protocolEndpoint=f"http://127.0.0.1:{relay.server_port}/sparql")
    finally:
        relay.shutdown()
        thread.join()
        relay.server_close()
    assert len(found) == 34
    assert found == listed("Protocol")
    assert {id for id, outcome in found.items() if outcome == "refused"} == {
        id for id in found if id.startswith("update_")
    }


def test_the_service_description(runner: Path, running: tuple[Running, Path]) -> None:
    """All tests pass."""
    found = results(runner, "service-description", serviceDescriptionEndpoint=f"{running[0].address}sparql")
    assert found == listed("Service description") == dict.fromkeys(found, "passes")
    assert len(found) == 3
