# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The embedded SPARQL engine: what is loaded into it, and how it is asked."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from ipt_kg import resources, vocabulary
from ipt_kg.errors import QueryError
from ipt_kg.nesting import refuse_depth
from ipt_kg.store.answer import Answer, Table
from ipt_kg.store.network import without_service

if TYPE_CHECKING:
    from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

    Found = QuerySolutions | QueryBoolean | QueryTriples
    """What the engine gives: rows, a yes or no, or triples."""

T = TypeVar("T")


class Graphs(NamedTuple):
    """The graphs that a query is asked over, by their IRIs: those that make up the default one, and the named ones."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Part(NamedTuple):
    """A text that stands in place of a piece of a query, from one character to another."""

    start: int
    end: int
    text: str


# The parser is recursive, as deep as a query is long, also by operators. So its length has a limit (the longest that
# comes with the package has 11,000), and it works in a thread of its own, with room for that; addresses cost nothing
# until they are used.
LONGEST_QUERY: Final = 20_000
_ROOM: Final = 512 * 1024 * 1024

SUFFIXES: Final = (".nq", ".nt", ".ttl", ".trig", ".jsonld")
"""How the names of files end that hold graphs."""
_SURROGATES: Final = re.compile("[\ud800-\udfff]")

# What is no word of the query: IRIs, texts, comments.
_NO_WORDS: Final = re.compile(
    r"""
    <[^<>"{}|^`\\\x00-\x20]*>
    | \"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
    | "(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
    | \#[^\n]*
    """,
    re.VERBOSE | re.DOTALL,
)


def vocabulary_texts() -> tuple[str, ...]:
    """Give the Turtle and N-Triples that every store holds: concepts, terms, and their matches elsewhere."""
    own = (resources.read(f"ontology/{name}.ttl") for name in ("concepts", "ipt", "rules"))
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


def as_nquads(text: str, suffix: str) -> str:
    r"""Write a graph of another form as N-Quads; the form is that of the file's `suffix`, one of `SUFFIXES`.

    A JSON-LD context on the web is not fetched.

    Raises:
        QueryError: the text is not of that form.

    >>> as_nquads("<a:s> a <a:o> .", ".ttl")
    '<a:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <a:o> .\n'
    """
    from pyoxigraph import RdfFormat, parse, serialize

    if suffix == ".nq":
        return text
    refuse_depth(text, "a graph")
    form = RdfFormat.from_extension(suffix.removeprefix("."))
    try:
        return (serialize(parse(text, format=form), format=RdfFormat.N_QUADS) or b"").decode()
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"no {form}: {error}") from None


def load(store: Store, graphs: Iterable[str]) -> None:
    """Load N-Quads texts and the vocabulary into a store, in memory or on disk.

    A blank node is of its text: those of the second text and later ones are renamed, lest they merge.

    Raises:
        QueryError: a text is no N-Quads.
    """
    from pyoxigraph import RdfFormat, parse

    for text in vocabulary_texts():
        store.bulk_load(text, format=RdfFormat.TURTLE)
    for place, text in enumerate(graphs):
        refuse_depth(text, "a graph")
        try:
            if place and "_:" in text:
                store.bulk_extend(parse(text, format=RdfFormat.N_QUADS, rename_blank_nodes=True))
            else:
                store.bulk_load(text, format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"no N-Quads: {error}") from None


def run(store: Store, query: str) -> Table:
    """Run a SELECT or ASK query, as `ask` does, and give its rows.

    Raises:
        QueryError: the query cannot be parsed, builds a graph, or may go to the network.
    """
    return ask(store, query).table()


def ask(store: Store, query: str, parts: Sequence[Part] = ()) -> Answer:
    """Run a query over all graphs of the store, or over those that it names with FROM; `parts` are as `use` has them.

    Raises:
        QueryError: the query cannot be parsed, or may go to the network.
    """
    return use(store, query, _whole, parts=parts)


def use(
    store: Store,
    query: str,
    reader: Callable[[Found], T],
    *,
    among: Graphs | None = None,
    base: str | None = None,
    parts: Sequence[Part] = (),
) -> T:
    """Run a query over all graphs of the store, over those that it names with FROM, or `among` some, and read it.

    The reader gets rows, a yes or no, or triples, and reads them to their end. Relative IRIs of a query without a BASE
    are below `base`; without one, they are refused.

    The engine would follow SERVICE to the network, and cannot be told not to: so it is refused (`network` has how), and
    who allows it asks the endpoints first, and gives their rows as `parts`. These stand in place of pieces of the
    query, and may make it longer than queries are that others write. FROM never loads anything: it chooses among the
    store's graphs.

    Raises:
        QueryError: the query cannot be parsed, or may go to the network.
    """
    _refuse_large(query)
    query = _put_together(query, parts)
    written = without_service(query)
    try:
        return _with_room(lambda: reader(_found(store, written, among, base)))
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise QueryError(f"the query failed: {error}") from None


def _put_together(query: str, parts: Sequence[Part]) -> str:
    for part in sorted(parts, reverse=True):
        query = f"{query[: part.start]}{part.text}{query[part.end :]}"
    return query


def _refuse_large(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"a query of more than {LONGEST_QUERY:,} characters is not run")
    if half := _SURROGATES.search(query):
        raise QueryError(f"half a character stands in the query at {half.start()}")
    refuse_depth(query, "the query")


def _found(store: Store, query: str, among: Graphs | None, base: str | None) -> Found:
    from pyoxigraph import NamedNode

    if among is None:
        return store.query(query, base_iri=base, use_default_graph_as_union=_is_of_all(store, query))
    default, named = (list(map(NamedNode, iris)) for iris in among)
    return store.query(query, base_iri=base, default_graph=[*default], named_graphs=[*named])


def _whole(found: Found) -> Answer:
    from pyoxigraph import QueryResultsFormat, QueryTriples

    if isinstance(found, QueryTriples):
        return Answer.of_graph(found)
    return Answer(found.serialize(format=QueryResultsFormat.JSON) or b"")


class RoomyThread(threading.Thread):
    """A thread where recursion has room, so that a query that is asked in it needs no thread of its own."""

    def start(self) -> None:
        """Start the thread; only its own stack is large."""
        before = threading.stack_size(_ROOM)
        try:
            super().start()
        finally:
            threading.stack_size(before)


def _with_room(work: Callable[[], T]) -> T:
    """Do work in a thread where recursion has room; who interrupts us does not wait for its end."""
    if isinstance(threading.current_thread(), RoomyThread):
        return work()
    done: Future[T] = Future()

    def run_it() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is awaited
            # Without its traceback, which would hold rows that the engine wants to be dropped in this thread.
            done.set_exception(error.with_traceback(None))

    RoomyThread(target=run_it, daemon=True).start()
    return done.result()


def _is_of_all(store: Store, query: str) -> bool:
    """Tell whether a query is of all graphs; where there is only one, it is asked as such, which is faster."""
    return next(iter(store.named_graphs()), None) is not None and not _chooses_graphs(query)


def _chooses_graphs(query: str) -> bool:
    """Tell whether a query says FROM: the engine would ignore that where it is told to ask all graphs."""
    return re.search(r"(?<![?$:\w-])from\b(?!\s*:)", _NO_WORDS.sub(" ", query), re.IGNORECASE) is not None
