# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An audit made by hand, of some claims of an article of the evidence: what reports have to show."""

from __future__ import annotations

from typing import Any, Final

from ipt_kg.audit.assessment import ArticleAudit, Assessment, FiguresAudit, Scale, Suppressed
from ipt_kg.audit.rule import Finding, Group, Result, Rule, Verdict
from ipt_kg.diagnostics import Severity
from ipt_kg.model import SourceRef

CONTROL: Final = SourceRef("cuijpers-2011-ipt-depression#estimate-vs-control")
DRUG: Final = SourceRef("cuijpers-2011-ipt-depression#estimate-vs-pharmacotherapy")
MAINTENANCE: Final = SourceRef("cuijpers-2011-ipt-depression#estimate-maintenance-combination-vs-pharmacotherapy")
LATER: Final = SourceRef("cohen-2024-ipt-antidepressants#estimate-symptoms-severity")


def _rule(id: str, title: str, why: str, **facts: Any) -> Rule:
    given: dict[str, Any] = {
        "group": Group.SOURCE,
        "needs": ("value",),
        "severity": Severity.VIOLATION,
        "example": "“…”",
        **facts,
    }
    return Rule(id=id, title=title, fault=f"not so: {title}", why=why, **given)


RULES: Final = {
    rule.id: rule
    for rule in (
        _rule("value-differs", "The value is that of the source", "A figure that the source does not have misleads."),
        _rule(
            "magnitude-above-figure",
            "An adjective is no bigger than the figure",
            "Readers who know no effect sizes go by the word.",
            severity=Severity.WARNING,
            verdict=Verdict.OVERSTATED,
            formula="|d| < 0.5 small; 0.5 to 0.8 medium; ≥ 0.8 large",
            source="cohen-1988",
        ),
        _rule(
            "event-not-in-source",
            "The event is one that the source reports",
            "A converted number needed to treat counts no event that anybody observed.",
            verdict=Verdict.OVERSTATED,
        ),
        _rule(
            "nnt-below-least",
            "No number needed to treat is below the least of any event",
            "With a standardised difference d, no threshold on the scale splits the groups further apart.",
            group=Group.FIGURES,
            verdict=Verdict.OVERSTATED,
            formula="NNT ≥ 1 / (2Φ(d/2) − 1)",
            source="furukawa-2011",
        ),
        _rule(
            "equivalence",
            "“As effective” needs an interval inside the margin",
            "A p above 0.05 shows no equality: the study may have been too small.",
            verdict=Verdict.CONTRADICTED,
            source="cuijpers-2014",
        ),
    )
}
REFERENCES: Final = {
    "cohen-1988": "Cohen (1988)",
    "furukawa-2011": "Furukawa and Leucht (2011), a <b>journal</b>",
}
ADDRESSES: Final = {"cuijpers-2011-ipt-depression": "https://doi.org/10.1176/appi.ajp.2010.10101411"}


def _d(left: str, right: str, **figures: float) -> Scale:
    return Scale(measure="Cohen’s d", null=0.0, ratio=False, left=left, right=right, **figures)


_AGAINST_CONTROL = _d("control better", "IPT better", value=0.63, lower=0.36, upper=0.90)
_CLAIMED = _d("control better", "IPT better", value=0.63, lower=0.36, upper=0.90, claimed=0.63)
_AGAINST_DRUGS = _d(
    "pharmacotherapy better", "interpersonal psychotherapy better", value=-0.19, lower=-0.38, upper=-0.01, margin=0.24
)
_SOURCE = "Cuijpers and others (2011), IPT v control condition"


def _holds(rule: str, explanation: str, **facts: str) -> Finding:
    return Finding(rule=rule, result=Result.HOLDS, field="value", explanation=explanation, **facts)


def _flag(rule: str, explanation: str, field: str = "value", **facts: str) -> Finding:
    return Finding(rule=rule, result=Result.FLAGGED, field=field, explanation=explanation, **facts)


