# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The cases of the audit's rules in tests/fixtures/audit: some that hold, and some that break the rule."""

from __future__ import annotations

import tomllib
from typing import Any, TypeVar

import msgspec
import pytest

from conftest import ROOT
from ipt_kg.model import Scalar

Case = dict[str, Any]
T = TypeVar("T")


class Cases:
    """The cases of one file, by rule."""

    def __init__(self, name: str) -> None:
        text = (ROOT / "tests/fixtures/audit" / name).read_text("utf-8")
        self._rules: dict[str, dict[str, list[Case]]] = tomllib.loads(text)

    @property
    def rules(self) -> set[str]:
        """All rules that have cases of both sorts."""
        return {rule for rule, both in self._rules.items() if both["pass"] and both["fail"]}

    def parameters(self, kind: str) -> list[Any]:
        """Give each case of a sort, `pass` or `fail`, with its rule."""
        return [
            pytest.param(rule, case, id=f"{rule}-{number}")
            for rule, both in self._rules.items()
            for number, case in enumerate(both[kind], 1)
        ]


def converted(data: Case, kind: type[T]) -> T:
    """Make what a case describes."""
    return msgspec.convert(data, kind, dec_hook=lambda as_, raw: as_.parse(raw) if issubclass(as_, Scalar) else raw)
