# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications as TriG to records: claims of articles and estimates of studies, with their provenance.

A record is put together of all nanopublications that are of it. What can be understood is what the ontology of this
project says, by whomever it was written; every other nanopublication is left out with the reason. Content is
held against the hash in its IRI, and against its signature where it has one. Nothing here uses the network.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec
from msgspec import structs

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import GraphError
from ipt_kg.graph import from_graph
from ipt_kg.graph.table import RECORD_FOLDERS
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.importers.origins import source_of, untold
from ipt_kg.model import Article, Study
from ipt_kg.namespaces import (
    AIDA,
    HAS_CLAIM,
    HAS_ESTIMATE,
    HYCL_STATEMENT,
    NANOPUBLICATION,
    NP,
    RETRACTS,
    STUDY,
    SUPERSEDES,
)
from ipt_kg.nanopubs.nanopub import Graph
from ipt_kg.nanopubs.reading import MOST_QUADS, Contents, Found, MalformedError, find
from ipt_kg.nanopubs.signing import signature_fault
from ipt_kg.nanopubs.trusty import code_in
from ipt_kg.records.decode import RECORDS, decode_hook

if TYPE_CHECKING:
    from pyoxigraph import Quad

_KINDS: Final[Mapping[str, type[Study | Article]]] = {HAS_CLAIM: Article, HAS_ESTIMATE: Study}
"""What links a record to the part that a nanopublication is of; a claim may bring estimates along."""
_STATEMENTS: Final = (HYCL_STATEMENT, AIDA)
"""How others name a sentence that they state: by a class, or by an IRI that is the sentence."""
_WORDS_ONLY: Final = (
    "it states a sentence, without the article, therapy and condition that a record of a claim must have"
)
_NOT_UNDERSTOOD: Final = "its assertion is no claim or estimate in the terms of this project's ontology"
_LONGEST_REASON: Final = 500


def is_nanopub(text: str) -> bool:
    """Tell TriG with nanopublications by the beginning of its text, or all of it.

    >>> is_nanopub("@prefix np: <http://www.nanopub.org/nschema#> .")
    True
    """
    return f"<{NP}" in text or f"<{NANOPUBLICATION}>" in text


def read(content: bytes, file: str, *, most_quads: int = MOST_QUADS, own_base: str | None = None) -> Imported:
    """Read nanopublications and give the records that they tell of.

    Records below `own_base` are the reader's own. A study of others that names no data set gets its source from what
    nanopublications say of their licence, creator and publisher; of an article, which cannot say it, it is counted as
    dropped.

    Raises:
        IptKgError: one is signed, and nothing is installed to verify that with.
    """
    try:
        contents = find(content, most_quads)
    except MalformedError as error:
        return Imported((), 0, 0, diagnostics=(Diagnostic(Severity.ERROR, "file-unreadable", str(error), file=file),))
    return _Import(contents, own_base).imported()


class _Row(NamedTuple):
    """A nanopublication that is understood: the record that it is of, and its kind."""

    found: Found
    record: str
    kind: type[Study | Article]


