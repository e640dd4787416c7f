# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Linked data: what the graph knows of an IRI that it minted, in the form that the client takes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import Response

from ipt_kg.pages.addresses import VOCABULARY, path_of
from ipt_kg.server import answers
from ipt_kg.server.negotiation import graph_form
from ipt_kg.server.protocol import RefusedError
from ipt_kg.store.forms import BY_SUFFIX, GRAPHS, graph
from ipt_kg.store.resources import describe

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from starlette.requests import Request

    from ipt_kg.server.served import Served

_NEAR: Final = 5
_IN_IRI: Final = ":/?#[]@!$&'()*+,;=%"


def resource(request: Request, served: Served) -> Response:
    """Describe what the path names, below the base of the records or that of the vocabulary.

    Raises:
        RefusedError: 404, the graph does not know it; 406, the client takes no form of it.
    """
    path = request.path_params["path"]
    suffix = PurePosixPath(path).suffix
    stem = path.removesuffix(suffix) if suffix in BY_SUFFIX else path
    iri, triples = _found(stem, served)
    asked = BY_SUFFIX.get(suffix) or request.query_params.get("format")
    form = GRAPHS[graph_form(request.headers.get("accept"), asked)]
    tag = answers.tag_of(served.content, iri, form.media_type)
    headers = {"Link": links(iri, stem), "Content-Location": f"/{quote(stem)}{form.suffix}"}
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    return answers.found(graph(triples, form), form.content_type, tag, headers)


def _found(stem: str, served: Served) -> tuple[str, list[Triple]]:
    """Find the node that is meant: a record's, or one of the vocabulary."""
    for base in dict.fromkeys((served.settings.base, VOCABULARY)):
        if triples := describe(served.store, f"{base}{stem}"):
            return f"{base}{stem}", triples
    raise RefusedError(404, _nothing(stem, served))


def _nothing(stem: str, served: Served) -> str:
    listed = "".join(f"\n  /{path}" for path in near(stem, served))
    return f"nothing is known of /{stem}" + (f"; did you mean one of these?{listed}" if listed else "")


def links(iri: str, stem: str) -> str:
    """Give the header that tells of all forms of what is known of a node."""
    forms = (f'</{quote(stem)}{form.suffix}>; rel="alternate"; type="{form.media_type}"' for form in GRAPHS.values())
    return ", ".join((f'<{quote(iri, safe=_IN_IRI)}>; rel="describes"', *forms))


def near(stem: str, served: Served) -> list[str]:
    """Give the paths that are most like one that leads nowhere, if any is like it."""
    from rapidfuzz import process

    base = served.settings.base
    paths = {path for iri in served.names if (path := path_of(iri, base))}
    return [path for path, _, _ in process.extract(stem, paths, limit=_NEAR, score_cutoff=60)]
