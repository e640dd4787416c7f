# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Numbers and dates that keep the form in which their source printed them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from ipt_kg import orcid
from ipt_kg.model.base import Scalar


class Relation(StrEnum):
    """How the printed number stands to the true one."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "≤"
    GREATER = ">"
    AT_LEAST = "≥"
    ABOUT = "≈"


_NUMBER = re.compile(r"(?P<relation>[<≤>≥≈]?)(?P<digits>-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,18})?)")
_NUMBER_HINTS = {
    "%": ": write it without %",
    ",": ": write a decimal point, and no comma between thousands",
    "\N{EN DASH}": ": its minus is a dash, write - or \N{MINUS SIGN}",
    " to ": ": the two ends of a range stand apart, as lower and upper",
}
_TYPED_FORMS = str.maketrans({"−": "-", "\N{NARROW NO-BREAK SPACE}": None, "\N{NO-BREAK SPACE}": None, " ": None})


class ReportedNumber(Scalar):
    """A number as printed: its decimals, and a relation where one was printed.

    >>> number = ReportedNumber.parse("0.90")
    >>> number, number.value, number.relation.name
    ('0.90', Decimal('0.90'), 'EQUAL')
    >>> ReportedNumber.parse("< 0.00001").relation.name
    'LESS'
    >>> number == ReportedNumber.parse("0.9")
    False
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read a printed number; a typographic minus and spaces are read as typed ones.

        Raises:
            ValueError: not a finite decimal number, with at most one relation before it.
        """
        if isinstance(raw, str | int) and not isinstance(raw, bool):
            written = str(raw).translate(_TYPED_FORMS)
            if _NUMBER.fullmatch(written):
                return cls(written)
        hint = next((hint for mark, hint in _NUMBER_HINTS.items() if isinstance(raw, str) and mark in raw), "")
        raise ValueError(f"expected a number with a decimal point, such as 0.90 or < 0.001, found {raw!r}{hint}")

    @property
    def relation(self) -> Relation:
        """The relation printed before the number; EQUAL where none was."""
        return Relation(self[0]) if self[0] in "<≤>≥≈" else Relation.EQUAL

    @property
    def digits(self) -> str:
        """The printed number without its relation."""
        return self.lstrip("<≤>≥≈")

    @property
    def value(self) -> Decimal:
        """The number, with as many decimals as were printed."""
        return Decimal(self.digits)


class Orcid(Scalar):
    """An ORCID iD: sixteen marks in four groups, the last of which checks the others (ISO 7064, MOD 11-2).

    >>> Orcid.parse("0000-0002-1694-233X")
    '0000-0002-1694-233X'
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read an iD as it is printed, without `https://orcid.org/`.

        Raises:
            ValueError: not of that form, or the last mark does not fit the others.
        """
        if wrong := orcid.fault(raw if isinstance(raw, str) else repr(raw)):
            raise ValueError(wrong)
        return cls(raw)


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class ReportedDate(Scalar):
    """A date as far as it is known: `2011`, `2011-03` or `2011-03-01`.

    >>> ReportedDate.parse("2011-03").precision
    'month'
    """

    __slots__ = ()

    @classmethod
    def parse(cls, raw: Any) -> Self:
        """Read a year, a month or a day.

        Raises:
            ValueError: not such a date, or one that the calendar does not have.
        """
        found = _DATE.fullmatch(str(raw)) if isinstance(raw, str | int) and not isinstance(raw, bool) else None
        if found is None:
            raise ValueError(f"expected a date such as 2011, 2011-03 or 2011-03-01, found {raw!r}")
        year, month, day = (int(part) if part else 1 for part in found.groups())
        try:
            date(year, month, day)
        except ValueError as error:
            raise ValueError(f"{raw} is not in the calendar: {error}") from None
        return cls(raw)

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        return ("year", "month", "day")[self.count("-")]
