# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The statistics of FHIR Evidence as the data of an estimate, of its number needed to treat and of its arms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipt_kg.fhir_codes import (
    ATTRIBUTES,
    INTERVALS,
    MEASURES,
    NNT_EXTENSIONS,
    NUMBERS_NEEDED,
    OURS,
    PROPORTION,
)
from ipt_kg.importers.fhir_citations import Data, known
from ipt_kg.importers.fhir_concepts import concept_of
from ipt_kg.importers.fhir_json import (
    codes,
    counted,
    extension,
    extensions,
    items,
    obj,
    percent,
    percentage,
    printed,
    words,
)
from ipt_kg.model import Measure, ReportedNumber
from ipt_kg.namespaces import CONCEPT

_WITHIN = ("i_squared", "tau_squared", "q")
_LIMIT = f"{OURS}limit"

Left = list[tuple[str, str]]
"""What no field is for: the element's path below the statistic, and its words."""


def is_needed(statistic: Mapping[str, Any]) -> bool:
    """Tell a number needed to treat."""
    return NUMBERS_NEEDED[0].bare in codes(statistic.get("statisticType"))


def is_proportion(statistic: Mapping[str, Any]) -> bool:
    """Tell a proportion, which is of one group."""
    return PROPORTION in codes(statistic.get("statisticType"))


def measure_of(statistic: Mapping[str, Any]) -> str | None:
    """Give the measure of a statistic by our own code, or the first of others that is known; None without one."""
    kind = obj(statistic.get("statisticType"))
    ours = [each for each in items(kind.get("coding")) if each.get("system") == CONCEPT]
    found = (MEASURES[code] for code in codes(kind) if code in MEASURES)
    return concept_of({"coding": ours}, Measure.schemes) or next(found, None)


def effect_of(statistic: Mapping[str, Any]) -> tuple[Data, Left]:
    """Give the figures of an effect of ours, and what no field is for.

    Raises:
        ValueError: a number cannot be read.
    """
    told: Data = {
        "measure": measure_of(statistic),
        "value": printed(statistic.get("quantity")),
        **_counts(statistic),
    }
    left: Left = []
    for attribute in items(statistic.get("attributeEstimate")):
        found = _attribute(attribute)
        if found is None:
            left.append(("attributeEstimate", _figures(attribute)))
        else:
            told |= found
    within = {name: told.pop(name) for name in _WITHIN if name in told}
    return known(told | {"heterogeneity": within}), left


def stated_of(statistic: Mapping[str, Any]) -> tuple[Data, Left]:
    """Give the counts of an effect or a number needed to treat of others, and its figures in words alone.

    An effect is read with the side for which values above no effect speak, which FHIR does not say.

    Raises:
        ValueError: its number, or a count, cannot be read.
    """
    left: Left = [("statisticType", _named(statistic.get("statisticType")))]
    if printed(statistic.get("quantity")) is not None:
        left.append(("quantity", _quantity(statistic.get("quantity"))))
    left += [("attributeEstimate", _figures(each)) for each in items(statistic.get("attributeEstimate"))]
    return known(_counts(statistic)), left


def _counts(statistic: Mapping[str, Any]) -> Data:
    size = obj(statistic.get("sampleSize"))
    return {
        "studies": counted(size.get("numberOfStudies")),
        "participants": counted(size.get("numberOfParticipants")),
    }


def _attribute(attribute: Mapping[str, Any]) -> Data | None:
    """Give the field that an attribute is, with its value; None where it is none of ours."""
    found = codes(attribute.get("type"))
    if not INTERVALS.isdisjoint(found):
        interval = _interval(attribute)
        return {"interval": interval} if {"lower", "upper", "level"} <= interval.keys() else None
    field = next((ATTRIBUTES[code] for code in found if code in ATTRIBUTES), None)
    if field not in ("p", "se", *_WITHIN):
        return None
    number = printed(attribute.get("quantity"))
    if field == "i_squared":
        number = percentage(number, obj(attribute.get("quantity")))
    return {field: number} if number is not None else None


