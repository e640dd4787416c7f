# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Where the fragments of claims were found on their page: Web Annotation text position selectors.

They are no part of a record: they come from the lock beside it, and hold for the one text that has its digest.
"""

from __future__ import annotations

from collections.abc import Iterator

from ipt_kg.anchors import Lock, out_of_step
from ipt_kg.graph.terms import iri, literal
from ipt_kg.model import Article
from ipt_kg.namespaces import END, FOUND_AT, POSITION_SELECTOR, START, TEXT_DIGEST, TYPE, XSD


def place_lines(article: Article, node: str, lock: Lock) -> Iterator[str]:
    """Yield N-Triples: the digest of the page's text at the article's `node`, and a place for each claim's anchor.

    Places are counted in characters of the visible text, from 0. An anchor that was changed since has none.
    """
    yield f"<{node}> <{TEXT_DIGEST}> {literal(lock.text_sha256)} .\n"
    stale = {claim.id for claim, _ in out_of_step(article, lock)}
    for claim in article.claims:
        if claim.id not in stale:
            place = lock.anchors[claim.id]
            yield from _selector(f"{node}#claim-{claim.id}.anchor", place.start, place.end)


def _selector(anchor: str, start: int, end: int) -> Iterator[str]:
    place = f"{anchor}.place"
    yield f"<{anchor}> <{FOUND_AT}> {iri(place)} .\n"
    yield f"<{place}> <{TYPE}> {iri(POSITION_SELECTOR)} .\n"
    for predicate, count in ((START, start), (END, end)):
        yield f"<{place}> <{predicate}> {literal(str(count), XSD + 'integer')} .\n"
