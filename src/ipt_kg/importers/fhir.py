# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR R5 Evidence as JSON: a resource, a Bundle of them, or one a line.

Codes are those of HL7's statistic-type and attribute-estimate-type (HL7 Terminology 7.0.1), which take over ids of NCI
and STATO, and STATO's own beside them. A resource of R6 is read as far as its elements are those of R5. A level is a
fraction in FHIR and is turned to percent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers.draft import Draft, Drafts
from ipt_kg.importers.numbers import count, number
from ipt_kg.model import ArmFigures, Figures, Measure, ReportedNumber, Side

T = TypeVar("T")

MEASURES: Final[Mapping[str, str]] = {
    "0000100": "standardised-mean-difference",
    "0000457": "mean-difference",
    "0000424": "risk-difference",
    "0000319": "hedges-g",
    "0000618": "cohens-d",
    "C16932": "odds-ratio",
    "0000182": "odds-ratio",
    "C93152": "risk-ratio",
    "0000245": "risk-ratio",
    "C93150": "hazard-ratio",
    "0000677": "hazard-ratio",
}
PROPORTION: Final = "C44256"
INTERVALS: Final = frozenset({"C53324", "0000196"})
ATTRIBUTES: Final[Mapping[str, str]] = {
    "C44185": "p",
    "0000700": "p",
    "0000037": "se",
    "C48918": "variance",
    "0000419": "q",
    "0000420": "i_squared",
    "0000421": "tau_squared",
}


class _Decimal(Decimal):
    """A number as the file has it, with its zeros."""


def is_fhir(text: str) -> bool:
    """Tell Evidence, and Bundles, by their resourceType."""
    return '"resourceType"' in text[:100_000]


def read(text: str, file: str, *, most_rows: int) -> Drafts:
    """Read every statistic of every Evidence."""
    reader = _Reader(file)
    for path, line, resource in _resources(text, reader):
        if reader.rows >= most_rows:
            reader.tell(Severity.ERROR, line, path, f"the file has more than {most_rows} statistics: audit it in parts")
            break
        reader.evidence(resource, path, line)
    return Drafts(tuple(reader.drafts), tuple(reader.diagnostics), reader.rows)


def _resources(text: str, reader: _Reader) -> Iterator[tuple[str, int | None, Mapping[str, Any]]]:
    """Give each Evidence with its path and line."""
    documents: list[tuple[int | None, str]] = [(None, text)]
    if "\n{" in text.strip() and text.lstrip().startswith("{") and _parsed(text) is None:
        documents = [(position, line) for position, line in enumerate(text.splitlines(), 1) if line.strip()]
    for line, document in documents:
        data = _parsed(document)
        if not isinstance(data, dict):
            reader.tell(Severity.ERROR, line, "", "not JSON with one FHIR resource")
            continue
        yield from ((path, line, resource) for path, resource in _evidence(data, str(data.get("resourceType"))))