def _interval(attribute: Mapping[str, Any]) -> Data:
    ends = obj(attribute.get("range"))
    return known(
        {
            "lower": extension(attribute, "lower", "valueString") or printed(ends.get("low")),
            "upper": extension(attribute, "upper", "valueString") or printed(ends.get("high")),
            "level": _level(attribute),
            "computed_from": extension(attribute, "computed_from", "valueCode"),
        }
    )


def _level(attribute: Mapping[str, Any]) -> str | ReportedNumber | None:
    told: str | None = extension(attribute, "level", "valueString")
    return told or percent(printed({"value": attribute.get("level")}))


def needed_of(statistic: Mapping[str, Any]) -> tuple[Data, Left]:
    """Give a number needed to treat of ours; of an interval that does not say whom its limits favour, only the words.

    Raises:
        ValueError: a number cannot be read.
    """
    told: Data = {"method": "not-stated", **extensions(statistic, NNT_EXTENSIONS)}
    told["value"] = printed(statistic.get("quantity"))
    left: Left = []
    for attribute in items(statistic.get("attributeEstimate")):
        limits = [_limit(each) for each in items(attribute.get("extension")) if each.get("url") == _LIMIT]
        if limits:
            told["interval"] = {"limits": limits, "level": _level(attribute)}
        else:
            left.append(("attributeEstimate", _figures(attribute)))
    return known(told), left


def _limit(told: Mapping[str, Any]) -> Data:
    return {"value": extension(told, "value", "valueString"), "favours": extension(told, "favours", "valueCode")}


def arm_of(statistics: list[dict[str, Any]]) -> Data:
    """Give the figures of one arm of ours: its counts, and its scores.

    Raises:
        ValueError: a number cannot be read.
    """
    told: Data = {"scores": [_score(each) for each in statistics if _time(each)]}
    for each in statistics:
        if not _time(each):
            told["rate"] = printed(each.get("quantity"))
            told["events"] = counted(each.get("numberAffected"))
            told["participants"] = counted(obj(each.get("sampleSize")).get("numberOfParticipants"))
    return known(told)


def _time(statistic: Mapping[str, Any]) -> str | None:
    told: str | None = extension(statistic, "at", "valueCode")
    return told


def _score(statistic: Mapping[str, Any]) -> Data:
    deviations = (each.get("quantity") for each in items(statistic.get("attributeEstimate")))
    size = obj(statistic.get("sampleSize")).get("knownDataCount")
    return known(
        {
            "at": _time(statistic),
            "n": extension(statistic, "n", "valueString") or (str(size) if size is not None else None),
            "mean": printed(statistic.get("quantity")),
            "sd": next((printed(each) for each in deviations), None),
        }
    )


def described(judged: Mapping[str, Any]) -> str:
    """Say in words how certain something is judged: by its own description, or by its parts."""
    parts = (words(judged.get(each)) for each in ("type", "rating"))
    return str(judged.get("description") or ": ".join(filter(None, parts)) or "not described")


def _figures(attribute: Mapping[str, Any]) -> str:
    """Say all that an attribute says, its numbers as they are written."""
    ends = obj(attribute.get("range"))
    between = " to ".join(filter(None, (_quantity(ends.get("low")), _quantity(ends.get("high")))))
    level = f"level {attribute['level']}" if attribute.get("level") is not None else ""
    description = str(attribute.get("description") or "")
    told = (_named(attribute.get("type")), description, _quantity(attribute.get("quantity")), between, level)
    return ": ".join(filter(None, told))


def _named(concept: Any) -> str:
    """Give what a type is called, or else its codes."""
    return words(concept) or ", ".join(filter(None, codes(concept))) or "not described"


def _quantity(quantity: Any) -> str:
    """Write a Quantity as it stands, with relation and unit."""
    told = obj(quantity)
    if told.get("value") is None:
        return ""
    unit = told.get("unit") or told.get("code")
    return f"{told.get('comparator') or ''}{told['value']}" + (f" {unit}" if unit else "")
