# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A visitor who looks something up all the time, as a process of its own, and tells how long each answer took.

    python visitor.py ADDRESS

It prints a line once it has begun, ends when its standard input does, and then prints the seconds of each look-up as
JSON. What the machine kept this process itself waiting meanwhile is taken off: that is no time of the server.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Final

import requests

_PAUSE: Final = 0.02
_TICK: Final = 0.005


class Clock:
    """Notes by how much a thread that wants to wake up every few milliseconds wakes up late."""

    def __init__(self) -> None:
        self.late = 0.0
        threading.Thread(target=self._tick, daemon=True).start()

    def _tick(self) -> None:
        while True:
            began = time.perf_counter()
            time.sleep(_TICK)
            self.late += max(time.perf_counter() - began - 2 * _TICK, 0)


def _stop_at_the_end(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


def main(address: str) -> None:
    """Look up until standard input ends."""
    stop = threading.Event()
    threading.Thread(target=_stop_at_the_end, args=(stop,), daemon=True).start()
    clock, session = Clock(), requests.Session()
    times: list[float] = []
    while not stop.is_set():
        began, late = time.perf_counter(), clock.late
        told = session.get(address, timeout=30)
        took = time.perf_counter() - began - (clock.late - late)
        if not times:
            print("begun", flush=True)  # noqa: T201 - how it tells
        times.append(took if told.status_code == requests.codes.ok else 99.0)
        stop.wait(_PAUSE)
    print(json.dumps(times))  # noqa: T201 - how it tells


if __name__ == "__main__":
    main(sys.argv[1])
