# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Each formula against a second way to the same number: SciPy, statsmodels, counting, or the definition itself."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, special, stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.meta_analysis import combine_effects, effectsize_smd
from statsmodels.stats.proportion import confint_proportions_2indep

from ipt_kg import effects as e

NORMAL = stats.norm
SIZES = (0.05, 0.2, 0.5, 0.63, 0.8, 1.2, 2.5)
SIGNED = (*SIZES, *(-d for d in SIZES))
RATES = (0.02, 0.1, 0.25, 0.4, 0.5, 0.75, 0.97)
TABLES = ((54, 93, 40, 92), (3, 20, 1, 25), (19, 20, 10, 21), (120, 400, 180, 390), (7, 15, 7, 15))


def near(expected: float | tuple[float, ...], rel: float = 1e-9, zero: float = 1e-13) -> object:
    return pytest.approx(expected, rel=rel, abs=zero)


@pytest.mark.parametrize("x", [-37.0, -20.5, -8.0, -1.96, -0.3, 0.0, 0.7, 2.58, 8.0])
def test_the_normal_distribution(x: float) -> None:
    """To the far tail, where 1 − Φ(x) by subtraction has nothing left."""
    assert e.phi(x) == near(NORMAL.cdf(x), 1e-12, 0)
    assert e.p_of(x) == near(2 * NORMAL.sf(abs(x)), 1e-12, 0)


@pytest.mark.parametrize("p", [1e-300, 1e-40, 1e-9, 0.001, 0.025, 0.31, 0.5, 0.8, 0.975, 0.9999999])
def test_the_normal_quantile(p: float) -> None:
    """To the far tail."""
    assert e.phi_inverse(p) == near(NORMAL.ppf(p), 1e-12)
    assert e.z_of(p) == near(NORMAL.isf(p / 2), 1e-12)


@pytest.mark.parametrize("df", [1, 1.5, 2, 3, 9, 30, 181, 4354, 1e6, 1e8])
def test_students_t(df: float) -> None:
    """Tails and quantiles, on either side."""
    for t in (0.0, 0.3, 1.96, 5.0, 20.0):
        assert e.t_tail(t, df) == near(2 * stats.t.sf(t, df), 1e-9, 0)
        assert e.t_tail(-t, df) == e.t_tail(t, df)
    for p in (1e-6, 0.025, 0.3, 0.6, 0.95, 0.975, 0.9999):
        assert e.t_quantile(p, df) == near(stats.t.ppf(p, df), 1e-9)
    assert e.t_quantile(0.5, df) == 0


def test_tails_below_the_least_double_are_none() -> None:
    """And take no time: the series that would give them do not converge."""
    assert e.t_tail(100.0, 1e5) == 0.0
    assert e.t_tail(1e3, 1e8) == 0.0
    assert e.t_tail(38.5, 1e6) > 0
    assert e.t_tail(39.0, 1e6) == 0.0
    assert e.t_tail(30.0, 1e5) == near(2 * stats.t.sf(30.0, 1e5), 1e-6, 0)


def test_odd_thresholds_of_an_odds_ratio() -> None:
    """All of control has the event, or none: there is no rate between."""
    assert e.control_rates_of_odds_ratio(0.5, nnt=math.inf) == ()
    assert e.control_rates_of_odds_ratio(4.0, nnt=3) == near((1 / 3,), 1e-6)  # the greatest difference: one rate


@pytest.mark.parametrize(("x", "df"), [(0.0, 3), (3.84, 1), (63.7, 14), (12.0, 30), (500.0, 40)])
def test_chi_squared(x: float, df: float) -> None:
    """The upper tail."""
    assert e.chi_squared_tail(x, df) == near(stats.chi2.sf(x, df), 1e-9, 0)


