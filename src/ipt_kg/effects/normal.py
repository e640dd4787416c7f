# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The distributions on which the formulas rest.

Φ comes from `math.erfc`, which keeps the far tail; t and χ² from mpmath, imported when they are asked for.
"""

from __future__ import annotations

import math
from functools import lru_cache

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
    """Give the standard normal quantile, by Wichura's approximation, which is exact to 16 digits.

    Raises:
        ValueError: the probability does not lie between 0 and 1.

    >>> round(phi_inverse(0.975), 12)
    1.95996398454
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability between 0 and 1 is needed, found {probability}")
    from statistics import NormalDist  # it brings fractions along

    return NormalDist().inv_cdf(probability)


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
    """Give Student's t quantile, as the root of `t_tail` less that tail.

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
    import mpmath

    low, high = 0.0, 1.0
    while t_tail(high, df) > tail:
        low, high = high, 2 * high
    found = mpmath.findroot(lambda t: t_tail(float(t), df) / tail - 1, (low, high), solver="illinois", tol=1e-28)
    return math.copysign(float(found), probability - 0.5)


def chi_squared_tail(x: float, df: float) -> float:
    """Give P(χ² > x): the regularised upper incomplete gamma Q(df/2, x/2).

    >>> round(chi_squared_tail(3.841458820694124, 1), 12)
    0.05
    """
    import mpmath

    return float(mpmath.gammainc(df / 2, x / 2, mpmath.inf, regularized=True))
