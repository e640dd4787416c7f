# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The figures of an estimate as statistics of Evidence, with the zeros, relations and limits that were printed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import structs

from ipt_kg import wording
from ipt_kg.export.fhir.elements import (
    Element,
    coded,
    concept,
    decimal,
    element,
    extension,
    extensions,
    is_decimal,
    parts,
    quantity,
)
from ipt_kg.fhir_codes import (
    BROADER,
    ESTIMATES,
    MEANS,
    NNT_EXTENSIONS,
    NUMBERS_NEEDED,
    PROPORTIONS,
    STATISTICS,
    codes_of,
)
from ipt_kg.model import (
    Arm,
    ConfidenceInterval,
    EffectEstimate,
    NntInterval,
    NumberNeededToTreat,
    ReportedNumber,
    Score,
)
from ipt_kg.wording import label

_PERCENT = "%"
_MOST_PERCENT = 100
_MOST_PEOPLE = 2_147_483_647
"""The largest whole number of FHIR."""


def statistics_of(estimate: EffectEstimate) -> list[Element]:
    """Give the effect, and the number needed to treat where there is one."""
    nnt = [_needed(estimate.nnt, estimate)] if estimate.nnt else []
    return [_effect(estimate), *nnt]


def _effect(estimate: EffectEstimate) -> Element:
    size = element(numberOfStudies=estimate.studies, numberOfParticipants=estimate.participants)
    return element(
        description=wording.effect_words(estimate),
        note=[{"text": estimate.analysis}] if estimate.analysis else [],
        statisticType=_measure(estimate.measure) if estimate.measure else None,
        quantity=quantity(estimate.value) if estimate.value is not None else None,
        sampleSize=size,
        attributeEstimate=list(_attributes(estimate)),
    )


def _measure(measure: str) -> Element:
    """Code a measure: STATO's code first where HL7 has only a broader one, and our own last."""
    theirs = codes_of(STATISTICS, measure) + codes_of(STATISTICS, BROADER.get(measure, ""))
    ours = concept(measure)
    return {"coding": [*coded(*theirs).get("coding", []), ours["coding"][0]], "text": ours["text"]}


def _attributes(estimate: EffectEstimate) -> Iterator[Element]:
    if estimate.interval:
        yield _interval(estimate.interval)
    within = estimate.heterogeneity
    numbers = {"p": estimate.p, "se": estimate.se}
    numbers |= {"i_squared": within.i_squared, "tau_squared": within.tau_squared, "q": within.q} if within else {}
    for name, number in numbers.items():
        if number is not None:
            yield _attribute(name, quantity(number, _PERCENT if name == "i_squared" else None))


def _attribute(name: str, number: Element) -> Element:
    return {"type": coded(*codes_of(ESTIMATES, name)[:1]), "quantity": number}


def _interval(interval: ConfidenceInterval) -> Element:
    basis = interval.computed_from
    computed = [extension("computed_from", "valueCode", basis)] if basis else []
    return element(
        extension=[*computed, *_unsaid(interval.level, interval.lower, interval.upper)],
        description=wording.interval_words(interval),
        note=[{"text": f"not printed in the source: {label(f'interval-basis/{basis}')}"}] if basis else [],
        type=coded(*codes_of(ESTIMATES, "interval")[:1]),
        level=_level(interval.level),
        range=_range(interval.lower, interval.upper),
    )


def _level(level: ReportedNumber) -> msgspec.Raw | None:
    """Give a level in percent as the fraction that FHIR has; None where it is none, or has a relation."""
    fraction = format(level.value.scaleb(-2), "f")
    is_plain = level == level.digits and 0 <= level.value <= _MOST_PERCENT and is_decimal(fraction)
    return decimal(fraction) if is_plain else None


def _range(lower: ReportedNumber, upper: ReportedNumber) -> Element | None:
    """Give two limits as a range; None where they are none: FHIR's has no relations, and the low end first."""
    is_range = all(each == each.digits and is_decimal(each) for each in (lower, upper)) and lower.value <= upper.value
    return {"low": quantity(lower), "high": quantity(upper)} if is_range else None


def _unsaid(level: ReportedNumber, *limits: ReportedNumber) -> Iterator[Element]:
    """Say by extensions what is no level and no range of FHIR."""
    if _level(level) is None:
        yield extension("level", "valueString", level)
    if limits and _range(*limits) is None:
        yield from (extension(name, "valueString", end) for name, end in zip(("lower", "upper"), limits, strict=True))


def _needed(nnt: NumberNeededToTreat, estimate: EffectEstimate) -> Element:
    """Give a number needed to treat, and how it came about."""
    return element(
        extension=extensions(nnt, NNT_EXTENSIONS),
        description=wording.nnt_words(nnt, estimate),
        note=[{"text": label(f"nnt-method/{nnt.method}")}],
        statisticType=coded(*NUMBERS_NEEDED, text=NUMBERS_NEEDED[0].display),
        quantity=quantity(nnt.value),
        attributeEstimate=[_needed_interval(nnt.interval)] if nnt.interval else [],
    )


def _needed_interval(interval: NntInterval) -> Element:
    """Give the limits with whom each favours; a range only where both favour the same side."""
    first, last = interval.limits
    limits = (
        parts("limit", [extension("value", "valueString", each.value), extension("favours", "valueCode", each.favours)])
        for each in interval.limits
    )
    return element(
        extension=[*limits, *_unsaid(interval.level)],
        description=wording.nnt_interval_words(interval),
        type=coded(*codes_of(ESTIMATES, "interval")[:1]),
        level=_level(interval.level),
        range=_range(first.value, last.value) if first.favours == last.favours else None,
    )


def arm_statistics(arm: Arm, estimate: EffectEstimate) -> list[Element]:
    """Give the counts of an arm by itself, and its scores."""
    counts = [_counts(arm, estimate)] if arm.rate or not arm.scores or _has_counts(arm) else []
    return [*counts, *map(_score, arm.scores)]


def _has_counts(arm: Arm) -> bool:
    return arm.events is not None or arm.participants is not None


def _counts(arm: Arm, estimate: EffectEstimate) -> Element:
    is_proportion = arm.rate is not None or arm.events is not None
    return element(
        description=wording.arm_words(structs.replace(arm, scores=()), estimate.comparison),
        statisticType=coded(*PROPORTIONS) if is_proportion else None,
        quantity=quantity(arm.rate, _PERCENT) if arm.rate else None,
        numberAffected=arm.events,
        sampleSize=element(numberOfParticipants=arm.participants),
    )


def _score(score: Score) -> Element:
    """Give a mean with its standard deviation; people who count by halves are told by an extension."""
    is_whole = score.n is not None and str(score.n).isdecimal() and int(score.n) <= _MOST_PEOPLE
    halves = [extension("n", "valueString", score.n)] if score.n and not is_whole else []
    return element(
        extension=[extension("at", "valueCode", score.at), *halves],
        description=wording.score_words(score),
        statisticType=coded(*MEANS),
        quantity=quantity(score.mean) if score.mean else None,
        sampleSize={"knownDataCount": int(score.n)} if score.n and is_whole else None,
        attributeEstimate=[_attribute("sd", quantity(score.sd))] if score.sd else [],
    )
