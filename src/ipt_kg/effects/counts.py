# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Counts of events in two arms, and ratios with a control event rate, as differences and numbers needed to treat."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from ipt_kg.effects.intervals import interval_of, z_of_level
from ipt_kg.effects.normal import p_of
from ipt_kg.effects.smd import reciprocal

_SLACK: Final = 1e-7
"""By how much a count of people may miss a whole one: what floating point loses on a hundred million."""


class Difference(NamedTuple):
    """A difference of two rates, with Newcombe's interval and Wald's."""

    difference: float
    lower: float
    upper: float
    wald_lower: float
    wald_upper: float


class Ratio(NamedTuple):
    """A ratio with its interval, and the standard error of its logarithm."""

    value: float
    lower: float
    upper: float
    se_log: float


def risk_difference(events: int, n: int, control_events: int, control_n: int, *, level: float = 0.95) -> Difference:
    """Give the difference of two observed rates.

    Its interval joins the two Wilson intervals (Newcombe 1998, Statistics in Medicine 17:873, method 10).

    Raises:
        ValueError: an arm has no people, or more events than people.

    >>> round(1 / risk_difference(54, 93, 40, 92).difference, 3)
    6.856
    """
    rate, low, high = _wilson(events, n, level)
    control_rate, control_low, control_high = _wilson(control_events, control_n, level)
    difference = rate - control_rate
    wald = z_of_level(level) * math.sqrt(rate * (1 - rate) / n + control_rate * (1 - control_rate) / control_n)
    return Difference(
        difference,
        difference - math.hypot(rate - low, control_high - control_rate),
        difference + math.hypot(high - rate, control_rate - control_low),
        difference - wald,
        difference + wald,
    )


