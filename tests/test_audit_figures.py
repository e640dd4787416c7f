# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Figures that agree raise no flag, and figures that do not are flagged by the rule that they break."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cochrane
import planted
from audit_cases import Case, Cases, converted
from conftest import SHARED
from ipt_kg import effects
from ipt_kg.audit import Finding, Result, audit_figures, audit_study, rules
from ipt_kg.audit.rule import RULES, Group
from ipt_kg.model import ArmFigures, Figures, Measure, NntMethod, Outcome, ReportedNumber, Side
from ipt_kg.records import Reading
from ipt_kg.rounding import half_unit
from ipt_kg.vocabulary import vocabulary
from strategies import of

CASES = Cases("figures.toml")


def figures(data: Case) -> Figures:
    return converted(data, Figures)


def flags(of: Figures) -> list[Finding]:
    return [finding for finding in audit_figures(of) if finding.result is Result.FLAGGED]


def test_every_rule_has_cases_that_hold_and_that_do_not() -> None:
    """A rule without either is no rule."""
    assert {id for id, rule in rules().items() if rule.group is Group.FIGURES} == CASES.rules


@pytest.mark.parametrize(("rule", "case"), CASES.parameters("pass"))
def test_figures_that_hold_raise_no_flag(rule: str, case: Case) -> None:
    """By this rule or another."""
    assert flags(figures(case["figures"])) == [], rule


@pytest.mark.parametrize(("rule", "case"), CASES.parameters("fail"))
def test_figures_that_do_not_are_flagged_by_their_rule(rule: str, case: Case) -> None:
    """By that rule alone, at the field that is named, with a whole sentence."""
    (found,) = flags(figures(case["figures"]))
    assert (found.rule, found.field) == (rule, case["field"])
    assert found.explanation.endswith((".", "?"))


def test_no_study_of_the_evidence_is_flagged(evidence: Reading) -> None:
    """39 estimates, whose figures were published by careful people."""
    audits = [audit for study in evidence.corpus.studies for audit in audit_study(study)]
    assert len(audits) == 39
    assert [audit.subject for audit in audits if any(f.result is Result.FLAGGED for f in audit.findings)] == []


@pytest.mark.parametrize(
    ("value", "nnt", "measure", "said"),
    [
        ("0.63", "2.91", "cohens-d", "Kraemer"),
        ("0.04", "45.45", "cohens-d", "Kraemer"),
        ("-0.19", "9.43", "cohens-d", "Kraemer"),
        ("0.70", "4.18", "hedges-g", "control event rate of 0.19 or"),
        ("0.37", "7.63", "odds-ratio", "control event rate of 0.231 or 0.9,"),
    ],
)
def test_a_number_needed_to_treat_names_its_conversion(value: str, nnt: str, measure: str, said: str) -> None:
    """Never a bare pass."""
    (found,) = audit_figures(figures({"measure": measure, "value": value, "nnt": nnt}))
    assert found.result is Result.HOLDS
    assert said in found.explanation


DECIMALS = st.integers(1, 4)
SIZES = st.tuples(st.integers(10, 200), st.integers(10, 200))


def printed(value: float, decimals: int) -> ReportedNumber:
    text = f"{value:.{decimals}f}"
    return ReportedNumber(text.removeprefix("-") if float(text) == 0 else text)


@given(
    d=st.floats(-2, 2), se=st.floats(0.02, 0.8), p=st.integers(2, 4), one=DECIMALS, two=DECIMALS, ratio=st.booleans()
)
def test_printing_true_figures_raises_no_flag(*, d: float, se: float, p: int, one: int, two: int, ratio: bool) -> None:
    """Estimate, interval, p and number needed to treat of one truth, at any decimals."""
    lower, upper = effects.interval_of(d, se)
    scale = math.exp if ratio else float
    decimals = max(one, 2) if ratio else one
    assume(abs(d) > 0.02)
    assume(not ratio or scale(lower) > 0.01)
    nnt = None if ratio else printed(abs(effects.kraemer_kupfer(d)), two)
    assume(nnt is None or nnt.value > 1)
    true = Figures(
        measure=Measure("odds-ratio" if ratio else "cohens-d"),
        value=printed(scale(d), decimals),
        lower=printed(scale(lower), decimals),
        upper=printed(scale(upper), decimals),
        level=ReportedNumber("95"),
        p=printed(effects.p_of(d / se), p),
        se=printed(se, 4),
        nnt=nnt,
        nnt_method=None if ratio else NntMethod.KRAEMER_KUPFER,
    )
    assert flags(true) == []