@pytest.mark.parametrize("d", SIGNED)
def test_conversions_of_an_effect(d: float) -> None:
    """By the normal distributions that they are defined by."""
    wins = NORMAL.cdf(d / math.sqrt(2))
    assert e.kraemer_kupfer_difference(d) == near(wins - (1 - wins))
    assert e.kraemer_kupfer(d) == near(1 / (2 * wins - 1))
    assert e.d_of_kraemer_kupfer(e.kraemer_kupfer(d)) == near(d)
    assert e.superiority(d) == near(wins)
    assert e.u3(d) == near(NORMAL.cdf(0, loc=-d))
    shared, _ = integrate.quad(lambda x: min(NORMAL.pdf(x), NORMAL.pdf(x, loc=d)), -12, 12, points=[d / 2], limit=200)
    assert e.overlap(d) == near(shared, 1e-8)
    assert e.odds_ratio_of(d) == near(math.exp(d * stats.logistic.std()))
    assert e.d_of_odds_ratio(e.odds_ratio_of(d)) == near(d)
    assert e.correlation_of(d) == near((d / 4) / (0.5 * math.sqrt(1 + d * d / 4)))


@pytest.mark.parametrize(("d", "cer"), list(itertools.product(SIGNED, RATES)))
def test_conversions_with_a_control_event_rate(d: float, cer: float) -> None:
    """By the normal quantile, and back."""
    eer = NORMAL.cdf(NORMAL.ppf(cer) + d)
    assert e.experimental_rate(d, cer=cer) == near(eer)
    assert e.furukawa_leucht_difference(d, cer=cer) == near(eer - cer)
    nnt = e.furukawa_leucht(d, cer=cer)
    assert nnt == near(1 / (eer - cer))
    rates = e.control_rates_of(d, nnt=nnt)
    assert any(rate == near(cer, 1e-6) for rate in rates)
    assert all(e.furukawa_leucht(d, cer=rate) == near(nnt, 1e-6) for rate in rates)
    assert list(rates) == sorted(set(rates))


@pytest.mark.parametrize("d", SIGNED)
def test_the_least_number_of_any_threshold(d: float) -> None:
    """By trying thresholds."""
    apart = optimize.minimize_scalar(
        lambda x: -abs(NORMAL.cdf(x + d) - NORMAL.cdf(x)), bounds=(-4, 4), method="bounded"
    )
    assert e.greatest_difference(d) == near(-apart.fun, 1e-8)
    assert e.least_nnt(d) == near(-1 / apart.fun, 1e-8)
    assert e.rate_at_least_nnt(d) == near(NORMAL.cdf(apart.x), 1e-4)
    assert e.control_rates_of(d, nnt=e.least_nnt(d) * 0.999) == ()
    assert len(e.control_rates_of(d, nnt=e.least_nnt(d) * 1.001)) == 2
    assert e.control_rates_of(d, nnt=-e.least_nnt(d) * 1.001) == e.control_rates_of(d, nnt=e.least_nnt(d) * 1.001)


def test_no_effect_has_no_number_needed_to_treat() -> None:
    """It is infinite, and no control rate gives another."""
    assert e.kraemer_kupfer(0.0) == e.least_nnt(0.0) == math.inf
    assert e.furukawa_leucht(0.0, cer=0.3) > 1e15
    assert e.control_rates_of(0.0, nnt=5) == ()
    assert e.control_rates_of_odds_ratio(1.0, nnt=5) == ()
    assert e.control_rate_of_risk_ratio(1.0, nnt=5) is None
    assert e.reciprocal(math.inf) == 0


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize(("estimate", "se"), [(0.63, 0.138), (-0.19, 0.094), (2.5, 1.1)])
def test_intervals(estimate: float, se: float, level: float) -> None:
    """From standard errors and back, on both scales."""
    low, high = NORMAL.interval(level, loc=estimate, scale=se)
    assert e.z_of_level(level) == near((high - estimate) / se)
    assert e.interval_of(estimate, se, level=level) == near((low, high))
    found = e.from_interval(estimate, low, high, level=level)
    assert found == near((se, estimate / se, 2 * NORMAL.sf(abs(estimate / se)), 0.0), 1e-9)
    ratio, ratio_limits = math.exp(estimate), (math.exp(low), math.exp(high))
    assert e.interval_of(ratio, se, level=level, ratio=True) == near(ratio_limits)
    assert e.from_interval(ratio, *ratio_limits, level=level, ratio=True) == near(found)
    lopsided = e.from_interval(estimate, low, high + 0.2, level=level)
    assert lopsided.asymmetry == near(0.1)


