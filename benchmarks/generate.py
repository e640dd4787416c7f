# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Studies made up for measuring: as varied as real ones, the same for the same number, and without a fault.

Their DOIs stand under 10.5555, which is nobody's.

>>> study(7) == study(7), study(7) == study(8)
(True, False)
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from ipt_kg import effects

_THERAPIES = (
    "interpersonal-psychotherapy",
    "cognitive-behaviour-therapy",
    "behavioural-activation",
    "problem-solving-therapy",
    "pharmacotherapy",
)
_COMPARATORS = ("control-condition", "usual-care", "waiting-list", "pill-placebo", "other-psychotherapy")
_OUTCOMES = ("depressive-symptoms", "relapse", "response", "remission", "quality-of-life", "dropout")
_PHASES = ("acute-treatment", "maintenance-treatment", "follow-up")
_DESIGNS = ("meta-analysis", "meta-analysis-of-randomised-trials", "randomised-trial")
_CONDITIONS = ("depressive-disorder", "major-depressive-disorder", "subthreshold-depression")
_NULLS = {"cohens-d": 0.0, "hedges-g": 0.0, "odds-ratio": 1.0, "risk-ratio": 1.0}
_NAMES = ("Able", "Baker", "Charlie", "Delta", "Easy", "Föhn", "Garçon", "O'Hara")
_NO_METHOD = "The source does not say how the number needed to treat came about, or for which event."


def study(number: int) -> dict[str, Any]:
    """Give the study of a number, as it is read from YAML or JSON; printed figures are text."""
    random = Random(number)  # noqa: S311 - made up, and no secret
    estimates = [_estimate(random, place) for place in range(1, random.randint(2, 8) + 1)]
    made: dict[str, Any] = {
        "record": "study",
        "id": f"made-up-{number:06d}",
        "design": random.choice(_DESIGNS),
        "therapies": sorted(random.sample(_THERAPIES, random.randint(1, 2))),
        "conditions": [random.choice(_CONDITIONS)],
        "citation": _citation(random, number),
        "read_at": [f"https://example.org/made-up/{number}"],
        "estimates": estimates,
        "caveats": _caveats(random, [estimate["id"] for estimate in estimates]),
    }
    if random.random() < 0.8:
        made |= {"studies": random.randint(30, 90), "participants": random.randint(5_000, 9_000)}
    return made


def _citation(random: Random, number: int) -> dict[str, Any]:
    authors = [
        {"family": family, "given": random.choice("ABCDEFG")} for family in random.sample(_NAMES, random.randint(1, 7))
    ]
    return {
        "title": f"Made-up results, number {number}: “a trial & more”",
        "authors": authors,
        "journal": "Journal of Made-up Results",
        "published": random.choice([f"{random.randint(1990, 2024)}", f"{random.randint(1990, 2024)}-05"]),
        "volume": str(random.randint(1, 200)),
        "pages": f"{random.randint(1, 99)}-{random.randint(100, 199)}",
        "doi": f"10.5555/made-up.{number}",
    }


def _estimate(random: Random, place: int) -> dict[str, Any]:
    """Make an estimate whose interval holds its value, and whose direction is what both say."""
    measure = random.choice(list(_NULLS))
    null = _NULLS[measure]
    value = round(null + random.uniform(0.05, 0.60) * random.choice([-1, 1]), 2)
    half = random.uniform(0.04, 0.30)
    lower, upper = round(value - half, 2), round(value + half, 2)
    if null:  # a ratio's interval is symmetrical in logarithms
        lower, upper = round(value * math.exp(-half), 2), round(value * math.exp(half), 2)
    made: dict[str, Any] = {
        "id": f"result-{place}",
        "comparison": _comparison(random),
        "measure": measure,
        "value": f"{value:.2f}",
        "interval": {"lower": f"{lower:.2f}", "upper": f"{upper:.2f}", "level": 95},
        "higher_favours": "intervention",
        "direction": _direction(lower, upper, null),
        "studies": random.randint(2, 30),
        "locator": random.choice(["Abstract", "Table 2"]),
    }
    return made | _besides(random, measure, value, (lower, upper))


def _comparison(random: Random) -> dict[str, Any]:
    made: dict[str, Any] = {
        "population": {"condition": random.choice(_CONDITIONS)},
        "intervention": sorted(random.sample(_THERAPIES, random.randint(1, 2))),
        "comparator": [random.choice(_COMPARATORS)],
        "outcome": random.choice(_OUTCOMES),
        "phase": random.choice(_PHASES),
    }
    if random.random() < 0.4:
        made["population"]["description"] = "adults in primary care"
    if random.random() < 0.3:
        made["timing"] = "6-12 months"
    return made


def _direction(lower: float, upper: float, null: float) -> str:
    if lower > null:
        return "intervention"
    return "comparator" if upper < null else "no-difference-shown"


def _besides(random: Random, measure: str, value: float, limits: tuple[float, float]) -> dict[str, Any]:
    """Make what only some sources report; the number needed to treat and the p-value are those of the effect."""
    made: dict[str, Any] = {}
    if random.random() < 0.5:
        made["nnt"] = {"value": f"{_nnt(measure, value):.2f}", "method": "not-stated"}
    if random.random() < 0.4:
        made["heterogeneity"] = {"i_squared": str(random.randint(0, 90))}
    if random.random() < 0.4:
        p = effects.from_interval(value, *limits, ratio=_NULLS[measure] > 0).p
        made["p"] = "< 0.001" if p < 0.0005 else f"{p:.2f}"
    if random.random() < 0.3:
        made["arms"] = [
            {"side": side, "participants": random.randint(20, 400)} for side in ("intervention", "comparator")
        ]
    return made


def _nnt(measure: str, value: float) -> float:
    """Convert an effect: by Kraemer and Kupfer, or for a ratio at a control event rate of 0.3."""
    ways = {"odds-ratio": effects.nnt_of_odds_ratio, "risk-ratio": effects.nnt_of_risk_ratio}
    return ways[measure](value, cer=0.3) if measure in ways else abs(effects.kraemer_kupfer(value))


def _caveats(random: Random, estimates: list[str]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [
        {"id": "method", "kind": "converted-figure", "stated_by": "curators", "statement": _NO_METHOD},
    ]
    for place in range(1, random.randint(1, 5)):
        limited = sorted(random.sample(estimates, random.randint(1, len(estimates))))
        statement = f"Something limits how {', '.join(limited)} may be read, and it is told in a sentence like this."
        made.append(
            {
                "id": f"limit-{place}",
                "kind": random.choice(["scope", "few-studies", "risk-of-bias", "sensitivity"]),
                "stated_by": random.choice(["authors", "curators"]),
                "statement": statement,
                "limits": limited,
            }
        )
    return made
