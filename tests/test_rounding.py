# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A printed number stands for all that round to it, and functions of it for all that they may give."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import SHARED
from ipt_kg import effects, rounding
from ipt_kg.model import ReportedNumber
from ipt_kg.rounding import Bounds, bounds, difference_bounds, image, nnt_bounds, number_words

_FILE = SHARED / "data" / "statistics-test-vectors.json"
VALUES = st.floats(-50, 50).filter(lambda x: abs(x) > 1e-6)


def printed(value: float, decimals: int) -> ReportedNumber:
    """Print a number at so many decimals."""
    return ReportedNumber.parse(f"{value:.{decimals}f}".replace("-0." + "0" * decimals, "0." + "0" * decimals))


@given(VALUES, st.integers(0, 8))
def test_what_was_printed_lies_within_its_bounds(value: float, decimals: int) -> None:
    """Printing at any number of decimals keeps the true value within the bounds, and not far within others."""
    found = bounds(printed(value, decimals))
    assert found.holds(value)
    assert not found.holds(value + 1.01 * 10**-decimals)


@given(VALUES, VALUES, st.integers(1, 5), st.integers(1, 5))
def test_the_image_of_a_monotone_function_holds_the_true_value(x: float, y: float, dx: int, dy: int) -> None:
    """The corners bound a function of what was printed."""
    found = image(lambda a, b: 2 * a - b, bounds(printed(x, dx)), bounds(printed(y, dy)))
    assert found.holds(2 * x - y) or math.isclose(2 * x - y, found.low, abs_tol=1e-9)


@given(st.floats(0.02, 3), st.integers(2, 4), st.integers(1, 3))
def test_a_conversion_printed_by_its_author_is_consistent(d: float, decimals: int, nnt_decimals: int) -> None:
    """An effect and its NNT, each printed from the true value, always meet."""
    differences = image(effects.kraemer_kupfer_difference, bounds(printed(d, decimals)))
    assert differences.meets(difference_bounds(nnt_bounds(printed(effects.kraemer_kupfer(d), nnt_decimals))))


@given(st.floats(0.05, 3), st.floats(1.02, 5))
def test_a_whole_nnt_may_be_rounded_up(d: float, factor: float) -> None:
    """The next whole number stands for the NNT; one that is far from it does not."""
    nnt = effects.kraemer_kupfer(d)
    assert nnt_bounds(ReportedNumber(str(math.ceil(nnt)))).holds(nnt)
    wrong = ReportedNumber(str(math.ceil(nnt * factor) + 2))
    assert not nnt_bounds(wrong).holds(nnt)


def test_relations_bound_one_side() -> None:
    """Below, above and about say less than an equation."""
    assert bounds(ReportedNumber.parse("≥ 3")) == Bounds(3, math.inf)
    assert bounds(ReportedNumber.parse("≤ 3")) == Bounds(-math.inf, 3)
    assert bounds(ReportedNumber.parse("≈ 3")) == Bounds(-math.inf, math.inf)
    assert nnt_bounds(ReportedNumber.parse("-9")) == Bounds(-9.5, -8)
    assert nnt_bounds(ReportedNumber.parse("> 9")) == Bounds(9, math.inf)


def test_bounds_tell_what_is_apart() -> None:
    """Order, sizes and reciprocals of bounds."""
    assert Bounds(1, 2).below(Bounds(2.1, 3))
    assert not Bounds(1, 2).below(Bounds(2, 3))
    assert Bounds(-2, 1).size() == Bounds(0, 2)
    assert Bounds(-2, -1).size() == Bounds(1, 2)
    assert Bounds(-2, -1).negated() == Bounds(1, 2)
    assert difference_bounds(Bounds(2, 4)) == Bounds(0.25, 0.5)
    assert difference_bounds(Bounds(4, math.inf)) == Bounds(0, 0.25)
    assert difference_bounds(Bounds(-1, 4)) == Bounds(-math.inf, math.inf)
    assert difference_bounds(Bounds(0, 1.5)) == Bounds(1 / 1.5, math.inf)
    assert difference_bounds(Bounds(-4, -2)) == Bounds(-0.5, -0.25)
    assert difference_bounds(Bounds(-4, 0)) == Bounds(-math.inf, -0.25)
    assert difference_bounds(Bounds(0.5, 2)) == Bounds(0.5, 2)
    assert difference_bounds(Bounds(-math.inf, -4)) == Bounds(-0.25, 0)
    assert image(math.log, Bounds(0, 1)) == Bounds(-math.inf, math.inf)
    assert image(lambda x, y: x - y, Bounds(1, 2), Bounds(0, 1)) == Bounds(0, 2)
    assert image(lambda x: 1 / x, Bounds(2, 4)) == Bounds(0.25, 0.5)
    assert image(math.exp, Bounds(0, 1000)) == Bounds(-math.inf, math.inf)
    assert Bounds(0, 2).size() == Bounds(0, 2)
    assert Bounds(-2, 0).size() == Bounds(0, 2)
    assert Bounds(0.5, 2).size() == Bounds(0.5, 2)


