# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Queries at a SPARQL endpoint on the web, by the SPARQL 1.1 Protocol. Nothing else here goes to the network."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ipt_kg.errors import QueryError
from ipt_kg.store import Table
from ipt_kg.version import __version__

RESULTS: Final = "application/sparql-results+json"
MOST_BYTES: Final = 50_000_000
_TIMEOUTS: Final = (10, 60)  # seconds to connect, and between two pieces of the answer


def run(endpoint: str, query: str, *, most_bytes: int = MOST_BYTES) -> Table:
    """Ask an endpoint a SELECT or ASK query.

    Raises:
        QueryError: the endpoint cannot be reached, refuses, answers with something else than SPARQL results in
            JSON, or with more than `most_bytes`.
    """
    import requests

    headers = {"Accept": RESULTS, "User-Agent": f"ipt-kg/{__version__}"}
    try:
        with requests.post(endpoint, {"query": query}, headers=headers, timeout=_TIMEOUTS, stream=True) as response:
            content = _read(response, most_bytes)
    except (requests.RequestException, ValueError) as error:
        raise QueryError(f"{endpoint} did not answer: {error}") from None
    if not response.ok:
        told = content[:500].decode(errors="replace").strip()
        raise QueryError(f"{endpoint} answered {response.status_code} {response.reason}: {told}")
    return _table(content, endpoint)


def _read(response: Any, most_bytes: int) -> bytes:
    content = bytearray()
    for piece in response.iter_content(65_536):
        content += piece
        if len(content) > most_bytes:
            raise QueryError(f"the answer is larger than {most_bytes} bytes: add a LIMIT")
    return bytes(content)


class _Term(msgspec.Struct):
    value: str


class _Head(msgspec.Struct):
    vars: tuple[str, ...] = ()


class _Results(msgspec.Struct):
    bindings: tuple[dict[str, _Term], ...]


class _Answer(msgspec.Struct):
    """SPARQL 1.1 Query Results JSON Format, as far as it is read."""

    head: _Head
    boolean: bool | None = None
    results: _Results | None = None


def _table(content: bytes, endpoint: str) -> Table:
    try:
        answer = msgspec.json.decode(content, type=_Answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise QueryError(f"{endpoint} answered with something else than SPARQL results in JSON") from None
    if answer.results is None:
        return Table(("answer",), ((str(answer.boolean).lower(),),))
    columns = answer.head.vars
    rows = tuple(tuple(row[name].value if name in row else None for name in columns) for row in answer.results.bindings)
    return Table(columns, rows)
