# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A server as a process of its own, as operators run it, at a free port of this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import requests


class Running(NamedTuple):
    """A server: its address, its process, and the file that it logs to."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, **more: object) -> requests.Response:
        """Ask for a path."""
        return requests.get(self.address + path, timeout=60, **more)  # type: ignore[arg-type]

    def ask(self, query: str, accept: str = "*/*") -> requests.Response:
        """Ask a query."""
        headers = {"Accept": accept}
        return requests.post(f"{self.address}sparql", data={"query": query}, headers=headers, timeout=60)

    def workers(self) -> list[int]:
        """Give the processes of its workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in path.read_text().split()]


NO_LIMITS = {"queries_per_minute": "0", "pages_per_minute": "0"}
"""Tests ask more often than a client may."""


@contextmanager
def serving(
    log: Path, *arguments: str | Path, killed: bool = False, options: Mapping[str, str] = NO_LIMITS
) -> Iterator[Running]:
    """Run `ipt-kg serve` until the block ends; unless it is killed there, it then ends in order, with its workers.

    Options by their names go in by the environment; clients may ask as often as they like unless one says otherwise.
    """
    command = [sys.executable, "-m", "ipt_kg", "serve", *map(str, arguments), "--port", "0"]
    given = {f"IPT_KG_SERVE_{name.upper()}": value for name, value in (NO_LIMITS | dict(options)).items()}
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=os.environ | given)
    server = Running(_address(process, log), process, log)
    try:
        yield server
        if killed:
            return
        children = server.workers() if process.poll() is None else []
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM), log.read_text()
        assert not [pid for pid in children if is_alive(pid)]
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(10)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        if found := re.search(r"serving (http://\S+)", log.read_text()):
            return found[1]
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())


def is_alive(pid: int) -> bool:
    """Tell whether a process is there, and not one that has ended and waits to be fetched."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def memory(pid: int) -> int:
    """Give the megabytes that a process takes of the machine's memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1_000_000
