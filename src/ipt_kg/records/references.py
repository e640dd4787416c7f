# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Do the names in a record name something? Concepts, identifiers, parts of the record, other studies.

Values carry what they refer to in their type, so one walk over a record finds them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from ipt_kg import anchors
from ipt_kg.anchors import Lock
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Article, ConceptId, PageText, SectionRole, SourceRef, Study
from ipt_kg.records.corpus import Corpus, Record
from ipt_kg.records.fault import Fault
from ipt_kg.vocabulary import vocabulary

_NAMES = (ConceptId, SourceRef)


def faults(record: Record, corpus: Corpus) -> Iterator[Fault]:
    """Yield every name that names nothing, every identifier that is used twice, and what its page does not have."""
    model = record.model
    yield from _unknown_names(model, corpus)
    yield from _repeated_ids(model)
    if isinstance(model, Study):
        yield from _study_faults(model)
        return
    yield from _article_faults(model, corpus)
    if record.text is not None:
        yield from _page_faults(model, record.text, record.lock)
    elif record.lock is not None:
        yield from _lock_faults(model, record.lock)


def _names(value: object, path: str, found: list[tuple[str, ConceptId | SourceRef]]) -> None:
    """Collect every name inside a value with its path; members of a set have the path of the set."""
    if isinstance(value, _NAMES):
        found.append((path, value))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner is not None and (not isinstance(inner, str) or isinstance(inner, _NAMES)):  # most are plain texts
                _names(inner, f"{path}.{name}" if path else name, found)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _names(item, f"{path}[{index}]", found)
    elif isinstance(value, frozenset):
        for item in sorted(value):
            _names(item, path, found)


def _unknown_names(model: Study | Article, corpus: Corpus) -> Iterator[Fault]:
    found: list[tuple[str, ConceptId | SourceRef]] = []
    _names(model, "", found)
    for path, name in found:
        if isinstance(name, SourceRef):
            if not corpus.has(name):
                yield Fault(path, "reference-dangling", f"nothing is called {name} among the records", name, name.study)
        elif not vocabulary().has(name, name.schemes):
            yield Fault(path, "concept-unknown", _concept_message(name), name)


def _concept_message(name: ConceptId) -> str:
    nearest = vocabulary().nearest(name, name.schemes)
    hint = f"; did you mean {nearest}?" if nearest else ""
    known = ", ".join(vocabulary().of(name.schemes))
    return f"the vocabulary has no {' or '.join(name.schemes)} {name}{hint} (it has {known})"


def _repeated_ids(model: Study | Article) -> Iterator[Fault]:
    for name in model.__struct_fields__:
        items = getattr(model, name)
        if isinstance(items, tuple):
            counts = Counter(getattr(item, "id", None) for item in items)
            for index, item in enumerate(items):
                id = getattr(item, "id", None)
                if id is not None and counts[id] > 1:
                    yield Fault(f"{name}[{index}].id", "id-repeated", f"the id {id} is used twice in {name}")


def _unknown(names: Iterable[str], known: Iterable[str], path: str, what: str) -> Iterator[Fault]:
    for name in sorted(set(names) - set(known)):
        yield Fault(path, "reference-dangling", f"no {what} {name} in this record", name)


def _study_faults(study: Study) -> Iterator[Fault]:
    estimates = [estimate.id for estimate in study.estimates]
    for index, caveat in enumerate(study.caveats):
        yield from _unknown(caveat.limits, estimates, f"caveats[{index}].limits", "estimate")


def _article_faults(article: Article, corpus: Corpus) -> Iterator[Fault]:
    sections = [section.id for section in article.sections]
    claims = [claim.id for claim in article.claims]
    told_of = article.based_on | {work.study for work in article.related if work.study}
    for index, section in enumerate(article.sections):
        if section.heading is None and section.role is not SectionRole.ANSWER:
            yield Fault(f"sections[{index}]", "section-heading", "only the answer may do without a heading")
    for index, claim in enumerate(article.claims):
        yield from _unknown([claim.section], sections, f"claims[{index}].section", "section")
        yield from _unknown(claim.limits, claims, f"claims[{index}].limits", "claim")
        for reference in sorted(claim.about):
            if reference.study not in told_of:
                message = f"the study {reference.study} is neither among those the article is based_on nor related"
                yield Fault(f"claims[{index}].about", "source-not-listed", message, reference)
    for study in sorted(article.based_on):
        if corpus.study(study) is None:
            yield Fault("based_on", "reference-dangling", f"no study {study} among the records", study, study)
    for index, work in enumerate(article.related):
        if work.study and corpus.study(work.study) is None:
            message = f"no study {work.study} among the records"
            yield Fault(f"related[{index}].study", "reference-dangling", message, target=work.study)


def _page_faults(article: Article, text: PageText, lock: Lock | None) -> Iterator[Fault]:
    """Hold the record against its page: headings and anchors must stand there."""
    if article.title not in text.blocks:
        yield Fault("title", "page-title", "the page has no such heading")
    starts = text.starts(article)
    for index, section in enumerate(article.sections):
        if section.heading and section.id not in starts:
            message = f"the page has no heading {section.heading!r} after the sections before it"
            yield Fault(f"sections[{index}]", "page-heading", message)
    for place in sorted(text.headings - set(starts.values())):
        if text.blocks[place] != article.title:
            shown = text.blocks[place]
            message = f"the page's heading {shown!r} belongs to no section of the record: add one, or was one renamed?"
            yield Fault("sections", "page-heading-unlisted", message)
    if text.headings and _has_unlisted_opening(article, text):
        message = (
            "what stands between the title and the first heading belongs to no section: add one with the role answer"
        )
        yield Fault("sections", "page-opening-unlisted", message, severity=Severity.WARNING)
    yield from _anchor_faults(article, text, lock)


def _has_unlisted_opening(article: Article, text: PageText) -> bool:
    if article.title not in text.blocks or text.blocks.index(article.title) in text.starts(article).values():
        return False
    after = text.blocks.index(article.title) + 1
    return after < len(text.blocks) and after not in text.headings


def _anchor_faults(article: Article, text: PageText, lock: Lock | None) -> Iterator[Fault]:
    findings = anchors.find(article, text, lock)
    for index, finding in enumerate(findings):
        if finding.status in anchors.PROBLEMS:
            yield Fault(f"claims[{index}].anchor", "page-anchor", finding.message)
    if lock is not None and lock != anchors.make_lock(text, findings):
        message = "the page or the claims changed since the anchors were found: run `ipt-kg anchor`"
        yield Fault("claims", "anchors-stale", message, severity=Severity.WARNING)


def _lock_faults(article: Article, lock: Lock) -> Iterator[Fault]:
    """Hold the record against the lock alone, where the page's text is not at hand."""
    places = {claim.id: index for index, claim in enumerate(article.claims)}
    for claim, message in anchors.out_of_step(article, lock):
        yield Fault(f"claims[{places[claim.id]}].anchor", "anchors-stale", message, severity=Severity.WARNING)
