# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a request to a SPARQL endpoint asks (SPARQL 1.1 Protocol, section 2.1), before anything is run."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

import msgspec

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_MOST_FIELDS: Final = 100
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^<>\"{}|^`\\\x00-\x20]*")


class RefusedError(Exception):
    """A request is not answered: with which status, and why."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}


class Asked(msgspec.Struct, frozen=True):
    """A query, the graphs that the request asks it over, None where it names none, and the form asked for."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    form: str | None = None


def asked(method: str, query_string: str, content_type: str = "", body: bytes = b"") -> Asked:
    """Read a request: GET, or POST with a form or with a query.

    Raises:
        RefusedError: 400 for what the protocol does not have, 403 for updates, 415 for other types of content.

    >>> asked("GET", "query=ASK+%7B%7D&default-graph-uri=http://example.org/").default_graphs
    ('http://example.org/',)
    """
    fields = _fields(query_string)
    if method == "GET":
        return _of_fields(fields)
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if kind == FORM:
        return _of_fields([*_only(fields, "format"), *_fields(_text(body, parameters))])
    if kind == QUERY:
        if any(name == "query" for name, _ in fields):
            raise RefusedError(400, "the query stands in the body: give none in the address")
        return _of_fields([*fields, ("query", _text(body, parameters))])
    if kind == UPDATE:
        raise _no_updates()
    raise RefusedError(415, f"a body is {FORM} or {QUERY}", {"Accept-Post": f"{FORM}, {QUERY}"})


def _no_updates() -> RefusedError:
    return RefusedError(403, "this endpoint is read-only: it takes no updates")


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise RefusedError(400, "what is percent-encoded is no UTF-8") from None
    except ValueError:
        raise RefusedError(400, f"there are more than {_MOST_FIELDS} fields") from None


def _only(fields: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    return [field for field in fields if field[0] == name]


def _text(body: bytes, parameters: str) -> str:
    """Decode a body, which is UTF-8 whatever it says."""
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8", "utf8"):
        raise RefusedError(415, f"a body is UTF-8, not {charset}")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the body is no UTF-8 at byte {error.start}") from None


def _of_fields(fields: list[tuple[str, str]]) -> Asked:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise _no_updates()
    if len(values.get("query", ())) != 1:
        raise RefusedError(400, f"give one query, found {len(values.get('query', ()))}")
    if len(values.get("format", ())) > 1:
        raise RefusedError(400, "give one format")
    graphs = {name: _iris(values.get(name)) for name in ("default-graph-uri", "named-graph-uri")}
    form = values.get("format", [None])[0]
    return Asked(values["query"][0], graphs["default-graph-uri"], graphs["named-graph-uri"], form)


def is_iri(text: str) -> bool:
    """Tell whether a text can be an absolute IRI.

    >>> is_iri("https://example.org/a"), is_iri("a"), is_iri("x:<y>")
    (True, False, False)
    """
    return _IRI.fullmatch(text) is not None


def _iris(values: list[str] | None) -> tuple[str, ...] | None:
    for value in values or ():
        if not is_iri(value):
            raise RefusedError(400, f"no IRI of a graph: {value!r}")
    return tuple(values) if values else None
