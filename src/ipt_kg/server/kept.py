# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Responses that are given again as they are, as long as the same release is served: the short way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from cachetools import LRUCache

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OK: Final = 200
_OVERHEAD: Final = 1500
_TELLING: Final = (b"accept", b"accept-encoding", b"host", b"origin")
"""What a response may depend on, besides its address."""

Key = tuple[object, ...]


class _Kept(NamedTuple):
    start: Message
    body: Message
    tag: bytes


def _size(kept: _Kept) -> int:
    return len(kept.body.get("body", b"")) + _OVERHEAD


class Kept:
    """Wraps an application: a GET that was answered with a tag is answered again without it.

    `release` tells what is served now. What stands in `most_bytes` is dropped, the longest unused first.
    """

    def __init__(self, app: ASGIApp, release: Callable[[], str], most_bytes: int) -> None:
        self._app = app
        self._release = release
        self._responses: LRUCache[Key, _Kept] = LRUCache(most_bytes, getsizeof=_size)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, by what is kept if it can be."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"])
        asked = (scope["scheme"], scope["raw_path"], scope["query_string"])
        key = (self._release(), *asked, *(told.get(name) for name in _TELLING))
        kept = self._responses.get(key)
        if kept is None or told.get(b"if-none-match", kept.tag) != kept.tag:
            await self._app(scope, receive, self._keeping(key, send))
        elif b"if-none-match" in told:
            await send({"type": "http.response.start", "status": 304, "headers": _without_body(kept.start)})
            await send({"type": "http.response.body", "body": b""})
        else:
            # Each time a message of its own, since those around us may add to it.
            await send(dict(kept.start))
            await send(kept.body)

    def _keeping(self, key: Key, send: Send) -> Send:
        """Send, and keep what was sent where it is whole, well and has a tag."""
        start: Message | None = None

        async def send_and_keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = dict(message)
            elif start is not None and not message.get("more_body") and start["status"] == _OK:
                tag = dict(start["headers"]).get(b"etag")
                if tag and _size(kept := _Kept(start, dict(message), tag)) <= self._responses.maxsize / 8:
                    self._responses[key] = kept
            else:
                start = None  # in pieces
            await send(message)

        return send_and_keep


def _without_body(start: Message) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in start["headers"] if name not in (b"content-length", b"content-encoding")]
