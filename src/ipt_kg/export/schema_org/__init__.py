# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""schema.org JSON-LD: what a page says, and what its studies found, for search engines and other readers."""

from __future__ import annotations

import msgspec

from ipt_kg.export.schema_org.nodes import Node
from ipt_kg.export.schema_org.page import PageNodes, page_address
from ipt_kg.export.schema_org.site import publisher_nodes
from ipt_kg.export.schema_org.study import study_nodes, subject_nodes
from ipt_kg.model import Article, Study
from ipt_kg.records import Corpus, Record
from ipt_kg.settings import Settings

__all__ = ["MEDIA_TYPE", "SUFFIX", "document", "page_address", "render"]

MEDIA_TYPE = "application/ld+json"
SUFFIX = "jsonld"

# Decimals go out as numbers with the zeros they were printed with.
_ENCODER = msgspec.json.Encoder(decimal_format="number", enc_hook=str)


def render(record: Record, corpus: Corpus, settings: Settings) -> bytes:
    """Give the JSON-LD of a record, indented for reading."""
    return msgspec.json.format(_ENCODER.encode(document(record, corpus, settings)), indent=2) + b"\n"


def document(record: Record, corpus: Corpus, settings: Settings) -> Node:
    """Give the JSON-LD of a study, or of an article with the studies that it is based on."""
    model = record.model
    studies = [model] if isinstance(model, Study) else _sources(model, corpus)
    graph: list[Node] = []
    if isinstance(model, Article):
        graph += PageNodes(model, record.text, studies, settings)
    for study in studies:
        graph += study_nodes(study, settings)
    graph += subject_nodes(studies, [model, *studies], settings)
    graph += publisher_nodes(settings)
    return {"@context": "https://schema.org", "@graph": graph}


def _sources(article: Article, corpus: Corpus) -> list[Study]:
    found = (corpus.study(id) for id in sorted(article.based_on))
    return [study for study in found if study is not None]
