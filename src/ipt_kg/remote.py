# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Queries at SPARQL endpoints on the web, by the SPARQL 1.1 Protocol, and what local ones ask of them by SERVICE."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg.errors import QueryError
from ipt_kg.nesting import refuse_depth
from ipt_kg.store import Answer, Part
from ipt_kg.store.federation import NOTHING_KNOWN, Call, calls, part
from ipt_kg.store.rows import MOST_COLUMNS, NoRowsError, NoValueError, TooManyError, values
from ipt_kg.version import __version__

if TYPE_CHECKING:
    from ipt_kg.web import Punctual

RESULTS: Final = "application/sparql-results+json"
GRAPHS: Final = ("application/n-triples", "text/turtle")
MOST_BYTES: Final = 50_000_000
MOST_ROWS: Final = 100_000
MOST_SECONDS: Final = 300.0
_TIMEOUTS: Final = (10, 60)  # seconds to connect, and between two pieces of the answer
SERVICE_SECONDS: Final = 60.0
"""What each SERVICE may take."""


def ask(
    endpoint: str, query: str, *, most_bytes: int = MOST_BYTES, seconds: float = MOST_SECONDS, trusted: bool = True
) -> Answer:
    """Ask an endpoint a query; one that is not `trusted` gets no credentials of ours, and sends us nowhere.

    Raises:
        QueryError: the endpoint cannot be reached, refuses, answers with something else than SPARQL results in
            JSON or a graph in N-Triples or Turtle, with more than `most_bytes`, or is not done after so many `seconds`,
            redirects included.
    """
    import requests

    from ipt_kg.web import Punctual, TooLargeError, reason

    adapter = Punctual(seconds)
    adapter.until = adapter.end()
    try:
        told = _posted(endpoint, query, most_bytes, adapter, trusted=trusted)
    except TooLargeError:
        raise _TooLargeAnswerError(f"the answer is larger than {most_bytes} bytes: add a LIMIT") from None
    except (requests.RequestException, ValueError) as error:
        late = time.monotonic() >= adapter.until
        why = f"not whole after {seconds:g} seconds: ask for less" if late else reason(error)
        raise QueryError(f"{endpoint} did not answer: {why}") from None
    if told.failure:
        raise QueryError(f"{endpoint} answered {told.failure}: {told.content[:500].decode(errors='replace').strip()}")
    return _answer(told.content, told.media_type, endpoint)


class _TooLargeAnswerError(QueryError):
    """An answer is refused: nobody may take it for none."""


class _Told(NamedTuple):
    """An answer: its content and type, and its status where that tells of a failure."""

    content: bytes
    media_type: str
    failure: str


def _posted(endpoint: str, query: str, most_bytes: int, adapter: Punctual, *, trusted: bool) -> _Told:
    import requests

    from ipt_kg.web import NoCredentials, whole

    headers = {"Accept": ", ".join((RESULTS, *GRAPHS)), "User-Agent": f"ipt-kg/{__version__}"}
    patience = (min(adapter.seconds, _TIMEOUTS[0]), min(adapter.seconds, _TIMEOUTS[1]))
    with requests.Session() as session:
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        with session.post(
            endpoint,
            {"query": query},
            headers=headers,
            auth=None if trusted else NoCredentials(),
            timeout=patience,
            stream=True,
            allow_redirects=trusted,
        ) as response:
            failure = f"{response.status_code} {response.reason}" if not response.ok or response.is_redirect else ""
            content = whole(response, most_bytes, adapter.end() - time.monotonic())
            return _Told(content, response.headers.get("Content-Type", ""), failure)


def services(query: str, *, seconds: float = SERVICE_SECONDS) -> tuple[Part, ...]:
    """Ask what a query wants of others by SERVICE, each once, and give the rows that stand in its place.

    By the semantics of SPARQL a SERVICE is evaluated by itself and then joined: the engine is given its rows alone.
    With SILENT, an endpoint that fails counts as one that knows nothing; one that says too much does not.

    Raises:
        QueryError: an endpoint cannot be asked as the query wants, or does not answer with rows, whole and in time.
    """
    return tuple(part(query, call, _rows(call, seconds)) for call in calls(query))


def _rows(call: Call, seconds: float) -> str:
    try:
        answer = ask(call.endpoint, call.query, seconds=seconds, trusted=False)
    except QueryError as error:
        if call.silent and not isinstance(error, _TooLargeAnswerError):
            return NOTHING_KNOWN
        raise
    try:
        return values(answer.content, MOST_ROWS)
    except (NoRowsError, NoValueError) as error:
        raise QueryError(f"{call.endpoint}: {error}") from None
    except TooManyError:
        more = f"{call.endpoint} answers with more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns"
        raise QueryError(f"{more}: select less of it, or give its group a LIMIT") from None


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