def test_the_custom_level_is_95() -> None:
    """Where none is given."""
    assert e.from_interval(0.63, 0.36, 0.90) == e.from_interval(0.63, 0.36, 0.90, level=0.95)
    assert e.interval_of(0.63, 0.1) == e.interval_of(0.63, 0.1, level=0.95, ratio=False)
    assert e.risk_difference(54, 93, 40, 92) == e.risk_difference(54, 93, 40, 92, level=0.95)
    assert e.odds_ratio(54, 93, 40, 92) == e.odds_ratio(54, 93, 40, 92, level=0.95)
    assert e.risk_ratio(54, 93, 40, 92) == e.risk_ratio(54, 93, 40, 92, level=0.95)
    assert e.prediction_interval(0.6, se=0.1, tau_squared=0.2, k=16) == e.prediction_interval(
        0.6, se=0.1, tau_squared=0.2, k=16, level=0.95
    )


@pytest.mark.parametrize(("k", "level"), [(3, 0.95), (16, 0.95), (38, 0.9)])
def test_prediction_intervals(k: int, level: float) -> None:
    """By SciPy's t."""
    reach = stats.t.ppf(0.5 + level / 2, k - 2) * math.hypot(0.1, math.sqrt(0.2))
    found = e.prediction_interval(0.63, se=0.1, tau_squared=0.2, k=k, level=level)
    assert found == near((0.63 - reach, 0.63 + reach))


@pytest.mark.parametrize("level", [0.9, 0.95])
@pytest.mark.parametrize("table", TABLES)
def test_counts_in_two_arms(table: tuple[int, int, int, int], level: float) -> None:
    """By statsmodels: Newcombe's and Wald's intervals, odds and risk ratios."""
    a, n, c, m = table
    found = e.risk_difference(*table, level=level)
    newcombe = confint_proportions_2indep(a, n, c, m, method="newcomb", compare="diff", alpha=1 - level)
    wald = confint_proportions_2indep(a, n, c, m, method="wald", compare="diff", alpha=1 - level)
    assert found.difference == near(a / n - c / m)
    assert (found.lower, found.upper) == near(newcombe)
    assert (found.wald_lower, found.wald_upper) == near(wald)
    judge = Table2x2(np.array([[a, n - a], [c, m - c]]), shift_zeros=False)
    odds, risk = e.odds_ratio(*table, level=level), e.risk_ratio(*table, level=level)
    assert odds == near((judge.oddsratio, *judge.oddsratio_confint(1 - level), judge.log_oddsratio_se))
    assert risk == near((judge.riskratio, *judge.riskratio_confint(1 - level), judge.log_riskratio_se))


def test_empty_and_full_arms_have_a_difference() -> None:
    """Nobody and everybody are counts like others; fewer or more are not."""
    assert e.risk_difference(1, 1, 0, 1).difference == 1
    found = e.risk_difference(0, 10, 10, 10)
    assert (found.difference, found.wald_lower, found.wald_upper) == (-1, -1, -1)
    assert found.lower == near(confint_proportions_2indep(0, 10, 10, 10, method="newcomb", compare="diff")[0])
    for table in ((11, 10, 5, 10), (-1, 10, 5, 10), (0, 0, 5, 10), (5, 10, 11, 10)):
        with pytest.raises(ValueError, match="cannot be"):
            e.risk_difference(*table)


@pytest.mark.parametrize("cer", RATES)
@pytest.mark.parametrize("ratio", [0.3, 0.84, 1.0, 1.02, 1.4])
def test_ratios_with_a_control_event_rate(ratio: float, cer: float) -> None:
    """By 100,000 people in two arms; a relative risk increase is a risk ratio less 1."""
    people = 100_000
    odds_rate = (odds := cer / (1 - cer) * ratio) / (1 + odds)
    for rate, found, nnt in (
        (ratio * cer, e.rate_of_risk_ratio(ratio, cer=cer), e.nnt_of_risk_ratio(ratio, cer=cer)),
        (odds_rate, e.rate_of_odds_ratio(ratio, cer=cer), e.nnt_of_odds_ratio(ratio, cer=cer)),
    ):
        assert found == near(rate)
        more = abs(rate * people - cer * people)
        assert nnt == (near(people / more, 1e-9) if more > 1e-6 else pytest.approx(nnt))
    if ratio != 1:
        increase = ratio - 1
        assert e.nnt_of_risk_ratio(1 + increase, cer=cer) == near(1 / abs(increase * cer))
        rates = e.control_rates_of_odds_ratio(ratio, nnt=e.nnt_of_odds_ratio(ratio, cer=cer))
        assert any(rate == near(cer, 1e-7) for rate in rates)
        assert list(rates) == sorted(set(rates))
    if ratio != 1 and ratio * cer <= 1:
        assert e.control_rate_of_risk_ratio(ratio, nnt=e.nnt_of_risk_ratio(ratio, cer=cer)) == near(cer)


