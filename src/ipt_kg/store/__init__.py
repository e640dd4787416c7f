# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The embedded SPARQL store, and the queries that come with the package."""

from ipt_kg.store.answer import Answer, Table
from ipt_kg.store.engine import (
    SUFFIXES,
    Graphs,
    Part,
    RoomyThread,
    as_nquads,
    ask,
    load,
    open_store,
    run,
    use,
    vocabulary_texts,
)
from ipt_kg.store.named import NamedQuery, find, named_queries, named_query
from ipt_kg.store.parameters import Given, Parameter

__all__ = [
    "SUFFIXES",
    "Answer",
    "Given",
    "Graphs",
    "NamedQuery",
    "Parameter",
    "Part",
    "RoomyThread",
    "Table",
    "as_nquads",
    "ask",
    "find",
    "load",
    "named_queries",
    "named_query",
    "open_store",
    "run",
    "use",
    "vocabulary_texts",
]
