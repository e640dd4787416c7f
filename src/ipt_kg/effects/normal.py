# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The distributions on which the formulas rest.

Φ comes from `math.erfc`, which keeps the far tail; t and χ² from mpmath, imported when they are asked for.
"""

from __future__ import annotations

import math
from statistics import NormalDist

_ROOT2 = math.sqrt(2)


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

    return float(mpmath.betainc(df / 2, 0.5, 0, df / (df + t * t), regularized=True))


def t_quantile(probability: float, df: float) -> float:
    """Give Student's t quantile, by bisection in the tail between 0 and where it must lie.

    >>> round(t_quantile(0.975, 13), 6)
    2.160369
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability between 0 and 1 is needed, found {probability}")
    tail = 2 * min(probability, 1 - probability)
    if tail == 1:
        return 0.0
    low, high = 0.0, 1.0
    while t_tail(high, df) > tail:
        low, high = high, high * 2
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_tail(middle, df) > tail else (low, middle)
    return math.copysign((low + high) / 2, probability - 0.5)


def chi_squared_tail(x: float, df: float) -> float:
    """Give P(χ² > x): the regularised upper incomplete gamma Q(df/2, x/2).

    >>> round(chi_squared_tail(3.841458820694124, 1), 12)
    0.05
    """
    import mpmath

    return float(mpmath.gammainc(df / 2, x / 2, mpmath.inf, regularized=True))
