# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The ways in which a number needed to treat comes about, and which of them give the one reported.

They are compared as differences of rates, 1/NNT, on which no effect is 0 and not infinity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ipt_kg import effects
from ipt_kg.audit.findings import is_standardised
from ipt_kg.model import ArmFigures, Figures, NntMethod, ReportedNumber, Side
from ipt_kg.rounding import Bounds, bounds, difference_bounds, image, nnt_bounds, number_words

_PLAUSIBLE: Final = Bounds(0.01, 0.99)
"""Control event rates that a study can be thought to have; a conversion that needs others is none."""


class Conversion(NamedTuple):
    """A way to come by a number needed to treat, whether it gives the one reported, and the working."""

    method: NntMethod
    name: str
    fits: bool
    working: str


class _Reported(NamedTuple):
    """The number and the value as printed, and the differences of rates that the number may stand for."""

    nnt: ReportedNumber
    value: ReportedNumber
    wanted: Bounds


def conversions(figures: Figures) -> Iterator[Conversion]:
    """Try all conversions for which the figures suffice, observed rates first."""
    if figures.nnt is None:
        return
    wanted = difference_bounds(nnt_bounds(figures.nnt)).size()
    rate, control = (_rate(figures.arm(side)) for side in (Side.INTERVENTION, Side.COMPARATOR))
    if rate is not None and control is not None:
        yield _observed(rate, control, wanted)
    if figures.value is not None:
        yield from _of_value(figures, _Reported(figures.nnt, figures.value, wanted), control)


def _of_value(figures: Figures, reported: _Reported, control: Bounds | None) -> Iterator[Conversion]:
    if is_standardised(figures):
        yield _kraemer_kupfer(reported)
        yield _furukawa_leucht(reported) if control is None else _furukawa_leucht_with(control, reported)
        yield _chinn(reported, control)
    elif figures.measure in _RATIOS:
        scale, value = _RATIOS[figures.measure], reported.value
        ratio = _Point(float(value.value), _above_zero(bounds(value)))
        yield _of_ratio(scale, ratio, reported) if control is None else _of_ratio_with(scale, ratio, control, reported)
    elif figures.measure == "risk-difference":
        found = bounds(reported.value).size()
        working = f"1 / {reported.value.digits} = {_nnt_words(found)}"
        yield Conversion(NntMethod.OBSERVED_COUNTS, "the risk difference", found.meets(reported.wanted), working)


def _rate(arm: ArmFigures | None) -> Bounds | None:
    """Give an arm's event rate, as a fraction."""
    if arm is None:
        return None
    if arm.events is not None and arm.participants:
        found = Bounds(arm.events / arm.participants, arm.events / arm.participants)
    elif arm.rate is not None:
        found = Bounds(*(end / 100 for end in bounds(arm.rate)))
    else:
        return None
    return found if found.low <= 1 and found.high >= 0 else None


def _observed(rate: Bounds, control: Bounds, wanted: Bounds) -> Conversion:
    found = image(lambda one, other: one - other, rate, control).size()
    working = f"1 / |{rate.words(3)} − {control.words(3)}| = {_nnt_words(found)}"
    return Conversion(NntMethod.OBSERVED_COUNTS, "the observed rates", found.meets(wanted), working)


def _kraemer_kupfer(reported: _Reported) -> Conversion:
    found = image(effects.kraemer_kupfer_difference, bounds(reported.value)).size()
    point = abs(effects.kraemer_kupfer(float(reported.value.value)))
    size = reported.value.digits.lstrip("-")
    working = f"1 / (2Φ({size}/√2) − 1) = {number_words(point)}; for all that rounds to {size}: {_nnt_words(found)}"
    name = "Kraemer and Kupfer's conversion"
    return Conversion(NntMethod.KRAEMER_KUPFER, name, found.meets(reported.wanted), working)


_FURUKAWA_LEUCHT: Final = "Furukawa and Leucht's conversion"


def _furukawa_leucht_with(control: Bounds, reported: _Reported) -> Conversion:
    """Convert with the control arm's rate, of an event that is wished for, or of one that is not: 1 − CER."""
    size = bounds(reported.value).size()
    ranges = [_rates_apart(size, rates) for rates in (control, Bounds(1 - control.high, 1 - control.low))]
    formula = f"1 / (Φ({number_words(size.high)} + Φ⁻¹(CER)) − CER) at CER {control.words(3)}"
    name = f"{_FURUKAWA_LEUCHT} with the rate of its own control arm"
    fits = any(found.meets(reported.wanted) for found in ranges)
    return Conversion(NntMethod.FURUKAWA_LEUCHT, name, fits, f"{formula} = {_nnt_words(ranges[0])}")


def _rates_apart(size: Bounds, control: Bounds) -> Bounds:
    """Give the differences of rates at some control rates: they rise to a peak at Φ(−d/2), and fall after it."""
    rates = [min(max(rate, 1e-12), 1 - 1e-12) for rate in control]
    ends = [effects.furukawa_leucht_difference(d, cer=rate) for d in size for rate in rates if math.isfinite(d)]
    peaks = [
        effects.greatest_difference(d) for d in size if math.isfinite(d) and control.holds(effects.rate_at_least_nnt(d))
    ]
    return Bounds(min(ends), max(ends + peaks)) if ends else Bounds(0.0, 1.0)


