# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is found wrong in a record before its place in the file is known."""

from __future__ import annotations

from typing import NamedTuple

from ipt_kg.diagnostics import Severity


class Fault(NamedTuple):
    """What is wrong at a path, by which rule; `item` is the text in the list there that is meant.

    `target` is the study that was looked for in vain.
    """

    path: str
    rule: str
    message: str
    item: str | None = None
    target: str | None = None
    severity: Severity = Severity.ERROR
