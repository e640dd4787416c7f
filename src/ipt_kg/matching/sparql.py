# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Questions about terms to a SPARQL endpoint, with what comes from files put in so that it stays one term."""

from __future__ import annotations

from collections.abc import Iterable

from ipt_kg.remote import ask


def rows(endpoint: str, query: str) -> tuple[tuple[str, ...], ...]:
    """Ask an endpoint, and give the rows that are bound whole.

    Raises:
        QueryError: the endpoint cannot be reached, refuses, or answers with no table.
    """
    table = ask(endpoint, query).table()
    return tuple(tuple(cell or "" for cell in row) for row in table.rows if None not in row)


def iris(terms: Iterable[str]) -> str:
    """Write IRIs as SPARQL; what is no IRI is left out.

    >>> iris(["https://example.org/a", "no iri>"])
    '<https://example.org/a>'
    """
    from pyoxigraph import NamedNode

    found = []
    for term in terms:
        try:
            found.append(str(NamedNode(term)))
        except ValueError:
            continue
    return " ".join(found)


def strings(texts: Iterable[str], *, languages: Iterable[str] = ()) -> str:
    """Write texts as SPARQL, plain and in each language.

    >>> print(strings(["talking cure"], languages=["en"]))
    "talking cure" "talking cure"@en
    """
    from pyoxigraph import Literal

    tags = tuple(languages)
    found = (literal for text in texts for literal in (Literal(text), *(Literal(text, language=tag) for tag in tags)))
    return " ".join(map(str, found))
