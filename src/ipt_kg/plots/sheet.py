# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A sheet to draw on, in points from its upper left corner, and the picture that it becomes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ipt_kg import extras, files
from ipt_kg.errors import IptKgError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK: Final = "#1a1a1a"
FAINT: Final = "#555555"
RULE: Final = "#b8b8b8"
PAPER: Final = "#ffffff"

# How far lines stand apart, in sizes of the text.
LEADING: Final = 1.32
_FAMILY: Final = "DejaVu Sans"  # it comes with matplotlib, so that widths are the same everywhere
_SETTINGS: Final[Any] = {
    "axes.unicode_minus": False,
    "font.family": [_FAMILY, "sans-serif"],
    "svg.fonttype": "none",
    "svg.hashsalt": "ipt-kg",
}
_PNG_DPI: Final = 160

Line = tuple[str, float, str]
"""Text, size and weight."""


class Picture:
    """A drawn picture with its title and a description in words, for those who cannot see it.

    `figure` is the matplotlib figure; a notebook shows the picture by itself.
    """

    def __init__(self, figure: Figure, title: str, description: str) -> None:
        self.figure = figure
        self.title = title
        self.description = description

    def svg(self) -> str:
        """Give the picture as SVG, its text as text."""
        from matplotlib import rc_context

        out = io.StringIO()
        with rc_context(_SETTINGS):
            self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return _accessible(out.getvalue(), self.title, self.description)

    def png(self) -> bytes:
        """Give the picture as PNG."""
        from matplotlib import rc_context

        out = io.BytesIO()
        with rc_context(_SETTINGS):
            self.figure.savefig(out, format="png", dpi=_PNG_DPI, metadata={"Software": None})
        return out.getvalue()

    def write(self, file: Path) -> None:
        """Write the picture in the form that the file's name ends with.

        Raises:
            IptKgError: the name ends neither with .svg nor .png.
        """
        files.write_file(file, self._in_form(file))

    def _in_form(self, file: Path) -> bytes:
        if file.suffix.lower() == ".svg":
            return self.svg().encode()
        if file.suffix.lower() == ".png":
            return self.png()
        raise IptKgError(f"{file}: a picture's name ends with .svg or .png")

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg()


def _accessible(svg: str, title: str, description: str) -> str:
    """Give the SVG a title and a description, take out what points elsewhere, and keep its style to itself."""
    start = svg.index("<svg ")
    head, _, body = svg[start:].partition(">")
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, count=1, flags=re.DOTALL)
    # A page may hold several pictures in its own markup: names and styles of one must not reach the others.
    name = f"ipt-kg-{sha256((title + description).encode()).hexdigest()[:8]}"
    body = body.replace('<style type="text/css">*{', f'<style type="text/css">.{name} *{{', 1)
    told = f'<title id="{name}-title">{escape(title)}</title>\n <desc id="{name}-desc">{escape(description)}</desc>'
    return f'{head} class="{name}" role="img" aria-labelledby="{name}-title {name}-desc">\n {told}{body}'


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a line of text, in points."""
    return size * sum(_char_width(char, weight) for char in text)


@cache
def _char_width(char: str, weight: str) -> float:
    """Measure a character, in sizes of the text."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    # Between two marks, since a blank by itself has no width.
    font = FontProperties(family=_FAMILY, size=100, weight=weight)
    widths = [text_to_path.get_text_width_height_descent(t, font, ismath=False)[0] for t in (f"|{char}|", "||")]
    return float(widths[0] - widths[1]) / 100


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines that fit a width; a word that does not is broken, too."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".lstrip()
        if text_width(joined, size, weight) <= width:
            lines[-1] = joined
            continue
        *whole, rest = _broken(word, width, size, weight)
        lines = [*(line for line in lines if line), *whole, rest]
    return lines


