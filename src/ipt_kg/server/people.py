# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages for people: who gets one, and what goes with it; and the files that pages need."""

from __future__ import annotations

import mimetypes
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.responses import RedirectResponse, Response

from ipt_kg.server import answers
from ipt_kg.server.linked import links, near
from ipt_kg.server.negotiation import GRAPHS, SUFFIXES, Form, prefers_html
from ipt_kg.server.protocol import RefusedError
from ipt_kg.version import __version__

if TYPE_CHECKING:
    from starlette.requests import Request

    from ipt_kg.pages.page import Page
    from ipt_kg.server.served import Served

_HTML: Final = Form("text/html", (), "")
_SUFFIX: Final = ".html"
_ALONE: Final = ("map", "data", "all", "shapes", "search", "compare")
"""Pages of no node: there is nothing else at their addresses."""

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
_FOREVER: Final = "public, max-age=86400"
_TYPES: Final = {".js": "text/javascript", ".wasm": "application/wasm"}


def is_for(request: Request, path: str) -> bool:
    """Tell whether a request is for a page: its address says so, or the client likes one better than data."""
    suffix = PurePosixPath(path).suffix
    if suffix == _SUFFIX or path.partition("/")[0] in _ALONE:
        return True
    wants_data = suffix in SUFFIXES or "format" in request.query_params
    return not wants_data and prefers_html(request.headers.get("accept"), GRAPHS.values())


def answer(request: Request, path: str, served: Served) -> Response:
    """Give the page of a path; a page that says so, where there is none."""
    path = path.removesuffix(_SUFFIX)
    asked = request.query_params
    if path == "compare" and "a" in asked and "b" in asked:
        page = served.book.page(f"compare/{asked['a']}/{asked['b']}")
        return RedirectResponse(page.path, 303) if page else _missing(path, served)
    words = asked.get("q", "") if path == "search" else ""
    tag = answers.tag_of(served.content, __version__, path, words)
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    page = served.book.found(words) if path == "search" else served.book.page(path)
    if page is None:
        return _missing(path, served)
    headers = {"Content-Security-Policy": _POLICY} | ({"Link": links(page.iri, page.path)} if page.iri else {})
    return answers.found(_written(page, served), _HTML, tag, headers)


def _missing(path: str, served: Served) -> Response:
    page = served.book.missing(path, near(path, served))
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store", "Vary": "Accept"}
    return Response(_written(page, served), 404, headers=headers, media_type=_HTML.media_type)


def _written(page: Page, served: Served) -> bytes:
    return served.book.html(page).encode()


def asset(request: Request, path: str) -> Response:
    """Give a file that pages need.

    Raises:
        RefusedError: 404, there is no such file.
    """
    found = _assets().get(path)
    if found is None:
        raise RefusedError(404, f"there is no file /assets/{path}")
    content, tag = _read(path)
    if answers.is_known(request, tag):
        return answers.not_modified(tag)
    suffix = PurePosixPath(path).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    headers = {"ETag": tag, "Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    return Response(content, headers=headers, media_type=kind)


@cache
def _assets() -> dict[str, Traversable]:
    """List the files that there are: what is asked for is never taken for a path on the disk."""
    return dict(_below(files("ipt_kg.pages") / "assets", ""))


@cache
def _read(path: str) -> tuple[bytes, str]:
    content = _assets()[path].read_bytes()
    return content, f'W/"{sha256(content).hexdigest()[:32]}"'


def _below(folder: Traversable, start: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for each in folder.iterdir():
        name = f"{start}{each.name}"
        found += _below(each, f"{name}/") if each.is_dir() else [(name, each)]
    return found