def _wilson(events: int, n: int, level: float) -> tuple[float, float, float]:
    """Give a rate with Wilson's interval."""
    if n <= 0 or not 0 <= events <= n:
        raise ValueError(f"{events} events among {n} people cannot be")
    z, rate = z_of_level(level), events / n
    middle = rate + z * z / (2 * n)
    reach = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return rate, (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


def risk_ratio(events: int, n: int, control_events: int, control_n: int, *, level: float = 0.95) -> Ratio:
    """Give the ratio of two rates; SE of its logarithm is √(1/a − 1/n₁ + 1/c − 1/n₂).

    Raises:
        ZeroDivisionError: an arm has no people or no events.
    """
    ratio = events / n / (control_events / control_n)
    se = math.sqrt(1 / events - 1 / n + 1 / control_events - 1 / control_n)
    return Ratio(ratio, *interval_of(ratio, se, level=level, ratio=True), se)


def odds_ratio(events: int, n: int, control_events: int, control_n: int, *, level: float = 0.95) -> Ratio:
    """Give the ratio of two odds; SE of its logarithm is √(1/a + 1/b + 1/c + 1/d).

    Raises:
        ZeroDivisionError: a cell of the table is 0.
    """
    others, control_others = n - events, control_n - control_events
    ratio = events * control_others / (others * control_events)
    se = math.sqrt(1 / events + 1 / others + 1 / control_events + 1 / control_others)
    return Ratio(ratio, *interval_of(ratio, se, level=level, ratio=True), se)


def chi_squared_p(events: int, n: int, control_events: int, control_n: int, *, corrected: bool = False) -> float:
    """Give the p-value of Pearson's χ² test of two rates, or of Yates's with its correction for continuity.

    Sources: Pearson 1900; Yates 1934, Supplement to the Journal of the Royal Statistical Society 1:217.

    Raises:
        ZeroDivisionError: an arm, or one of the two outcomes, has nobody.

    >>> round(chi_squared_p(60, 100, 40, 100), 5), round(chi_squared_p(60, 100, 40, 100, corrected=True), 5)
    (0.00468, 0.00721)
    """
    people, happened = n + control_n, events + control_events
    apart = max(abs(events * control_n - control_events * n) - (people / 2 if corrected else 0), 0)
    return p_of(apart * math.sqrt(people / (n * control_n * happened * (people - happened))))


def fisher_p(events: int, n: int, control_events: int, control_n: int) -> float:
    """Give the two-sided p-value of Fisher's exact test: of all tables with these margins, those no likelier than this.

    Source: Fisher 1922, Journal of the Royal Statistical Society 85:87.

    >>> round(fisher_p(1, 20, 6, 25), 4)
    0.1117
    """
    happened = events + control_events
    tables = range(max(0, happened - control_n), min(n, happened) + 1)
    logs = [_log_choose(n, count) + _log_choose(control_n, happened - count) for count in tables]
    this, whole = logs[events - tables.start], _log_choose(n + control_n, happened)
    return min(math.fsum(math.exp(each - whole) for each in logs if each <= this + _SLACK), 1.0)


def _log_choose(n: int, count: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(count + 1) - math.lgamma(n - count + 1)


def nnt_interval(lower: float, upper: float) -> tuple[float, float]:
    """Give the NNT limits that belong to those of a rate difference; negative ones are NNTH.

    Where the two differ in sign, the interval goes through infinity (Altman 1998, doi:10.1136/bmj.317.7168.1309).

    >>> nnt_interval(-0.05, 0.10)
    (-20.0, 10.0)
    """
    return reciprocal(lower), reciprocal(upper)


def rate_of_risk_ratio(risk_ratio: float, *, cer: float) -> float:
    """Give the event rate RR × CER. Source: Cochrane Handbook 15.4.4."""
    return risk_ratio * cer


def rate_of_odds_ratio(odds_ratio: float, *, cer: float) -> float:
    """Give the event rate OR × CER / (1 − CER + OR × CER). Source: Cochrane Handbook 15.4.4."""
    return odds_ratio * cer / (1 - cer + odds_ratio * cer)


def nnt_of_risk_ratio(risk_ratio: float, *, cer: float) -> float:
    """Give 1 / |EER − CER| with EER = RR × CER; which side it favours is the event's to say.

    >>> round(nnt_of_risk_ratio(0.84, cer=0.5), 6)
    12.5
    """
    return reciprocal(abs(rate_of_risk_ratio(risk_ratio, cer=cer) - cer))


def nnt_of_odds_ratio(odds_ratio: float, *, cer: float) -> float:
    """Give 1 / |EER − CER| with EER from the odds ratio."""
    return reciprocal(abs(rate_of_odds_ratio(odds_ratio, cer=cer) - cer))


def control_rate_of_risk_ratio(risk_ratio: float, *, nnt: float) -> float | None:
    """Give the control event rate at which a risk ratio has this NNT, 1 / (NNT |1 − RR|); None where none has."""
    rate = reciprocal(abs(nnt * (1 - risk_ratio)))
    return rate if 0 < rate <= min(1, 1 / risk_ratio) else None


def control_rates_of_odds_ratio(odds_ratio: float, *, nnt: float) -> tuple[float, ...]:
    """Give the control event rates at which an odds ratio has this NNT: none, one or two, the lower first.

    They solve k c² − (k + k/NNT) c + 1/NNT = 0 with k = 1 − OR, for OR below 1; above it, the arms change places.

    >>> [round(rate, 3) for rate in control_rates_of_odds_ratio(0.37, nnt=7.63)]
    [0.231, 0.9]
    """
    if odds_ratio == 1:
        return ()
    if odds_ratio > 1:
        rates = control_rates_of_odds_ratio(1 / odds_ratio, nnt=nnt)
        return tuple(sorted(rate_of_odds_ratio(1 / odds_ratio, cer=rate) for rate in rates))
    if not nnt:
        return ()
    k, difference = 1 - odds_ratio, abs(1 / nnt)
    half = (k + k * difference) / (2 * k)
    under = half * half - difference / k
    if under < 0:
        return ()
    roots = (half - math.sqrt(under), half + math.sqrt(under))
    return tuple(root for root in dict.fromkeys(roots) if 0 < root < 1)


def greatest_difference_of_odds_ratio(odds_ratio: float) -> float:
    """Give the greatest difference of rates that any control event rate makes: tanh(|ln OR| / 4).

    Source: it is where the two rates are 1/(1 + √OR) and √OR/(1 + √OR), as far from a half as each other.

    >>> round(greatest_difference_of_odds_ratio(0.37), 4)
    0.2436
    """
    return math.tanh(abs(math.log(odds_ratio)) / 4)


def nnt_of_hazard_ratio(hazard_ratio: float, *, survival: float) -> float:
    """Give the NNT at a time at which a share `survival` of control is without the event: 1 / (S^HR − S).

    Source: Altman & Andersen 1999, BMJ 319:1492.
    """
    return reciprocal(survival**hazard_ratio - survival)


def has_count(percentage: float, n: int, *, half_unit: float) -> bool:
    """Tell whether some whole count of `n` people rounds to a percentage (GRIM).

    Source: Brown & Heathers 2017, Social Psychological and Personality Science 8:363.

    >>> has_count(39, 23, half_unit=0.5), has_count(40, 11, half_unit=0.5)
    (True, False)
    """
    low, high = ((percentage + side * half_unit) * n / 100 for side in (-1, 1))
    return max(math.ceil(low - _SLACK), 0) <= min(math.floor(high + _SLACK), n)
