# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files of mappings, and of terms, within a limit of size."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ipt_kg import files, mapping_sets
from ipt_kg.errors import IptKgError
from ipt_kg.mapping_sets import MappingSet

MOST_BYTES: Final = 50_000_000
"""A file may be so large."""


def read_set(file: Path) -> MappingSet:
    """Read a mapping set.

    Raises:
        IptKgError: it is no table of mappings, too large, or not UTF-8.
        OSError: it cannot be read.
    """
    return mapping_sets.read(read_text(file), str(file))


def read_text(file: Path) -> str:
    """Read a file that is not too large.

    Raises:
        IptKgError: it is too large, or not UTF-8.
        OSError: it cannot be read.
    """
    if file.stat().st_size > MOST_BYTES:
        raise IptKgError(f"{file} is larger than {MOST_BYTES} bytes: check it in parts")
    return files.read_text(file)