@given(st.floats(-2, 2), st.floats(0.05, 0.8), st.sampled_from(["value", "lower", "upper"]), st.integers(2, 4))
def test_a_shifted_figure_is_flagged(d: float, se: float, field: str, decimals: int) -> None:
    """By more than all that rounding leaves open: two units for the estimate, four for a limit."""
    lower, upper = effects.interval_of(d, se)
    numbers = {"value": printed(d, decimals), "lower": printed(lower, decimals), "upper": printed(upper, decimals)}
    unit = 2 * half_unit(numbers[field])
    shift = (3 if field == "value" else 5) * unit
    numbers[field] = printed(float(numbers[field].value) + shift, decimals)
    assert flags(Figures(measure=Measure("cohens-d"), **numbers))  # type: ignore[arg-type]


@given(st.floats(0.05, 2), st.integers(2, 4), st.floats(1.2, 3))
def test_a_shifted_number_needed_to_treat_is_flagged(d: float, decimals: int, factor: float) -> None:
    """Where its method is named."""
    nnt = effects.kraemer_kupfer(d) * factor
    value = printed(d, decimals)
    low, high = (effects.kraemer_kupfer(float(value.value) + side * half_unit(value)) for side in (1, -1))
    assume(nnt > high + 0.1 or nnt < low - 0.1)
    stated = Figures(measure=Measure("cohens-d"), value=value, nnt=printed(nnt, 2), nnt_method=NntMethod.KRAEMER_KUPFER)
    assert [each.rule for each in flags(stated)] == ["nnt-against-effect"]


def rounded(nnt: float, how: int) -> ReportedNumber:
    """Print a number needed to treat: rounded up, as is the custom, or at some decimals."""
    return ReportedNumber(str(math.ceil(nnt))) if how < 0 else printed(nnt, how)


@given(
    d=st.floats(-2, 2), cer=st.floats(0.03, 0.97), decimals=DECIMALS, how=st.integers(-1, 3), rate=st.integers(-1, 2)
)
def test_numbers_needed_to_treat_of_a_control_rate_raise_no_flag(
    *, d: float, cer: float, decimals: int, how: int, rate: int
) -> None:
    """By Furukawa and Leucht's conversion, with the control arm's rate or without it, also as one of an event."""
    assume(abs(d) > 0.05)
    nnt = abs(effects.furukawa_leucht(d, cer=cer))
    arms = () if rate < 0 else (ArmFigures(side=Side.COMPARATOR, rate=printed(100 * cer, rate)),)
    true = Figures(
        measure=Measure("cohens-d"),
        value=printed(d, decimals),
        nnt=rounded(nnt, how),
        nnt_method=NntMethod.FURUKAWA_LEUCHT,
        event=Outcome("remission"),
        arms=arms,
    )
    assert flags(true) == []


@given(
    ratio=st.floats(0.2, 5), cer=st.floats(0.05, 0.9), odds=st.booleans(), how=st.integers(-1, 3), given=st.booleans()
)
def test_numbers_needed_to_treat_of_a_ratio_raise_no_flag(
    *, ratio: float, cer: float, odds: bool, how: int, given: bool
) -> None:
    """With the control arm's rate or without it."""
    assume(abs(ratio - 1) > 0.05)
    eer = effects.rate_of_odds_ratio(ratio, cer=cer) if odds else effects.rate_of_risk_ratio(ratio, cer=cer)
    assume(0.02 < eer < 0.98)
    true = Figures(
        measure=Measure("odds-ratio" if odds else "risk-ratio"),
        value=printed(ratio, 2),
        nnt=rounded(1 / abs(eer - cer), how),
        arms=(ArmFigures(side=Side.COMPARATOR, rate=printed(100 * cer, 0)),) if given else (),
    )
    assert flags(true) == []


