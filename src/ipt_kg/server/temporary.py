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
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NoReturn

_PREFIX: Final = "ipt-kg-serve-"
_LOCK: Final = "lock"


@contextmanager
def temporary_store() -> Iterator[Path]:
    """Give a folder until the block ends; being told to end ends the block.

    A lock in it tells that it is in use: the system gives that back where a process is killed.
    """
    _clean(Path(tempfile.gettempdir()))
    signal.signal(signal.SIGTERM, _end)  # else it would end the process where it stands
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        lock = os.open(Path(folder) / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _take(lock, wait=True)
            store = Path(folder) / "store"
            store.mkdir(parents=True)  # another server may have cleaned up before we had the lock
            yield store
        finally:
            os.close(lock)


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def _clean(place: Path) -> None:
    """Remove the folders that nobody uses; those of other users stay."""
    for lock in place.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            handle = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        except OSError:  # another user's, or gone by now
            continue
        try:
            if _take(handle, wait=False):
                shutil.rmtree(lock.parent, ignore_errors=True)
        finally:
            os.close(handle)


def _take(handle: int, *, wait: bool) -> bool:
    """Take a lock, if nobody has it; on Windows there is none to take."""
    if not find_spec("fcntl"):
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
