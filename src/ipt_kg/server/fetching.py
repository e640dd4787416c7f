# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Other endpoints are asked: at public addresses, within limits of time and size, and nowhere that they send us.

The address that was checked is the one that is connected to, so that a name cannot mean another a moment later. No
redirect is followed, no proxy of the environment is used, and nothing is sent but the query.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlencode, urlsplit

import h11

from ipt_kg.server.protocol import FORM, RefusedError
from ipt_kg.server.public import is_public
from ipt_kg.version import __version__

_LOG: Final = logging.getLogger(__name__)
_RESULTS: Final = "application/sparql-results+json"
_TYPES: Final = (_RESULTS, "application/json")
_PORTS: Final = {"http": 80, "https": 443}
_MOST_ADDRESSES: Final = 3
_PIECE: Final = 16_384
_HEAD: Final = 65_536
"""What an answer may have beyond its body."""
_TOLD: Final = 500
_OK: Final = 200


class Bounds(NamedTuple):
    """What an answer may take, and whether the endpoint may be at an address that is not public."""

    seconds: float
    bytes: int
    private: bool = False


async def fetch(endpoint: str, query: str, bounds: Bounds) -> bytes:
    """Ask an endpoint a query, and give its rows, as JSON that nobody has looked into.

    Raises:
        RefusedError: 502, it cannot be reached or does not answer with rows; 504, not in time; 507, with too much.
    """
    try:
        async with asyncio.timeout(bounds.seconds):
            return await _fetch(endpoint, query, bounds)
    except TimeoutError:
        raise RefusedError(504, f"{endpoint} takes more than {bounds.seconds:g} seconds") from None
    except (OSError, UnicodeError, h11.ProtocolError) as error:
        _LOG.warning("%s: %s", endpoint, error)
        raise RefusedError(502, f"{endpoint} cannot be reached, or does not speak as it should") from None


async def _fetch(endpoint: str, query: str, bounds: Bounds) -> bytes:
    parts = urlsplit(endpoint)
    reader, writer = await _connected(endpoint, parts, bounds)
    try:
        connection = h11.Connection(h11.CLIENT)
        writer.write(_request(connection, parts, query))
        response, content = await _read(connection, reader, endpoint, bounds)
    finally:
        writer.transport.abort()
    _check(endpoint, response, content)
    return content


async def _connected(
    endpoint: str, parts: SplitResult, bounds: Bounds
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    told = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in told]
    allowed = [each for each in dict.fromkeys(addresses) if bounds.private or is_public(each)]
    if not allowed:
        raise RefusedError(502, f"{endpoint} is at no public address")
    secure = (_context(), host) if parts.scheme == "https" else (None, None)
    for address in allowed[:_MOST_ADDRESSES]:
        try:
            return await asyncio.open_connection(address, port, ssl=secure[0], server_hostname=secure[1])
        except OSError as error:
            failure = error
    raise failure


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _request(connection: h11.Connection, parts: SplitResult, query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    headers = {
        "Host": parts.netloc,
        "Accept": _RESULTS,
        "Accept-Encoding": "identity",
        "Content-Type": FORM,
        "Content-Length": str(len(body)),
        "User-Agent": f"ipt-kg/{__version__}",
        "Connection": "close",
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = h11.Request(method="POST", target=target, headers=list(headers.items()))
    events = (head, h11.Data(data=body), h11.EndOfMessage())
    return b"".join(connection.send(event) or b"" for event in events)


async def _read(
    connection: h11.Connection, reader: asyncio.StreamReader, endpoint: str, bounds: Bounds
) -> tuple[h11.Response, bytes]:
    """Read an answer; of one that tells of a failure, its beginning."""
    content, taken, response = bytearray(), 0, None
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            await asyncio.sleep(0)  # however much there is, others have their turn
            piece = await reader.read(_PIECE)
            taken += len(piece)
            if taken > bounds.bytes + _HEAD:
                raise _too_large(endpoint, bounds)
            connection.receive_data(piece)
        elif isinstance(event, h11.Response):
            response = event
        elif isinstance(event, h11.Data):
            content += event.data
            if len(content) > bounds.bytes:
                raise _too_large(endpoint, bounds)
        ended = isinstance(event, h11.EndOfMessage)
        if response is not None and (ended or (response.status_code != _OK and len(content) > _TOLD)):
            return response, bytes(content)


def _too_large(endpoint: str, bounds: Bounds) -> RefusedError:
    most = f"{bounds.bytes / 1_000_000:g} MB"
    return RefusedError(507, f"{endpoint} answers with more than {most}: select less of it, or give its group a LIMIT")


def _check(endpoint: str, response: h11.Response, content: bytes) -> None:
    """See that an answer has rows.

    Raises:
        RefusedError: 502, it has none.
    """
    headers = {name: value.decode("latin-1").lower() for name, value in response.headers}
    if 300 <= response.status_code < 400:
        raise RefusedError(502, f"{endpoint} sends us elsewhere, where we do not go")
    if response.status_code != _OK:
        told = " ".join(content[:_TOLD].decode(errors="replace").split())
        raise RefusedError(502, f"{endpoint} answers {response.status_code}: {told}")
    kind = headers.get(b"content-type", "").partition(";")[0].strip()
    if kind not in _TYPES or headers.get(b"content-encoding", "identity") != "identity":
        raise RefusedError(502, f"{endpoint} answers with something else than {_RESULTS}")
