# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the tests share: the checkout's folders, and the records in them, read once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ipt_kg.graph import to_graph
from ipt_kg.records import Reading, read_records
from ipt_kg.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
EVIDENCE = ROOT / "evidence"
COMPLETE = ROOT / "tests/fixtures/complete"
SHARED = ROOT.parent / "shared"

settings.register_profile("ci", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "quick")

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
    return "".join(to_graph(record.model, complete_settings.base) for record in complete.records)


@pytest.fixture(scope="session")
def ipt_kg() -> Run:
    """Run the command as a user does, in a process of its own."""

    def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ipt_kg", *map(str, arguments)]
        env = {**os.environ, "PYTHONWARNINGS": "error", **environment}
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
        )

    return run
