# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What registers said, kept with the address and day: so that it can be told again without the network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ipt_kg import files
from ipt_kg.citations.work import Work
from ipt_kg.errors import IptKgError

NAME: Final = "citations.lock.json"


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a register said: where, on which day, and of which work; None where it knows none."""

    address: str
    read: str
    work: Work | None = None


class Search(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a register found: where, on which day, and which of the works agree with what was searched for.

    Where none does, it has the nearest one, if one is near.
    """

    address: str
    read: str
    works: tuple[Work, ...] = ()


class Lock(msgspec.Struct, frozen=True):
    """What registers said of studies and found for them, by the studies' identifiers and the registers' names."""

    version: int = 1
    studies: dict[str, dict[str, Entry]] = {}
    searches: dict[str, dict[str, Search]] = {}


def read(file: Path) -> Lock:
    """Read a lock; where there is none, it is empty.

    Raises:
        IptKgError: the file is no lock.
    """
    if not file.is_file():
        return Lock()
    try:
        return msgspec.json.decode(file.read_bytes(), type=Lock)
    except msgspec.MsgspecError as error:
        raise IptKgError(f"{file} is no lock of citations: {error}; delete it, and link again") from None


def write(file: Path, lock: Lock) -> None:
    """Write a lock: the same for the same answers.

    Raises:
        OSError: the file cannot be written.
    """
    written = msgspec.json.encode(lock, order="deterministic")
    files.write_file(file, msgspec.json.format(written, indent=1) + b"\n")
