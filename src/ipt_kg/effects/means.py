# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Standardised mean differences from means, standard deviations and t."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple


class Group(NamedTuple):
    """The scores of one arm: mean, standard deviation, and number of people, which a shared arm may halve."""

    mean: float
    sd: float
    n: float


class MeansEffect(NamedTuple):
    """An effect from means: Cohen's d, Hedges' g and its standard error. Positive speaks for the intervention."""

    d: float
    g: float
    se: float


def hedges_j(df: float) -> float:
    """Give the exact small-sample correction Γ(m/2) / (√(m/2) Γ((m−1)/2)), m being the degrees of freedom.

    Source: Hedges 1981, Journal of Educational Statistics 6:107.

    Raises:
        ValueError: not above one degree of freedom.

    >>> round(hedges_j(20), 6)
    0.961945
    """
    if df <= 1:
        raise ValueError(f"the correction needs more than one degree of freedom, found {df}")
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2) - 0.5 * math.log(df / 2))


def hedges_j_approximate(df: float) -> float:
    """Give 1 − 3 / (4 df − 1), which most software uses. Source: Hedges 1981.

    >>> round(hedges_j_approximate(20), 6)
    0.962025
    """
    return 1 - 3 / (4 * df - 1)


def smd_of_means(group: Group, control: Group, *, higher_is_better: bool = False) -> MeansEffect:
    """Give d and g as metafor does: exact J, and SE² = 1/n₁ + 1/n₂ + g² / 2(n₁ + n₂).

    Raises:
        ValueError: an arm is too small, or the pooled standard deviation is 0.
    """
    d = _d(group, control, higher_is_better=higher_is_better)
    g = hedges_j(group.n + control.n - 2) * d
    return MeansEffect(d, g, _se(g, group.n, control.n))


def smd_as_metapsy(group: Group, control: Group, *, higher_is_better: bool = False) -> MeansEffect:
    """Give d and g as Metapsy's tables have them: approximate J, and SE² = N/(n₁n₂) + d²/2N with the uncorrected d.

    Raises:
        ValueError: an arm is too small, or the pooled standard deviation is 0.

    >>> round(smd_as_metapsy(Group(9.3, 8.68, 93), Group(13.1, 8.63, 92)).g, 6)
    0.437242
    """
    d = _d(group, control, higher_is_better=higher_is_better)
    return MeansEffect(d, hedges_j_approximate(group.n + control.n - 2) * d, _se(d, group.n, control.n))


def _d(group: Group, control: Group, *, higher_is_better: bool) -> float:
    if group.n < 2 or control.n < 2:
        raise ValueError(f"arms of two people or more are needed, found {group.n} and {control.n}")
    squares = (group.n - 1) * group.sd**2 + (control.n - 1) * control.sd**2
    pooled = math.sqrt(squares / (group.n + control.n - 2))
    if pooled == 0:
        raise ValueError("the standard deviations are 0")
    difference = (group.mean - control.mean) / pooled
    return difference if higher_is_better else -difference


def _se(effect: float, n: float, control_n: float) -> float:
    return math.sqrt(1 / n + 1 / control_n + effect * effect / (2 * (n + control_n)))


def _se_of_borenstein(d: float, n: float, control_n: float) -> float:
    return hedges_j_approximate(n + control_n - 2) * _se(d, n, control_n)


def _se_of_revman(d: float, n: float, control_n: float) -> float:
    g = hedges_j_approximate(n + control_n - 2) * d
    return math.sqrt(1 / n + 1 / control_n + g * g / (2 * (n + control_n - 3.94)))


def _se_of_thalheimer(d: float, n: float, control_n: float) -> float:
    people, df = n + control_n, n + control_n - 2
    return math.sqrt((1 / n + 1 / control_n + d * d / (2 * df)) * people / df)


SMD_STANDARD_ERRORS: Final[dict[str, Callable[[float, float, float], float]]] = {
    "of d": _se,
    "of g": lambda d, n, control_n: _se(hedges_j(n + control_n - 2) * d, n, control_n),
    "of d, times J": _se_of_borenstein,
    "as in RevMan": _se_of_revman,
    "times N / df": _se_of_thalheimer,
}
"""The standard errors that tables and software have for an effect of uncorrected d in arms of n₁ and n₂ people.

The first two: `smd_as_metapsy` and `smd_of_means`. Times J: Borenstein and others 2009, Introduction to Meta-Analysis,
chapter 4. RevMan: √(N/n₁n₂ + g²/2(N − 3.94)), Deeks and Higgins 2010, Statistical algorithms in Review Manager 5.
The last: √((N/n₁n₂ + d²/2df) N/df), Thalheimer and Cook 2002, How to calculate effect sizes from published research.

>>> [round(se(0.445, 30, 30), 4) for se in SMD_STANDARD_ERRORS.values()]
[0.2614, 0.2613, 0.258, 0.2615, 0.266]
"""


def d_of_t(t: float, n: int, control_n: int) -> float:
    """Give d = t √(1/n₁ + 1/n₂). Source: Borenstein 2009.

    >>> round(d_of_t(2.5, 30, 32), 4)
    0.6353
    """
    return t * math.sqrt(1 / n + 1 / control_n)
