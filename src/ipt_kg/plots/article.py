# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A diagram of an article: its claims, the estimates they are about, the studies that report these, and caveats.

Estimates of the studies on which the article rests are all there, also those of which no claim speaks. Claims
that are about no estimate are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ipt_kg.model import Article, Caveat, Claim, EffectEstimate, Section, StatedFigures, Study
from ipt_kg.plots.sheet import FAINT, INK, LEADING, Line, Picture, Sheet, wrap
from ipt_kg.wording import (
    arm_words,
    author_year,
    comparison_words,
    direction_words,
    effect_words,
    equals,
    label,
    setting_words,
    short_nnt_words,
    study_count,
)

_WIDTH: Final = 760.0
_LEFT: Final = 14.0
_CLAIMS: Final = (_LEFT, 262.0)
_ESTIMATES: Final = (312.0, 254.0)
_STUDIES: Final = (598.0, _WIDTH - 14 - 598)
_SIZE: Final = 8.0
_SMALL: Final = 7.2
_HEAD: Final = 11.0
_PAD: Final = 5.0


class Block(NamedTuple):
    """Wrapped lines in a box."""

    lines: tuple[Line, ...]
    width: float

    @classmethod
    def of(cls, lines: Iterable[Line], width: float) -> Block:
        """Wrap lines to fit a box of that width."""
        wrapped = (
            (part, size, weight) for text, size, weight in lines for part in wrap(text, width - 2 * _PAD, size, weight)
        )
        return cls(tuple(wrapped), width)

    @property
    def height(self) -> float:
        """How high the box is."""
        return sum(size * LEADING for _, size, _ in self.lines) + 2 * _PAD

    def draw(self, sheet: Sheet, x: float, y: float, **style: Any) -> float:
        """Draw the box with its lines; give where it ends."""
        sheet.box(x, y, self.width, self.height, **style)
        at = y + _PAD
        for text, size, weight in self.lines:
            sheet.text(x + _PAD, at, text, size=size, weight=weight, ink=FAINT if size == _SMALL else INK)
            at += size * LEADING
        return y + self.height


class Band(NamedTuple):
    """An estimate, its study, and the claims about it."""

    name: str
    study: Study
    estimate: EffectEstimate
    claims: tuple[Claim, ...]

    @property
    def own_caveats(self) -> tuple[Caveat, ...]:
        """The caveats that name the estimate."""
        return tuple(caveat for caveat in self.study.caveats if self.estimate.id in caveat.limits)


def diagram(article: Article, studies: Mapping[str, Study]) -> Picture:
    """Draw an article's graph; `studies` has those that it rests on or speaks of.

    Raises:
        IptKgError: matplotlib is not installed.
    """
    return _Diagram(article, bands_of(article, studies)).picture()


def bands_of(article: Article, studies: Mapping[str, Study]) -> tuple[Band, ...]:
    """Give the estimates to draw, study by study: all of those it rests on, and others of which it speaks."""
    about: dict[str, list[Claim]] = {}
    for claim in article.claims:
        for reference in claim.about:
            about.setdefault(reference, []).append(claim)
    found: list[Band] = []
    for study in sorted(studies.values(), key=lambda study: (study.id not in article.based_on, study.id)):
        for estimate in study.estimates:
            claims = tuple(about.get(f"{study.id}#estimate-{estimate.id}", ()))
            if claims or study.id in article.based_on:
                found.append(Band(_letters(len(found)), study, estimate, claims))
    return tuple(found)


