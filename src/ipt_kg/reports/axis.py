# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An axis of figures for pictures in SVG: where a number stands, and which round numbers are told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_MOST_TICKS: Final = 6


class Axis(NamedTuple):
    """The numbers at both ends, and whether it is in logarithms, as ratios are drawn."""

    low: float
    high: float
    ratio: bool

    def share(self, number: float) -> float:
        """Give how far along a number stands, from 0 to 1; what lies outside is held at the end.

        >>> Axis(0.5, 2, ratio=True).share(1), Axis(0, 4, ratio=False).share(9)
        (0.5, 1.0)
        """
        low, high, at = (math.log(n) if self.ratio else n for n in (self.low, self.high, number))
        return min(max((at - low) / (high - low), 0.0), 1.0)

    def ticks(self, null: float) -> list[float]:
        """Choose few round numbers between the ends; no effect where there are none.

        >>> Axis(-0.4, 1.1, ratio=False).ticks(0)
        [0.0, 0.5, 1.0]
        """
        steps = _ratios(self) if self.ratio else _differences(self)
        return next((found for found in steps if len(found) <= _MOST_TICKS), [null])


def axis_of(numbers: Iterable[float], *, ratio: bool) -> Axis:
    """Give the axis that takes in all of some numbers, with a little air at both ends.

    >>> axis_of([0, 1], ratio=False)
    Axis(low=-0.1, high=1.1, ratio=False)
    """
    told = list(numbers)
    low, high = min(told), max(told)
    if ratio:
        air = max((high / low) ** 0.1, 1.1)
        return Axis(low / air, high * air, ratio=True)
    air = (high - low) * 0.1 or 0.5
    return Axis(low - air, high + air, ratio=False)


def tick_words(tick: float) -> str:
    """Write a number at an axis, with a minus sign of its own.

    >>> tick_words(-0.5)
    '−0.5'
    """
    return f"{tick:g}".replace("-", "−")


def _differences(axis: Axis) -> Iterator[list[float]]:
    power = math.floor(math.log10(axis.high - axis.low)) - 1
    for step in (10.0**exponent * factor for exponent in (power, power + 1) for factor in (1, 2, 5)):
        first, last = math.ceil(axis.low / step), math.floor(axis.high / step)
        yield [round(step * n, 10) + 0.0 for n in range(first, last + 1)]


def _ratios(axis: Axis) -> Iterator[list[float]]:
    """Give the same steps on both sides of 1: 0.5 stands as far from it as 2."""
    powers = range(math.floor(math.log10(axis.low)), math.ceil(math.log10(axis.high)) + 1)
    for factors in ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,)):
        ticks = [float(f"{factor * 10.0**power:g}") for power in powers for factor in factors]
        yield [tick for tick in ticks if axis.low <= tick <= axis.high]
