# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What stands around the whole server: headers that keep browsers safe, a line in the log, counts."""

from __future__ import annotations

import os
import time
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, Final

import msgspec
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ipt_kg.server.pool import Pool

_ENCODER: Final = msgspec.json.Encoder()
_LONGEST_PATH: Final = 200
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
_NO_ANSWER: Final = 500


class Metrics:
    """Counts and times, for Prometheus."""

    def __init__(self, pool: Pool) -> None:
        self.registry = registry = CollectorRegistry()
        about = "Requests, by what was asked and how it ended."
        self.requests = Counter("ipt_kg_requests", about, ["lane", "status"], registry=registry)
        self.seconds = Histogram("ipt_kg_request_seconds", "How long requests took.", ["lane"], registry=registry)
        for name, what, count in (
            ("waiting", "Queries that wait for a worker.", lambda: pool.waiting),
            ("working", "Queries that are at work.", lambda: pool.working),
            ("workers", "Workers that there are.", lambda: pool.alive),
            ("worker_restarts", "Workers that were ended, and others started in their stead.", lambda: pool.restarts),
        ):
            Gauge(f"ipt_kg_{name}", what, registry=registry).set_function(count)
        self._requests = cache(lambda lane, status: self.requests.labels(lane, str(status)))
        self._seconds = cache(self.seconds.labels)

    def count(self, lane: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests(lane, status).inc()
        self._seconds(lane).observe(seconds)


class Guard:
    """Wraps an application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: BinaryIO) -> None:
        self._app = app
        self._metrics = metrics
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and tell of it: its method, path, status and time, and not what was asked."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, id, status = time.perf_counter(), os.urandom(12).hex(), _NO_ANSWER

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _headers(message, id)
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        finally:
            self._told(scope, id, status, time.perf_counter() - began)

    def _told(self, scope: Scope, id: str, status: int, seconds: float) -> None:
        self._metrics.count("sparql" if scope["path"] == "/sparql" else "pages", status, seconds)
        path, ms = scope["path"][:_LONGEST_PATH], round(seconds * 1000, 1)
        line = {"id": id, "method": scope["method"], "path": path, "status": status, "ms": ms}
        self._log.write(_ENCODER.encode(line) + b"\n")
        self._log.flush()


def _headers(message: Message, id: str) -> list[tuple[bytes, bytes]]:
    """Add ours, but for those that the response has itself."""
    given = list(message.get("headers", ()))
    names = {name for name, _ in given}
    return [*given, *(each for each in _HEADERS if each[0] not in names), (b"x-request-id", id.encode())]
