# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Answers as responses: their type, their tag, what they may be kept for; and refusals as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response

from ipt_kg.server.protocol import RefusedError

if TYPE_CHECKING:
    from starlette.requests import Request

_KEPT: Final = "public, max-age=60, stale-while-revalidate=600"


def tag_of(*parts: object) -> str:
    """Give the tag of an answer by all that it depends on; a weak one, since it may go out compressed or not."""
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_known(request: Request, tag: str) -> bool:
    """Tell whether the client has an answer already."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in (each.strip() for each in known.split(","))


def not_modified(tag: str) -> Response:
    """Say that the client has the answer."""
    return Response(status_code=304, headers=_headers(tag))


def found(content: bytes, kind: str, tag: str | None, headers: Mapping[str, str] | None = None) -> Response:
    """Give an answer of a type, whole; one without a tag is not to be kept."""
    kept = _headers(tag) if tag else {"Cache-Control": "no-store"}
    return Response(content, headers=kept | dict(headers or {}) | {"Content-Type": kind})


def refused(error: RefusedError) -> Response:
    """Say why there is no answer."""
    headers = {"Cache-Control": "no-store"} | error.headers
    return PlainTextResponse(f"{error.message}\n", error.status, headers=headers)


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": _KEPT, "Vary": "Accept, Accept-Encoding"}
