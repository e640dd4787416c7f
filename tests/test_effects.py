# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The formulas give what the literature, other software and other ways of computing give."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from conftest import SHARED
from ipt_kg import effects as e

Answer = dict[str, float]


def _counts(event1: int, n1: int, event2: int, n2: int) -> Answer:
    found = e.risk_difference(event1, n1, event2, n2)
    low, high = e.nnt_interval(found.lower, found.upper)
    return {
        "ard": found.difference,
        "wald_lo": found.wald_lower,
        "wald_hi": found.wald_upper,
        "newc_lo": found.lower,
        "newc_hi": found.upper,
        "nnt": e.reciprocal(found.difference),
        "nnt_from_newc_lo": low,
        "nnt_from_newc_hi": high,
    }


def _interval(est: float, lo: float, hi: float, level: float) -> Answer:
    found = e.from_interval(est, lo, hi, level=level)
    return {"se": found.se, "z": found.z, "p": found.p, "asym": found.asymmetry}


def _ratio(est: float, lo: float, hi: float, level: float) -> Answer:
    found = e.from_interval(est, lo, hi, level=level, ratio=True)
    return {
        "se_log": found.se,
        "z": found.z,
        "p": found.p,
        "geo_mid": math.exp(found.asymmetry + math.log(est)),
    }


def _table(a: int, b: int, c: int, d: int) -> Answer:
    odds, risk = e.odds_ratio(a, a + b, c, c + d), e.risk_ratio(a, a + b, c, c + d)
    return {
        "log_or": math.log(odds.value),
        "se_log_or": odds.se_log,
        "log_rr": math.log(risk.value),
        "se_log_rr": risk.se_log,
        "d": e.d_of_odds_ratio(odds.value),
    }


def _means(metapsy: bool, **given: Any) -> Answer:
    function = e.smd_as_metapsy if metapsy else e.smd_of_means
    found = function(*(e.Group(given[f"m{arm}"], given[f"sd{arm}"], given[f"n{arm}"]) for arm in (1, 2)))
    return {"d": found.d, "g": found.g, "se": found.se, "v": found.se**2}


def _pool(yi: list[float], sei: list[float]) -> Answer:
    found = e.pool_dersimonian_laird(yi, sei)
    return {
        "fe": found.fixed,
        "Q": found.q,
        "tau2": found.tau_squared,
        "re": found.mean,
        "se": found.se,
        "i2": found.i_squared,
        "lo": found.lower,
        "hi": found.upper,
    }


def _pair(names: tuple[str, str], values: Iterable[float]) -> Answer:
    return dict(zip(names, values, strict=True))


CHECKS: dict[str, Callable[..., Answer]] = {
    "d_to_nnt_kk": lambda d: {"nnt": e.kraemer_kupfer(d)},
    "nnt_to_d_kk": lambda nnt: {"d": e.d_of_kraemer_kupfer(nnt)},
    "d_to_nnt_fl": lambda d, cer: {"nnt": e.furukawa_leucht(d, cer=cer), "eer": e.experimental_rate(d, cer=cer)},
    "min_nnt_over_cer": lambda d: {"nnt_min": e.least_nnt(d), "cer_at_min": e.rate_at_least_nnt(d)},
    "d_to_or": lambda d: {"or": e.odds_ratio_of(d), "log_or": math.log(e.odds_ratio_of(d))},
    "or_to_d": lambda **given: {"d": e.d_of_odds_ratio(given["or"])},
    "d_to_cles_u3_ovl_r": lambda d: {
        "auc": e.superiority(d),
        "u3": e.u3(d),
        "ovl": e.overlap(d),
        "r": e.correlation_of(d),
    },
    "ci_to_se_z_p_linear": _interval,
    "ci_to_se_z_p_ratio": _ratio,
    "counts_to_ard_nnt_ci": _counts,
    "rr_cer_to_nnt": lambda rr, cer: {
        "eer": e.rate_of_risk_ratio(rr, cer=cer),
        "nnt_abs": e.nnt_of_risk_ratio(rr, cer=cer),
    },
    "or_cer_to_nnt": lambda cer, **given: {
        "eer": e.rate_of_odds_ratio(given["or"], cer=cer),
        "nnt_abs": e.nnt_of_odds_ratio(given["or"], cer=cer),
    },
    "or_nnt_to_cer": lambda nnt, **given: _pair(
        ("cer_low", "cer_high"), e.control_rates_of_odds_ratio(given["or"], nnt=nnt)
    ),
    "hr_survival_to_nnt": lambda hr, s_control: {"nnt": e.nnt_of_hazard_ratio(hr, survival=s_control)},
    "q_to_i2_h2_p": lambda k, **given: {
        "i2": e.i_squared(given["Q"], k=k),
        "h2": e.h_squared(given["Q"], k=k),
        "p": e.q_tail(given["Q"], k=k),
    },
    "i2_k_to_q": lambda i2, k: {"Q": e.q_of(i2, k=k)},
    "prediction_interval": lambda mu, se, tau2, k: _pair(
        ("lo", "hi"), e.prediction_interval(mu, se=se, tau_squared=tau2, k=k)
    ),
    "hedges_j": lambda df: {"j_exact": e.hedges_j(df), "j_approx": e.hedges_j_approximate(df)},
    "means_to_g": lambda **given: _means(metapsy=False, **given),
    "means_to_g_metapsy": lambda **given: _means(metapsy=True, **given),
    "t_to_d": lambda t, n1, n2: {"d": e.d_of_t(t, n1, n2)},
    "table_to_or_rr_d": _table,
    "pool_dl": _pool,
    "grim_percent": lambda pct, decimals, n: {"consistent": float(e.has_count(pct, n, half_unit=0.5 * 10**-decimals))},
}
"""Each check of the vectors that is a formula; those on rounding are in `test_rounding`."""

_FILE = SHARED / "data" / "statistics-test-vectors.json"


@pytest.mark.skipif(not _FILE.exists(), reason="the vectors are not at hand")
def test_all_vectors_hold() -> None:
    """Every vector agrees to a relative 1e-9, and no kind of check is left out."""
    vectors = json.loads(_FILE.read_text(encoding="utf-8"))
    formulas = [vector for vector in vectors if not vector["check"].startswith("rounding_")]
    assert {vector["check"] for vector in formulas} == set(CHECKS)
    for vector in formulas:
        found = CHECKS[vector["check"]](**vector["inputs"])
        for name, expected in vector["expected"].items():
            assert found[name] == pytest.approx(expected, rel=1e-9, abs=1e-14), (vector["id"], name)


def test_no_control_rate_makes_an_nnt_of_nothing() -> None:
    """Neither an effect of 0 nor a number of 0 has one."""
    assert e.control_rates_of(0.5, nnt=0.0) == e.control_rates_of(0.0, nnt=5.0) == ()
    assert e.control_rates_of_odds_ratio(0.5, nnt=0.0) == ()
