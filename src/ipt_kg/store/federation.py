# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a query asks of other endpoints: each SERVICE with its group, as a query of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from ipt_kg.errors import QueryError
from ipt_kg.store.engine import LONGEST_QUERY, Part
from ipt_kg.store.tokens import Kind, Token, tokens

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_DEPTH: Final = {"{": 1, "}": -1}
_SHAPE: Final = "SERVICE is followed by the address of an endpoint, <https://…>, and a group in braces"

NOTHING_KNOWN: Final = "VALUES () { () }"
"""One row without values, which any other joins: what stands for a SERVICE SILENT that fails."""


class Call(NamedTuple):
    """A SERVICE: where it stands in the query, whom it asks what, and whether no answer is one, too."""

    start: int
    end: int
    endpoint: str
    query: str
    silent: bool


def calls(query: str, base: str | None = None) -> list[Call]:
    r"""Find what a query asks of others; relative IRIs in it are below `base`, if there is one.

    By the semantics of SPARQL a SERVICE is evaluated by itself and then joined, so that its group can be asked alone.

    Raises:
        QueryError: it stands in another one, asks whom the data name, or is none that can be read.

    >>> calls("PREFIX e: <x:> ASK { SERVICE <http://a.example/> { ?s e:p ?o } }", "x:b")[0].query
    'BASE <x:b>\nPREFIX e: <x:> SELECT * WHERE { ?s e:p ?o \n}'
    """
    if "service" not in query.lower() or len(query) > LONGEST_QUERY:
        return []
    plain = [token for token in tokens(query) if token.kind is not Kind.COMMENT]
    below = "" if base is None else f"BASE <{base}>\n"
    found: list[Call] = []
    for place, token in enumerate(plain):
        if token.says("SERVICE"):
            if found and token.start < found[-1].end:
                raise QueryError("a SERVICE within another one is not answered here")
            found.append(_call(query, plain, place, f"{below}{_prologue(query, plain)}"))
    return found


def part(query: str, call: Call, rows: str) -> Part:
    """Put rows in place of a SERVICE, with as many lines as it has, so that faults keep their place."""
    return Part(call.start, call.end, rows + "\n" * query.count("\n", call.start, call.end))


def _prologue(query: str, plain: Sequence[Token]) -> str:
    return query[: next((token.start for token in plain if any(map(token.says, _FORMS))), 0)]


def _call(query: str, plain: Sequence[Token], place: int, prologue: str) -> Call:
    silent = any(token.says("SILENT") for token in plain[place + 1 : place + 2])
    place += 1 + silent
    endpoint = _endpoint(plain[place : place + 2])
    opening, closing = plain[place + 1], _closing(plain[place + 1 :])
    asked = f"{prologue}SELECT * WHERE {{{query[opening.end : closing.start]}\n}}"
    return Call(plain[place - 1 - silent].start, closing.end, endpoint, asked, silent)


def _endpoint(following: Sequence[Token]) -> str:
    if following and following[0].kind is Kind.VARIABLE:
        raise QueryError(f"SERVICE {following[0].text}: endpoints that the data name are not asked, name one")
    if [token.kind for token in following] != [Kind.IRI, Kind.MARK] or following[1].text != "{":
        raise QueryError(_SHAPE)
    return following[0].text[1:-1]


def _closing(following: Sequence[Token]) -> Token:
    """Find the brace that closes the first one."""
    depth = 0
    for token in following:
        depth += _DEPTH.get(token.text, 0)
        if depth == 0:
            return token
    raise QueryError(_SHAPE)
