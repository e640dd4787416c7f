# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An estimate, its confidence interval, standard error, z and p, each from the others."""

from __future__ import annotations

import math
from typing import NamedTuple

from ipt_kg.effects.normal import p_of, phi_inverse, t_quantile


class FromInterval(NamedTuple):
    """What an interval tells: SE, z, two-sided p, and by how much the estimate misses its middle.

    For ratios, SE and asymmetry are on the scale of natural logarithms; the asymmetry is middle − estimate.
    """

    se: float
    z: float
    p: float
    asymmetry: float


def from_interval(
    estimate: float, lower: float, upper: float, *, level: float = 0.95, ratio: bool = False
) -> FromInterval:
    """Work SE, z and p out from an interval: SE = (U − L) / 2z, on logarithms for ratios.

    `level` is a fraction. Source: Altman & Bland 2011, BMJ 343:d2090; Cochrane Handbook 6.3.1.

    Raises:
        ValueError: a ratio is not above 0, or the level not between 0 and 1.
        ZeroDivisionError: the limits are equal.

    >>> round(from_interval(0.63, 0.36, 0.90).se, 4)
    0.1378
    """
    if ratio:
        estimate, lower, upper = math.log(estimate), math.log(lower), math.log(upper)
    se = (upper - lower) / (2 * z_of_level(level))
    return FromInterval(se, estimate / se, p_of(estimate / se), (upper + lower) / 2 - estimate)


def z_of_level(level: float) -> float:
    """Give the z of a two-sided confidence level: 1.96 for 0.95."""
    return phi_inverse(0.5 + level / 2)


def interval_of(estimate: float, se: float, *, level: float = 0.95, ratio: bool = False) -> tuple[float, float]:
    """Give the limits estimate ± z SE; for a ratio, of which `se` is that of the logarithm, exp(ln ± z SE)."""
    reach = z_of_level(level) * se
    if ratio:
        return estimate * math.exp(-reach), estimate * math.exp(reach)
    return estimate - reach, estimate + reach


def prediction_interval(
    mean: float, *, se: float, tau_squared: float, k: int, level: float = 0.95
) -> tuple[float, float]:
    """Give mean ± t √(τ² + SE²), with k − 2 degrees of freedom.

    Source: Higgins, Thompson & Spiegelhalter 2009; IntHout 2016.

    Raises:
        ValueError: fewer than three studies.
    """
    if k < 3:
        raise ValueError(f"a prediction interval needs three studies, found {k}")
    reach = t_quantile(0.5 + level / 2, k - 2) * math.sqrt(tau_squared + se * se)
    return mean - reach, mean + reach