ASSESSMENTS: Final = (
    Assessment(
        claim="findings-effect",
        source=CONTROL,
        source_words=_SOURCE,
        cited=True,
        verdict=Verdict.SUPPORTED,
        findings=(_holds("value-differs", "The source prints 0.63.", claimed="d = 0.63", found="d = 0.63"),),
        claimed="d = 0.63",
        found="d = 0.63 (95% CI 0.36 to 0.90)",
        explanation="The figure is that of the source.",
        scale=_CLAIMED,
    ),
    Assessment(
        claim="findings-large",
        source=CONTROL,
        source_words=_SOURCE,
        cited=True,
        verdict=Verdict.OVERSTATED,
        findings=(
            _flag(
                "magnitude-above-figure",
                "By Cohen’s convention 0.63 is medium; large begins at 0.8.",
                "magnitude",
                claimed="large",
                found="medium (d = 0.63)",
                working="0.5 ≤ 0.63 < 0.8",
            ),
        ),
        claimed="large",
        found="d = 0.63 (95% CI 0.36 to 0.90)",
        explanation="The word is bigger than the figure.",
        suggestion="The effect against control groups is medium (d = 0.63, 95% CI 0.36 to 0.90, 16 studies).",
        scale=_AGAINST_CONTROL,
    ),
    Assessment(
        claim="results-one-in-three",
        source=CONTROL,
        source_words=_SOURCE,
        cited=True,
        verdict=Verdict.OVERSTATED,
        findings=(
            _flag(
                "event-not-in-source",
                "The source counts no remissions: its number needed to treat was converted from d.",
                "event",
                claimed="1 in 3 in remission",
                found="no event reported",
            ),
            _flag(
                "nnt-below-least",
                "With d = 0.63 no event on the scale can have a number needed to treat below 4.04.",
                "one_in",
                claimed="NNT 3",
                found="NNT 4.04 or more",
                working="1 / (2Φ(0.63/2) − 1) = 1 / (2 × 0.6236 − 1) = 4.04",
            ),
            _holds("value-differs", "2.91 rounds to 3."),
            Finding(
                rule="equivalence", result=Result.NOT_CHECKED, field="asserts", explanation="Equality is not claimed."
            ),
        ),
        claimed="1 in 3 in remission",
        found="NNT 2.91, converted from d = 0.63",
        explanation="The source reports no remissions, and no event could be that frequent with its effect.",
        suggestion="The number needed to treat is 2.91: converted from the effect size, it counts no remissions.",
        scale=_AGAINST_CONTROL,
    ),
    Assessment(
        claim="results-relapse",
        source=MAINTENANCE,
        source_words="Cuijpers and others (2011), IPT with pharmacotherapy v pharmacotherapy",
        cited=True,
        verdict=Verdict.UNSUPPORTED,
        findings=(_flag("value-differs", "What was compared is IPT with a drug, not IPT alone.", "comparison"),),
        suppressed=(
            Suppressed(_flag("event-not-in-source", "The risk of relapse is not given."), "The full text has it."),
        ),
        found="OR = 0.37 (95% CI 0.19 to 0.73)",
        explanation="What was compared is IPT with a drug, not IPT alone.",
        scale=Scale(
            measure="odds ratio", null=1.0, ratio=True, value=0.37, lower=0.19, upper=0.73,
            left="IPT with pharmacotherapy better", right="pharmacotherapy alone better",
        ),
    ),
    Assessment(
        claim="faq-medication",
        source=DRUG,
        source_words="Cuijpers and others (2011), IPT v pharmacotherapy",
        cited=True,
        verdict=Verdict.CONTRADICTED,
        findings=(
            _flag(
                "equivalence",
                "The whole interval speaks for medication.",
                "asserts",
                claimed="about equally well",
                found="d = −0.19 (95% CI −0.38 to −0.01)",
                working="−0.38 ≤ −0.01 < 0; margin ±0.24",
            ),
        ),
        claimed="about equally well",
        found="d = −0.19 (95% CI −0.38 to −0.01)",
        explanation="The interval leaves out no difference, to the disadvantage of IPT.",
        suggestion="In the cited meta-analysis medication did slightly better (d = −0.19, 95% CI −0.38 to −0.01).",
        scale=_AGAINST_DRUGS,
    ),
    Assessment(
        claim="faq-medication",
        source=LATER,
        source_words="Cohen and others (2024), IPT v antidepressant medication",
        cited=False,
        verdict=Verdict.SUPPORTED,
        findings=(_holds("equivalence", "The interval lies inside the margin.", working="−0.24 < −0.02; 0.19 < 0.24"),),
        claimed="about equally well",
        found="d = 0.09 (95% CI −0.02 to 0.19)",
        explanation="The interval lies inside the margin of 0.24.",
        scale=_d("antidepressants better", "IPT better", value=0.088, lower=-0.018, upper=0.194, margin=0.24),
    ),
)  # fmt: skip
AUDIT: Final = ArticleAudit(
    "ipt-depression",
    ASSESSMENTS,
    (("findings-effect", _flag("value-differs", "The page gives an interval for none of its effects.", "interval")),),
)
FIGURES: Final = (
    FiguresAudit(
        subject="a-trial-2020",
        path="estimates[1]",
        findings=(
            _flag("value-differs", "The value lies outside its interval.", claimed="0.95", found="0.36 to 0.90"),
            _holds("equivalence", "It holds."),
        ),
        suppressed=(Suppressed(_flag("nnt-below-least", "Too small.", "nnt"), "A misprint of the source."),),
        file="studies/a-trial-2020.yaml",
        line=21,
    ),
    FiguresAudit(subject="b-trial-2021", path="estimates[0]", findings=(_holds("value-differs", "It holds."),)),
)
