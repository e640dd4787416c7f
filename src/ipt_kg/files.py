# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files on disk, whole or not at all.

Every file is written beside its place and then renamed. A manifest lists what was written, with SHA-256,
so that the next run can remove what it no longer makes, and nothing else.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ipt_kg.errors import IptKgError

MANIFEST = "manifest.json"
TEMPORARY = ".ipt-kg-"
"""What the names of files begin with that are not whole yet."""


def read_text(file: Path) -> str:
    """Read a text file.

    Raises:
        IptKgError: the file is not UTF-8.
        OSError: the file cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise IptKgError(f"{file}: not UTF-8 at byte {error.start}") from None


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their names below a folder, and remove those of the last run that are not among them.

    Raises:
        IptKgError: a name leads out of the folder; nothing is written.
        OSError: a file cannot be written; the manifest then names what was written and what was there before.
    """
    if outside := sorted(name for name in files if not _is_inside(name, folder)):
        raise IptKgError(f"{outside[0]!r} is no name of a file in {folder}")
    before = _listed(folder)
    write_file(folder / MANIFEST, _manifest(dict.fromkeys(before, b"") | dict(files)))
    for name, content in files.items():
        write_file(folder / name, content)
    for name in sorted(before - set(files)):
        if (folder / name).is_file():
            (folder / name).unlink()
    write_file(folder / MANIFEST, _manifest(files))


def write_file(file: Path, content: bytes) -> None:
    """Write one file whole; a file with the same content is left alone.

    A link is followed, and a file that is there keeps its mode. What is no regular file (a pipe, a terminal) is
    written to as it is.

    Raises:
        OSError: the file cannot be written.
    """
    import tempfile

    if file.exists() and not file.is_file():
        file.write_bytes(content)
        return
    file = Path(os.path.realpath(file))
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(file.stat().st_mode) if file.is_file() else 0o644
    handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(mode)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _manifest(files: Mapping[str, bytes]) -> bytes:
    import hashlib

    sums = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return msgspec.json.format(msgspec.json.encode({"files": sums}), indent=2) + b"\n"


def _listed(folder: Path) -> set[str]:
    """Give the names in the last run's manifest that lie below the folder."""
    try:
        names = msgspec.json.decode((folder / MANIFEST).read_bytes())["files"]
        return {name for name in names if _is_inside(name, folder)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _is_inside(name: str, folder: Path) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())