def _letters(number: int) -> str:
    """Count with letters.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


class _Diagram:
    """Lays the diagram out from top to bottom; `y` is where the next thing goes."""

    def __init__(self, article: Article, bands: tuple[Band, ...]) -> None:
        self.article = article
        self.bands = bands
        self.sheet = Sheet(_WIDTH)
        self.y = 14.0

    def picture(self) -> Picture:
        title = f"What “{self.article.title}” rests on"
        self.say(title, size=_HEAD + 2, weight="bold")
        self.heads()
        for study in dict.fromkeys(band.study for band in self.bands):
            self.study(study, [band for band in self.bands if band.study == study])
        self.rest()
        return self.sheet.picture(self.y + 12, title, _description(self.article, self.bands))

    def say(self, text: str, *, size: float = _SIZE, weight: str = "normal", ink: str = INK) -> None:
        """Write over the whole width."""
        self.y = self.sheet.paragraph(_LEFT, self.y, text, _WIDTH - 2 * _LEFT, size=size, weight=weight, ink=ink)

    def heads(self) -> None:
        self.y += 8
        heads = ("Claims of the page", "Estimates, each with its caveats", "Studies")
        for (x, _), head in zip((_CLAIMS, _ESTIMATES, _STUDIES), heads, strict=True):
            self.sheet.text(x, self.y, head, size=_SIZE + 1, weight="bold")
        self.y += _SIZE * LEADING + 4
        self.sheet.rule(_LEFT, self.y, _WIDTH - _LEFT, ink=INK)
        self.y += 10

    def study(self, study: Study, bands: Sequence[Band]) -> None:
        """Draw a study once, and the estimates that it reports below each other."""
        top = self.y
        box = Block.of(_study_lines(study), _STUDIES[1])
        end = box.draw(self.sheet, _STUDIES[0], top, linewidth=1.8)
        whole = [caveat for caveat in study.caveats if not caveat.limits]
        end = self.caveats(_STUDIES, end + 4, whole, "Caveats on all its estimates")
        starts = [self.band(band) for band in bands]
        self.sheet.gather(starts, (_STUDIES[0], starts[0][1]))
        self.y = max(self.y, end + 8)
        self.sheet.rule(_LEFT, self.y, _WIDTH - _LEFT)
        self.y += 10

    def band(self, band: Band) -> tuple[float, float]:
        """Draw an estimate, with its claims to the left and its caveats below; give where its line begins."""
        top = self.y
        box = Block.of(_estimate_lines(band), _ESTIMATES[1])
        end = box.draw(self.sheet, _ESTIMATES[0], top, linewidth=1.2)
        middle = top + 14
        end = self.caveats(_ESTIMATES, end + 4, band.own_caveats)
        self.y = max(end, self.claims(band, (_ESTIMATES[0], middle))) + 8
        return sum(_ESTIMATES), middle

    def claims(self, band: Band, target: tuple[float, float]) -> float:
        """Draw the claims of a band, by section; give where they end."""
        y = self.y
        if not band.claims:
            self.sheet.text(_CLAIMS[0], y + _PAD, "no claim of the page is about this estimate", size=_SMALL, ink=FAINT)
            return y + 2 * _PAD + _SMALL
        x, width = _CLAIMS
        starts = []
        for section in self.article.sections:
            claims = [claim for claim in band.claims if claim.section == section.id]
            if claims:
                y = self.sheet.paragraph(x, y, _name(section), width, size=_SMALL, weight="bold", ink=FAINT) + 1
            for claim in claims:
                box = Block.of(self.claim_lines(claim, band), width)
                starts.append((x + width, y + box.height / 2))
                y = box.draw(self.sheet, x, y, round=True) + 4
        self.sheet.gather(starts, target)
        return y

    def claim_lines(self, claim: Claim, band: Band) -> Iterator[Line]:
        """Tell what a claim asserts, the figures that the page prints, and what it has to do with others."""
        yield claim.statement, _SIZE, "normal"
        told = _figures(claim.figures) if claim.figures else ""
        if told:
            yield f"prints {told}", _SMALL, "normal"
        others = [each.name for each in self.bands if claim in each.claims and each != band]
        limits = sum(claim.id in other.limits for other in self.article.claims)
        facts = (
            f"also about {', '.join(others)}" if others else "",
            f"limited by {limits} other claim{'s' if limits > 1 else ''} of the page" if limits else "",
        )
        if any(facts):
            yield "; ".join(fact for fact in facts if fact), _SMALL, "normal"

    def caveats(self, column: tuple[float, float], y: float, caveats: Sequence[Caveat], head: str = "Caveats") -> float:
        """Write caveats in a box with a broken line; give where it ends."""
        if not caveats:
            return y
        lines: list[Line] = [(head, _SMALL, "bold")]
        lines += [(f"• {caveat.statement} ({caveat.stated_by})", _SMALL, "normal") for caveat in caveats]
        return Block.of(lines, column[1]).draw(self.sheet, column[0], y, linestyle=(0, (3, 2)), linewidth=0.8)

    def rest(self) -> None:
        """Count the claims that are about no estimate."""
        shown = {claim.id for band in self.bands for claim in band.claims}
        counts = _counted(self.article, shown)
        if not counts:
            return
        number = len(self.article.claims) - len(shown)
        self.say(
            f"{number} of the {len(self.article.claims)} claims are about no estimate", size=_SIZE + 1, weight="bold"
        )
        for section, told in counts.items():
            self.y += 1
            self.say(f"{section}: {told}")


def _counted(article: Article, shown: set[str]) -> dict[str, str]:
    """Count by section and kind."""
    found = {}
    for section in article.sections:
        kinds = Counter(
            label(f"claim-kind/{claim.kind}")
            for claim in article.claims
            if claim.section == section.id and claim.id not in shown
        )
        if kinds:
            found[_name(section).rstrip(":")] = ", ".join(f"{count} × {kind}" for kind, count in sorted(kinds.items()))
    return found


def _name(section: Section) -> str:
    """Give a section's heading; those before the first one have none."""
    return section.heading or label(f"section-role/{section.role}").capitalize()


