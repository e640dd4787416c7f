# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A small picture of a claim's figure beside its source's: SVG that takes its colours from the page around it."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ipt_kg.audit.assessment import Scale
from ipt_kg.reports.axis import Axis, axis_of, tick_words
from ipt_kg.reports.markup import Markup, element, together

_WIDTH: Final = 320
_LEFT: Final = 14
_RIGHT: Final = _WIDTH - 14
_CLAIMED: Final = 40
# How far below the mark of what is claimed that of what was found is, and the axis below that.
_ROW: Final = 32
_TO_AXIS: Final = 22
_LINE: Final = 14
# As many letters of the smallest size as half the picture has room for.
_HALF: Final = 24


class _Frame(NamedTuple):
    """The axis of the picture, and how far down what was found stands."""

    axis: Axis
    found: int

    @property
    def y(self) -> int:
        """How far down the axis itself is."""
        return self.found + _TO_AXIS

    def x(self, number: float) -> float:
        """Give a number's place, held within the picture."""
        return _LEFT + (_RIGHT - _LEFT) * self.axis.share(number)


def interval_plot(scale: Scale, name: str, *, claimed: str | None = None, found: str | None = None) -> Markup | None:
    """Draw the source's value and interval, the value claimed, no effect, and the margin around it.

    `name` begins the identifiers in the picture, so that each is there once on a page. `claimed` and `found` are the
    figures as printed, for the picture's description. None where there is nothing to draw but no effect. On a `ratio`
    scale a margin of 1.25 is the factor by which a ratio may differ from `null`; below 1, what is added to 1 for it.
    """
    scale = _fit(scale)
    if scale.value is None and scale.claimed is None and (scale.lower is None or scale.upper is None):
        return None
    frame = _frame(scale)
    sides = _sides(scale)
    bottom = frame.y + 22 + _LINE * max(len(side) for side in sides)
    told = " ".join(_told(scale, claimed, found))
    return element(
        "svg",
        element("title", f"{scale.measure}: claimed and found", id=f"{name}-title"),
        element("desc", told, id=f"{name}-desc"),
        _margin(scale, frame),
        _null(scale, frame),
        _ticks(scale, frame),
        _found(scale, frame),
        _claimed(scale, frame),
        _ends(sides, frame),
        class_="plot",
        viewBox=f"0 0 {_WIDTH} {bottom}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def _fit(scale: Scale) -> Scale:
    """Leave out what has no place on the axis: infinities, and zero or less among ratios."""
    from msgspec.structs import replace

    def has_place(number: float | None) -> bool:
        return number is not None and math.isfinite(number) and (number > 0 or not scale.ratio)

    names = ("value", "lower", "upper", "claimed")
    return replace(scale, **{name: None for name in names if not has_place(getattr(scale, name))})


def _band(scale: Scale) -> tuple[float, float] | None:
    """Give the ends of the margin around no effect."""
    if not scale.margin or not math.isfinite(scale.margin):
        return None
    if not scale.ratio:
        return scale.null - scale.margin, scale.null + scale.margin
    factor = scale.margin if scale.margin > 1 else 1 + scale.margin
    return scale.null / factor, scale.null * factor


def _frame(scale: Scale) -> _Frame:
    numbers = [n for n in (scale.value, scale.lower, scale.upper, scale.claimed, scale.null) if n is not None]
    axis = axis_of([*numbers, *(_band(scale) or ())], ratio=scale.ratio)
    return _Frame(axis, _CLAIMED if scale.claimed is None else _CLAIMED + _ROW)


def _margin(scale: Scale, frame: _Frame) -> Markup | None:
    ends = _band(scale)
    if ends is None:
        return None
    left, right = map(frame.x, ends)
    return together(
        element("rect", class_="margin", x=left, y=18, width=right - left, height=frame.y - 18),
        element("text", "margin", class_="faint", x=right - 4, y=30, text_anchor="end") if right - left > 90 else None,
    )


def _null(scale: Scale, frame: _Frame) -> Markup:
    x = frame.x(scale.null)
    return together(
        element("line", class_="null", x1=x, x2=x, y1=16, y2=frame.y),
        _label(x, 11, "no effect", "faint"),
    )


def _ticks(scale: Scale, frame: _Frame) -> Markup:
    marks = [element("line", class_="axis", x1=_LEFT, x2=_RIGHT, y1=frame.y, y2=frame.y)]
    for tick in frame.axis.ticks(scale.null):
        x = frame.x(tick)
        marks.append(element("line", class_="axis", x1=x, x2=x, y1=frame.y, y2=frame.y + 4))
        marks.append(_label(x, frame.y + 15, tick_words(tick), "tick"))
    return together(*marks)


def _found(scale: Scale, frame: _Frame) -> Markup:
    parts, middle, y = [], scale.value, frame.found
    if scale.lower is not None and scale.upper is not None:
        left, right = frame.x(scale.lower), frame.x(scale.upper)
        middle = scale.lower if middle is None else middle
        parts.append(element("line", class_="interval", x1=left, x2=right, y1=y, y2=y))
        parts += [element("line", class_="interval", x1=x, x2=x, y1=y - 5, y2=y + 5) for x in (left, right)]
    if scale.value is not None:
        parts.append(element("rect", class_="found", x=frame.x(scale.value) - 5, y=y - 5, width=10, height=10))
    if middle is not None:
        parts.append(_label(frame.x(middle), y - 10, "found", "strong"))
    return together(*parts)


def _claimed(scale: Scale, frame: _Frame) -> Markup | None:
    if scale.claimed is None:
        return None
    x = frame.x(scale.claimed)
    diamond = f"M{x:.1f} {_CLAIMED - 7} l7 7 l-7 7 l-7 -7 z"
    return together(element("path", class_="claimed", d=diamond), _label(x, _CLAIMED - 10, "claimed", "strong"))


def _label(x: float, y: float, words: str, kind: str) -> Markup:
    """Write words in the middle above a place, or at the picture's edge where that would cut them."""
    half = len(words) * 3.4
    return element("text", words, class_=kind, x=min(max(x, half + 2), _WIDTH - half - 2), y=y, text_anchor="middle")


def _sides(scale: Scale) -> tuple[list[str], list[str]]:
    left, right = (textwrap.wrap(side, _HALF)[:3] for side in (f"← {scale.left}", f"{scale.right} →"))
    return left, right


def _ends(sides: tuple[Sequence[str], Sequence[str]], frame: _Frame) -> Markup:
    """Name the sides below the axis, one at each end."""
    return together(
        *(
            element("text", line, class_="side", x=x, y=frame.y + 30 + _LINE * row, text_anchor=anchor)
            for lines, x, anchor in ((sides[0], 2, "start"), (sides[1], _WIDTH - 2, "end"))
            for row, line in enumerate(lines)
        )
    )


def _told(scale: Scale, claimed: str | None, found: str | None) -> Iterator[str]:
    """Tell the picture in words, with the figures as printed where they are given."""
    if claimed:
        yield f"Claimed: {claimed}."
    if found:
        yield f"Found: {found}."
    yield f"No effect is at {scale.null:g}; to its left {scale.left}, to its right {scale.right}."
    if band := _band(scale):
        yield f"A band from {band[0]:.3g} to {band[1]:.3g} marks differences too small to matter."
    if scale.ratio:
        yield "The scale is logarithmic."
