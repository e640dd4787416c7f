# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What figures are held against, and whose it is: read from `conventions.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from ipt_kg.vocabulary import vocabulary

TRIAL: Final = "randomised-trial"
"""The design of a study that is one trial, and pools none."""
STANDARDISED: Final = frozenset({"cohens-d", "hedges-g", "standardised-mean-difference"})
"""The measures in units of a standard deviation."""


class Margin(msgspec.Struct, frozen=True):
    """How far from no effect counts as no difference that matters, for which results, and who says so."""

    value: str
    measures: frozenset[str]
    conditions: frozenset[str]
    outcomes: frozenset[str]
    source: str
    note: str


class Conventions(msgspec.Struct, frozen=True):
    """The bundled tables."""

    sources: Mapping[str, str]
    benchmarks: Mapping[str, Decimal]
    benchmark_source: str
    margins: tuple[Margin, ...]

    def margin(self, measure: str | None, condition: str, outcome: str) -> Margin | None:
        """Give the margin for a result; None where no source has one."""
        known = vocabulary()
        for margin in self.margins:
            fits = measure in margin.measures and outcome in margin.outcomes
            if fits and any(known.is_a(condition, each) for each in margin.conditions):
                return margin
        return None


@cache
def conventions() -> Conventions:
    """Read the tables, once.

    >>> conventions().margin("cohens-d", "major-depressive-disorder", "depressive-symptoms").value
    '0.24'
    """
    tables: dict[str, Any] = tomllib.loads((files("ipt_kg.audit") / "conventions.toml").read_text(encoding="utf-8"))
    source = tables["benchmarks"].pop("source")
    return Conventions(
        tables["sources"],
        {name: Decimal(value) for name, value in tables["benchmarks"].items()},
        source,
        msgspec.convert(tables["margins"], tuple[Margin, ...]),
    )
