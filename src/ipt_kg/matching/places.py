# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mappings with the sets that they stand in, and faults with their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError
from ipt_kg.mapping_sets import MappingSet, Row


class Placed(NamedTuple):
    """A mapping between two IRIs, and where it stands."""

    set: MappingSet
    row: Row
    subject: str
    object: str

    @property
    def place(self) -> str:
        """The file and line, as a message names them."""
        return f"{self.set.file}:{self.row.line}"

    def fault(self, severity: Severity, rule: str, message: str, column: str = "object_id") -> Diagnostic:
        """Say what is wrong with the mapping, by the column to mend."""
        return Diagnostic(severity, rule, message, self.set.file, self.row.line, column, self.subject)


def placed(sets: Sequence[MappingSet]) -> Iterator[Placed]:
    """Yield every mapping between two terms, in order; those with a prefix that nobody declared are left to others."""
    for each in sets:
        for row in each.found():
            try:
                yield Placed(each, row, each.expand(row.subject), each.expand(row.object))
            except IptKgError:
                continue


def source(curie: str) -> str:
    """Give the vocabulary that a CURIE is of, and the part of it where a code has one: `metapsy:condition`."""
    head, slash, _ = curie.partition("/")
    return head if slash else curie.partition(":")[0]
