# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What all that asks servers of others has in common: patience, and few words on what went wrong."""

from __future__ import annotations

import http.client
import io
import math
import socket
import time
from typing import Any, Final, Self

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, MaxRetryError, NameResolutionError
from urllib3.util import Retry

_PIECE: Final = 65_536
_AGAIN: Final = (429, 500, 502, 503, 504)
_LONGEST_WAIT: Final = 60.0


class Patience(Retry):
    """Asks again where a server is busy or away: later each time, or when the server says, at most after a minute.

    All methods are tried again: use it only for requests that can be made twice. After `until`, by the monotonic clock,
    nothing is tried again, and no wait goes beyond it.
    """

    def __init__(self, total: Any = None, *, until: float = math.inf, **given: Any) -> None:
        self.until = until
        given.setdefault("status_forcelist", _AGAIN)
        given.setdefault("allowed_methods", None)
        given.setdefault("backoff_factor", 0.5)
        given.setdefault("backoff_max", _LONGEST_WAIT)
        given.setdefault("raise_on_status", False)
        super().__init__(total, **given)

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: Any = None,
        error: Exception | None = None,
        _pool: Any = None,
        _stacktrace: Any = None,
    ) -> Self:
        """Count a failure; a name that nobody knows is not asked for again, nor is anything when time is up."""
        if isinstance(error, NameResolutionError) or self._left() <= 0:
            raise MaxRetryError(_pool, url or "", error)
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def get_retry_after(self, response: Any) -> float | None:
        """Give the seconds that a server asks for, at most a minute."""
        wait = super().get_retry_after(response)
        return None if wait is None else min(wait, _LONGEST_WAIT, self._left())

    def get_backoff_time(self) -> float:
        """Give the seconds until it is asked again where the server does not say."""
        return min(super().get_backoff_time(), self._left())

    def new(self, **given: Any) -> Self:
        """Make one that differs in what is given."""
        return super().new(**{"until": self.until} | given)

    def _left(self) -> float:
        return max(self.until - time.monotonic(), 0)


class TooLargeError(requests.RequestException):
    """An answer has more bytes than are taken."""


class NoCredentials(AuthBase):
    """No credentials: not even those that a file in the home directory has for the host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave a request as it is."""
        return request


class Punctual(HTTPAdapter):
    """Gives up on an answer, its head included, that is not there after so many seconds, however slowly it comes.

    `until`, by the monotonic clock, is for all that is asked by the adapter, redirects and what is tried again. The
    timeouts of requests are for the pause between two pieces: who sends a byte a second is never too late by them.
    """

    def __init__(self, seconds: float, **given: Any) -> None:
        self.seconds, self.until = seconds, math.inf
        super().__init__(**given)

    def init_poolmanager(self, *given: Any, **more: Any) -> None:
        """Make the pool of connections, whose answers are timed."""
        super().init_poolmanager(*given, **more)
        self._time(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **given: Any) -> PoolManager:
        """Make the pool of connections through a proxy, whose answers are timed, too."""
        manager: PoolManager = super().proxy_manager_for(proxy, **given)
        self._time(manager)
        return manager

    def end(self) -> float:
        """Give when an answer that is waited for from now on must be whole, by the monotonic clock."""
        return min(time.monotonic() + self.seconds, self.until)

    def _time(self, manager: PoolManager) -> None:
        manager.pool_classes_by_scheme = _timed_pools(self)


def _timed_pools(adapter: Punctual) -> dict[str, type[HTTPConnectionPool]]:
    """Make the classes of connections that read each answer through a clock."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *given: Any, **more: Any) -> None:
            super().__init__(_Timed(sock, adapter.end()), *given, **more)  # type: ignore[arg-type]

    class Plain(HTTPConnection):
        response_class = Answer

    class Secure(HTTPSConnection):
        response_class = Answer

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _Timed:
    """What an answer is read from: a socket, until a time."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock, self._end = sock, end

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedFile(self._sock, self._end))


class _TimedFile(io.RawIOBase):
    """The bytes that come in through a socket, none of which is waited for after the end."""

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock, self._end = sock, end
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left, pause = self._end - time.monotonic(), self._sock.gettimeout()
        if left > 0:
            self._sock.settimeout(left if pause is None else min(pause, left))
            try:
                return self._file.readinto(buffer)
            except TimeoutError:
                if time.monotonic() < self._end:
                    raise
        raise OSError("not whole in time")

    def close(self) -> None:
        self._file.close()
        super().close()


def whole(response: requests.Response, most_bytes: int, seconds: float) -> bytes:
    """Read an answer that was asked for as a stream, to its end.

    Raises:
        TooLargeError: it has more than so many bytes.
        requests.RequestException: it takes more than so many seconds, or breaks off.
    """
    content, until = bytearray(), time.monotonic() + seconds
    try:
        # What is there by now, and not so much at a time: a server that sends a byte a second would hold us for good.
        while piece := response.raw.read1(_PIECE, decode_content=True):
            content += piece
            if len(content) > most_bytes:
                raise TooLargeError(f"more than {most_bytes:,} bytes")
            if time.monotonic() > until:
                raise requests.RequestException(f"not whole after {seconds:g} seconds")
    except HTTPError as error:
        raise requests.RequestException(error) from None
    finally:
        response.close()
    return bytes(content)


def reason(error: Exception) -> str:
    """Name what went wrong at the root, which says more than the many errors around it."""
    cause: BaseException = getattr(error.args[0] if error.args else None, "reason", None) or error
    while cause.args and isinstance(cause.args[-1], Exception):
        cause = cause.args[-1]
    return str(cause).rpartition(": ")[2] or type(cause).__name__