@pytest.mark.parametrize("ratio", [0.2, 0.37, 0.9, 1.5, 4.0])
def test_the_greatest_difference_of_an_odds_ratio(ratio: float) -> None:
    """By trying control rates; no rate gives more, and below it there are two."""
    found = optimize.minimize_scalar(
        lambda cer: -abs(e.rate_of_odds_ratio(ratio, cer=cer) - cer), bounds=(0, 1), method="bounded"
    )
    assert e.greatest_difference_of_odds_ratio(ratio) == near(-found.fun, 1e-8)
    assert e.control_rates_of_odds_ratio(ratio, nnt=-0.99 / found.fun) == ()
    assert len(e.control_rates_of_odds_ratio(ratio, nnt=-1.01 / found.fun)) == 2
    assert e.control_rates_of_odds_ratio(ratio, nnt=1.01 / found.fun) == e.control_rates_of_odds_ratio(
        ratio, nnt=-1.01 / found.fun
    )


def test_a_risk_ratio_may_need_an_impossible_control_rate() -> None:
    """More events than people in either arm."""
    assert e.control_rate_of_risk_ratio(0.9, nnt=5) is None
    assert e.control_rate_of_risk_ratio(2.0, nnt=1.5) is None
    assert e.control_rate_of_risk_ratio(2.0, nnt=2) == near(0.5)
    assert e.control_rate_of_risk_ratio(0.5, nnt=2) == near(1.0)
    assert e.control_rate_of_risk_ratio(0.5, nnt=-2) == near(1.0)
    assert e.control_rate_of_risk_ratio(0.5, nnt=1.5) is None
    assert e.control_rate_of_risk_ratio(0.5, nnt=math.inf) is None


def test_limits_of_numbers_needed_to_treat() -> None:
    """Benefit and harm, with no difference as infinity."""
    assert e.nnt_interval(0.1, 0.25) == (10.0, 4.0)
    assert e.nnt_interval(-0.05, 0.1) == (-20.0, 10.0)
    assert e.nnt_interval(0.0, 0.1) == (math.inf, 10.0)


def test_hazards() -> None:
    """Two exponential survival curves."""
    rate, ratio, time = 0.3, 0.6, 2.0
    control, treated = math.exp(-rate * time), math.exp(-ratio * rate * time)
    assert e.nnt_of_hazard_ratio(ratio, survival=control) == near(1 / (treated - control))


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_percentages_of_whole_counts(decimals: int) -> None:
    """By rounding all counts of up to 60 people, halves both ways."""
    unit = Decimal(1).scaleb(-decimals)
    for n in range(1, 61):
        shares = [Decimal(100 * count) / n for count in range(n + 1)]
        printed = {share.quantize(unit, how) for share in shares for how in (ROUND_HALF_UP, ROUND_HALF_DOWN)}
        for tried in {value + step * unit for value in printed for step in (-1, 0, 1)}:
            expected = any(abs(share - tried) <= unit / 2 for share in shares)
            assert e.has_count(float(tried), n, half_unit=float(unit) / 2) is expected, (tried, n)


def test_percentages_of_very_many_people() -> None:
    """Take no time, for every one is some count's; more than all is not."""
    assert e.has_count(33.3, 100_000_000, half_unit=0.05)
    assert e.has_count(100.0, 5000, half_unit=0.05)
    assert e.has_count(12.5, 4, half_unit=12.5)
    assert e.has_count(12.5 + 1e-7, 4, half_unit=12.5 - 1e-7)
    assert not e.has_count(12.5, 4, half_unit=12.5 - 1e-4)
    assert not e.has_count(100.2, 5000, half_unit=0.05)
    assert not e.has_count(-0.2, 5000, half_unit=0.05)


