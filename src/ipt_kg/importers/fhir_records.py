# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR Evidence to records, with an account of every statistic and of every element that is not read.

What this toolkit wrote is read back as it was. Of others an Evidence becomes an estimate where population,
intervention, comparator and outcome are concepts of the vocabulary, and where its Citation, or a reference beside it,
says who wrote what it reports, and when. Nobody says there whom a result favours: that is not stated, and the figures,
which nobody may read without it, are kept as words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import structs

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers.fhir_citations import Data, head_of, head_of_related
from ipt_kg.importers.fhir_evidence import NotReadError, Reader, arm_data, design_of, own_of
from ipt_kg.importers.fhir_json import Fault, Resource, items, obj, resources
from ipt_kg.importers.fhir_unread import Facts, facts_of, pieces, unread
from ipt_kg.importers.identifiers import free, slug
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.model import ConceptId, DataSource, EffectEstimate, Scalar, Study
from ipt_kg.vocabulary import vocabulary

M = TypeVar("M", bound=msgspec.Struct)


def read(content: bytes, file: str, source: DataSource | None, *, most_rows: int) -> Imported:
    """Read every Evidence of a file; a row is a statistic.

    `source` is the data set of those studies of which the file itself names none.
    """
    found = [*resources(content.decode("utf-8-sig", errors="replace"))]
    reader = _Reader(file, _Index([each for each in found if isinstance(each, Resource)]), source)
    for each in found:
        if isinstance(each, Fault):
            reader.tell(each.line, "", each.message)
        elif each.data.get("resourceType") == "Evidence":
            if reader.rows >= most_rows:
                reader.tell(each.line, each.path, f"the file has more than {most_rows} statistics: import it in parts")
                break
            reader.evidence(each)
    return reader.imported()


class _Index:
    """The resources of a file, by the ways in which References name them."""

    def __init__(self, found: list[Resource]) -> None:
        self._all = found
        self._by_name: dict[str, Resource] = {}
        for each in found:
            name = f"{each.data.get('resourceType')}/{each.data.get('id')}"
            for key in (name, each.address, each.data.get("url")):
                if key:
                    self._by_name.setdefault(str(key), each)

    def resource(self, reference: Any) -> Resource | None:
        """Give what a Reference points to, if the file has it."""
        name = str(obj(reference).get("reference", ""))
        return self._by_name.get(name) or self._by_name.get("/".join(name.split("/")[-2:]))

    def others(self, used: Iterable[str]) -> Iterator[str]:
        """Give the kinds of the resources that nothing read points to."""
        paths = {*used}
        kinds = ((each.path, str(each.data.get("resourceType"))) for each in self._all)
        return (kind for path, kind in kinds if kind != "Evidence" and path not in paths)


class _Row(NamedTuple):
    """A statistic."""

    place: str
    line: int | None


class _Estimate(NamedTuple):
    """An estimate as it is read, with the rows that it is made of and those of its arms by their numbers."""

    data: Data
    rows: list[_Row]
    arms: dict[int, tuple[Data, list[_Row]]]


class _Study(NamedTuple):
    """A study as it is read: its head, and its estimates by their identifiers."""

    head: Data
    estimates: dict[str, _Estimate]


