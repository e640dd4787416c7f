# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Tables of trials in the shape of Metapsy's, made up for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

COLUMNS: Final = (
    *("", "study", "condition_arm1", "condition_arm2", "multi_arm1", "multi_arm2", ".g", ".g_se", "outcome_type"),
    *("instrument", "rating", "mean_arm1", "sd_arm1", "n_arm1", "mean_arm2", "sd_arm2", "n_arm2"),
    *("event_arm1", "event_arm2", "totaln_arm1", "totaln_arm2", "baseline_m_arm1", "year", "time_weeks", "time"),
    *("country", "diagnosis", "target_group", "sg", "ac", "ba", "itt", "full_ref", ".id"),
)
_ROW: Final[dict[str, str]] = {
    "study": "Able, 2001",
    "condition_arm1": "ipt",
    "condition_arm2": "cau",
    ".g": "0,437241987962224",
    ".g_se": "0,148805997596104",
    "outcome_type": "msd",
    "instrument": "hdrs-17",
    "rating": "clinician",
    "mean_arm1": "9,3",
    "sd_arm1": "8,68",
    "n_arm1": "93",
    "mean_arm2": "13,1",
    "sd_arm2": "8,63",
    "n_arm2": "92",
    "year": "2001",
    "time_weeks": "16",
    "time": "post",
    "country": "eu",
    "diagnosis": "mdd",
    "target_group": "adul",
    "sg": "1",
    "ac": "0",
    "ba": "sr",
    "itt": "2",
    "full_ref": "Able, A. (2001). A trial that was made up. Journal of Made-up Results, 1(2), 3-4.",
}


def row(**changes: str) -> dict[str, str]:
    """Make a row; a name in which a dot is written as `dot_` has one, and NA empties a cell."""
    return _ROW | {name.replace("dot_", "."): text for name, text in changes.items()}


def table(*rows: dict[str, str]) -> str:
    """Write rows as Metapsy does: with semicolons and decimal commas, numbered."""
    lines = [";".join(f'"{name}"' for name in COLUMNS)]
    for number, each in enumerate(rows, 1):
        cells = {"": str(number)} | each
        lines.append(";".join(f'"{cells[name]}"' if name in cells else "NA" for name in COLUMNS))
    return "\n".join(lines) + "\n"


def written(folder: Path, *rows: dict[str, str], name: str = "data-1.0.0.csv") -> Path:
    """Write a table into a file."""
    file = folder / name
    file.write_text(table(*rows), "utf-8")
    return file


def texts(value: Any) -> set[str]:
    """Give every text in a record, numbers and codes among them."""
    plain = msgspec.to_builtins(value, enc_hook=str, order="deterministic")
    if isinstance(plain, dict):
        return set().union(*map(texts, plain.values())) if plain else set()
    if isinstance(plain, list | tuple):
        return set().union(*map(texts, plain)) if plain else set()
    return {str(plain)}