def _figures(figures: StatedFigures) -> str:
    """Give the figures that a page prints, in short: `0.63 (95% CI 0.36 to 0.90), 16 studies`."""
    limits = f"{figures.lower} to {figures.upper}" if figures.lower and figures.upper else ""
    level = f"{figures.level}% CI " if figures.level else ""
    interval = f"{level}{limits}" if limits else ""
    told = (
        f"{figures.value} ({interval})" if figures.value and interval else str(figures.value or interval),
        figures.p and f"p {equals(figures.p)}",
        figures.nnt and f"number needed to treat {figures.nnt}",
        figures.one_in and f"1 in {figures.one_in}",
        figures.event and f"for {label(figures.event)}",
        figures.magnitude and f"“{figures.magnitude}”",
        "" if figures.studies is None else study_count(figures.studies),
        "" if figures.participants is None else f"{figures.participants} participants",
    )
    return ", ".join(fact for fact in told if fact)


def _estimate_lines(band: Band) -> Iterator[Line]:
    estimate = band.estimate
    yield f"{band.name}: {effect_words(estimate)}", _SIZE, "bold"
    yield comparison_words(estimate.comparison), _SIZE, "normal"
    yield direction_words(estimate), _SIZE, "normal"
    counted = "number of studies not reported" if estimate.studies is None else study_count(estimate.studies)
    p = f"p {equals(estimate.p)}" if estimate.p else None
    facts = (setting_words(estimate.comparison), estimate.analysis, p, counted)
    yield "; ".join(fact for fact in facts if fact), _SMALL, "normal"
    for arm in estimate.arms:
        yield arm_words(arm, estimate.comparison), _SMALL, "normal"
    if estimate.nnt:
        yield short_nnt_words(estimate.nnt, estimate), _SMALL, "normal"


def _study_lines(study: Study) -> Iterator[Line]:
    yield author_year(study.citation), _SIZE + 1, "bold"
    yield study.citation.heading, _SIZE, "normal"
    if study.citation.journal:
        yield study.citation.journal, _SMALL, "normal"
    if study.citation.doi:
        yield f"doi:{study.citation.doi}", _SMALL, "normal"


def _description(article: Article, bands: Iterable[Band]) -> str:
    """Tell the diagram in words."""
    told = []
    for band in bands:
        lines = "; ".join(text for text, _, _ in _estimate_lines(band))
        claims = " ".join(claim.statement for claim in band.claims) or "No claim of the page is about it."
        caveats = " ".join(caveat.statement for caveat in band.study.caveats_of(band.estimate))
        told.append(
            f"Estimate {lines}; reported by {author_year(band.study.citation)}. Claims: {claims}"
            + (f" Caveats: {caveats}" if caveats else "")
        )
    return " ".join([f"{len(article.claims)} claims of the page {article.title}.", *told])
