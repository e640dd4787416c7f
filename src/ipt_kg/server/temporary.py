# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A folder for a store that lasts as long as its server; those that a killed server left behind are removed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NoReturn

_PREFIX: Final = "ipt-kg-serve-"


@contextmanager
def temporary_store() -> Iterator[Path]:
    """Give a folder until the block ends, which has our process in its name; being told to end ends the block."""
    _clean(Path(tempfile.gettempdir()))
    signal.signal(signal.SIGTERM, _end)  # else it would end the process where it stands
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def _clean(place: Path) -> None:
    """Remove the folders of processes that are no more; those of other users stay."""
    for folder in place.glob(f"{_PREFIX}*-*"):
        process = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if process.isdecimal() and not folder.is_symlink() and _is_ours(folder) and _is_gone(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder belongs to us; where there are no users by number, none does."""
    try:
        return hasattr(os, "getuid") and folder.stat().st_uid == os.getuid()
    except OSError:
        return False


def _is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