@given(
    sizes=SIZES,
    rates=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)),
    level=st.sampled_from([90, 95, 99]),
    how=st.integers(-1, 2),
    decimals=st.integers(2, 3),
)
def test_trials_that_count_events_raise_no_flag(
    *, sizes: tuple[int, int], rates: tuple[float, float], level: int, how: int, decimals: int
) -> None:
    """Ratios and differences of the very counts, with their intervals, p of Wald's test, rates, and observed NNT."""
    n, m = sizes
    a, c = (round(rate * size) for rate, size in zip(rates, sizes, strict=True))
    assume(0 < a < n and 0 < c < m and abs(a / n - c / m) > 0.02)
    odds, risk = (each(a, n, c, m, level=level / 100) for each in (effects.odds_ratio, effects.risk_ratio))
    difference = effects.risk_difference(a, n, c, m, level=level / 100)
    assume(odds.lower > 0.05)
    arms = tuple(
        ArmFigures(side=side, participants=size, events=events, rate=printed(100 * events / size, 1))
        for side, size, events in ((Side.INTERVENTION, n, a), (Side.COMPARATOR, m, c))
    )
    for measure, (value, lower, upper), p in (
        ("odds-ratio", odds[:3], effects.p_of(math.log(odds.value) / odds.se_log)),
        ("risk-ratio", risk[:3], effects.p_of(math.log(risk.value) / risk.se_log)),
        ("risk-difference", difference[:3], None),
    ):
        true = Figures(
            measure=Measure(measure),
            value=printed(value, decimals),
            lower=printed(lower, decimals),
            upper=printed(upper, decimals),
            level=ReportedNumber(str(level)),
            p=None if p is None else printed(p, 4),
            nnt=rounded(1 / abs(difference.difference), how),
            arms=arms,
            participants=n + m,
        )
        assert flags(true) == []


@given(st.integers(2, 400), st.data())
def test_printed_rates_of_whole_counts_raise_no_flag(n: int, data: st.DataObject) -> None:
    """GRIM lets every true rate pass."""
    events = data.draw(st.integers(0, n))
    rate = printed(100 * events / n, data.draw(st.integers(0, 2)))
    arm = ArmFigures(side=Side.INTERVENTION, participants=n, rate=rate)
    assert flags(Figures(arms=(arm,))) == []
    assert flags(Figures(arms=(msgspec.structs.replace(arm, events=events),))) == []


@given(means=st.tuples(st.floats(5, 40), st.floats(5, 40)), sd=st.floats(3, 12), sizes=SIZES, decimals=DECIMALS)
def test_effects_of_printed_means_raise_no_flag(
    means: tuple[float, float], sd: float, sizes: tuple[int, int], decimals: int
) -> None:
    """Means and standard deviations at any decimals, and g and its standard error at two."""
    (one, two), (n, control_n) = means, sizes
    assume(abs(one - two) > 0.5)
    found = effects.smd_of_means(effects.Group(one, sd, n), effects.Group(two, sd, control_n))
    arms = tuple(
        ArmFigures(side=side, mean=printed(mean, decimals), sd=printed(sd, decimals), participants=size)
        for side, mean, size in ((Side.INTERVENTION, one, n), (Side.COMPARATOR, two, control_n))
    )
    given_figures = Figures(
        measure=Measure("hedges-g"),
        value=printed(found.g, 2),
        se=printed(found.se, 2),
        arms=arms,
        higher_is_better=False,
        participants=n + control_n,
    )
    assert flags(given_figures) == []


MEASURES = st.sampled_from(vocabulary().of(["measure"])).map(Measure)


@settings(deadline=2000, max_examples=300)
@given(of(Figures), MEASURES)
def test_no_figures_break_the_audit(any_figures: Figures, measure: Measure) -> None:
    """However odd they are, in whatever mixture: each finding is of a known rule, and has a whole sentence."""
    for found in audit_figures(msgspec.structs.replace(any_figures, measure=measure)):
        assert found.rule in RULES
        assert found.explanation.endswith((".", "?")), found


def test_planted_errors_are_found() -> None:
    """All right sets pass; of the spoiled estimates and signs nearly all are flagged. The full table is a benchmark."""
    false_alarms, there, found = planted.measure(60)
    assert false_alarms == 0
    for kind in ("a point that slipped", "two digits changed places", "a sign lost or added", "another digit"):
        assert found[kind, "value"] >= 0.95 * there[kind, "value"]
    for kind in planted.MIXED_UP:
        assert found[kind, ""] == there[kind, ""] == 60


COCHRANE = SHARED / "data/cochrane-results-dev/val.source"


@pytest.mark.skipif(not COCHRANE.exists(), reason="the texts are not at hand")
def test_figures_published_with_care_are_seldom_flagged() -> None:
    """Symmetry and p agree with 99 of 100 intervals of reviews; the others are listed in benchmarks/README.md."""
    lines = COCHRANE.read_text("utf-8").splitlines()
    pulled = [each for number, text in enumerate(lines, 1) for each in cochrane.pull(text, number)]
    rules = {"interval-symmetry", "p-against-interval"}
    wrong = [each for each in pulled if any(finding.rule in rules for finding in flags(each.figures))]
    assert len(pulled) > 1000
    assert len(wrong) <= len(pulled) / 100
