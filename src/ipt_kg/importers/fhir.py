# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR R5 Evidence as JSON: a resource, a Bundle of them, or one a line.

Codes are those of HL7's statistic-type and attribute-estimate-type (HL7 Terminology 7.0.1), which take over ids of NCI
and STATO, and STATO's own beside them. A resource of R6 is read as far as its elements are those of R5. A level is a
fraction in FHIR and is turned to percent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.fhir_codes import ATTRIBUTES, INTERVALS, MEASURES, PROPORTION
from ipt_kg.importers.draft import Draft, Drafts
from ipt_kg.importers.fhir_json import (
    Fault,
    codes,
    counted,
    is_fhir,
    items,
    obj,
    percent,
    percentage,
    printed,
    resources,
    words,
)
from ipt_kg.model import ArmFigures, Figures, Measure, ReportedNumber, Side

T = TypeVar("T")

_FIELDS = {code: field for code, field in ATTRIBUTES.items() if field in Figures.__struct_fields__}

__all__ = ["is_fhir", "read"]


def read(text: str, file: str, *, most_rows: int) -> Drafts:
    """Read every statistic of every Evidence."""
    reader = _Reader(file)
    for found in resources(text):
        if isinstance(found, Fault):
            reader.tell(Severity.ERROR, found.line, "", found.message)
        elif found.data.get("resourceType") == "Evidence":
            if reader.rows >= most_rows:
                message = f"the file has more than {most_rows} statistics: audit it in parts"
                reader.tell(Severity.ERROR, found.line, found.path, message)
                break
            reader.evidence(found.data, found.path, found.line)
    return Drafts(tuple(reader.drafts), tuple(reader.diagnostics), reader.rows)


class _Reader:
    """The drafts of a file as they are read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.rows = 0
        self.drafts: list[Draft] = []
        self.diagnostics: list[Diagnostic] = []

    def tell(self, severity: Severity, line: int | None, path: str, message: str) -> None:
        """Tell what is wrong, or what was not read."""
        self.diagnostics.append(
            Diagnostic(severity, "import-cell", message, file=self.file, line=line, path=path or None)
        )

    def evidence(self, resource: Mapping[str, Any], path: str, line: int | None) -> None:
        """Draft the statistics of one resource."""
        name = next((str(resource[key]) for key in ("title", "name", "id") if resource.get(key)), "Evidence")
        for index, statistic in enumerate(items(resource.get("statistic"))):
            self.rows += 1
            place = f"{path}.statistic[{index}]"
            figures = self._figures(statistic, place, line)
            told = str(statistic.get("description") or words(statistic.get("statisticType")) or name)
            self.drafts.append(Draft(f"{name}: {told}"[:200], self.file, line, place, (), figures))

    def _figures(self, statistic: Mapping[str, Any], place: str, line: int | None) -> Figures:
        coded = codes(statistic.get("statisticType"))
        if PROPORTION in coded:
            return self._proportion(statistic, place, line)
        measure = next((MEASURES[code] for code in coded if code in MEASURES), None)
        if measure is None:
            known = words(statistic.get("statisticType")) or ", ".join(coded) or "no type"
            self.tell(Severity.INFO, line, f"{place}.statisticType", f"{known}: not a measure that is audited by scale")
        size = obj(statistic.get("sampleSize"))
        found: dict[str, Any] = {
            "measure": Measure(measure) if measure else None,
            "value": self._quantity(statistic.get("quantity"), f"{place}.quantity", line),
            "studies": self._count(size.get("numberOfStudies"), f"{place}.sampleSize.numberOfStudies", line),
            "participants": self._count(
                size.get("numberOfParticipants"), f"{place}.sampleSize.numberOfParticipants", line
            ),
        }
        for index, attribute in enumerate(items(statistic.get("attributeEstimate"))):
            found |= self._attribute(attribute, f"{place}.attributeEstimate[{index}]", line)
        return Figures(**found)

    def _proportion(self, statistic: Mapping[str, Any], place: str, line: int | None) -> Figures:
        """Take a proportion as the rate of one arm; of several studies it may be pooled, and no counts of people."""
        size = obj(statistic.get("sampleSize"))
        known = next((key for key in ("knownDataCount", "numberOfParticipants") if size.get(key) is not None), None)
        events = next((key for key in ("numberAffected", "numberOfEvents") if key in statistic), "numberOfEvents")
        value = self._quantity(statistic.get("quantity"), f"{place}.quantity", line)
        arm = ArmFigures(
            side=Side.INTERVENTION,
            participants=self._count(size.get(known), f"{place}.sampleSize.{known}", line) if known else None,
            events=self._count(statistic.get(events), f"{place}.{events}", line),
            rate=percentage(value, obj(statistic.get("quantity"))),
        )
        studies = self._count(size.get("numberOfStudies"), f"{place}.sampleSize.numberOfStudies", line)
        return Figures(arms=(arm,), studies=studies, pooled=(studies or 1) > 1)

    def _attribute(self, attribute: Mapping[str, Any], place: str, line: int | None) -> dict[str, Any]:
        coded = codes(attribute.get("type"))
        if not INTERVALS.isdisjoint(coded):
            ends = obj(attribute.get("range"))
            level = self._quantity({"value": attribute.get("level")}, f"{place}.level", line)
            return {
                "lower": self._quantity(ends.get("low"), f"{place}.range.low", line),
                "upper": self._quantity(ends.get("high"), f"{place}.range.high", line),
                "level": percent(level),
            }
        field = next((_FIELDS[code] for code in coded if code in _FIELDS), None)
        if field is None:
            told = words(attribute.get("type")) or ", ".join(coded) or "no type"
            self.tell(Severity.INFO, line, f"{place}.type", f"{told}: not read")
            return {}
        value = self._quantity(attribute.get("quantity"), f"{place}.quantity", line)
        if field == "i_squared":
            value = percentage(value, obj(attribute.get("quantity")))
        return {field: value} if value is not None else {}

    def _quantity(self, quantity: Any, place: str, line: int | None) -> ReportedNumber | None:
        return self._read(printed, quantity, place, line)

    def _count(self, value: Any, place: str, line: int | None) -> int | None:
        return self._read(counted, value, place, line)

    def _read(self, read: Callable[[Any], T], value: Any, place: str, line: int | None) -> T | None:
        """Read what may be missing; tell where it cannot be read."""
        try:
            return read(value)
        except ValueError as error:
            self.tell(Severity.ERROR, line, place, str(error))
            return None
