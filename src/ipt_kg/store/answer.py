# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a query gives, whole and in a standard form, wherever it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ipt_kg.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import QueryBoolean, QuerySolutions, Triple


class Table(msgspec.Struct, frozen=True):
    """The rows of a query: text by column, None where unbound."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def records(self) -> list[dict[str, str | None]]:
        """Give each row as a dictionary."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Answer(msgspec.Struct, frozen=True):
    """SPARQL 1.1 Query Results in JSON, or the sorted N-Triples of a graph."""

    content: bytes
    is_graph: bool = False

    @classmethod
    def of_graph(cls, triples: Iterable[Triple]) -> Answer:
        """Take the triples of a graph: each once, in order, so that the same graph gives the same bytes."""
        from pyoxigraph import RdfFormat, serialize

        lines = (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").split(b"\n")
        return cls(b"".join(line + b"\n" for line in sorted(set(lines)) if line), is_graph=True)

    def results(self) -> QuerySolutions | QueryBoolean:
        """Give the rows, or the yes or no.

        Raises:
            QueryError: the answer is a graph.
        """
        from pyoxigraph import QueryResultsFormat, parse_query_results

        if self.is_graph:
            raise QueryError("only SELECT and ASK queries give a table, and this one builds a graph")
        return parse_query_results(self.content, format=QueryResultsFormat.JSON)

    def table(self) -> Table:
        """Give the rows as text; a yes or no is a row, too.

        Raises:
            QueryError: the answer is a graph.
        """
        from pyoxigraph import QueryBoolean

        found = self.results()
        if isinstance(found, QueryBoolean):
            return Table(("answer",), ((str(bool(found)).lower(),),))
        names = tuple(variable.value for variable in found.variables)
        return Table(names, tuple(tuple(_text(row[name]) for name in names) for row in found))


def _text(term: object) -> str | None:
    return None if term is None else str(getattr(term, "value", term))