class _Reader:
    """The records of a file as they are read."""

    def __init__(self, file: str, index: _Index, source: DataSource | None) -> None:
        self.rows = 0
        self._file, self._index, self._source = file, index, source
        self._studies: dict[str, _Study] = {}
        self._arms: list[tuple[str, str, int, Data, list[_Row]]] = []
        self._skipped: list[Skipped] = []
        self._dropped: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()
        self._diagnostics: list[Diagnostic] = []
        self._used: dict[str, tuple[Resource, bool]] = {}

    def tell(self, line: int | None, path: str, message: str) -> None:
        """Tell what is wrong with the file."""
        self._diagnostics.append(
            Diagnostic(Severity.ERROR, "import-cell", message, file=self._file, line=line, path=path or None)
        )

    def evidence(self, found: Resource) -> None:
        """Read the statistics of one Evidence, or say why there is no place for them."""
        count = len(items(found.data.get("statistic")))
        rows = [_Row(f"{found.path}.statistic[{index}]", found.line) for index in range(count)]
        self.rows += count
        own = own_of(found.data)
        if not rows:
            self._dropped["Evidence"] += 1
            return
        try:
            if own and own.arm:
                self._arms.append((own.study, own.id, own.arm, arm_data(found.data), rows))
                self._dropped.update(unread(found.data, ours=True))
            else:
                self._comparison(found, rows)
        except ValueError as error:
            self._skip(rows, str(error))

    def _comparison(self, found: Resource, rows: list[_Row]) -> None:
        own = own_of(found.data)
        reader = Reader(found.data, found.path, partial(self._resolve, own is not None))
        shared = reader.shared()
        study = self._study(found)
        if own and own.id in study.estimates:
            raise NotReadError("an estimate that the file has already")
        facts = [] if own else facts_of(found.data)
        name = own.id if own else slug(str(found.data.get("id") or "estimate"))
        results = [*reader.results(lambda index, reason: self._skip([rows[index]], reason))]
        for result in results:
            id = _id(name, study.estimates, ours=own is not None)
            data = self._with_facts(shared | result.data, [*facts, *pieces(result.left)])
            study.estimates[id] = _Estimate({**data, "id": id}, [rows[index] for index in result.statistics], {})
        if results:
            self._dropped.update(unread(found.data, ours=own is not None))

    def _with_facts(self, data: Data, kept: Facts) -> Data:
        """Keep words as facts of the source."""
        self._kept.update(f"Evidence.{name}" for name, _ in kept)
        facts = [*data.get("source_facts", ()), *({"name": name, "text": text} for name, text in kept)]
        return data | ({"source_facts": facts} if facts else {})

    def _resolve(self, ours: bool, reference: Any) -> Mapping[str, Any] | None:
        found = self._index.resource(reference)
        if found is None:
            return None
        self._used[found.path] = (found, ours)
        return found.data

    def _study(self, found: Resource) -> _Study:
        """Give the study of an Evidence, begun with its first one.

        Raises:
            NotReadError: nothing says who wrote what the Evidence reports, and when; or its design is not known.
        """
        own = own_of(found.data)
        citation = self._resolve(own is not None, found.data.get("citeAsReference"))
        head = head_of(citation, ours=own is not None) if citation else head_of_related(found.data)
        reference = obj(head).get("citation") if head else None
        if head is None or not obj(reference).get("authors") or not obj(reference).get("published"):
            raise NotReadError("no Citation, and no reference whose label has an author and a year")
        key = own.study if own else repr(sorted(obj(reference).items(), key=str))
        if key not in self._studies:
            design = design_of(found.data)
            taken = {each.head["id"] for each in self._studies.values()}
            name = f"{obj(reference)['authors'][0].get('family')}-{str(obj(reference)['published'])[:4]}"
            id = _id(key.rpartition("/")[2] if own else slug(name), taken, ours=own is not None)
            self._studies[key] = _Study({**head, "id": id, "design": design, "record": "study"}, {})
        return self._studies[key]

    def imported(self) -> Imported:
        """Make the records."""
        self._place_arms()
        records = tuple(study for study in map(self._record, self._studies.values()) if study)
        for used, ours in self._used.values():
            self._dropped.update(unread(used.data, ours=ours))
        self._dropped.update(self._index.others(self._used))
        return Imported(
            records=records,
            rows=self.rows,
            mapped=self.rows - len(self._skipped),
            skipped=tuple(self._skipped),
            kept=dict(self._kept.most_common()),
            dropped=dict(self._dropped.most_common()),
            diagnostics=tuple(self._diagnostics),
        )

    def _place_arms(self) -> None:
        for study, id, number, data, rows in self._arms:
            of = self._studies.get(study)
            estimate = of.estimates.get(id) if of else None
            if estimate is None:
                self._skip(rows, "an arm of an estimate that is not in the file")
            elif number in estimate.arms:
                self._skip(rows, "an arm that the file has already")
            else:
                estimate.arms[number] = (data, rows)

    def _record(self, study: _Study) -> Study | None:
        estimates = [each for each in map(self._estimate, study.estimates.values()) if each is not None]
        if not estimates:
            return None
        try:
            made = _converted(_completed(study.head, [data for data, _ in estimates]), Study)
        except ValueError as error:
            self._skip([row for _, rows in estimates for row in rows], f"no study can be made of it: {error}")
            return None
        return made if made.source or not self._source else structs.replace(made, source=self._source)

    def _estimate(self, estimate: _Estimate) -> tuple[Data, list[_Row]] | None:
        """Give the data of an estimate with its arms, and the rows that it is made of; None where it makes none."""
        arms = [estimate.arms[number] for number in sorted(estimate.arms)]
        rows = [*estimate.rows, *(row for _, rows in arms for row in rows)]
        data = estimate.data | ({"arms": [data for data, _ in arms]} if arms else {})
        try:
            _converted(data, EffectEstimate)
            return data, rows
        except ValueError as error:
            self._skip(rows, f"no estimate can be made of it: {error}")
            return None

    def _skip(self, rows: list[_Row], reason: str) -> None:
        self._skipped += (Skipped(row.place, row.line, reason) for row in rows)


def _completed(head: Data, estimates: list[Data]) -> Data:
    """Give a study its estimates; where no keywords say its therapies and conditions, they are those compared."""
    compared = [each["comparison"] for each in estimates]
    therapies = {one for each in compared for one in each["intervention"]}
    own = {
        "therapies": sorted(each for each in therapies if vocabulary().has(each, ("therapy",))),
        "conditions": sorted({each["population"]["condition"] for each in compared}),
    }
    return own | head | {"estimates": estimates}


def _converted(data: Data, kind: type[M]) -> M:
    """Make a part of the model of plain data.

    Raises:
        ValueError: it is none.
    """
    return msgspec.convert(data, kind, dec_hook=_parsed)


def _parsed(kind: type, raw: Any) -> Any:
    if issubclass(kind, Scalar):
        made = kind.parse(raw)
        if isinstance(made, ConceptId) and not vocabulary().has(made, made.schemes):
            raise ValueError(f"no concept {raw!r} of {', '.join(made.schemes)}")
        return made
    raise TypeError(f"no way to read a {kind.__name__}")


def _id(name: str, taken: Container[str], *, ours: bool) -> str:
    """Give an identifier that is not taken: what is ours stays as it is, and as long."""
    return name if ours and name not in taken else free(name or "unnamed", taken)
