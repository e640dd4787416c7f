# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR resources in JSON, and what is read of each element: a file is a resource, a Bundle, or one a line.

Numbers stay the text that the file has, so that `0.90` is not `0.9`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, NoReturn

from ipt_kg.fhir_codes import COMPARATORS, OURS
from ipt_kg.importers.numbers import count, number
from ipt_kg.model import ReportedNumber
from ipt_kg.texts import lines_of

_RELATIONS = {theirs: ours for ours, theirs in COMPARATORS.items()}


class Printed(str):
    """A number as the file has it, with its zeros."""

    __slots__ = ()


class Resource(NamedTuple):
    """A resource, its path, the line of the file where it has one, and the address by which a Bundle knows it."""

    path: str
    line: int | None
    data: Mapping[str, Any]
    address: str | None = None


class Fault(NamedTuple):
    """A part of the file that is no resource."""

    line: int | None
    message: str


def is_fhir(text: str) -> bool:
    """Tell FHIR by its resourceType."""
    return '"resourceType"' in text[:100_000]


def resources(text: str) -> Iterator[Resource | Fault]:
    """Give every resource of a file; a Bundle is opened."""
    documents: list[tuple[int | None, str]] = [(None, text)]
    if "\n{" in text.strip() and text.lstrip().startswith("{") and _parsed(text) is None:
        documents = [(position, line) for position, line in enumerate(lines_of(text), 1) if line.strip()]
    for line, document in documents:
        data = _parsed(document)
        if not isinstance(data, dict):
            yield Fault(line, "not JSON with one FHIR resource")
        elif data.get("resourceType") == "Bundle":
            yield from _opened(data, line)
        else:
            yield Resource(str(data.get("resourceType")), line, data)


def _opened(bundle: Mapping[str, Any], line: int | None) -> Iterator[Resource]:
    for index, entry in enumerate(items(bundle.get("entry"))):
        resource = entry.get("resource")
        if isinstance(resource, dict):
            address = entry.get("fullUrl")
            yield Resource(f"Bundle.entry[{index}].resource", line, resource, str(address) if address else None)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Printed, parse_int=Printed, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def obj(value: Any) -> Mapping[str, Any]:
    """Give an object; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[dict[str, Any]]:
    """Give the objects of a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def codes(concept: Any) -> list[str]:
    """Give the codes of a CodeableConcept, without STATO's prefix."""
    return [
        str(coding.get("code", "")).removeprefix("STATO:").removeprefix("STATO_")
        for coding in items(obj(concept).get("coding"))
    ]


def words(concept: Any) -> str:
    """Give what a CodeableConcept is called."""
    shown = [str(coding["display"]) for coding in items(obj(concept).get("coding")) if coding.get("display")]
    return str(obj(concept).get("text") or next(iter(shown), ""))


def extension(element: Any, field: str, kind: str) -> Any:
    """Give the value of an extension of ours by the field it is for; None where there is none."""
    url = OURS + field.replace("_", "-")
    return next((each.get(kind) for each in items(obj(element).get("extension")) if each.get("url") == url), None)


def extension_parts(element: Any, field: str) -> Mapping[str, Any] | None:
    """Give an extension of ours that has several; None where there is none."""
    url = OURS + field.replace("_", "-")
    return next((each for each in items(obj(element).get("extension")) if each.get("url") == url), None)


def extensions(element: Any, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Give the fields of a table that an element has as extensions of ours.

    Raises:
        ValueError: a count is none.
    """
    found = {name: extension(element, name, kind) for name, kind in kinds.items()}
    counts = {name for name, kind in kinds.items() if kind == "valueUnsignedInt"}
    return {name: counted(value) if name in counts else value for name, value in found.items() if value is not None}


def counted(value: Any) -> int | None:
    """Read a count that may be missing.

    Raises:
        ValueError: it is none.
    """
    return None if value is None else count(str(value))


def printed(quantity: Any) -> ReportedNumber | None:
    """Read a Quantity that may be missing: its number with its relation, or as ours says that it was printed.

    Raises:
        ValueError: no number, or a relation that a printed number has not.

    >>> printed({"value": Printed("0.00100"), "comparator": "<"})
    '<0.00100'
    """
    told = extension(quantity, "printed", "valueString")
    if told is not None:
        return ReportedNumber.parse(told)
    value, relation = obj(quantity).get("value"), obj(quantity).get("comparator")
    if value is None:
        return None
    if relation is not None and str(relation) not in _RELATIONS:
        raise ValueError(f"the comparator {relation!r} is no relation of a printed number")
    return ReportedNumber((_RELATIONS[relation] if relation else "") + number(str(value)))


def percent(level: ReportedNumber | None) -> ReportedNumber | None:
    """Turn a level of 0.95 to 95; one above 1 is in percent already."""
    if level is None or level.value > 1:
        return level
    return _hundredfold(level)


def percentage(value: ReportedNumber | None, quantity: Mapping[str, Any]) -> ReportedNumber | None:
    """Turn a fraction to percent, with its decimals; one whose unit is percent, or that is above 1, is one already."""
    if value is None or value.value > 1 or "%" in (quantity.get("unit"), quantity.get("code")):
        return value
    return _hundredfold(value)


def _hundredfold(number: ReportedNumber) -> ReportedNumber:
    """Move the point by two digits; none is lost, and no relation.

    >>> _hundredfold(ReportedNumber("<0.950"))
    '<95.0'
    """
    relation = number.removesuffix(number.digits)
    return ReportedNumber(relation + format(Decimal(f"{number.digits}E2"), "f"))
