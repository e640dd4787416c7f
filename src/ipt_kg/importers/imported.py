# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What an import gives: records, and an account of every row of the file that they were made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from ipt_kg.diagnostics import Diagnostic
from ipt_kg.model import Article, Study


class Skipped(msgspec.Struct, frozen=True):
    """A row that became no part of a record: how the file calls it, its line, and why it was left out."""

    place: str
    line: int | None
    reason: str


class Imported(msgspec.Struct, frozen=True):
    """The records of a file of others.

    A row is what the file counts by: a line of a table, a statistic, a nanopublication. `rows` are those that were
    read, `mapped` those that stand in a record; the others are in `skipped`. `kept` counts, by name, the fields for
    which the model has no place and whose text went into `source_facts`; `dropped` those that went nowhere.
    `assumed` says what was taken for granted that the file itself does not say.

    Raises:
        ValueError: a row is not accounted for.
    """

    records: tuple[Study | Article, ...]
    rows: int
    mapped: int
    skipped: tuple[Skipped, ...] = ()
    kept: Mapping[str, int] = {}
    dropped: Mapping[str, int] = {}
    assumed: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def __post_init__(self) -> None:
        if self.rows != self.mapped + len(self.skipped):
            raise ValueError(f"{self.rows} rows, of which {self.mapped} mapped and {len(self.skipped)} skipped")

    @property
    def reasons(self) -> Mapping[str, int]:
        """Count the rows left out by reason, the most first."""
        return dict(Counter(each.reason for each in self.skipped).most_common())
