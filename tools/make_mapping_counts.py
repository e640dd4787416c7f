# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Count the concepts and their mappings, and write the table into docs/vocabulary.md."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ipt_kg import mapping_sets, matching
from ipt_kg.mapping_sets import Row
from ipt_kg.vocabulary import Concept

ROOT: Final = Path(__file__).parent.parent
GUIDE: Final = ROOT / "docs/vocabulary.md"
SCHEMES: Final = {
    "therapy": "therapies",
    "comparator": "comparators",
    "condition": "conditions",
    "target-group": "target groups",
    "outcome": "outcomes",
    "measure": "measures",
    "phase": "phases",
    "design": "designs",
}


def counts() -> str:
    """Give the table: concepts by scheme, and how many of them each mapping set reaches, exactly and in all."""
    lines = [
        "| | concepts | with an exact match elsewhere | mappings elsewhere | Metapsy's codes |",
        "|---|--:|--:|--:|--:|",
    ]
    elsewhere, codes = (tuple(mapping_sets.bundled(name).found()) for name in ("concepts", "metapsy"))
    for scheme, name in SCHEMES.items():
        concepts = [each for each in matching.concepts() if scheme in each.schemes]
        found = (sum(bool(each.matches) for each in concepts), _of(concepts, elsewhere), _of(concepts, codes))
        lines.append(f"| {name} | {len(concepts)} | {' | '.join(map(str, found))} |")
    return "\n".join(lines)


def _of(concepts: list[Concept], rows: tuple[Row, ...]) -> int:
    wanted = {f"concept:{each.id}" for each in concepts}
    return sum(row.subject in wanted for row in rows)


def with_counts(text: str) -> str:
    """Put the table between its marks."""
    begin, end = (text.index(mark) for mark in ("<!-- counts:", "<!-- end of counts -->"))
    first_line = text[begin : text.index("\n", begin)]
    return f"{text[:begin]}{first_line}\n\n{counts()}\n\n{text[end:]}"


if __name__ == "__main__":
    GUIDE.write_text(with_counts(GUIDE.read_text("utf-8")), "utf-8")
