# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The embedded SPARQL engine: what is loaded into it, and how it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from ipt_kg import resources, vocabulary
from ipt_kg.errors import QueryError
from ipt_kg.store.answer import Answer, Table
from ipt_kg.store.nesting import refuse_depth

if TYPE_CHECKING:
    from pyoxigraph import Store


# Long queries of operators crash the parser, which is recursive; the longest that comes with the package has 7,000.
_LONGEST_QUERY: Final = 20_000

# What is no word of the query: IRIs, texts, comments.
_NO_WORDS: Final = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*>
    | \"{3}(?:[^\\]|\\.)*?\"{3} | '{3}(?:[^\\]|\\.)*?'{3}
    | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
    | \#[^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)


def vocabulary_texts() -> tuple[str, ...]:
    """Give the Turtle and N-Triples that every store holds: concepts, terms, and their matches elsewhere."""
    own = (resources.read(f"ontology/{name}.ttl") for name in ("concepts", "ipt"))
    return (*own, vocabulary.mappings_graph())


def open_store(*graphs: str) -> Store:
    """Load N-Quads texts into a store in memory, with the vocabulary that gives concepts their labels.

    Raises:
        QueryError: a text is no N-Quads.
    """
    from pyoxigraph import Store

    store = Store()
    load(store, graphs)
    return store


def load(store: Store, graphs: Iterable[str]) -> None:
    """Load N-Quads texts and the vocabulary into a store, in memory or on disk.

    Raises:
        QueryError: a text is no N-Quads.
    """
    from pyoxigraph import RdfFormat

    for text in vocabulary_texts():
        store.bulk_load(text, format=RdfFormat.TURTLE)
    for text in graphs:
        refuse_depth(text, "a graph")
        try:
            store.bulk_load(text, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no N-Quads: {error}") from None


def run(store: Store, query: str, *, allow_service: bool = False) -> Table:
    """Run a SELECT or ASK query, as `ask` does, and give its rows.

    Raises:
        QueryError: the query cannot be parsed, builds a graph, or may go to the network unasked.
    """
    return ask(store, query, allow_service=allow_service).table()


def ask(store: Store, query: str, *, allow_service: bool = False) -> Answer:
    """Run a query over all graphs of the store, or over those that it names with FROM.

    The engine would follow SERVICE to the network, and cannot be told not to. So a query in which the word
    stands anywhere is refused unless `allow_service` is given: quotes, comments and operators can hide it from
    any check that is cleverer and no full parser. FROM never loads anything: it chooses among the store's graphs.

    Raises:
        QueryError: the query cannot be parsed, or may go to the network unasked.
    """
    from pyoxigraph import QueryResultsFormat, QueryTriples

    if len(query) > _LONGEST_QUERY:
        raise QueryError(f"a query of more than {_LONGEST_QUERY:,} characters is not run")
    refuse_depth(query, "the query")
    if not allow_service and "service" in query.lower():
        raise QueryError("SERVICE would go to the network: allow it (--allow-service), or do without the word")
    try:
        found = store.query(query, use_default_graph_as_union=not _chooses_graphs(query))
        if isinstance(found, QueryTriples):
            return Answer.of_graph(found)
        return Answer(found.serialize(format=QueryResultsFormat.JSON) or b"")
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from None


def _chooses_graphs(query: str) -> bool:
    """Tell whether a query says FROM: the engine would ignore that where it is told to ask all graphs."""
    return re.search(r"(?<![?$:\w-])from\b(?!\s*:)", _NO_WORDS.sub(" ", query), re.IGNORECASE) is not None
