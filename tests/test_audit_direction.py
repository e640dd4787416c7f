# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A result that says one thing in words and another in figures is warned of, and no other."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ipt_kg.audit import Finding, audit_study
from ipt_kg.model import ConfidenceInterval, Direction, EffectEstimate, Measure, ReportedNumber, Side, Study
from ipt_kg.records import Reading

INTERVENTION, COMPARATOR, NONE, UNSAID = Direction
LEVEL = ReportedNumber("95")


def estimate_of(reading: Reading, **changes: object) -> Study:
    study = reading.corpus.study("linde-2015-primary-care")
    assert study is not None
    first: EffectEstimate = replace(study.estimates[0], **changes)
    return replace(study, estimates=(first,))


def disagreements(study: Study) -> list[Finding]:
    return [each for audit in audit_study(study) for each in audit.findings if each.rule == "direction-disagrees"]


@pytest.mark.parametrize(
    ("measure", "value", "limits", "higher", "direction", "said"),
    [
        ("standardised-mean-difference", "-0.24", ("-0.47", "-0.02"), Side.COMPARATOR, INTERVENTION, None),
        (
            "standardised-mean-difference",
            "-0.24",
            ("-0.47", "-0.02"),
            Side.COMPARATOR,
            COMPARATOR,
            "lies on the side of",
        ),
        (
            "standardised-mean-difference",
            "-0.24",
            ("-0.47", "-0.02"),
            Side.INTERVENTION,
            INTERVENTION,
            "lies on the side",
        ),
        ("standardised-mean-difference", "-0.14", ("-0.40", "0.12"), Side.COMPARATOR, INTERVENTION, "spans 0"),
        ("standardised-mean-difference", "-0.14", ("-0.40", "0.12"), Side.COMPARATOR, NONE, None),
        ("standardised-mean-difference", "-0.24", ("-0.47", "-0.02"), Side.COMPARATOR, NONE, "does not reach 0"),
        ("hedges-g", "0.06", ("0", "0.12"), Side.INTERVENTION, INTERVENTION, None),
        ("hedges-g", "0.06", ("0", "0.12"), Side.INTERVENTION, NONE, None),
        ("hedges-g", "0.24", None, Side.INTERVENTION, INTERVENTION, None),
        ("hedges-g", "0.06", None, Side.INTERVENTION, NONE, None),
        ("odds-ratio", "0.37", ("0.19", "0.73"), Side.COMPARATOR, INTERVENTION, None),
        ("odds-ratio", "0.37", ("0.19", "0.73"), Side.INTERVENTION, INTERVENTION, "lies on the side of the comparator"),
        ("risk-ratio", "1.10", ("0.90", "1.30"), Side.COMPARATOR, COMPARATOR, "spans 1"),
        ("odds-ratio", "0.37", ("0.19", "0.73"), Side.COMPARATOR, UNSAID, None),
    ],
)
def test_direction_figures_and_scale_agree(
    *,
    measure: str,
    value: str,
    limits: tuple[str, str] | None,
    higher: Side,
    direction: Direction,
    said: str | None,
    evidence: Reading,
) -> None:
    """A limit at no effect itself speaks for neither side, and a figure without interval for its own."""
    interval = limits and ConfidenceInterval(
        lower=ReportedNumber(limits[0]), upper=ReportedNumber(limits[1]), level=LEVEL
    )
    study = estimate_of(
        evidence,
        measure=Measure(measure),
        value=ReportedNumber(value),
        interval=interval,
        higher_favours=higher,
        direction=direction,
    )
    found = disagreements(study)
    assert len(found) == (said is not None)
    assert said is None or said in found[0].explanation


def test_what_is_not_said_cannot_disagree(evidence: Reading) -> None:
    """No value, no measure, or one that the vocabulary does not have."""
    for changes in ({"value": None, "interval": None}, {"measure": None}, {"measure": Measure("nobody-knows")}):
        assert disagreements(estimate_of(evidence, direction=COMPARATOR, **changes)) == []
