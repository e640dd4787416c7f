# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Rows of other endpoints, as VALUES of a query of ours; nothing in them is taken for SPARQL."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from ipt_kg.graph.terms import iri, literal
from ipt_kg.store.network import escaped
from ipt_kg.store.tokens import Kind, tokens

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\]*")
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
MOST_COLUMNS: Final = 200
_LITERALS: Final = ("literal", "typed-literal")


class NoRowsError(Exception):
    """What came is no answer of rows."""


class NoValueError(Exception):
    """Rows came with what no VALUES can hold."""


class TooManyError(Exception):
    """More rows or columns came than are taken."""


class _Term(msgspec.Struct):
    type: str
    value: object
    language: str | None = msgspec.field(default=None, name="xml:lang")
    datatype: str | None = None


class _Head(msgspec.Struct):
    vars: list[str] = []


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Term]]


class _Answer(msgspec.Struct):
    results: _Results
    head: _Head


def values(content: bytes, most_rows: int) -> str:
    r"""Write SPARQL results in JSON as VALUES.

    Raises:
        NoRowsError: they are none.
        NoValueError: they have blank nodes or triples.
        TooManyError: they are too many.

    >>> values(b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "uri", "value": "x:a"}}, {}]}}', 2)
    'VALUES (?a) { (<x:a>) (UNDEF) }'
    """
    try:
        answer = msgspec.json.decode(content, type=_Answer)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NoRowsError("it answers with something else than SPARQL results in JSON") from None
    names, rows = answer.head.vars, answer.results.bindings
    if len(rows) > most_rows or len(names) > MOST_COLUMNS:
        raise TooManyError
    if len(set(names)) < len(names) or not all(map(_is_name, names)):
        raise NoRowsError("it names its columns as no query can")
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ {' '.join(_row(row, names) for row in rows)} }}"


def _is_name(name: str) -> bool:
    return [(each.kind, each.text) for each in tokens(f"?{name}")] == [(Kind.VARIABLE, f"?{name}")]


def _row(row: dict[str, _Term], names: list[str]) -> str:
    return f"({' '.join(_term(row[name]) if name in row else 'UNDEF' for name in names)})"


def _term(term: _Term) -> str:
    """Write a term, without the word that would go to the network."""
    value = term.value
    if term.type in ("bnode", "triple") or not isinstance(value, str):
        raise NoValueError("it answers with blank nodes or triples, which mean nothing here: select other columns")
    if term.type in _LITERALS:
        return escaped(_literal(value, term.language, term.datatype))
    if term.type == "uri":
        return escaped(iri(_checked(value, _IRI)))
    raise NoRowsError("it answers with terms that are none of SPARQL's")


def _literal(value: str, language: str | None, datatype: str | None) -> str:
    if language:
        return f"{literal(value)}@{_checked(language, _TAG)}"
    return literal(value, _checked(datatype, _IRI) if datatype else None)


def _checked(text: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text):
        raise NoRowsError("it answers with terms that are none of SPARQL's")
    return text