class _Import:
    """The nanopublications of one file on their way to records."""

    def __init__(self, contents: Contents, own_base: str | None) -> None:
        self.contents = contents
        self.own_base = own_base
        self.records: dict[tuple[type[Study | Article], str], Study | Article] = {}
        self.skipped: list[Skipped] = []
        self.dropped = Counter[str]()
        if contents.strays:
            self.dropped["triples in graphs of no nanopublication"] = contents.strays

    def imported(self) -> Imported:
        """Put the records together, each of its rows."""
        by_record: dict[tuple[str, type[Study | Article]], list[Found]] = defaultdict(list)
        for row in self._rows():
            by_record[row.record, row.kind].append(row.found)
        for (iri, kind), found in by_record.items():
            try:
                self._add(iri, kind, found)
            except GraphError as error:
                self._skip((each.iri for each in found), str(error)[:_LONGEST_REASON])
        for iri, claims in _brought_along(by_record).items():
            try:
                self._add(iri, Study, claims)
            except GraphError:
                self.dropped["studies without an estimate, or not whole, that claims are about"] += 1
        rows = len(self.contents.found)
        return Imported(
            tuple(self.records.values()),
            rows,
            rows - len(self.skipped),
            tuple(self.skipped),
            dropped=dict(self.dropped),
        )

    def _add(self, iri: str, kind: type[Study | Article], found: Sequence[Found]) -> None:
        record = self._record(iri, kind, found)
        if self.records.setdefault((kind, record.id), record) is not record:
            raise GraphError(f"the file has another {kind.__name__.lower()} {record.id}, under another IRI")

    def _skip(self, iris: Iterable[str], reason: str) -> None:
        self.skipped += [Skipped(iri, None, reason) for iri in iris]

    def _rows(self) -> Iterator[_Row]:
        """Yield the nanopublications that hold and are understood; the others are skipped."""
        outdated = _outdated(self.contents.found)
        for found in self.contents.found:
            fault = found.fault or signature_fault(found.quads, found.iri, code_in(found.iri) or "")
            if fault is None and found.iri in outdated:
                fault = f"{outdated[found.iri]} of the same file supersedes or retracts it"
            of = _subject(found) if fault is None else None
            if of is None:
                self._skip([found.iri], fault or _not_understood(found))
            else:
                yield _Row(found, *of)

    def _record(self, iri: str, kind: type[Study | Article], found: Sequence[Found]) -> Study | Article:
        """Build a record of its nanopublications.

        Raises:
            GraphError: they do not make a record that holds.
        """
        base, folder, _ = iri.rpartition(RECORD_FOLDERS[kind])
        if not folder:
            raise GraphError(f"{iri} is not called as a record of this project: {RECORD_FOLDERS[kind]}ID after a base")
        record = self._whole(_valid(from_graph(_triples(iri, found), base)))
        return record if base == self.own_base else self._of_others(record, base, found)

    def _of_others(self, record: Study | Article, base: str, found: Sequence[Found]) -> Study | Article:
        """Say of a record whose it is, as far as it can say it."""
        if isinstance(record, Article):
            self.dropped += untold(found, record.id)
            return record
        return record if record.source else _valid(structs.replace(record, source=source_of(found, base)))

    def _whole(self, record: Study | Article) -> Study | Article:
        """Leave out what a caveat or claim limits where that is not in the file."""
        if isinstance(record, Study):
            known = {each.id for each in record.estimates}
            kept = [structs.replace(each, limits=each.limits & known) for each in record.caveats]
            self._drop("Caveat.limits", record.caveats, kept)
            return structs.replace(record, caveats=tuple(kept))
        known = {each.id for each in record.claims}
        claims = [structs.replace(each, limits=each.limits & known) for each in record.claims]
        self._drop("Claim.limits", record.claims, claims)
        return structs.replace(record, claims=tuple(claims))

    def _drop(self, field: str, before: Sequence[Any], after: Sequence[Any]) -> None:
        lost = sum(len(old.limits) - len(new.limits) for old, new in zip(before, after, strict=True))
        self.dropped += Counter({field: lost})


def _outdated(found: Iterable[Found]) -> Mapping[str, str]:
    """Give the nanopublications that others of the file supersede or retract, if those hold."""
    return {
        str(getattr(quad.object, "value", "")): each.iri
        for each in found
        if each.fault is None
        for quad in each.graphs[Graph.PUBINFO]
        if quad.predicate.value in (SUPERSEDES, RETRACTS)
    }


def _subject(found: Found) -> tuple[str, type[Study | Article]] | None:
    """Give the IRI and kind of the record that a nanopublication is of."""
    for predicate, kind in _KINDS.items():
        records = {quad.subject.value for quad in found.graphs[Graph.ASSERTION] if quad.predicate.value == predicate}  # type: ignore[union-attr]
        if records:
            return (records.pop(), kind) if len(records) == 1 else None
    return None


def _not_understood(found: Found) -> str:
    terms = (str(getattr(term, "value", "")) for quad in found.graphs[Graph.ASSERTION] for term in quad)
    return _WORDS_ONLY if any(term.startswith(_STATEMENTS) for term in terms) else _NOT_UNDERSTOOD


def _brought_along(
    by_record: Mapping[tuple[str, type[Study | Article]], Sequence[Found]],
) -> Mapping[str, Sequence[Found]]:
    """Give the studies of which the file has only what claims tell, with the nanopublications of those claims."""
    brought: dict[str, list[Found]] = defaultdict(list)
    for (_, kind), nanopubs in by_record.items():
        for found in nanopubs if kind is Article else ():
            quads = found.graphs[Graph.PROVENANCE]
            studies = {quad.subject.value for quad in quads if getattr(quad.object, "value", "") == STUDY}  # type: ignore[union-attr]
            for study in sorted(studies - {iri for iri, _ in by_record}):
                brought[study].append(found)
    return brought


def _triples(record: str, found: Iterable[Found]) -> str:
    """Give what nanopublications say of a record, as N-Triples; what several say, once."""
    from pyoxigraph import RdfFormat, Triple, serialize

    said = {
        Triple(quad.subject, quad.predicate, quad.object): None
        for each in found
        for graph in (Graph.ASSERTION, Graph.PROVENANCE)
        for quad in each.graphs[graph]
        if _is_of(quad, record)
    }
    return (serialize(said, format=RdfFormat.N_TRIPLES) or b"").decode()


def _is_of(quad: Quad, record: str) -> bool:
    subject = str(getattr(quad.subject, "value", ""))
    return subject == record or subject.startswith(f"{record}#")


def _valid(record: Study | Article) -> Study | Article:
    """Hold a record against the types of the model, as one that is read from a file.

    Raises:
        GraphError: a value is none that a record may have.
    """
    kind = RECORDS["study" if isinstance(record, Study) else "article"]
    try:
        return msgspec.convert(msgspec.to_builtins(record, enc_hook=str), kind, dec_hook=decode_hook)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise GraphError(f"no record can be made of it: {error}") from None
