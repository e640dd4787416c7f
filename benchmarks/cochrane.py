# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How often do the rules on intervals flag figures that were published with care?

    python benchmarks/cochrane.py TEXTS

TEXTS has results of reviews, one a line. Effects with an interval, and with a p-value where one stands beside it, are
pulled out by regular expressions, and held against `interval-symmetry`, `estimate-in-interval`, `interval-order`,
`decimal-slip` and `p-against-interval`. What is flagged is listed with its line, for a person to look at. The texts are
others', and none of them is kept here.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ipt_kg.audit import Result, audit_figures
from ipt_kg.model import Figures, Measure, ReportedNumber

_MEASURES = {
    "OR": "odds-ratio",
    "RR": "risk-ratio",
    "HR": "hazard-ratio",
    "SMD": "standardised-mean-difference",
    "MD": "mean-difference",
    "WMD": "mean-difference",
    "RD": "risk-difference",
}
_WORDS = {
    "odds ratio": "OR",
    "risk ratio": "RR",
    "relative risk": "RR",
    "hazard ratio": "HR",
    "standardised mean difference": "SMD",
    "standardized mean difference": "SMD",
    "mean difference": "MD",
    "risk difference": "RD",
}
_NUMBER = r"[-−–]?\d+(?:\.\d+)?"
_CLAIM = re.compile(
    rf"""
    (?P<measure>\b(?:SMD|WMD|MD|OR|RR|HR|RD)\b|odds\ ratio|risk\ ratio|relative\ risk|hazard\ ratio
        |standardi[sz]ed\ mean\ difference|mean\ difference|risk\ difference)
    (?:\s*\((?:OR|RR|HR|SMD|MD|WMD|RD)\))?
    \s*(?:was|of|is|=|:|,)?\s*
    (?P<value>{_NUMBER})
    (?P<unit>\s?[A-Za-z%/²0-9]*(?:\s[A-Za-z/0-9]+){{0,2}})
    \s*[,;(\[]\s*
    (?P<level>90|95|99)\s?%\s?(?:confidence\ interval|CI)(?:\s*\(?CI\)?)?\s*[:,=]?\s*[\[(]?
    (?P<lower>{_NUMBER})\s*%?\s*(?:to|,|;)\s*(?P<upper>{_NUMBER})
    (?P<rest>[^.;]{{0,40}}(?:\.\d+)?)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_P = re.compile(r"\bP\s?(?:value)?\s?(?P<p>[=<>]\s?0?\.\d+)", re.IGNORECASE)
RULES = ("interval-symmetry", "estimate-in-interval", "interval-order", "decimal-slip", "p-against-interval")


class Pulled(NamedTuple):
    """Figures with the line of their text."""

    line: int
    figures: Figures


def pull(text: str, line: int) -> Iterator[Pulled]:
    """Give the effects of one text.

    >>> [(each.figures.value, each.figures.upper, each.figures.p) for each in pull("(RR 0.73, 95% CI 0.65 to 0.81)", 1)]
    [('0.73', '0.81', None)]
    """
    for found in _CLAIM.finditer(text):
        short = found["measure"].casefold()
        measure = _MEASURES[_WORDS.get(short, short.upper())]
        p = _P.search(found["rest"])
        yield Pulled(
            line,
            Figures(
                measure=Measure(measure),
                value=_number(found["value"]),
                lower=_number(found["lower"]),
                upper=_number(found["upper"]),
                level=ReportedNumber(found["level"]),
                p=_number(re.sub(r"([<>=])\s?\.", r"\g<1>0.", p["p"]).lstrip("= ")) if p else None,
            ),
        )


def _number(text: str) -> ReportedNumber:
    return ReportedNumber.parse(text.replace("−", "-").replace("–", "-").replace(" ", ""))


def main(path: Path) -> None:
    """Print how many intervals agree, and those that do not."""
    lines = path.read_text("utf-8").splitlines()
    pulled = [each for number, text in enumerate(lines, 1) for each in pull(text, number)]
    flags = [
        (each, finding)
        for each in pulled
        for finding in audit_figures(each.figures)
        if finding.result is Result.FLAGGED and finding.rule in RULES
    ]
    for each, finding in flags:
        print(f"{path.name}:{each.line}: [{finding.rule}] {finding.explanation}")
    with_p = sum(each.figures.p is not None for each in pulled)
    counts = Counter(finding.rule for _, finding in flags)
    wrong = len({id(each) for each, _ in flags})
    print(f"{len(pulled)} intervals in {len(lines)} texts, {with_p} with a p-value; flagged {wrong}: {dict(counts)}")
    checked = len({id(each) for each, finding in flags if finding.rule in ("interval-symmetry", "p-against-interval")})
    if pulled:
        print(f"symmetry and p agree with {100 * (1 - checked / len(pulled)):.2f} % of the intervals")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
