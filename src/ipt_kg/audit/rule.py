# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an audit rule is, and what it finds.

A rule is a row of facts beside a small function. The function yields findings; what a finding means for a verdict, how
grave it is, and how it is explained stands in the row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Final, TypeVar

import msgspec

from ipt_kg.diagnostics import Severity
from ipt_kg.model import Figures

F = TypeVar("F", bound=Callable[..., Any])


class Verdict(StrEnum):
    """What a source makes of a claim, worst first."""

    CONTRADICTED = "contradicted"
    OVERSTATED = "overstated"
    UNSUPPORTED = "unsupported"
    SUPPORTED = "supported"
    NOT_CHECKABLE = "not-checkable"


class Result(StrEnum):
    """What came of a rule: it holds, it does not, or what it needs is not there."""

    HOLDS = "holds"
    FLAGGED = "flagged"
    NOT_CHECKED = "not-checked"


class Group(StrEnum):
    """What a rule holds against what."""

    FIGURES = "figures"
    SOURCE = "source"
    EVIDENCE = "evidence"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule: what it checks, why, by which formula of whom, and an example.

    `title` says what holds where all is well, and `fault` in a few words what is wrong where it does not. `needs`
    names the fields without which it is silent. `verdict` is what a flag of it makes of a claim; None where a flag does
    not touch the verdict. `formula` is in plain text, `source` a key of `conventions.SOURCES`, `shape` the SHACL shape
    that finds the same in a record. Where it holds, a rule that `supports` bears a claim out; others only do not stand
    in its way. `example` is a sentence with figures in which the rule raises a flag.
    """

    id: str
    group: Group
    title: str
    fault: str
    why: str
    needs: tuple[str, ...]
    severity: Severity
    verdict: Verdict | None = None
    formula: str | None = None
    source: str | None = None
    shape: str | None = None
    supports: bool = False
    example: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule found: the field (`nnt`, `interval.upper`) with the figure claimed, and the one found instead.

    `claimed` and `found` are in words that a reader can compare: `NNT 2.91`, `2.885 to 2.929`. `working` is the
    formula with the numbers in it. `explanation` is one or two whole sentences.
    """

    rule: str
    result: Result
    field: str
    explanation: str
    claimed: str | None = None
    found: str | None = None
    working: str | None = None


RULES: Final[dict[str, Rule]] = {}
"""Every rule, by identifier; `ipt_kg.audit.rules()` is where to ask, since it brings all modules in."""


def declare(**facts: Any) -> Rule:
    """Enter a rule in the book.

    Raises:
        ValueError: there is a rule of that identifier already.
    """
    row = Rule(**facts)
    if row.id in RULES:
        raise ValueError(f"two rules are called {row.id}")
    RULES[row.id] = row
    return row


def rule(**facts: Any) -> Callable[[F], F]:
    """Enter a rule in the book, and leave its function as it is; the function gets the row as `function.rule`."""

    def enter(function: F) -> F:
        function.rule = declare(**facts)  # type: ignore[attr-defined]
        return function

    return enter


Findings = Iterator[Finding]
FigureRule = Callable[[Figures], Findings]
"""A rule on figures: what it finds in them."""


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Give the worst of some verdicts; not checkable where there is none.

    >>> gravest([Verdict.SUPPORTED, Verdict.OVERSTATED])
    <Verdict.OVERSTATED: 'overstated'>
    """
    order = list(Verdict)
    return min(verdicts, key=order.index, default=Verdict.NOT_CHECKABLE)
