# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The forms in which answers and graphs go over the web, with all that they are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ipt_kg.namespaces import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Triple


class Form(NamedTuple):
    """A form: its media type, other names by which clients ask for it, the engine's name of it, and people's.

    `suffix` is how the address of a node ends that asks for it; answers to queries have none.
    """

    media_type: str
    also: tuple[str, ...]
    engine: str
    title: str
    suffix: str = ""

    @property
    def format(self) -> Any:
        """The engine's format."""
        import pyoxigraph

        kind = pyoxigraph.QueryResultsFormat if hasattr(pyoxigraph.QueryResultsFormat, self.engine) else None
        return getattr(kind or pyoxigraph.RdfFormat, self.engine)

    @property
    def content_type(self) -> str:
        """What stands in the header: texts say that they are UTF-8."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


TABLES: Final[Mapping[str, Form]] = {
    "json": Form("application/sparql-results+json", ("application/json",), "JSON", "JSON"),
    "xml": Form("application/sparql-results+xml", ("application/xml", "text/xml"), "XML", "XML"),
    "csv": Form("text/csv", (), "CSV", "CSV"),
    "tsv": Form("text/tab-separated-values", (), "TSV", "TSV"),
}
"""The forms of what SELECT and ASK give, the usual one first."""

GRAPHS: Final[Mapping[str, Form]] = {
    "turtle": Form("text/turtle", ("application/turtle", "application/x-turtle"), "TURTLE", "Turtle", ".ttl"),
    "ntriples": Form("application/n-triples", ("text/plain",), "N_TRIPLES", "N-Triples", ".nt"),
    "jsonld": Form("application/ld+json", ("application/json",), "JSON_LD", "JSON-LD", ".jsonld"),
    "rdfxml": Form("application/rdf+xml", ("application/xml",), "RDF_XML", "RDF/XML", ".rdf"),
}
"""The forms of graphs, the usual one first."""

BY_SUFFIX: Final[Mapping[str, str]] = {form.suffix: name for name, form in GRAPHS.items()}
"""The forms of graphs by how an address ends that asks for one."""


def graph(triples: Iterable[Triple], form: Form) -> bytes:
    """Write triples in one of the forms of graphs; the same triples give the same bytes."""
    from pyoxigraph import serialize

    return serialize(sorted(set(triples), key=str), format=form.format, prefixes=dict(PREFIXES)) or b""
