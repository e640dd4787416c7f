# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Queries at a SPARQL endpoint on the web, by the SPARQL 1.1 Protocol."""

from __future__ import annotations

import time
from typing import Any, Final

from ipt_kg.errors import QueryError
from ipt_kg.store import Answer
from ipt_kg.store.nesting import refuse_depth
from ipt_kg.version import __version__

RESULTS: Final = "application/sparql-results+json"
GRAPHS: Final = ("application/n-triples", "text/turtle")
MOST_BYTES: Final = 50_000_000
MOST_SECONDS: Final = 300.0
_TIMEOUTS: Final = (10, 60)  # seconds to connect, and between two pieces of the answer


def ask(endpoint: str, query: str, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> Answer:
    """Ask an endpoint a query.

    Raises:
        QueryError: the endpoint cannot be reached, refuses, answers with something else than SPARQL results in
            JSON or a graph in N-Triples or Turtle, with more than `most_bytes`, or not within `most_seconds`,
            redirects included.
    """
    import requests

    from ipt_kg.web import Punctual

    headers = {"Accept": ", ".join((RESULTS, *GRAPHS)), "User-Agent": f"ipt-kg/{__version__}"}
    adapter = Punctual(most_seconds)
    adapter.until = adapter.end()
    try:
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, adapter)
            with session.post(endpoint, {"query": query}, headers=headers, timeout=_TIMEOUTS, stream=True) as response:
                content = _read(response, most_bytes)
    except (requests.RequestException, ValueError) as error:
        late = time.monotonic() >= adapter.until
        told = f"it took more than {most_seconds:g} seconds: ask for less" if late else error
        raise QueryError(f"{endpoint} did not answer: {told}") from None
    if not response.ok:
        told = content[:500].decode(errors="replace").strip()
        raise QueryError(f"{endpoint} answered {response.status_code} {response.reason}: {told}")
    return _answer(content, response.headers.get("Content-Type", ""), endpoint)


def _read(response: Any, most_bytes: int) -> bytes:
    content = bytearray()
    for piece in response.iter_content(65_536):
        content += piece
        if len(content) > most_bytes:
            raise QueryError(f"the answer is larger than {most_bytes} bytes: add a LIMIT")
    return bytes(content)


def _answer(content: bytes, media_type: str, endpoint: str) -> Answer:
    """Read rows or triples, as far as to know that they are whole."""
    from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

    kind = media_type.partition(";")[0].strip()
    refuse_depth(content.decode(errors="replace"), "the answer")
    try:
        if kind in GRAPHS:
            found = parse(content, format=RdfFormat.from_media_type(kind), base_iri=endpoint)
            return Answer.of_graph(quad.triple for quad in found)
        results = parse_query_results(content, format=QueryResultsFormat.JSON)
        return Answer(results.serialize(format=QueryResultsFormat.JSON) or b"")
    except (SyntaxError, ValueError):
        raise QueryError(f"{endpoint} answered with something else than SPARQL results in JSON, or a graph") from None
