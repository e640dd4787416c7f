# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Numbers and dates keep the form in which they were printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from ipt_kg.model import Relation, ReportedDate, ReportedNumber
from strategies import DATES, NUMBERS


@given(NUMBERS)
def test_a_number_is_its_printed_form(number: ReportedNumber) -> None:
    """Reading what was written changes nothing, and the value has the printed decimals."""
    assert ReportedNumber.parse(str(number)) == number
    assert format(number.value, "f") == number.digits
    relation = "" if number.relation is Relation.EQUAL else number.relation.value
    assert number == relation + number.digits


@pytest.mark.parametrize(
    ("raw", "printed", "value"),
    [
        ("0.90", "0.90", "0.90"),
        (16, "16", "16"),
        ("−0.19", "-0.19", "-0.19"),  # a typographic minus
        ("< 0.00001", "<0.00001", "0.00001"),
        ("-0.0", "-0.0", "-0.0"),
    ],
)
def test_numbers_as_people_write_them(raw: Any, printed: str, value: str) -> None:
    """Spaces and typographic signs are read; digits are never touched."""
    number = ReportedNumber.parse(raw)
    assert number == printed
    assert number.value.compare_total(Decimal(value)) == 0


@pytest.mark.parametrize(
    "raw", ["", "NaN", "inf", "1e5", ".5", "1,000", "1 2x", "==1", "0x1", "007", "٣", True, None, 0.5, [1]]
)
def test_what_is_no_printed_number_is_refused(raw: Any) -> None:
    """A binary float is refused too: its decimals are not those printed."""
    with pytest.raises(ValueError, match="expected a number with a decimal point"):
        ReportedNumber.parse(raw)


@given(DATES)
def test_a_date_is_its_written_form(raw: str) -> None:
    """Precision is what was written, no more."""
    date = ReportedDate.parse(raw)
    assert date == raw
    assert date.precision == {4: "year", 7: "month", 10: "day"}[len(raw)]


@pytest.mark.parametrize("raw", ["2011-13", "2011-02-30", "0000", "11", "2011-1-1", "2011-01-01T00:00", True, None, ""])
def test_dates_that_no_calendar_has_are_refused(raw: Any) -> None:
    """The message says which dates there are."""
    with pytest.raises(ValueError, match=r"expected a date|not in the calendar"):
        ReportedDate.parse(raw)