def _furukawa_leucht(reported: _Reported) -> Conversion:
    """Look for control event rates, which are not given, that a study may have and that give the number."""
    size = bounds(reported.value).size()
    apart = _rates_apart(size, _PLAUSIBLE)
    rates = _shown_rates(reported, [abs(float(reported.value.value)), size.high], effects.control_rates_of)
    least = number_words(effects.least_nnt(size.high))
    working = (
        f"1 / (Φ(d + Φ⁻¹(CER)) − CER) = {reported.nnt.digits} at CER {rates}"
        if rates
        else f"{least} or more at any CER"
    )
    name = f"{_FURUKAWA_LEUCHT} at a control event rate of {rates}, which is not given"
    return Conversion(NntMethod.FURUKAWA_LEUCHT, name, apart.meets(reported.wanted), working)


class _Ratio(NamedTuple):
    """A ratio of odds or risks: its name, the event rate it makes, and the control rates that an NNT needs."""

    name: str
    rate: Callable[..., float]
    control_rates: Callable[..., tuple[float, ...]]
    greatest: Callable[[float], float]


_RATIOS: Final = {
    "odds-ratio": _Ratio(
        "odds ratio",
        effects.rate_of_odds_ratio,
        effects.control_rates_of_odds_ratio,
        effects.greatest_difference_of_odds_ratio,
    ),
    "risk-ratio": _Ratio(
        "risk ratio",
        effects.rate_of_risk_ratio,
        lambda ratio, nnt: tuple(filter(None, [effects.control_rate_of_risk_ratio(ratio, nnt=nnt)])),
        lambda ratio: 1 - min(ratio, 1 / ratio),
    ),
}


class _Point(NamedTuple):
    """A ratio as it is, and all that it may stand for."""

    value: float
    range: Bounds


def _of_ratio_with(scale: _Ratio, ratio: _Point, control: Bounds, reported: _Reported) -> Conversion:
    """Convert with the control arm's own rate."""
    found = image(lambda each, cer: scale.rate(each, cer=cer) - cer, ratio.range, control).size()
    working = f"1 / |EER − CER| at CER {control.words(3)} = {_nnt_words(found)}"
    name = f"the {scale.name} with the rate of its own control arm"
    return Conversion(NntMethod.OBSERVED_COUNTS, name, found.meets(reported.wanted), working)


def _of_ratio(scale: _Ratio, ratio: _Point, reported: _Reported) -> Conversion:
    """Look for control event rates, which are not given, that a study may have and that give the number."""
    furthest = max(ratio.range, key=lambda each: abs(math.log(each)))
    nearest = 1.0 if ratio.range.holds(1.0) else min(ratio.range, key=lambda each: abs(math.log(each)))
    least = min(abs(scale.rate(nearest, cer=rate) - rate) for rate in _PLAUSIBLE)
    apart = Bounds(least, scale.greatest(furthest))
    rates = _shown_rates(reported, [ratio.value, furthest], scale.control_rates)
    shown = reported.nnt.digits
    working = f"1 / |EER − CER| = {shown} at CER {rates}" if rates else f"no CER gives {shown}"
    name = f"the {scale.name} at a control event rate of {rates}, which is not given"
    return Conversion(NntMethod.NOT_STATED, name, apart.meets(reported.wanted), working)


def _chinn(reported: _Reported, control: Bounds | None) -> Conversion:
    """Convert by way of an odds ratio, as if scores were logistic, of an event that is wished for or is not."""
    ratio = _Point(
        chinn_odds_ratio(float(reported.value.value)), image(chinn_odds_ratio, bounds(reported.value).size())
    )
    scale = _RATIOS["odds-ratio"]._replace(name=f"Chinn's odds ratio of {number_words(ratio.value, 3)}")
    if control is None:
        return _of_ratio(scale, ratio, reported)
    both = (control, Bounds(1 - control.high, 1 - control.low))
    tried = [_of_ratio_with(scale, ratio, rates, reported) for rates in both]
    return next((each for each in tried if each.fits), tried[0])._replace(method=NntMethod.NOT_STATED)


def chinn_odds_ratio(d: float) -> float:
    """Give the odds ratio of an effect, whatever its sign; beyond 50 standard deviations it is as good as infinite."""
    return effects.odds_ratio_of(min(abs(d), 50.0))


def _above_zero(value: Bounds) -> Bounds:
    return Bounds(max(value.low, 1e-9), max(value.high, 1e-9))


def _shown_rates(reported: _Reported, values: list[float], rates_of: Callable[..., tuple[float, ...]]) -> str:
    """Give the control rates for the number as printed; where it has none, for the largest that it may stand for."""
    largest = 1 / reported.wanted.low if reported.wanted.low > 0 else math.inf
    for nnt in (float(reported.nnt.value), largest):
        for value in values:
            if value > 0 and math.isfinite(nnt) and (rates := rates_of(value, nnt=nnt)):
                return " or ".join(dict.fromkeys(number_words(rate, 3) for rate in rates))
    return ""


def _nnt_words(differences: Bounds) -> str:
    """Give the numbers needed to treat that belong to differences of rates."""
    low, high = (effects.reciprocal(end) for end in (differences.high, differences.low))
    return Bounds(low, high).words()
