# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""RDF terms as N-Triples text, and N-Triples text as an index to read from."""

from __future__ import annotations

import re

from ipt_kg.errors import GraphError

_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
_ESCAPES |= {ord(char): "\\" + name for char, name in zip('"\\\n\r\t', '"\\nrt', strict=True)}
_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')

Index = dict[str, dict[str, list[str]]]
"""Objects by subject and predicate; IRIs and literals by their value alone."""


def iri(value: str) -> str:
    """Write an IRI."""
    return f"<{value}>"


def literal(value: str, datatype: str | None = None) -> str:
    """Write a literal; without a datatype it is a plain string."""
    if _SPECIAL.search(value):
        value = value.translate(_ESCAPES)
    written = f'"{value}"'
    return f"{written}^^<{datatype}>" if datatype else written


def index(ntriples: str) -> Index:
    """Read N-Triples.

    Raises:
        GraphError: the text is no N-Triples.
    """
    from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

    found: Index = {}
    try:
        for quad in parse(ntriples, format=RdfFormat.N_TRIPLES):
            if isinstance(quad.subject, NamedNode | BlankNode) and isinstance(
                quad.object, NamedNode | BlankNode | Literal
            ):
                links = found.setdefault(quad.subject.value, {})
                links.setdefault(quad.predicate.value, []).append(quad.object.value)
    except SyntaxError as error:
        raise GraphError(f"no N-Triples: {error}") from None
    return found


def text_of(literal: str) -> str:
    r"""Give the text of an N-Triples literal.

    >>> text_of(r'"a\\nb"@en'), text_of('"1"^^<http://www.w3.org/2001/XMLSchema#integer>')
    ('a\\nb', '1')
    """
    quoted = literal[1 : literal.rindex('"')]
    if "\\" not in quoted:
        return quoted
    from pyoxigraph import RdfFormat, parse

    (triple,) = parse(f'<x:> <x:> "{quoted}" .', format=RdfFormat.N_TRIPLES)
    return str(getattr(triple.object, "value", ""))
