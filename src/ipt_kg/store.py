# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The embedded SPARQL store, and the queries that come with the package.

>>> sorted(named_queries())
['effects']
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from ipt_kg import resources
from ipt_kg.errors import QueryError

if TYPE_CHECKING:
    from pyoxigraph import Store


# Deep nesting crashes the parser, which is recursive.
_MOST_BRACKETS = 2_000


class Table(msgspec.Struct, frozen=True):
    """The rows of a query: text by column, None where unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def records(self) -> list[dict[str, str | None]]:
        """Give each row as a dictionary."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class NamedQuery(msgspec.Struct, frozen=True):
    """A query that comes with the package."""

    name: str
    title: str
    description: str
    text: str


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Read the bundled queries, by name."""
    files = sorted(resources.folder("queries").glob("*.rq"))
    return {file.stem: _named(file.stem, file.read_text(encoding="utf-8")) for file in files}


def _named(name: str, text: str) -> NamedQuery:
    head = dict(re.findall(r"^# (title|description): (.+)$", text, flags=re.MULTILINE))
    return NamedQuery(name, head["title"], head["description"], text)


def named_query(name: str) -> str:
    """Give the text of a bundled query.

    Raises:
        QueryError: there is none of that name.
    """
    try:
        return named_queries()[name].text
    except KeyError:
        raise QueryError(f"no query {name!r}; there are {', '.join(named_queries())}") from None


def open_store(*graphs: str) -> Store:
    """Load N-Quads texts into a store in memory, with the vocabulary that gives concepts their labels.

    Raises:
        QueryError: a text is no N-Quads.
    """
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(resources.read("ontology/concepts.ttl"), format=RdfFormat.TURTLE)
    for text in graphs:
        try:
            store.bulk_load(text, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no N-Quads: {error}") from None
    return store


def run(store: Store, query: str, *, allow_service: bool = False) -> Table:
    """Run a SELECT or ASK query over all graphs of the store.

    The engine would follow SERVICE to the network, and cannot be told not to. So a query in which the word
    stands anywhere is refused unless `allow_service` is given: quotes, comments and operators can hide it from
    any check that is cleverer and no full parser.

    Raises:
        QueryError: the query cannot be parsed, builds a graph, or may go to the network unasked.
    """
    from pyoxigraph import QueryBoolean, QuerySolutions

    if query.count("{") + query.count("(") > _MOST_BRACKETS:
        raise QueryError(f"more than {_MOST_BRACKETS} brackets: such a query is not run")
    if not allow_service and "service" in query.lower():
        raise QueryError("SERVICE would go to the network: allow it (--allow-service), or do without the word")
    try:
        found = store.query(query, use_default_graph_as_union=True)
        if isinstance(found, QueryBoolean):
            return Table(("answer",), ((str(bool(found)).lower(),),))
        if not isinstance(found, QuerySolutions):
            raise QueryError("only SELECT and ASK queries give a table")
        columns = tuple(variable.value for variable in found.variables)
        rows = tuple(tuple(_text(row[name]) for name in columns) for row in found)
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from None
    return Table(columns, rows)


def _text(term: object) -> str | None:
    return None if term is None else str(getattr(term, "value", term))
