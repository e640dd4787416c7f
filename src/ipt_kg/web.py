# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What all that asks servers of others has in common: patience, and few words on what went wrong."""

from __future__ import annotations

import time
from typing import Any, Final, Self

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, MaxRetryError, NameResolutionError
from urllib3.util import Retry

_PIECE: Final = 65_536
_AGAIN: Final = (429, 500, 502, 503, 504)
_LONGEST_WAIT: Final = 60.0


class Patience(Retry):
    """Asks again where a server is busy or away: later each time, or when the server says, at most after a minute.

    All methods are tried again: use it only for requests that can be made twice.
    """

    def __init__(self, total: Any = None, **given: Any) -> None:
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
        """Count a failure; a name that nobody knows is not asked for again."""
        if isinstance(error, NameResolutionError):
            raise MaxRetryError(_pool, url or "", error)
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def get_retry_after(self, response: Any) -> float | None:
        """Give the seconds that a server asks for, at most a minute."""
        wait = super().get_retry_after(response)
        return None if wait is None else min(wait, _LONGEST_WAIT)


class TooLargeError(requests.RequestException):
    """An answer has more bytes than are taken."""


class NoCredentials(AuthBase):
    """No credentials: not even those that a file in the home directory has for the host."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Leave a request as it is."""
        return request


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
    cause = getattr(error.args[0] if error.args else None, "reason", None) or error
    return str(cause).rpartition(": ")[2] or type(error).__name__
