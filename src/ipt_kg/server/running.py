# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The server as a process: it listens, logs, and ends in order."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ipt_kg.server.app import Server
from ipt_kg.server.options import Options
from ipt_kg.settings import Settings

_HEAD_SECONDS: Final = 10
_STALLED_SECONDS: Final = 10
_KEEP_ALIVE_SECONDS: Final = 15
_END_SECONDS: Final = 10
_MOST_CONNECTIONS: Final = 1000


class _Protocol(HttpToolsProtocol):
    """Closes connections of clients that uvicorn would wait for without end.

    These are the ones that do not send the head of a request to its end, and that take nothing of their answer.
    """

    _patience: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._be_patient()

    def data_received(self, data: bytes) -> None:
        self._be_patient()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._end_patience()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_patience()
        self._end_stalled()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_stalled()

    def resume_writing(self) -> None:
        self._end_stalled()
        super().resume_writing()

    def _watch_stalled(self) -> None:
        """Look again in a while whether the client has taken anything of what waits for it."""
        left = self.transport.get_write_buffer_size()
        self._stalled = self.loop.call_later(_STALLED_SECONDS, self._look, left)

    def _look(self, before: int) -> None:
        if self.transport.get_write_buffer_size() < before:
            self._watch_stalled()
        else:
            self.transport.abort()  # closing would wait for it

    def _end_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _be_patient(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(_HEAD_SECONDS, self._lose_patience)

    def _end_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        self._patience = None
        if (cycle is None or cycle.response_complete) and not self.transport.is_closing():
            self.transport.close()


def serve(folder: Path, options: Options, settings: Settings, told: Callable[[str], Any]) -> None:
    """Serve the current release of a store until we are told to end, and those that are published meanwhile.

    `told` gets the address, once the server answers.
    """
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    server = Server(folder, options, settings, sys.stderr.buffer)
    config = uvicorn.Config(
        server.app,
        host=options.host,
        port=options.port,
        loop="auto",  # uvloop, where there is one
        http=_Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_END_SECONDS,
        limit_concurrency=_MOST_CONNECTIONS,
    )
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    _Telling(config, told).run()


class _Telling(uvicorn.Server):
    """Tells the address once it listens."""

    def __init__(self, config: uvicorn.Config, told: Callable[[str], Any]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: Any = None) -> None:
        """Listen, then tell where."""
        await super().startup(sockets)
        if self.servers:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            self._told(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