@pytest.mark.parametrize("df", [2, 5, 20, 183, 4354])
def test_the_correction_of_small_samples(df: int) -> None:
    """By the gamma function, and as 1 over the mean of √df/χ, which makes d too large."""
    exact = special.gamma(df / 2) / (math.sqrt(df / 2) * special.gamma((df - 1) / 2)) if df < 300 else None
    assert exact is None or e.hedges_j(df) == near(exact)
    too_large = math.sqrt(df) * stats.chi(df).expect(lambda x: 1 / x, lb=0, ub=np.inf)
    assert e.hedges_j(df) == near(1 / too_large, 1e-6)
    assert e.hedges_j_approximate(df) == near((4 * df - 4) / (4 * df - 1))
    assert e.hedges_j(df) == near(e.hedges_j_approximate(df), 0.02)


def _sample(mean: float, sd: float, n: float) -> Any:
    """Give scores with just this mean and standard deviation."""
    raw = np.linspace(-1, 1, int(n)) ** 3 + np.arange(n) % 3
    return mean + sd * (raw - raw.mean()) / raw.std(ddof=1)


@pytest.mark.parametrize(("n", "m"), [(2, 2), (12, 30), (93, 92)])
@pytest.mark.parametrize("means", [(9.3, 13.1), (20.0, 11.5)])
def test_effects_of_means(means: tuple[float, float], n: int, m: int) -> None:
    """By raw scores: t of SciPy, and d from it."""
    one, other = e.Group(means[0], 8.68, n), e.Group(means[1], 7.5, m)
    t = stats.ttest_ind(_sample(*one), _sample(*other)).statistic
    d = t * math.sqrt((n + m) / (n * m))
    assert e.d_of_t(t, n, m) == near(d)
    for function, j, of_se in (
        (e.smd_as_metapsy, e.hedges_j_approximate(n + m - 2), d),
        (e.smd_of_means, e.hedges_j(n + m - 2), d * e.hedges_j(n + m - 2)),
    ):
        found = function(one, other)
        assert found.d == near(-d)
        assert found.g == near(-d * j)
        assert found.se == near(math.sqrt((n + m) / (n * m) + of_se**2 / (2 * (n + m))))
        turned = function(one, other, higher_is_better=True)
        assert turned == near((-found.d, -found.g, found.se))


POOLED = (
    ([0.5, 0.8, 0.2, 0.65], [0.2, 0.25, 0.1, 0.3]),
    ([0.1, 0.11, 0.1], [0.2, 0.1, 0.3]),
    ([-0.4, 1.2], [0.15, 0.2]),
)


@pytest.mark.parametrize(("values", "ses"), POOLED)
def test_pooling(values: list[float], ses: list[float]) -> None:
    """By statsmodels."""
    found = e.pool_dersimonian_laird(values, ses)
    with np.errstate(invalid="ignore"):  # the judge leaves a τ² below 0 as it is
        judge = combine_effects(np.array(values), np.array(ses) ** 2, method_re="dl")
    tau_squared = max(judge.tau2, 0.0)
    weights = 1 / (np.array(ses) ** 2 + tau_squared)
    assert found.fixed == near(judge.mean_effect_fe)
    assert found.q == near(judge.q)
    assert found.tau_squared == near(tau_squared)
    assert found.mean == near(float(np.average(values, weights=weights)))
    assert found.se == near(float(1 / np.sqrt(weights.sum())))
    assert (found.lower, found.upper) == near(NORMAL.interval(0.95, loc=found.mean, scale=found.se))
    k = len(values)
    share = max(0.0, 1 - (k - 1) / judge.q) if judge.q > 1e-12 else 0.0
    assert found.i_squared == e.i_squared(found.q, k=k) == near(share)
    assert e.q_tail(found.q, k=k) == near(stats.chi2.sf(judge.q, k - 1))
    if share:
        assert e.q_of(share, k=k) == near(found.q)
        assert e.h_squared(found.q, k=k) == near(1 / (1 - share))


