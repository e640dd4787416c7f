# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Graphs, whole, by their names (SPARQL 1.1 Graph Store HTTP Protocol, sections 4 and 5.2): reading alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ipt_kg.server.jobs import Job
from ipt_kg.server.negotiation import graph_form
from ipt_kg.server.protocol import RefusedError, is_iri

if TYPE_CHECKING:
    from starlette.requests import Request

    from ipt_kg.server.served import Served

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH")
"""The methods of the protocol: those that would change a graph are refused."""

_READING: Final = ("GET", "HEAD")
_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def job(request: Request, served: Served) -> Job:
    """Give the job that reads the graph that a request names: `?graph=IRI`, or `?default` for what queries see.

    Raises:
        RefusedError: 400, it names none; 404, there is no such graph; 405, it would change one; 406, no form of it.
    """
    if request.method not in _READING:
        raise RefusedError(405, "graphs are read here, and not changed", {"Allow": ", ".join(_READING)})
    asked = request.query_params
    form = graph_form(request.headers.get("accept"), asked.get("format"))
    names = asked.getlist("graph")
    if len(names) + ("default" in asked) != 1:
        raise RefusedError(400, "name one graph: ?graph=IRI, or ?default")
    return Job(_ALL, graph=form) if not names else Job(_ALL, _known(names[0], served), (), graph=form)


def _known(name: str, served: Served) -> tuple[str]:
    from pyoxigraph import NamedNode

    if not is_iri(name):
        raise RefusedError(400, f"no IRI of a graph: {name!r}")
    if not served.store.contains_named_graph(NamedNode(name)):
        raise RefusedError(404, f"there is no graph {name}")
    return (name,)
