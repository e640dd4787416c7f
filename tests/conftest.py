# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the tests share: the checkout's folders, and the records in them, read once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import audits
from ipt_kg.graph import to_graph
from ipt_kg.records import Reading, read_records
from ipt_kg.settings import Settings, load_settings
from ipt_kg.vocabulary import mappings_graph

ROOT = Path(__file__).parent.parent
EVIDENCE = ROOT / "evidence"
COMPLETE = ROOT / "tests/fixtures/complete"
SHARED = ROOT.parent / "shared"

settings.register_profile("thorough", max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("IPT_KG_PROFILE") or ("ci" if os.environ.get("CI") else "quick"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def evidence_settings() -> Settings:
    return load_settings(EVIDENCE, environ={})


@pytest.fixture(scope="session")
def evidence(evidence_settings: Settings) -> Reading:
    return read_records([EVIDENCE], evidence_settings)


@pytest.fixture(scope="session")
def complete_settings() -> Settings:
    return load_settings(COMPLETE, environ={})


@pytest.fixture(scope="session")
def complete(complete_settings: Settings) -> Reading:
    return read_records([COMPLETE], complete_settings)


@pytest.fixture(scope="session")
def complete_graph(complete: Reading, complete_settings: Settings) -> str:
    records = "".join(to_graph(record.model, complete_settings.base, record.lock) for record in complete.records)
    return records + audits.graph(complete_settings.base)


@pytest.fixture(scope="session")
def ipt_kg() -> Run:
    """Run the command as a user does, in a process of its own."""

    def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ipt_kg", *map(str, arguments)]
        # Whoever runs the tests may have said how wide his terminal is.
        outside = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
        env = {**outside, "PYTHONWARNINGS": "error", **environment}
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
        )

    return run


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Oxigraph server that holds the committed graph and the concepts; it ends with the tests."""
    matches = tmp_path_factory.mktemp("mappings") / "mappings.nt"
    matches.write_text(mappings_graph(), "utf-8")
    files = [ROOT / "exports/graph.nq", ROOT / "ontology/concepts.ttl", matches]
    with holding(tmp_path_factory.mktemp("store"), *files) as address:
        yield address


@contextmanager
def holding(place: Path, *files: Path) -> Iterator[str]:
    """Run an Oxigraph server that holds the graphs of some files, until the block ends; give its endpoint."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the dev extra brings the server"
    subprocess.run(
        [program, "load", "--location", place, "--file", *files], check=True, capture_output=True, timeout=60
    )
    address = f"127.0.0.1:{free_port()}"
    with subprocess.Popen(
        [program, "serve-read-only", "--location", place, "--bind", address], stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(address)
            yield f"http://{address}/query"
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
