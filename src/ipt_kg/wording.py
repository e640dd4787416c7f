# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How figures are put into words, the same wherever they are shown.

An effect is never worded without its interval (or that none was reported), comparator and direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ipt_kg.model import (
    Arm,
    Citation,
    Comparison,
    ConfidenceInterval,
    Direction,
    EffectEstimate,
    Heterogeneity,
    NntInterval,
    NumberNeededToTreat,
    Population,
    ReportedNumber,
    Score,
    Side,
    Study,
)
from ipt_kg.vocabulary import vocabulary


def label(concept: str) -> str:
    """Give a concept's label."""
    return vocabulary().get(concept).label


def together(concepts: Iterable[str]) -> str:
    """Name what one side receives, in the order of the identifiers."""
    return " with ".join(label(concept) for concept in sorted(concepts))


def comparison_words(comparison: Comparison) -> str:
    """Say what is compared: `interpersonal psychotherapy v control condition`."""
    return f"{together(comparison.intervention)} v {together(comparison.comparator)}"


def setting_words(comparison: Comparison) -> str:
    """Say what was measured, when and in whom: `depressive symptoms, follow-up, 6-12 months; depressive disorder`."""
    told = (label(comparison.outcome), label(comparison.phase), comparison.timing)
    return f"{', '.join(part for part in told if part)}; {population_words(comparison.population)}"


def population_words(population: Population) -> str:
    """Say who was studied: `depressive disorder, adults in primary care`."""
    return ", ".join(part for part in (label(population.condition), population.description) if part)


def side_words(comparison: Comparison, side: Side | Direction) -> str:
    """Name the interventions of a side."""
    return together(comparison.intervention if side == Side.INTERVENTION else comparison.comparator)


def direction_words(estimate: EffectEstimate) -> str:
    """Say whom the result favours: `favours interpersonal psychotherapy`, `no difference shown`."""
    return _favours(estimate, estimate.direction)


def _favours(estimate: EffectEstimate, side: Side | Direction) -> str:
    if side in (Direction.INTERVENTION, Direction.COMPARATOR):
        return f"favours {side_words(estimate.comparison, side)}"
    return label(f"direction/{side}")


def equals(reported: ReportedNumber) -> str:
    """Give a printed number with its relation: `= 0.63`, `< 0.001`."""
    return f"= {reported}" if reported == reported.digits else f"{reported[0]} {reported.digits}"


def interval_words(interval: ConfidenceInterval | None) -> str:
    """Give the limits and the level: `95% CI 0.36 to 0.90`, `interval not reported`."""
    if interval is None:
        return "interval not reported"
    basis = f", {label(f'interval-basis/{interval.computed_from}')}" if interval.computed_from else ""
    return f"{interval.level}% CI {interval.lower} to {interval.upper}{basis}"


def effect_words(estimate: EffectEstimate) -> str:
    """Give measure, value and interval as printed: `d = 0.63 (95% CI 0.36 to 0.90)`."""
    if estimate.value is None or estimate.measure is None:
        figures = (estimate.p, estimate.arms, estimate.nnt, estimate.heterogeneity)
        return "no effect size reported" if any(figures) else "no figure reported"
    measure = vocabulary().get(estimate.measure)
    return f"{measure.notation or measure.label} {equals(estimate.value)} ({interval_words(estimate.interval)})"


def nnt_words(nnt: NumberNeededToTreat, estimate: EffectEstimate) -> str:
    """Give a number needed to treat with its event, interval, method, comparator and direction."""
    direction = _favours(estimate, nnt.favours or estimate.direction)
    return f"{_nnt_figures(nnt)}, {comparison_words(estimate.comparison)}, {direction}"


def short_nnt_words(nnt: NumberNeededToTreat, estimate: EffectEstimate) -> str:
    """Give the same beside the estimate's own words: the direction only where it is not that of the estimate."""
    differs = nnt.favours is not None and str(nnt.favours) != str(estimate.direction)
    return _nnt_figures(nnt) + (f", {_favours(estimate, nnt.favours)}" if nnt.favours and differs else "")


def _nnt_figures(nnt: NumberNeededToTreat) -> str:
    event = f" for {label(nnt.event)}" if nnt.event else ""
    interval = f"{nnt_interval_words(nnt.interval)}; " if nnt.interval else ""
    return f"number needed to treat {nnt.value}{event} ({interval}{label(f'nnt-method/{nnt.method}')})"


def nnt_interval_words(interval: NntInterval) -> str:
    """Give the limits in Altman's notation: `95% CI NNTB 10 to ∞ to NNTH 20`."""
    signs = {Side.INTERVENTION: "NNTB", Side.COMPARATOR: "NNTH"}
    first, last = interval.limits
    through = "" if first.favours == last.favours else "∞ to "
    return f"{interval.level}% CI {signs[first.favours]} {first.value} to {through}{signs[last.favours]} {last.value}"


