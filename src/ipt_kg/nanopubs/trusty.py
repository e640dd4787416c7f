# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Trusty URIs: an IRI that holds a hash of what stands under it, so that nobody can change that unseen.

The well-known library hashes at 30 ms a nanopublication, and changes for the whole process how rdflib reads numbers;
so the hash is made here, and tests hold it against that library and another one.

Source:
    Kuhn and Dumontier, Making Digital Artifacts on the Web Verifiable and Reliable (2015),
    doi:10.1109/TKDE.2015.2419657: module RA, which is for RDF with named graphs.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pyoxigraph import Quad

_MODULE: Final = "RA"
STAND_IN: Final = _MODULE + "-" * 43
"""Stands where the code will be while a nanopublication has none."""
_CODE: Final = re.compile(r"(?<![A-Za-z0-9_-])RA[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")

_Row = tuple[str, str, str, tuple[bool, str, str, str]]


def code_in(iri: str) -> str | None:
    """Give the last trusty code in an IRI.

    >>> code_in("https://example.org/np/RAF2htFiCDgmDlku3SXxW9PduqRsyaWUN1BHdHGDFfZq4#assertion")
    'RAF2htFiCDgmDlku3SXxW9PduqRsyaWUN1BHdHGDFfZq4'
    """
    codes: list[str] = _CODE.findall(iri)
    return codes[-1] if codes else None


def trusty_code(quads: Iterable[Quad], code: str) -> str:
    """Give the code that fits these quads, in whose IRIs `code` stands for it."""
    digest = sha256(normalised(quads, code).encode()).digest()
    return _MODULE + urlsafe_b64encode(digest).decode().rstrip("=")


def normalised(quads: Iterable[Quad], code: str) -> str:
    """Write quads as they are hashed and signed: in order, once each, four lines a quad, with a blank for the code."""
    rows = sorted(_row(quad, code) for quad in quads)
    return "".join("\n".join((*row[:3], _written(row[3]), "")) for row, _ in groupby(rows))


def _row(quad: Quad, code: str) -> _Row:
    from pyoxigraph import Literal

    graph, subject, predicate = (
        str(getattr(term, "value", "")).replace(code, " ") for term in (quad.graph_name, quad.subject, quad.predicate)
    )
    if isinstance(quad.object, Literal):
        language = quad.object.language or ""
        datatype = "" if language else quad.object.datatype.value
        return graph, subject, predicate, (True, quad.object.value, datatype, language.lower())
    return graph, subject, predicate, (False, str(getattr(quad.object, "value", "")).replace(code, " "), "", "")


def _written(term: tuple[bool, str, str, str]) -> str:
    is_literal, value, datatype, language = term
    if not is_literal:
        return value
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return f"@{language} {escaped}" if language else f"^{datatype} {escaped}"
