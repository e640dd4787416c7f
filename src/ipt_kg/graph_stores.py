# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Named graphs in stores of others, read and written over HTTP: by the Graph Store Protocol or by SPARQL Update.

Each write can be done again without harm, so that one that was cut off is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from ipt_kg.errors import IptKgError
from ipt_kg.nesting import refuse_depth
from ipt_kg.version import __version__
from ipt_kg.web import NoCredentials, Patience, Punctual, reason, whole

if TYPE_CHECKING:
    from pyoxigraph import Triple

TOKEN: Final = "IPT_KG_PUSH_TOKEN"  # noqa: S105 - the name of a variable
USER: Final = "IPT_KG_PUSH_USER"
PASSWORD: Final = "IPT_KG_PUSH_PASSWORD"  # noqa: S105
N_TRIPLES: Final = "application/n-triples"
MOST_BYTES: Final = 100_000_000
_TIMEOUTS: Final = (10, 60)  # seconds to connect, and between two pieces of the answer
_WHOLE_SECONDS: Final = 600.0
_CHUNK: Final = 1_000
_NOT_FOUND: Final = 404
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Change(NamedTuple):
    """What is to become of a graph: the triples that it shall have, those of them that are new, and those to go."""

    graph: str
    wanted: tuple[Triple, ...]
    added: tuple[Triple, ...]
    removed: tuple[Triple, ...]


class GraphStore(Protocol):
    """A store of others."""

    def read(self, graph: str) -> list[Triple]:
        """Give the triples of a graph; none where there is no such graph.

        Raises:
            IptKgError: the store does not answer, refuses, or answers with something else.
        """

    def write(self, change: Change) -> None:
        """Make a graph have the wanted triples and no other.

        Raises:
            IptKgError: the store does not answer, or refuses.
        """


class _Client:
    """Requests to one server: as somebody, again after a while where it is busy, and never elsewhere."""

    def __init__(self, environ: Mapping[str, str], retries: int) -> None:
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"ipt-kg/{__version__}"
        self._session.auth = self._credentials = _credentials(environ) or NoCredentials()
        adapter = Punctual(_WHOLE_SECONDS, max_retries=Patience(retries))
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def ask(self, method: str, address: str, **given: Any) -> tuple[int, bytes]:
        """Make a request, and give the status and content of the answer."""
        host = urlsplit(address)
        if (
            host.scheme != "https"
            and host.hostname not in _LOOPBACK
            and not isinstance(self._credentials, NoCredentials)
        ):
            raise IptKgError(f"{address} would get the credentials unencrypted: use https")
        try:
            with self._session.request(
                method, address, timeout=_TIMEOUTS, stream=True, allow_redirects=False, **given
            ) as response:
                content = whole(response, MOST_BYTES, _WHOLE_SECONDS)
        except (requests.RequestException, OSError) as error:
            raise IptKgError(f"{address} did not answer: {reason(error)}") from None
        if response.is_redirect:
            raise IptKgError(f"{address} leads to {response.headers['Location']!r}: give that address, if it is right")
        if not response.ok and response.status_code != _NOT_FOUND:
            told = content[:300].decode(errors="replace").strip()
            hint = f" (set {TOKEN}, or {USER} and {PASSWORD})" if response.status_code in (401, 403) else ""
            raise IptKgError(f"{address} answered {response.status_code} {response.reason}{hint}: {told}")
        return response.status_code, content


class ByGraphStore(_Client):
    """A store by the SPARQL 1.1 Graph Store HTTP Protocol: a graph is replaced whole by each write."""

    def __init__(self, endpoint: str, environ: Mapping[str, str], retries: int) -> None:
        super().__init__(environ, retries)
        self._endpoint = endpoint

    def read(self, graph: str) -> list[Triple]:
        """Give the triples of a graph."""
        accept = {"Accept": N_TRIPLES}
        status, content = self.ask("GET", self._endpoint, params={"graph": graph}, headers=accept)
        return [] if status == _NOT_FOUND else _parsed(content, self._endpoint)

    def write(self, change: Change) -> None:
        """Replace a graph."""
        headers, body = {"Content-Type": N_TRIPLES}, "".join(_lines(change.wanted)).encode()
        status, _ = self.ask("PUT", self._endpoint, params={"graph": change.graph}, data=body, headers=headers)
        if status == _NOT_FOUND:
            raise IptKgError(f"{self._endpoint} is no graph store: it answered 404 to a graph")


class ByUpdate(_Client):
    """A store by SPARQL 1.1 Update, of which only what is new goes over, in parts; `query` is where it is asked."""

    def __init__(self, endpoint: str, query: str, environ: Mapping[str, str], retries: int) -> None:
        super().__init__(environ, retries)
        self._endpoint = endpoint
        self._query = query

    def read(self, graph: str) -> list[Triple]:
        """Give the triples of a graph."""
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        status, content = self.ask("POST", self._query, data={"query": text}, headers={"Accept": N_TRIPLES})
        if status == _NOT_FOUND:
            raise IptKgError(f"{self._query} is no SPARQL endpoint: it answered 404")
        return _parsed(content, self._query)

    def write(self, change: Change) -> None:
        """Take away and add."""
        headers = {"Content-Type": "application/sparql-update"}
        for verb, triples in (("DELETE", change.removed), ("INSERT", change.added)):
            for start in range(0, len(triples), _CHUNK):
                part = "".join(_lines(triples[start : start + _CHUNK]))
                text = f"{verb} DATA {{ GRAPH <{change.graph}> {{\n{part}}} }}"
                status, _ = self.ask("POST", self._endpoint, data=text.encode(), headers=headers)
                if status == _NOT_FOUND:
                    raise IptKgError(f"{self._endpoint} takes no updates: it answered 404")


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _credentials(environ: Mapping[str, str]) -> AuthBase | None:
    if token := environ.get(TOKEN):
        return _Bearer(token)
    return HTTPBasicAuth(environ[USER], environ.get(PASSWORD, "")) if environ.get(USER) else None


def _parsed(content: bytes, address: str) -> list[Triple]:
    from pyoxigraph import RdfFormat, parse

    refuse_depth(content.decode(errors="replace"), f"the answer of {address}")
    try:
        return [quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        raise IptKgError(f"{address} answered with something else than N-Triples: {error}") from None


def _lines(triples: Iterable[Triple]) -> Iterator[str]:
    return (f"{triple} .\n" for triple in triples)


def as_kept(triples: Sequence[Triple]) -> dict[Triple, Triple]:
    """Give triples by how a store may keep them, which may write `0.90` as `0.9`."""
    from pyoxigraph import Literal, Quad, Store

    store = Store()
    found: dict[Triple, Triple] = {}
    for triple in triples:
        if isinstance(triple.object, Literal):
            store.clear()
            store.add(Quad(*triple))
            found[next(iter(store)).triple] = triple
        else:
            found[triple] = triple
    return found
