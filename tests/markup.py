# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The exported schema.org markup as triples, without a look at the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse, serialize

from conftest import ROOT

PLAIN: dict[str, Any] = {"@vocab": "http://schema.org/"}
"""What the context https://schema.org comes to for markup that writes each reference as a node."""

EXPORTED = sorted((ROOT / "exports/schema-org").rglob("*.jsonld"))


PAGE = ROOT / "exports/schema-org/article/ipt-explained.jsonld"
"""A page with questions, and the study that it is about."""


def read(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert document["@context"] == "https://schema.org"
    return document


def to_triples(document: dict[str, Any], context: dict[str, Any] = PLAIN) -> str:
    """Give N-Triples of a document, with a context in the place of its own."""
    text = json.dumps({**document, "@context": context})
    written = serialize((quad.triple for quad in parse(text, format=RdfFormat.JSON_LD)), format=RdfFormat.N_TRIPLES)
    assert written is not None
    return written.decode()
