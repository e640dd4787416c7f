# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A standardised mean difference, d or g, as a number needed to treat, and other ways to say it.

Positive d and NNT speak for the intervention, negative ones for the comparator (NNTH). The distributions of
the two groups are taken to be normal with equal variance.
"""

from __future__ import annotations

import math

from ipt_kg.effects.normal import phi, phi_inverse

_ROOT2 = math.sqrt(2)


def reciprocal(difference: float) -> float:
    """Turn a difference of rates into an NNT, and back; no difference is an NNT of infinity."""
    return 1 / difference if difference else math.inf


def kraemer_kupfer_difference(d: float) -> float:
    """Give the success rate difference 2Φ(d/√2) − 1: P(treated does better) − P(control does better).

    Source: Kraemer & Kupfer 2006, Biological Psychiatry 59:990.
    """
    return math.erf(d / 2)


def kraemer_kupfer(d: float) -> float:
    """Give the NNT of an effect as 1 / (2Φ(d/√2) − 1).

    Source: Kraemer & Kupfer 2006, Biological Psychiatry 59:990.

    >>> round(kraemer_kupfer(0.63), 3), round(kraemer_kupfer(-0.19), 3)
    (2.907, -9.357)
    """
    return reciprocal(kraemer_kupfer_difference(d))


def d_of_kraemer_kupfer(nnt: float) -> float:
    """Give the d of which Kraemer and Kupfer's NNT is this one: √2 Φ⁻¹((1/NNT + 1) / 2).

    Raises:
        ValueError: the NNT lies within −1 and 1.

    >>> round(d_of_kraemer_kupfer(2.91), 4)
    0.6293
    """
    return _ROOT2 * phi_inverse((1 / nnt + 1) / 2)


def experimental_rate(d: float, *, cer: float) -> float:
    """Give the event rate under the intervention, Φ(d + Φ⁻¹(CER)), where that under control is `cer`.

    Source: Furukawa & Leucht 2011, PLoS ONE 6:e19070.

    Raises:
        ValueError: the rate does not lie between 0 and 1.
    """
    return phi(d + phi_inverse(cer))


def furukawa_leucht_difference(d: float, *, cer: float) -> float:
    """Give the difference of the two rates, EER − CER."""
    return experimental_rate(d, cer=cer) - cer


def furukawa_leucht(d: float, *, cer: float) -> float:
    """Give the NNT of an effect for an event with this rate under control: 1 / (Φ(d + Φ⁻¹(CER)) − CER).

    Source: Furukawa & Leucht 2011, PLoS ONE 6:e19070.

    >>> round(furukawa_leucht(0.70, cer=0.19), 3)
    4.177
    """
    return reciprocal(furukawa_leucht_difference(d, cer=cer))


def greatest_difference(d: float) -> float:
    """Give the greatest difference of rates that any threshold can make: 2Φ(|d|/2) − 1."""
    return math.erf(abs(d) / 2 / _ROOT2)


def least_nnt(d: float) -> float:
    """Give the least NNT that an event above any threshold can have: 1 / (2Φ(|d|/2) − 1).

    Source: Φ(d + x) − Φ(x) is greatest at x = −d/2.

    >>> round(least_nnt(0.63), 3)
    4.045
    """
    return reciprocal(greatest_difference(d))


def rate_at_least_nnt(d: float) -> float:
    """Give the control event rate at which the NNT is least: Φ(−d/2)."""
    return phi(-d / 2)


def control_rates_of(d: float, *, nnt: float) -> tuple[float, ...]:
    """Give the control event rates at which Furukawa and Leucht's NNT is this one: none, one or two.

    The difference of rates rises to its greatest at Φ(−d/2) and falls on either side, so that each side is
    searched by bisection. No rate makes an NNT of 0.

    >>> [round(rate, 3) for rate in control_rates_of(0.70, nnt=4.18)]
    [0.19, 0.571]
    """
    if not d or not nnt or (difference := abs(1 / nnt)) > greatest_difference(d):
        return ()
    size = abs(d)
    peak = -size / 2
    ends = (_bisect(size, difference, peak - 40, peak), _bisect(size, difference, peak + 40, peak))
    return tuple(dict.fromkeys(phi(x) if d > 0 else phi(x + size) for x in ends))


def _bisect(d: float, difference: float, below: float, above: float) -> float:
    """Find x with Φ(d + x) − Φ(x) = difference, between where it is too small and where it is not."""
    for _ in range(70):
        middle = (below + above) / 2
        if phi(d + middle) - phi(middle) < difference:
            below = middle
        else:
            above = middle
    return (below + above) / 2


def superiority(d: float) -> float:
    """Give the chance that a treated person does better than one under control: Φ(d/√2), the AUC or CLES.

    Source: McGraw & Wong 1992.
    """
    return phi(d / _ROOT2)


def u3(d: float) -> float:
    """Give the share of control below the treated mean: Φ(d), Cohen's U3. Source: Cohen 1988."""
    return phi(d)


def overlap(d: float) -> float:
    """Give the overlap of the two distributions: 2Φ(−|d|/2). Source: Reiser & Faraggi 1999."""
    return 2 * phi(-abs(d) / 2)


def correlation_of(d: float) -> float:
    """Give the point-biserial correlation for groups of one size: d / √(d² + 4)."""
    return d / math.sqrt(d * d + 4)


def odds_ratio_of(d: float) -> float:
    """Give the odds ratio exp(dπ/√3). Source: Hasselblad & Hedges 1995; Chinn 2000.

    >>> round(odds_ratio_of(0.63), 3)
    3.135
    """
    return math.exp(d * math.pi / math.sqrt(3))


def d_of_odds_ratio(odds_ratio: float) -> float:
    """Give d = ln(OR) √3/π. Source: Hasselblad & Hedges 1995; Chinn 2000.

    Raises:
        ValueError: the ratio is not above 0.
    """
    return math.log(odds_ratio) * math.sqrt(3) / math.pi
