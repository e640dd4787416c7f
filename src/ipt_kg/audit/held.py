# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A claim beside what one source found, turned to the claim's own sides."""

from __future__ import annotations

from functools import cached_property

from ipt_kg.audit.findings import is_ratio
from ipt_kg.audit.of_records import figures_of
from ipt_kg.model import Article, Claim, Comparison, Direction, EffectEstimate, Figures, Side, StatedFigures, Study
from ipt_kg.rounding import Bounds, bounds, image
from ipt_kg.vocabulary import vocabulary

_TURNED = {Direction.INTERVENTION: Direction.COMPARATOR, Direction.COMPARATOR: Direction.INTERVENTION}
_NOTHING = StatedFigures()


class Held:
    """A claim held against a study, or against one of its estimates.

    `estimate` is None where the claim speaks of the study as a whole. `turned` says that the claim's intervention is
    the estimate's comparator.
    """

    def __init__(
        self,
        claim: Claim,
        article: Article,
        study: Study,
        estimate: EffectEstimate | None = None,
        *,
        cited: bool = True,
    ) -> None:
        self.claim = claim
        self.article = article
        self.study = study
        self.estimate = estimate
        self.cited = cited

    @property
    def stated(self) -> StatedFigures:
        """The figures that the claim states; none of them set where it states none."""
        return self.claim.figures or _NOTHING

    @cached_property
    def comparison(self) -> Comparison | None:
        """What the claim compares: by its own word, or what the estimate does."""
        return self.claim.comparison or (self.estimate.comparison if self.estimate else None)

    @cached_property
    def figures(self) -> Figures:
        """The estimate's figures, as the study prints them."""
        return figures_of(self.estimate, self.study) if self.estimate else Figures()

    @cached_property
    def turned(self) -> bool:
        """Whether the sides of the claim are those of the estimate, changed."""
        mine, theirs = self.claim.comparison, self.estimate.comparison if self.estimate else None
        if mine is None or theirs is None:
            return False
        return _near(theirs.comparator, mine.intervention) and _near(theirs.intervention, mine.comparator)

    @property
    def direction(self) -> Direction | None:
        """Whom the estimate favours, on the claim's sides."""
        if self.estimate is None:
            return None
        return _TURNED.get(self.estimate.direction, self.estimate.direction) if self.turned else self.estimate.direction

    @property
    def ratio(self) -> bool:
        """Whether the estimate is a ratio."""
        return is_ratio(self.figures)

    @property
    def null(self) -> float:
        """The value that means no effect."""
        return 1.0 if self.ratio else 0.0

    def oriented(self, number: Bounds) -> Bounds:
        """Turn a value of the estimate to the claim's sides."""
        return self._opposite(number) if self.turned else number

    def benefit(self, number: Bounds) -> Bounds:
        """Give a value of the estimate so that more speaks for the claim's intervention."""
        favours_intervention = self.estimate is None or self.estimate.higher_favours in (None, Side.INTERVENTION)
        return number if favours_intervention != self.turned else self._opposite(number)

    def _opposite(self, number: Bounds) -> Bounds:
        return image(lambda x: 1 / x, number) if self.ratio else number.negated()

    @cached_property
    def interval(self) -> tuple[Bounds, Bounds] | None:
        """The limits of the estimate, so that more speaks for the claim's intervention; None without an interval."""
        if self.figures.lower is None or self.figures.upper is None or self.estimate is None:
            return None
        ends = [self.benefit(bounds(self.figures.lower)), self.benefit(bounds(self.figures.upper))]
        return min(ends), max(ends)


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    return covers(one, other) or covers(other, one)


def covers(source: frozenset[str], claimed: frozenset[str]) -> bool:
    """Tell whether what a side of a source received takes in what a claim says of it: the same, or narrower.

    >>> covers(frozenset({"pharmacotherapy"}), frozenset({"antidepressant-medication"}))
    True
    >>> covers(frozenset({"psychotherapy", "pharmacotherapy"}), frozenset({"psychotherapy"}))
    False
    """
    if len(source) != len(claimed):
        return False
    is_a = vocabulary().is_a
    return all(any(is_a(one, other) for other in source) for one in claimed)
