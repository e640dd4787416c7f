# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Linked data: what the graph knows of an IRI that it minted, in the form that the client takes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from ipt_kg import namespaces as ns
from ipt_kg.server import answers
from ipt_kg.server.negotiation import GRAPHS, SUFFIXES, choose
from ipt_kg.server.protocol import RefusedError
from ipt_kg.store.resources import describe

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from starlette.requests import Request

    from ipt_kg.server.served import Served
    from ipt_kg.settings import Settings

_OURS: Final = ns.CONCEPT.removesuffix("concept/")
_NEAR: Final = 5


def resource(request: Request, served: Served, settings: Settings) -> Response:
    """Describe what the path names, below the base of the records or that of the vocabulary.

    Raises:
        RefusedError: 404, the graph does not know it; 406, the client takes no form of it.
    """
    path = request.path_params["path"]
    suffix = PurePosixPath(path).suffix
    name = choose(
        request.headers.get("accept"), GRAPHS, asked=SUFFIXES.get(suffix) or request.query_params.get("format")
    )
    stem = path.removesuffix(suffix) if suffix in SUFFIXES else path
    iri, triples = _found(stem, served, settings)
    if name is None:
        raise RefusedError(406, "there are " + ", ".join(form.media_type for form in GRAPHS.values()))
    tag = answers.tag_of(served.content, iri, name)
    links = [f'</{stem}{end}>; rel="alternate"; type="{GRAPHS[form].media_type}"' for end, form in SUFFIXES.items()]
    headers = {"Link": ", ".join([f'<{iri}>; rel="describes"', *links]), "Content-Location": f"/{stem}{_suffix(name)}"}
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    return answers.found(answers.graph(triples, name), GRAPHS[name], tag, headers)


def _found(stem: str, served: Served, settings: Settings) -> tuple[str, list[Triple]]:
    """Find the node that is meant: a record's, or one of the vocabulary."""
    for base in dict.fromkeys((settings.base, _OURS)):
        if triples := describe(served.store, f"{base}{stem}"):
            return f"{base}{stem}", triples
    raise RefusedError(404, _nothing(stem, served, settings))


def _nothing(stem: str, served: Served, settings: Settings) -> str:
    from rapidfuzz import process

    bases = (settings.base, _OURS)
    paths = {iri.removeprefix(base) for iri in served.names for base in bases if iri.startswith(base)}
    near = [path for path, _, _ in process.extract(stem, paths, limit=_NEAR, score_cutoff=60)]
    listed = "".join(f"\n  /{path}" for path in near)
    return f"nothing is known of /{stem}" + (f"; did you mean one of these?{listed}" if near else "")


def _suffix(name: str) -> str:
    return next(suffix for suffix, form in SUFFIXES.items() if form == name)
