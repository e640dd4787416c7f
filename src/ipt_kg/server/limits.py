# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How often a client may ask: so many queries and so many pages a minute, a fifth of them at once."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Final

from cachetools import TTLCache

from ipt_kg.server.proxies import network_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

    from ipt_kg.server.options import Options

_FREE: Final = frozenset(("/health", "/ready", "/metrics"))
_QUERIES: Final = frozenset(("/sparql", "/graphs"))
_BURST_SECONDS: Final = 12
_MOST_CLIENTS: Final = 50_000
"""How many clients are counted: of more, the longest unseen is forgotten."""


class Bucket:
    """Tokens by client: one is taken by each request, and `per_minute` come back.

    It is kept as the time at which a client's bucket will be full again, of all those of whom it is not now.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._each = 60 / per_minute
        self._room = max(_BURST_SECONDS, self._each)
        self._full: TTLCache[str, float] = TTLCache(_MOST_CLIENTS, ttl=self._room, timer=clock)

    def take(self, client: str) -> float:
        """Take a token: give 0, or the seconds after which there is one.

        >>> bucket = Bucket(10, clock=lambda: 0.0)
        >>> bucket.take("a"), bucket.take("a"), bucket.take("a"), bucket.take("b")
        (0.0, 0.0, 6.0, 0.0)
        """
        now = self._clock()
        full = max(self._full.get(client, now), now) + self._each
        wait = full - now - self._room
        if wait > 0:
            return wait
        self._full[client] = full
        return 0.0


class Limits:
    """Wraps an application: who asks too often is told when to come again, and what watches the server is let in."""

    def __init__(self, app: ASGIApp, options: Options) -> None:
        self._app = app
        self._queries = Bucket(options.queries_per_minute) if options.queries_per_minute else None
        self._pages = Bucket(options.pages_per_minute) if options.pages_per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        wait = self._wait(scope) if scope["type"] == "http" else 0.0
        if wait:
            await _refuse(send, math.ceil(wait))
        else:
            await self._app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        path = scope["path"]
        bucket = self._queries if path in _QUERIES else self._pages
        if bucket is None or path in _FREE:
            return 0.0
        return bucket.take(network_of(scope["client"][0]) if scope.get("client") else "")


async def _refuse(send: Send, seconds: int) -> None:
    body = f"too many requests: ask again in {seconds} s\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(seconds).encode()),
        (b"access-control-allow-origin", b"*"),  # so that a page elsewhere can read why
        (b"access-control-expose-headers", b"Retry-After"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body})
