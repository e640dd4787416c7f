# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an importer gives: figures with the place they come from, to be audited or made into records."""

from __future__ import annotations

import msgspec

from ipt_kg.diagnostics import Diagnostic
from ipt_kg.model import Figures


class Draft(msgspec.Struct, frozen=True):
    """One result of a file of others: its name, where it stands, what is known of it in words, and its figures."""

    name: str
    file: str
    line: int | None
    path: str
    facts: tuple[tuple[str, str], ...]
    figures: Figures


class Drafts(msgspec.Struct, frozen=True):
    """The drafts of a file, what is wrong with it, and how many rows were read, with those left out by reason."""

    drafts: tuple[Draft, ...]
    diagnostics: tuple[Diagnostic, ...]
    rows: int
    left_out: tuple[tuple[str, int], ...] = ()
