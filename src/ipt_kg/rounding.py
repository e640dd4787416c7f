# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a printed number may stand for: all the values that round to it.

Two figures agree where their bounds meet. Comparing points instead raises false alarms: an effect printed as 0.04 and
an NNT printed as 45.45 are right to within rounding, though 0.04 itself converts to 44.3.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from ipt_kg.model import Relation, ReportedNumber

SLACK: Final = 1e-12
"""How far bounds may miss each other, as a part of the larger one: what floating point loses on the way."""


class Bounds(NamedTuple):
    """All values from `low` to `high`, both included; either may be infinite."""

    low: float
    high: float

    def meets(self, other: Bounds) -> bool:
        """Tell whether some value lies in both.

        >>> Bounds(1, 2).meets(Bounds(2, 3)), Bounds(1, 2).meets(Bounds(2.1, 3))
        (True, False)
        """
        return _at_most(self.low, other.high) and _at_most(other.low, self.high)

    def holds(self, value: float) -> bool:
        """Tell whether a value lies in it."""
        return _at_most(self.low, value) and _at_most(value, self.high)

    def below(self, other: Bounds) -> bool:
        """Tell whether every value of this lies below every value of the other."""
        return not _at_most(other.low, self.high)

    def negated(self) -> Bounds:
        """Give the bounds of −x."""
        return Bounds(-self.high, -self.low)

    def size(self) -> Bounds:
        """Give the bounds of |x|."""
        if self.low <= 0 <= self.high:
            return Bounds(0.0, max(-self.low, self.high))
        return Bounds(min(abs(self.low), abs(self.high)), max(abs(self.low), abs(self.high)))

    def words(self, digits: int = 4) -> str:
        """Give both ends with a few significant digits: `2.885 to 2.929`."""
        low, high = (_number(end, digits) for end in self)
        return low if low == high else f"{low} to {high}"


def _number(value: float, digits: int) -> str:
    """Write a number for readers, without exponents where it is not tiny."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= 10**digits:
        return f"{value:.0f}"
    return f"{value:.{digits}g}" if abs(value) >= 1e-4 or not value else f"{value:.1e}"


def number_words(value: float, digits: int = 4) -> str:
    """Write a computed number with a few significant digits.

    >>> number_words(2.906764), number_words(12345.6), number_words(4.8e-06)
    ('2.907', '12346', '4.8e-06')
    """
    return _number(value, digits)


def _at_most(low: float, high: float) -> bool:
    return low <= high or low - high <= SLACK * max(abs(low), abs(high))


def half_unit(number: ReportedNumber) -> float:
    """Give half a unit of the last printed decimal: 0.005 for 0.63."""
    return 0.5 * 10.0 ** int(number.value.as_tuple().exponent)


@lru_cache(maxsize=4096)
def bounds(number: ReportedNumber) -> Bounds:
    """Give what a printed number may stand for; nothing can be held against one that is only about right.

    >>> bounds(ReportedNumber.parse("0.63")).words()
    '0.625 to 0.635'
    >>> bounds(ReportedNumber.parse("< 0.001")).words()
    '−∞ to 0.001'
    """
    value, relation = float(number.value), number.relation
    if relation is Relation.EQUAL:
        half = half_unit(number)
        return Bounds(value - half, value + half)
    if relation in (Relation.LESS, Relation.AT_MOST):
        return Bounds(-math.inf, value)
    if relation in (Relation.GREATER, Relation.AT_LEAST):
        return Bounds(value, math.inf)
    return Bounds(-math.inf, math.inf)


def nnt_bounds(number: ReportedNumber) -> Bounds:
    """Give what a printed NNT may stand for: a whole one may have been rounded up, as is the custom.

    >>> nnt_bounds(ReportedNumber.parse("5")), nnt_bounds(ReportedNumber.parse("2.91")).words()
    (Bounds(low=4.0, high=5.5), '2.905 to 2.915')
    """
    printed = bounds(number)
    whole = number.relation is Relation.EQUAL and number.value.as_tuple().exponent == 0
    if not whole:
        return printed
    value = float(number.value)
    return Bounds(value - 1, value + 0.5) if value > 0 else Bounds(value - 0.5, value + 1)


def difference_bounds(nnt: Bounds) -> Bounds:
    """Give the differences of rates that belong to an NNT: 1/NNT, where 0 and ∞ change places."""
    if nnt.low < 0 < nnt.high:
        return Bounds(-math.inf, math.inf)
    low = 1 / nnt.high if nnt.high else -math.inf
    high = 1 / nnt.low if nnt.low else math.inf
    return Bounds(low, high)


def image(function: Callable[..., float], *arguments: Bounds) -> Bounds:
    """Give the bounds of a function that is monotone in each argument: its least and greatest value at the corners.

    Where it cannot be computed at a corner, as a logarithm of 0, nothing is known on that side.

    >>> image(lambda x, y: x - y, Bounds(1, 2), Bounds(0, 1))
    Bounds(low=0, high=2)
    """
    values = [_value(function, corner) for corner in product(*arguments)]
    known = [value for value in values if not math.isnan(value)]
    if len(known) < len(values):
        return Bounds(-math.inf, math.inf)
    return Bounds(min(known), max(known))


def _value(function: Callable[..., float], corner: tuple[float, ...]) -> float:
    try:
        return function(*corner)
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan
