# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The distributions on which the formulas rest.

Φ comes from `math.erfc`, which keeps the far tail; t and χ² from mpmath, imported when they are asked for.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_ROOT2 = math.sqrt(2)
_LEAST_LOGARITHM = 745
"""exp(−745) is the least number above 0 that a double can hold."""


def phi(x: float) -> float:
    """Give the standard normal distribution function, exact in the far tail.

    >>> round(phi(1.959963984540054), 12), phi(-10) > 0
    (0.975, True)
    """
    return 0.5 * math.erfc(-x / _ROOT2)


def phi_inverse(probability: float) -> float:
    """Give the standard normal quantile: an approximation, and steps of Newton's method on `phi`.

    Raises:
        ValueError: the probability does not lie between 0 and 1.

    >>> round(phi_inverse(0.975), 12)
    1.95996398454
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability between 0 and 1 is needed, found {probability}")
    x = NormalDist().inv_cdf(probability)
    for _ in range(2):
        density = math.exp(-x * x / 2) / math.sqrt(2 * math.pi)
        x -= (phi(x) - probability) / density if density else 0.0
    return x


def p_of(z: float) -> float:
    """Give the two-sided p of a z value: 2Φ(−|z|)."""
    return math.erfc(abs(z) / _ROOT2)


def z_of(p: float) -> float:
    """Give the absolute z value of a two-sided p.

    >>> round(z_of(0.05), 6)
    1.959964
    """
    return -phi_inverse(p / 2)


def t_tail(t: float, df: float) -> float:
    """Give the two-sided p of a t value: the regularised incomplete beta I(df/(df+t²); df/2, 1/2).

    >>> round(t_tail(2.0859634473, 20), 9)
    0.05
    """
    import mpmath

    if (df + 1) / 2 * math.log1p(t * t / df) > _LEAST_LOGARITHM:
        return 0.0
    with mpmath.workdps(25):  # with so many degrees of freedom that x is nearly 1, a double has too few digits
        square = mpmath.mpf(t) ** 2
        return float(mpmath.betainc(mpmath.mpf(df) / 2, 0.5, 0, df / (df + square), regularized=True))


@lru_cache(maxsize=1024)
def t_quantile(probability: float, df: float) -> float:
    """Give Student's t quantile, by steps of Newton's method on `t_tail`, held between ends that close in on it.

    Raises:
        ValueError: the probability does not lie between 0 and 1.

    >>> round(t_quantile(0.975, 13), 6)
    2.160369
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability between 0 and 1 is needed, found {probability}")
    tail = 2 * min(probability, 1 - probability)
    if tail == 1:
        return 0.0
    low, high, t = 0.0, math.inf, z_of(tail)
    while True:
        surplus = t_tail(t, df) - tail
        low, high = (t, high) if surplus > 0 else (low, t)
        following = t + surplus / (2 * _t_density(t, df))
        if not low <= following <= high:
            following = 2 * t if math.isinf(high) else (low + high) / 2
        if abs(following - t) <= 1e-15 * t or following in (low, high):
            return math.copysign(following, probability - 0.5)
        t = following


def _t_density(t: float, df: float) -> float:
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return math.exp(constant - (df + 1) / 2 * math.log1p(t * t / df))


def chi_squared_tail(x: float, df: float) -> float:
    """Give P(χ² > x): the regularised upper incomplete gamma Q(df/2, x/2).

    >>> round(chi_squared_tail(3.841458820694124, 1), 12)
    0.05
    """
    import mpmath

    return float(mpmath.gammainc(df / 2, x / 2, mpmath.inf, regularized=True))