def _broken(word: str, width: float, size: float, weight: str) -> list[str]:
    parts = [""]
    for char in word:
        if parts[-1] and text_width(parts[-1] + char, size, weight) > width:
            parts.append("")
        parts[-1] += char
    return parts


class Sheet:
    """Collects what is to be drawn; how high the sheet is becomes known when all of it stands."""

    def __init__(self, width: float) -> None:
        extras.need("matplotlib", extra="plots")
        self.width = width
        self._drawn: list[Callable[[Axes], object]] = []
        self._frames: list[tuple[tuple[float, float, float, float], Callable[[Axes], object]]] = []

    def text(
        self, x: float, y: float, text: str, *, size: float, weight: str = "normal", align: str = "left", ink: str = INK
    ) -> None:
        """Write one line whose upper edge is `y`."""
        style: dict[str, Any] = {"fontsize": size, "fontweight": weight, "ha": align, "color": ink}
        base = y + size
        self._drawn.append(lambda axes: axes.text(x, base, text, va="baseline", parse_math=False, **style))

    def paragraph(
        self, x: float, y: float, text: str, width: float, *, size: float, weight: str = "normal", ink: str = INK
    ) -> float:
        """Write lines that fit a width; give where the next one would begin."""
        for line in wrap(text, width, size, weight):
            self.text(x, y, line, size=size, weight=weight, ink=ink)
            y += size * LEADING
        return y

    def draw(self, how: Callable[[Axes], object]) -> None:
        """Draw something with matplotlib, in the sheet's points."""
        self._drawn.append(how)

    def rule(self, x: float, y: float, right: float, *, ink: str = RULE, width: float = 0.6) -> None:
        """Draw a level line."""
        self.draw(lambda axes: axes.plot([x, right], [y, y], color=ink, linewidth=width, solid_capstyle="butt"))

    def box(self, x: float, y: float, width: float, height: float, *, round: bool = False, **style: Any) -> None:
        """Draw a box; `style` is that of matplotlib's patches."""
        from matplotlib.patches import FancyBboxPatch

        corners = "round,pad=0,rounding_size=5" if round else "square,pad=0"
        style = {"facecolor": PAPER, "edgecolor": INK, "linewidth": 0.8, **style}
        self.draw(lambda axes: axes.add_patch(FancyBboxPatch((x, y), width, height, boxstyle=corners, **style)))

    def gather(self, starts: Sequence[tuple[float, float]], end: tuple[float, float]) -> None:
        """Draw one arrow into which lines from several places run."""
        from matplotlib.patches import FancyArrowPatch

        spine = end[0] - 14
        heights = [y for _, y in starts] + [end[1]]
        for x, y in starts:
            self.rule(x, y, spine, ink=FAINT, width=0.9)
        self.draw(lambda axes: axes.plot([spine] * 2, [min(heights), max(heights)], color=FAINT, linewidth=0.9))
        style: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 8, "color": FAINT, "linewidth": 0.9}
        style |= {"shrinkA": 0, "shrinkB": 0}
        self.draw(lambda axes: axes.add_patch(FancyArrowPatch((spine, end[1]), end, **style)))

    def frame(self, x: float, y: float, width: float, height: float, how: Callable[[Axes], object]) -> None:
        """Set axes of their own into the sheet."""
        self._frames.append(((x, y, width, height), how))

    def picture(self, height: float, title: str, description: str) -> Picture:
        """Draw it all."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        with rc_context(_SETTINGS):
            figure = Figure(figsize=(self.width / 72, height / 72), facecolor=PAPER)
            axes = figure.add_axes((0, 0, 1, 1), xlim=(0, self.width), ylim=(height, 0))
            axes.set_axis_off()
            for draw in self._drawn:
                draw(axes)
            for (x, y, width, tall), draw in self._frames:
                place = (x / self.width, 1 - (y + tall) / height, width / self.width, tall / height)
                draw(figure.add_axes(place, ylim=(tall, 0)))
        return Picture(figure, title, description)
