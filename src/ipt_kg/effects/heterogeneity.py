# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Heterogeneity of pooled studies, and DerSimonian and Laird's pooling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ipt_kg.effects.intervals import interval_of
from ipt_kg.effects.normal import chi_squared_tail


def i_squared(q: float, *, k: int) -> float:
    """Give I² = max(0, (Q − df) / Q) as a fraction. Source: Higgins & Thompson 2002, Statistics in Medicine 21:1539.

    >>> round(i_squared(63.7, k=15), 3)
    0.78
    """
    return max(0.0, (q - (k - 1)) / q) if q else 0.0


def h_squared(q: float, *, k: int) -> float:
    """Give H² = Q / df. Source: Higgins & Thompson 2002."""
    return q / (k - 1)


def q_of(i_squared: float, *, k: int) -> float:
    """Give the Q that belongs to an I² above 0, a fraction: df / (1 − I²)."""
    return (k - 1) / (1 - i_squared)


def q_tail(q: float, *, k: int) -> float:
    """Give the p of Cochran's Q: χ² with k − 1 degrees of freedom."""
    return chi_squared_tail(q, k - 1)


class Pooled(NamedTuple):
    """A random-effects mean with its interval and heterogeneity, and the fixed-effect mean."""

    mean: float
    se: float
    lower: float
    upper: float
    tau_squared: float
    q: float
    i_squared: float
    fixed: float


def pool_dersimonian_laird(values: Sequence[float], ses: Sequence[float]) -> Pooled:
    """Pool effects by DerSimonian and Laird's random-effects model (1986).

    Raises:
        ValueError: fewer than two effects, or not as many standard errors.
    """
    if len(values) < 2 or len(values) != len(ses):
        raise ValueError("pooling needs two effects or more, and a standard error for each")
    weights = [1 / (se * se) for se in ses]
    fixed = _mean(values, weights)
    q = math.fsum(weight * (value - fixed) ** 2 for weight, value in zip(weights, values, strict=True))
    total = math.fsum(weights)
    spread = total - math.fsum(weight * weight for weight in weights) / total
    tau_squared = max(0.0, (q - (len(values) - 1)) / spread)
    weights = [1 / (se * se + tau_squared) for se in ses]
    mean, se = _mean(values, weights), 1 / math.sqrt(math.fsum(weights))
    return Pooled(mean, se, *interval_of(mean, se), tau_squared, q, i_squared(q, k=len(values)), fixed)


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    products = (value * weight for value, weight in zip(values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)