def _parsed(text: str) -> Any:
    try:
        return msgspec.json.Decoder(float_hook=_Decimal).decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _evidence(data: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if kind == "Evidence":
        yield "Evidence", data
    for index, entry in enumerate(_list(data.get("entry")) if kind == "Bundle" else ()):
        resource = entry.get("resource")
        if isinstance(resource, dict) and resource.get("resourceType") == "Evidence":
            yield f"Bundle.entry[{index}].resource", resource


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
        for index, statistic in enumerate(_list(resource.get("statistic"))):
            self.rows += 1
            place = f"{path}.statistic[{index}]"
            figures = self._figures(statistic, place, line)
            told = str(statistic.get("description") or _text(statistic.get("statisticType")) or name)
            self.drafts.append(Draft(f"{name}: {told}"[:200], self.file, line, place, (), figures))

    def _figures(self, statistic: Mapping[str, Any], place: str, line: int | None) -> Figures:
        codes = _codes(statistic.get("statisticType"))
        if PROPORTION in codes:
            return self._proportion(statistic, place, line)
        measure = next((MEASURES[code] for code in codes if code in MEASURES), None)
        if measure is None:
            known = _text(statistic.get("statisticType")) or ", ".join(codes) or "no type"
            self.tell(Severity.INFO, line, f"{place}.statisticType", f"{known}: not a measure that is audited by scale")
        size = _object(statistic.get("sampleSize"))
        found: dict[str, Any] = {
            "measure": Measure(measure) if measure else None,
            "value": self._quantity(statistic.get("quantity"), f"{place}.quantity", line),
            "studies": self._count(size.get("numberOfStudies"), f"{place}.sampleSize.numberOfStudies", line),
            "participants": self._count(
                size.get("numberOfParticipants"), f"{place}.sampleSize.numberOfParticipants", line
            ),
        }
        for index, attribute in enumerate(_list(statistic.get("attributeEstimate"))):
            found |= self._attribute(attribute, f"{place}.attributeEstimate[{index}]", line)
        return Figures(**found)

    def _proportion(self, statistic: Mapping[str, Any], place: str, line: int | None) -> Figures:
        """Take a proportion as the rate of one arm; of several studies it may be pooled, and no counts of people."""
        size = _object(statistic.get("sampleSize"))
        known = next((key for key in ("knownDataCount", "numberOfParticipants") if size.get(key) is not None), None)
        value = self._quantity(statistic.get("quantity"), f"{place}.quantity", line)
        arm = ArmFigures(
            side=Side.INTERVENTION,
            participants=self._count(size.get(known), f"{place}.sampleSize.{known}", line) if known else None,
            events=self._count(statistic.get("numberOfEvents"), f"{place}.numberOfEvents", line),
            rate=_percentage(value, _object(statistic.get("quantity"))),
        )
        studies = self._count(size.get("numberOfStudies"), f"{place}.sampleSize.numberOfStudies", line)
        return Figures(arms=(arm,), studies=studies, pooled=(studies or 1) > 1)

    def _attribute(self, attribute: Mapping[str, Any], place: str, line: int | None) -> dict[str, Any]:
        codes = _codes(attribute.get("type"))
        if not INTERVALS.isdisjoint(codes):
            ends = _object(attribute.get("range"))
            level = self._quantity({"value": attribute.get("level")}, f"{place}.level", line)
            return {
                "lower": self._quantity(ends.get("low"), f"{place}.range.low", line),
                "upper": self._quantity(ends.get("high"), f"{place}.range.high", line),
                "level": _percent(level),
            }
        field = next((ATTRIBUTES[code] for code in codes if code in ATTRIBUTES), None)
        if field is None:
            told = _text(attribute.get("type")) or ", ".join(codes) or "no type"
            self.tell(Severity.INFO, line, f"{place}.type", f"{told}: not read")
            return {}
        value = self._quantity(attribute.get("quantity"), f"{place}.quantity", line)
        if field == "i_squared":
            value = _percentage(value, _object(attribute.get("quantity")))
        return {field: value} if value is not None else {}

    def _quantity(self, quantity: Any, place: str, line: int | None) -> ReportedNumber | None:
        return self._read(number, _object(quantity).get("value"), place, line)

    def _count(self, value: Any, place: str, line: int | None) -> int | None:
        return self._read(count, value, place, line)

    def _read(self, read: Callable[[str], T], value: Any, place: str, line: int | None) -> T | None:
        """Read what may be missing; tell where it cannot be read."""
        if value is None:
            return None
        try:
            return read(str(value))
        except ValueError as error:
            self.tell(Severity.ERROR, line, place, str(error))
            return None


def _percent(level: ReportedNumber | None) -> ReportedNumber | None:
    """Turn a level of 0.95 to 95; one above 1 is in percent already."""
    if level is None or level.value > 1:
        return level
    return ReportedNumber(format((level.value * 100).normalize(), "f"))


def _percentage(value: ReportedNumber | None, quantity: Mapping[str, Any]) -> ReportedNumber | None:
    """Turn a fraction to percent, with its decimals; one whose unit is percent, or that is above 1, is one already."""
    if value is None or value.value > 1 or "%" in (quantity.get("unit"), quantity.get("code")):
        return value
    return ReportedNumber(format(value.value.scaleb(2), "f"))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _codes(concept: Any) -> list[str]:
    codings = _list(concept.get("coding")) if isinstance(concept, dict) else []
    return [str(coding.get("code", "")).removeprefix("STATO:").removeprefix("STATO_") for coding in codings]


def _text(concept: Any) -> str:
    if not isinstance(concept, dict):
        return ""
    shown = [str(coding["display"]) for coding in _list(concept.get("coding")) if coding.get("display")]
    return str(concept.get("text") or next(iter(shown), ""))
