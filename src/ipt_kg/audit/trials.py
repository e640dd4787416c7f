# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The trials behind a claim's source: those known of its comparison, up to the source and since, and pooled.

Whether a source pooled a trial is not said: known is only that both have one comparison. What is pooled here is
computed, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, Protocol

from ipt_kg.audit.claims.comparison import OPEN
from ipt_kg.audit.conventions import STANDARDISED, TRIAL
from ipt_kg.audit.held import covers
from ipt_kg.effects.heterogeneity import Pooled, pool_dersimonian_laird
from ipt_kg.effects.intervals import prediction_interval
from ipt_kg.model import Article, Comparison, EffectEstimate, Relation, Side, SourceRef, Study
from ipt_kg.vocabulary import vocabulary

_FEWEST_POOLED: Final = 2
_FEWEST_PREDICTED: Final = 3


class Studies(Protocol):
    """What the chain needs of a corpus."""

    @property
    def studies(self) -> tuple[Study, ...]:
        """All studies."""

    def study(self, id: str) -> Study | None:
        """Give the study of an identifier."""


class Trial(NamedTuple):
    """A trial with its results on one comparison; `straight` says of each whether its sides stand as there."""

    study: Study
    results: tuple[tuple[EffectEstimate, bool], ...]

    @property
    def year(self) -> str:
        """The year in which it was published."""
        return self.study.citation.published[:4]

    @property
    def effect(self) -> tuple[float, float] | None:
        """The mean of its standardised effects and their standard error, above 0 for the intervention.

        The error is the root of the mean variance: results of one trial share their people, so that several say no
        more than one.
        """
        found = [pair for result, straight in self.results if (pair := _effect(result, straight=straight))]
        if not found:
            return None
        return sum(value for value, _ in found) / len(found), (sum(se * se for _, se in found) / len(found)) ** 0.5


class PooledTrials(NamedTuple):
    """What `k` trials pool to, above 0 for the intervention, and where the effect of another trial may lie."""

    k: int
    effect: Pooled
    prediction: tuple[float, float] | None


class Trials(NamedTuple):
    """Trials of one comparison, in the order of their years."""

    trials: tuple[Trial, ...]

    @property
    def pooled(self) -> PooledTrials | None:
        """What the standardised effects pool to, one a trial; None where fewer than two have one.

        Source:
            DerSimonian and Laird 1986, Controlled Clinical Trials 7:177; for the prediction interval Higgins,
            Thompson and Spiegelhalter 2009, Journal of the Royal Statistical Society A 172:137.
        """
        effects = [effect for trial in self.trials if (effect := trial.effect)]
        k = len(effects)
        if k < _FEWEST_POOLED:
            return None
        found = pool_dersimonian_laird([value for value, _ in effects], [se for _, se in effects])
        predicted = None
        if k >= _FEWEST_PREDICTED:
            predicted = prediction_interval(found.mean, se=found.se, tau_squared=found.tau_squared, k=k)
        return PooledTrials(k, found, predicted)


class Group(NamedTuple):
    """Trials in the people of the comparison, or some of them, or more; and those in whomever."""

    fitting: Trials
    all: Trials


class Chain(NamedTuple):
    """From claims by the estimate they are about to the trials of its comparison: up to its study, and since.

    `until` is the year up to which the study looked for trials, where it says so (`searched`), or else in which it was
    published.
    """

    claims: tuple[str, ...]
    study: Study
    estimate: EffectEstimate
    until: str
    searched: bool
    before: Group
    since: Group

    @property
    def source(self) -> SourceRef:
        """The estimate, as claims name it."""
        return SourceRef(f"{self.study.id}#estimate-{self.estimate.id}")

    @property
    def compared(self) -> Comparison:
        """What the estimate compares."""
        return self.estimate.comparison


def chains(article: Article, corpus: Studies) -> tuple[Chain, ...]:
    """Give the chain of each estimate that claims are about, where a trial of its comparison is known."""
    about: dict[SourceRef, list[str]] = {}
    for claim in article.claims:
        for reference in sorted(claim.about):
            about.setdefault(reference, []).append(claim.id)
    found = (_chain(tuple(claims), reference, corpus) for reference, claims in about.items())
    return tuple(each for each in found if each is not None)


def _chain(claims: tuple[str, ...], reference: SourceRef, corpus: Studies) -> Chain | None:
    study = corpus.study(reference.study)
    name = (reference.part or "").removeprefix("estimate-")
    estimate = next((each for each in study.estimates if each.id == name), None) if study else None
    if study is None or estimate is None or estimate.analysis_kind is not None:
        return None
    until = (study.searched_until or study.citation.published)[:4]
    trials = trials_of(estimate.comparison, (each for each in corpus.studies if each.id != study.id))
    if not trials:
        return None
    before, since = (
        _group(estimate.comparison, [each for each in trials if (each.year > until) is later])
        for later in (False, True)
    )
    return Chain(claims, study, estimate, until, study.searched_until is not None, before, since)


def trials_of(compared: Comparison, studies: Iterable[Study]) -> list[Trial]:
    """Give the trials among studies that have results on a comparison, by year and name."""
    trials = (study for study in studies if vocabulary().is_a(study.design, TRIAL))
    found = [Trial(study, results) for study in trials if (results := tuple(_results(compared, study)))]
    return sorted(found, key=lambda each: (each.year, each.study.id))


def _results(compared: Comparison, study: Study) -> Iterator[tuple[EffectEstimate, bool]]:
    for estimate in study.estimates:
        found = estimate.comparison
        if estimate.analysis_kind is None and _same_question(compared, found):
            sides = (found.intervention, found.comparator)
            for straight, (one, other) in ((True, sides), (False, sides[::-1])):
                if one == compared.intervention and covers(compared.comparator, other):
                    yield estimate, straight
                    break


def _same_question(compared: Comparison, found: Comparison) -> bool:
    """Tell whether two comparisons have one outcome and one phase, both of them stated."""
    mine, theirs = (compared.outcome, compared.phase), (found.outcome, found.phase)
    return mine == theirs and OPEN.isdisjoint(mine)


def _group(compared: Comparison, trials: list[Trial]) -> Group:
    fitting = [Trial(each.study, tuple(r for r in each.results if _fits_people(compared, r[0]))) for each in trials]
    return Group(Trials(tuple(each for each in fitting if each.results)), Trials(tuple(trials)))


def _fits_people(compared: Comparison, estimate: EffectEstimate) -> bool:
    mine, theirs = compared.population.condition, estimate.comparison.population.condition
    return vocabulary().is_a(theirs, mine) or vocabulary().is_a(mine, theirs)


def _effect(result: EffectEstimate, *, straight: bool) -> tuple[float, float] | None:
    """Give a standardised effect and its standard error, above 0 for the comparison's intervention."""
    if result.value is None or result.se is None or result.measure not in STANDARDISED or result.higher_favours is None:
        return None
    if result.value.relation is not Relation.EQUAL or result.se.relation is not Relation.EQUAL:
        return None
    sign = 1 if (result.higher_favours is Side.INTERVENTION) == straight else -1
    return sign * float(result.value.value), float(result.se.value)
