# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""No query goes to the network unasked: those with SERVICE are refused, those that only mention the word are not.

The engine follows SERVICE, and cannot be told not to. No reading of a query but the engine's own can tell for sure
where the word is the keyword, so we do not rely on ours. Where the word is a part of a text, an IRI, a comment or a
prefixed name, it is written another way that means the same: with an escape, which the engine knows within texts and
IRIs alone. Were our reading wrong, the engine would find a fault in the query, or another text. It would not find the
keyword, since the word is not there. In variables it may stay: to the engine, a letter after `?` begins a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Final

from ipt_kg.errors import QueryError
from ipt_kg.store.tokens import Kind, Token, tokens

_WORD: Final = "service"
_INITIAL: Final = re.compile(f"s(?={_WORD[1:]})", re.IGNORECASE)
_VARIABLE: Final = re.compile(r"[?$][A-Za-z0-9_]+")
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")
_AS_TEXT: Final = "'"
"""In an IRI it may as well begin a text, after a `<` that compares: then it is not for us to tell."""


def without_service(query: str) -> str:
    r"""Write a query without the word SERVICE, unless in names of variables; it means the same.

    >>> without_service("ASK { ?service ?p 'Service' } # of service")
    "ASK { ?service ?p '\\u0053ervice' } #"

    Raises:
        QueryError: the word may be the keyword, or cannot be told from it.
    """
    if _WORD not in query.lower():
        return query
    found = list(tokens(query))
    written = query if any(map(_is_doubtful, found)) else _written(query, found)
    if _WORD in _VARIABLE.sub("", written).lower():
        raise QueryError("SERVICE would go to the network: allow it (--allow-service), or do without the word")
    return written


def escaped(text: str) -> str:
    r"""Write the word another way in the texts and IRIs of SPARQL.

    >>> escaped('"Service"')
    '"\\u0053ervice"'
    """
    return _INITIAL.sub(lambda initial: f"\\u{ord(initial[0]):04X}", text)


def _is_doubtful(token: Token) -> bool:
    return token.kind is Kind.IRI and _AS_TEXT in token.text


def _written(query: str, found: list[Token]) -> str:
    parts: list[str] = []
    end, prefixes = 0, _prefixes(found)
    dropped = {token.start for token in _declarations(found)}
    for token in found:
        if _WORD in token.text.lower() or token.start in dropped:
            how = _nothing if token.start in dropped else _WAYS.get(token.kind, _same)
            parts += [query[end : token.start], how(token.text, prefixes)]
            end = token.end
    return "".join((*parts, query[end:]))


def _declared(found: Iterable[Token]) -> Iterable[tuple[Token, Token, Token]]:
    """Find all that is a PREFIX, a name and an IRI."""
    plain = [token for token in found if token.kind is not Kind.COMMENT]
    for (word, name), (_, iri) in pairwise(pairwise(plain)):
        if word.says("PREFIX") and name.text.endswith(":") and iri.kind is Kind.IRI:
            yield word, name, iri


def _declarations(found: Iterable[Token]) -> Iterable[Token]:
    """Find the declarations of prefixes in which the word stands: their names are written in full, so they go."""
    return (token for each in _declared(found) if _WORD in each[1].text.lower() for token in each)


def _prefixes(found: Iterable[Token]) -> dict[str, str]:
    """Give the IRIs, as they are written, of all prefixes that have an absolute one."""
    declared = {name.text: iri.text for _, name, iri in _declared(found)}
    return {name: iri for name, iri in declared.items() if _ABSOLUTE.match(iri)}


def _in_full(name: str, prefixes: Mapping[str, str]) -> str:
    """Write a prefixed name as an IRI, if its prefix is known."""
    prefix, mark, local = name.partition(":")
    start, end = prefixes.get(prefix + mark), local.replace("\\", "")
    return name if start is None else escaped(f"{start[:-1]}{end}>")


def _escaped(text: str, _: Mapping[str, str]) -> str:
    return escaped(text)


def _same(text: str, _: Mapping[str, str]) -> str:
    return text


def _nothing(_: str, __: Mapping[str, str]) -> str:
    return ""


def _no_comment(_: str, __: Mapping[str, str]) -> str:
    return "#"


_WAYS: Final[Mapping[Kind, Callable[[str, Mapping[str, str]], str]]] = {
    Kind.TEXT: _escaped,
    Kind.IRI: _escaped,
    Kind.NAME: _in_full,
    Kind.COMMENT: _no_comment,
}
