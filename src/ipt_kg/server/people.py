# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages for people: who gets one, and what goes with it; and the files that pages need."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from ipt_kg.pages.book import ALONE, assets
from ipt_kg.server import answers
from ipt_kg.server.linked import links, near
from ipt_kg.server.negotiation import prefers_html
from ipt_kg.server.protocol import RefusedError
from ipt_kg.store.forms import BY_SUFFIX, GRAPHS
from ipt_kg.version import __version__

if TYPE_CHECKING:
    from starlette.requests import Request

    from ipt_kg.pages.page import Page
    from ipt_kg.server.served import Served

_HTML: Final = "text/html; charset=utf-8"
_SUFFIX: Final = ".html"
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".wasm": "application/wasm",
}


def is_for(request: Request, path: str) -> bool:
    """Tell whether a request is for a page: its address says so, or the client likes one better than data."""
    suffix = PurePosixPath(path).suffix
    if suffix == _SUFFIX or path.partition("/")[0] in ALONE:
        return True
    wants_data = suffix in BY_SUFFIX or "format" in request.query_params
    return not wants_data and prefers_html(request.headers.get("accept"), GRAPHS.values())


def answer(request: Request, path: str, served: Served) -> Response:
    """Give the page of a path; a page that says so, where there is none."""
    path = path.removesuffix(_SUFFIX)
    asked = request.query_params
    if path == "compare":
        page = served.book.page(f"compare/{asked['a']}/{asked['b']}" if {"a", "b"} <= asked.keys() else "map")
        return RedirectResponse(quote(page.path), 303) if page else _missing(path, served)
    words = asked.get("q", "") if path == "search" else ""
    page = served.book.page(path, words)
    if page is None:
        return _missing(path, served)
    tag = answers.tag_of(served.content, __version__, path, words, served.services)
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    headers = {"Content-Security-Policy": _POLICY} | ({"Link": links(page.iri, page.path)} if page.iri else {})
    return answers.found(_written(page, served), _HTML, tag, headers)


def _missing(path: str, served: Served) -> Response:
    page = served.book.missing(path, near(path, served))
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(_written(page, served), 404, headers=headers | {"Content-Type": _HTML})


def _written(page: Page, served: Served) -> bytes:
    return served.book.html(page).encode()


def asset(request: Request, path: str) -> Response:
    """Give a file that pages need.

    Raises:
        RefusedError: 404, there is no such file.
    """
    content = _assets().get(path)
    if content is None:
        raise RefusedError(404, f"there is no file /assets/{path}")
    tag = answers.tag_of(content)
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    kind = _TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return answers.found(content, kind, tag)


@cache
def _assets() -> dict[str, bytes]:
    """Read the files that there are: what is asked for is never taken for a path on the disk."""
    return dict(assets())