def heterogeneity_words(heterogeneity: Heterogeneity) -> str:
    """Say how much the studies differ: `heterogeneity I² = 40%, τ² = 0.02`."""
    i_squared, tau_squared, q = heterogeneity.i_squared, heterogeneity.tau_squared, heterogeneity.q
    told = [f"I² {equals(i_squared)}%"] if i_squared else []
    told += [f"τ² {equals(tau_squared)}"] if tau_squared else []
    told += [f"Q {equals(q)}"] if q else []
    return f"heterogeneity {', '.join(told) or 'not reported'}"


def arm_words(arm: Arm, comparison: Comparison) -> str:
    """Tell of one arm: `antidepressant medication: 55.2%`, `psychotherapy: 305 of 610 (50.0%)`."""
    events = None if arm.events is None else str(arm.events)
    people = None if arm.participants is None else f"{arm.participants} participants"
    counted = f"{events} of {arm.participants}" if events and arm.participants else events or people
    rate = None if arm.rate is None else f"{arm.rate}%"
    counted = f"{events} events" if counted == events and events else counted
    counts = f"{counted} ({rate})" if counted and rate else counted or rate
    told = "; ".join(part for part in (counts, *map(score_words, arm.scores)) if part) or "no figure reported"
    side = side_words(comparison, arm.side) + (f" ({arm.description})" if arm.description else "")
    return f"{side}: {told}"


def score_words(score: Score) -> str:
    """Give the scores of one time: `end mean = 12.6, SD = 5.1, n = 40`."""
    figures = {"mean": score.mean, "SD": score.sd, "n": score.n}
    told = ", ".join(f"{name} {equals(figure)}" for name, figure in figures.items() if figure is not None)
    return f"{label(f'score-time/{score.at}')} {told or 'not reported'}"


def instrument_words(estimate: EffectEstimate) -> str | None:
    """Say by what an outcome was measured, and who rated it: `measured by hdrs-17, clinician`."""
    rater = label(f"rater/{estimate.rated_by}") if estimate.rated_by else None
    told = ", ".join(part for part in (estimate.instrument, rater) if part)
    return f"measured by {told}" if told else None


def scale_words(estimate: EffectEstimate) -> str | None:
    """State the sign convention: `values above 0 favour interpersonal psychotherapy`."""
    null = vocabulary().get(estimate.measure).null_value if estimate.measure else None
    if null is None or estimate.higher_favours is None:
        return None
    return f"values above {null} favour {side_words(estimate.comparison, estimate.higher_favours)}"


def study_count(count: int) -> str:
    """Count studies: `1 study`, `16 studies`."""
    return "1 study" if count == 1 else f"{count} studies"


def estimate_words(estimate: EffectEstimate, study: Study) -> str:
    """Tell an estimate whole: figures, basis, direction, sign convention and caveats."""
    facts = "; ".join(fact for fact in _facts(estimate) if fact)
    caveats = " ".join(caveat.statement for caveat in study.caveats_of(estimate))
    return f"{facts}." + (f" Caveats: {caveats}" if caveats else "")


def beside_effect(estimate: EffectEstimate) -> tuple[str, ...]:
    """Tell in parts what stands beside an effect, its comparison and its direction."""
    said = (effect_words(estimate), direction_words(estimate))
    facts = (fact for fact in _facts(estimate, short_nnt_words) if fact)
    return tuple(fact for fact in facts if fact not in said)


def _facts(
    estimate: EffectEstimate, nnt: Callable[[NumberNeededToTreat, EffectEstimate], str] = nnt_words
) -> Iterator[str | None]:
    yield effect_words(estimate)
    yield estimate.analysis
    yield estimate.se and f"standard error {equals(estimate.se)}"
    yield estimate.p and f"p {equals(estimate.p)}"
    yield "number of studies not reported" if estimate.studies is None else study_count(estimate.studies)
    yield None if estimate.participants is None else f"{estimate.participants} participants"
    yield heterogeneity_words(estimate.heterogeneity) if estimate.heterogeneity else None
    yield instrument_words(estimate)
    yield ", ".join(arm_words(arm, estimate.comparison) for arm in estimate.arms)
    yield direction_words(estimate)
    yield scale_words(estimate)
    yield estimate.authors_label and f"called “{estimate.authors_label}” by the authors"
    yield nnt(estimate.nnt, estimate) if estimate.nnt else None


def source_words(citation: Citation) -> str:
    """Name a publication in short: `Cuijpers and others (2011)`."""
    first, *others = citation.authors
    names = first.family if not others and not citation.more_authors else f"{first.family} and others"
    if len(others) == 1 and not citation.more_authors:
        names = f"{first.family} and {others[0].family}"
    return f"{names} ({citation.published[:4]})"


def author_year(citation: Citation) -> str:
    """Name a publication as tables do: `Cuijpers 2011`."""
    return f"{citation.authors[0].family} {citation.published[:4]}"


def plural(count: int, noun: str) -> str:
    """Give a count with its noun: `1 study`, `2 studies`.

    >>> plural(1, "study"), plural(0, "study"), plural(2, "error")
    ('1 study', '0 studies', '2 errors')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"
