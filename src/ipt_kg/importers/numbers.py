# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Numbers as others print them, kept digit by digit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from ipt_kg.model import ReportedNumber

_MOST_DIGITS = 60


def number(text: str, *, decimal: str = ".") -> ReportedNumber:
    """Read a number; scientific notation is written out, and no digit is lost.

    Raises:
        ValueError: no finite number, or one without end.

    >>> number("0,630", decimal=","), number("1.4e-05")
    ('0.630', '0.000014')
    """
    written = text.strip().replace("−", "-")
    if decimal == ",":
        written = written.replace(",", ".")
    try:
        value = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS or len(value.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{text!r} is no finite number of at most {_MOST_DIGITS} digits")
    return ReportedNumber(format(value, "f"))


def count(text: str, *, decimal: str = ".") -> int:
    """Read a count: a whole number from 0 on.

    Raises:
        ValueError: it is none.

    >>> count("93")
    93
    """
    value = number(text, decimal=decimal).value
    if value != value.to_integral_value() or not 0 <= value <= 100_000_000:
        raise ValueError(f"{text!r} is no count")
    return int(value)
