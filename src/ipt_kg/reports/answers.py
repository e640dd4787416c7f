# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An answer of SPARQL in the forms of people and programs: rows in some, graphs in others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from ipt_kg.errors import QueryError
from ipt_kg.namespaces import PREFIXES
from ipt_kg.reports.tables import as_csv, as_rows, as_table
from ipt_kg.store import Answer

_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _standard(name: str) -> Callable[[Answer], str]:
    """Write rows as the SPARQL 1.1 recommendations have them."""

    def write(answer: Answer) -> str:
        from pyoxigraph import QueryResultsFormat

        return _text(answer.results().serialize(format=getattr(QueryResultsFormat, name)))

    return write


def _xml(answer: Answer) -> str:
    return without_no_xml(_standard("XML")(answer))


def without_no_xml(text: str) -> str:
    """Put a mark for the characters that no XML can hold."""
    return _NO_XML.sub("\ufffd", text)


def _graph(name: str) -> Callable[[Answer], str]:
    def write(answer: Answer) -> str:
        from pyoxigraph import RdfFormat, parse, serialize

        form = getattr(RdfFormat, name)
        triples = (quad.triple for quad in parse(answer.content, format=RdfFormat.N_TRIPLES))
        return _text(serialize(triples, format=form, prefixes=dict(PREFIXES)))

    return write


def _text(written: bytes | None) -> str:
    """End with a line end; more of them are rows in which nothing is bound."""
    text = (written or b"").decode()
    return text if text.endswith("\n") else f"{text}\n"


ROWS: Final[Mapping[str, Callable[[Answer], str]]] = {
    "table": lambda answer: as_table(answer.table()),
    "csv": lambda answer: as_csv(answer.table()),
    "tsv": _standard("TSV"),
    "json": _standard("JSON"),
    "xml": _xml,
    "rows": lambda answer: as_rows(answer.table()),
}
"""The forms of what SELECT and ASK give: plain values in `table`, `csv` and `rows`, typed terms in the others."""

GRAPHS: Final[Mapping[str, Callable[[Answer], str]]] = {
    "turtle": _graph("TURTLE"),
    "jsonld": _graph("JSON_LD"),
    "ntriples": lambda answer: answer.content.decode(),
}
"""The forms of what CONSTRUCT and DESCRIBE give."""


def render(answer: Answer, form: str | None = None) -> str:
    """Write an answer; without a form, rows as a table and graphs as Turtle.

    Raises:
        QueryError: the form does not fit the answer.
    """
    forms = GRAPHS if answer.is_graph else ROWS
    chosen = form or next(iter(forms))
    if chosen not in forms:
        what = "a graph" if answer.is_graph else "rows"
        raise QueryError(f"the query gives {what}, which have no form {chosen}: choose among {', '.join(forms)}")
    return forms[chosen](answer)