def test_bounds_that_miss_by_what_floating_point_loses_still_meet() -> None:
    """A part of 1e-12 of the larger one, and no more."""
    third = 1e-3 / 3
    assert Bounds(third, 1).holds(third * (1 - 5e-13))
    assert not Bounds(third, 1).holds(third * (1 - 5e-12))
    assert Bounds(1000, 2000).holds(1000 - 5e-10)
    assert not Bounds(1000, 2000).holds(1000 - 5e-9)


def test_whole_numbers_needed_to_treat_are_rounded_up_or_to_the_nearest() -> None:
    """From one less, not included as it would be itself, to a half more."""
    assert nnt_bounds(ReportedNumber("5")) == Bounds(4, 5.5)
    assert nnt_bounds(ReportedNumber("1")) == Bounds(0, 1.5)
    assert nnt_bounds(ReportedNumber("0")) == Bounds(-0.5, 1)
    assert nnt_bounds(ReportedNumber("-5")) == Bounds(-5.5, -4)
    assert nnt_bounds(ReportedNumber("5.0")) == Bounds(4.95, 5.05)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (2.906764, "2.907"),
        (12345.6, "12346"),
        (9999.4, "9999"),
        (10000.0, "10000"),
        (1e-4, "0.0001"),
        (4.8e-06, "4.8e-06"),
        (-2.906764, "-2.907"),
        (-12345.6, "-12346"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_numbers_are_written_for_readers(value: float, words: str) -> None:
    """With a few significant digits, and no exponent where it can be helped."""
    assert number_words(value) == words
    assert Bounds(value, value).words() == words


def test_ranges_are_written_with_both_ends() -> None:
    """And as one number where they look alike."""
    assert Bounds(2.8851, 2.9292).words() == "2.885 to 2.929"
    assert Bounds(2.8851, 2.9292).words(2) == "2.9"
    assert Bounds(0.123456, 0.2).words(5) == "0.12346 to 0.2"
    assert number_words(2.906764, 2) == "2.9"
    assert number_words(123.4, 2) == "123"
    assert number_words(123.4) == "123.4"
    assert number_words(0.00001234, 4) == "1.2e-05"


@pytest.mark.skipif(not _FILE.exists(), reason="the vectors are not at hand")
def test_the_vectors_of_rounding_hold() -> None:
    """The vectors on intervals of rounding, which are not formulas."""
    for vector in json.loads(_FILE.read_text(encoding="utf-8")):
        given_, expected = vector["inputs"], vector["expected"]
        if vector["check"] == "rounding_interval_d_nnt":
            d, nnt = bounds(ReportedNumber(given_["d"])), nnt_bounds(ReportedNumber(given_["nnt_reported"]))
            found = image(effects.kraemer_kupfer, d)
            assert found.low == pytest.approx(expected["nnt_lo"], rel=1e-9)
            assert found.high == pytest.approx(expected["nnt_hi"], rel=1e-9)
            assert found.meets(nnt) is bool(expected["consistent"])
        if vector["check"] == "rounding_interval_symmetry":
            estimate, lower, upper = (ReportedNumber(given_[name]) for name in ("est", "lo", "hi"))
            middle = image(lambda low, high: (low + high) / 2, bounds(lower), bounds(upper))
            assert middle.meets(bounds(estimate)) is bool(expected["consistent"])
            tolerance = rounding.half_unit(estimate) + (rounding.half_unit(lower) + rounding.half_unit(upper)) / 2
            assert tolerance == pytest.approx(expected["tol"])


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_apart_and_together_are_opposites(x: float, y: float) -> None:
    """Bounds that do not meet lie one below the other."""
    assume(abs(x - y) > 1e-6)
    one, other = Bounds(x, x), Bounds(y, y)
    assert not one.meets(other)
    assert one.below(other) is (x < y)