def test_no_heterogeneity_without_q() -> None:
    """0 of 0 is 0."""
    assert e.i_squared(0.0, k=5) == 0
    assert e.i_squared(3.9, k=5) == 0
    assert e.h_squared(8.0, k=5) == 2


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: e.phi_inverse(0), "between 0 and 1"),
        (lambda: e.phi_inverse(1), "between 0 and 1"),
        (lambda: e.t_quantile(0, 5), "between 0 and 1"),
        (lambda: e.t_quantile(1, 5), "between 0 and 1"),
        (lambda: e.d_of_kraemer_kupfer(1), "between 0 and 1"),
        (lambda: e.experimental_rate(0.5, cer=0), "between 0 and 1"),
        (lambda: e.hedges_j(1), "more than one degree"),
        (lambda: e.prediction_interval(0.5, se=0.1, tau_squared=0.1, k=2), "three studies, found 2"),
        (lambda: e.pool_dersimonian_laird([0.5], [0.1]), "^pooling needs two effects"),
        (lambda: e.pool_dersimonian_laird([0.5, 0.6], [0.1]), "a standard error for each$"),
        (lambda: e.smd_of_means(e.Group(1, 2, 1), e.Group(1, 2, 5)), "two people or more are needed, found 1 and 5"),
        (lambda: e.smd_of_means(e.Group(1, 2, 5), e.Group(1, 2, 1)), "two people or more"),
        (lambda: e.smd_of_means(e.Group(1, 0, 5), e.Group(2, 0, 5)), "^the standard deviations are 0$"),
        (lambda: e.d_of_odds_ratio(0), "math domain|positive|expected"),
    ],
)
def test_what_has_no_answer_says_so(ask: Callable[[], object], words: str) -> None:
    """Rather than giving a number."""
    with pytest.raises(ValueError, match=words):
        ask()


def test_p_values_of_counts() -> None:
    """Of Pearson's, Yates's and Fisher's tests, in small arms and large ones; never above 1 for rounding."""
    assert e.fisher_p(11, 50, 11, 50) == 1
    random = np.random.default_rng(5)
    for most in (8, 60, 3000):
        for _ in range(60):
            n, m = (int(size) for size in random.integers(1, most, 2))
            a, c = int(random.integers(0, n + 1)), int(random.integers(0, m + 1))
            table = [[a, n - a], [c, m - c]]
            assert e.fisher_p(a, n, c, m) == near(stats.fisher_exact(table)[1], 1e-7, 1e-12)
            if 0 < a + c < n + m:
                assert e.chi_squared_p(a, n, c, m) == e.chi_squared_p(a, n, c, m, corrected=False)
                for corrected in (False, True):
                    found = e.chi_squared_p(a, n, c, m, corrected=corrected)
                    assert found == near(stats.chi2_contingency(table, correction=corrected)[1])


@pytest.mark.parametrize(("n", "m"), [(2, 2), (9, 31), (93, 92), (400, 40)])
@pytest.mark.parametrize("d", SIZES)
def test_standard_errors_of_software(d: float, n: int, m: int) -> None:
    """RevMan's by statsmodels, the others from their definitions; all of them agree where arms are large."""
    se = {name: formula(d, n, m) for name, formula in e.SMD_STANDARD_ERRORS.items()}
    base, j = (n + m) / (n * m), 1 - 3 / (4 * (n + m) - 9)
    _, revman = effectsize_smd(d, 1, n, 0, 1, m)
    assert se["as in RevMan"] == near(math.sqrt(revman))
    assert se["of d"] ** 2 == near(base + d**2 / (2 * (n + m)))
    assert se["of g"] ** 2 == near(base + (e.hedges_j(n + m - 2) * d) ** 2 / (2 * (n + m)))
    assert se["of d, times J"] ** 2 == near(j**2 * (base + d**2 / (2 * (n + m))))
    assert se["times N / df"] ** 2 == near((base + d**2 / (2 * (n + m - 2))) * (n + m) / (n + m - 2))
    large = [formula(d, 1e7, 1e7) for formula in e.SMD_STANDARD_ERRORS.values()]
    assert large == near([large[0]] * len(large), 1e-6)  # type: ignore[arg-type]
