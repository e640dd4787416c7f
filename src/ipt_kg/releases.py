# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Stores on disk, published as releases that never change.

    DIR/current             the number of the current release, and nothing else
    DIR/releases/3/store    an Oxigraph store, which readers open read-only
    DIR/releases/3/manifest.json
    DIR/.building           a release that is not whole; the next build removes it
    DIR/.removing-2         an old one that was being removed; so does it this

A release is whole on disk before the pointer names it, and the pointer is renamed into its place: readers see
the old release or the new one. A build that is killed publishes nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from ipt_kg import files, store
from ipt_kg.errors import IptKgError, QueryError
from ipt_kg.version import __version__

if TYPE_CHECKING:
    from pyoxigraph import Store

POINTER: Final = "current"
RELEASES: Final = "releases"
KEPT: Final = 3
_STORE: Final = "store"
_BUILDING: Final = ".building"
_REMOVING: Final = ".removing-"
_LOCK: Final = ".lock"
_LONGEST_NUMBER: Final = 9


class Content(msgspec.Struct, frozen=True):
    """What was put in: SHA-256 of the N-Quads, each line once and in order, and of the vocabulary."""

    nquads: str
    vocabulary: str


class Manifest(msgspec.Struct, frozen=True):
    """What a release holds, and the version of the tool that built it."""

    quads: int
    content: Content = msgspec.field(name="sha256")
    ipt_kg: str = __version__


class Release(msgspec.Struct, frozen=True):
    """A release of a store."""

    number: int
    manifest: Manifest
    is_current: bool


def is_store(path: Path) -> bool:
    """Tell whether a folder holds releases of a store."""
    return (path / POINTER).is_file() and (path / RELEASES).is_dir()


def open_current(folder: Path) -> Store:
    """Open the current release for reading.

    Raises:
        IptKgError: the folder holds no store.
        QueryError: the release cannot be read.
    """
    number = current(folder)
    try:
        return open_store(place_of(folder, number))
    except QueryError:
        if current(folder) != number:  # published anew since, and the old one is gone
            return open_current(folder)
        raise


def place_of(folder: Path, number: int) -> Path:
    """Give where the store of a release is."""
    return _release(folder, number) / _STORE


def open_store(place: Path) -> Store:
    """Open the store of a release for reading.

    Raises:
        QueryError: it cannot be read.
    """
    from pyoxigraph import Store

    try:
        return Store.read_only(str(place))
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"{place} cannot be read: {error}") from None


def current(folder: Path) -> int:
    """Give the number of the current release.

    Raises:
        IptKgError: the folder holds no store, or its pointer names no release.
    """
    if not is_store(folder):
        raise IptKgError(f"{folder} holds no store: make one with ipt-kg store build")
    text = (folder / POINTER).read_text(encoding="utf-8").strip()
    if not _is_number(text):
        raise IptKgError(f"{folder / POINTER} names no release: choose one with ipt-kg store rollback")
    return int(text)


def listed(folder: Path) -> tuple[Release, ...]:
    """Give the releases, oldest first.

    Raises:
        IptKgError: the folder holds no store.
    """
    now = current(folder)
    return tuple(Release(number, _manifest(folder, number), number == now) for number in _numbers(folder))


def build(folder: Path, graphs: Sequence[str], *, keep: int = KEPT) -> tuple[Release, bool]:
    """Publish the quads, with the vocabulary, as a new release, and remove old ones until `keep` are left.

    Gives the current release, and whether it is new: content that is published already is not published again.

    Raises:
        IptKgError: another build is at work there, or the folder holds something else.
        QueryError: a text is no N-Quads.
        OSError: the folder cannot be written.
    """
    if folder.exists() and not is_store(folder) and not _is_free(folder):
        raise IptKgError(f"{folder} holds something else than a store: give an empty folder, or a new one")
    (folder / RELEASES).mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _clean(folder)
        content = Content(_sha256(_lines(graphs)), _sha256(store.vocabulary_texts()))
        if (before := _published(folder)) and before.manifest.content == content:
            return before, False
        manifest = _load(folder / _BUILDING, graphs, content)
        number = max(_taken(folder), default=0) + 1
        (folder / _BUILDING).rename(_release(folder, number))
        _point(folder, number)
        _prune(folder, keep)
    return Release(number, manifest, is_current=True), True


def rollback(folder: Path, number: int | None = None) -> int:
    """Make another release the current one: the one before it, or the one with a number.

    Raises:
        IptKgError: the folder holds no store, or no such release.
    """
    if not (folder / RELEASES).is_dir():
        current(folder)
    with _alone(folder):
        known = _numbers(folder)
        older = [each for each in known if number is None and each < current(folder)]
        chosen = number if number is not None else max(older, default=0)
        if chosen not in known:
            what = f"no release {number}" if number is not None else "no older release"
            raise IptKgError(f"{folder} has {what}; there are {', '.join(map(str, known))}")
        _manifest(folder, chosen)  # one that cannot be read is not made the current one
        _point(folder, chosen)
    return chosen


def _load(place: Path, graphs: Sequence[str], content: Content) -> Manifest:
    """Write a store and its manifest, whole and flushed."""
    from pyoxigraph import Store

    place.mkdir()
    opened = Store(str(place / _STORE))
    store.load(opened, graphs)
    opened.flush()
    manifest = Manifest(len(opened), content)
    del opened  # closes it
    files.write_file(place / files.MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    return manifest


def _lines(graphs: Sequence[str]) -> list[str]:
    return sorted({line for text in graphs for line in text.split("\n") if line.strip()})


def _sha256(texts: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def _release(folder: Path, number: int) -> Path:
    return folder / RELEASES / str(number)


def _taken(folder: Path) -> list[int]:
    """List the numbers that folders among the releases have, whatever is in them."""
    names = (each.name for each in (folder / RELEASES).iterdir())
    return sorted(int(name) for name in names if _is_number(name))


def _numbers(folder: Path) -> list[int]:
    """List the numbers of the releases that are whole; what else is there is not ours to remove."""
    return [number for number in _taken(folder) if _is_whole(_release(folder, number))]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and text == text.lstrip("0") and len(text) <= _LONGEST_NUMBER


def _is_whole(release: Path) -> bool:
    return (release / files.MANIFEST).is_file() and (release / _STORE).is_dir()


def _published(folder: Path) -> Release | None:
    """Give the current release, if there is one and it can be read."""
    try:
        number = current(folder)
        return Release(number, _manifest(folder, number), is_current=True)
    except IptKgError:
        return None


def _manifest(folder: Path, number: int) -> Manifest:
    file = _release(folder, number) / files.MANIFEST
    try:
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError) as error:
        raise IptKgError(f"{file}: {error}") from None


def _point(folder: Path, number: int) -> None:
    files.write_file(folder / POINTER, f"{number}\n".encode())


def _prune(folder: Path, keep: int) -> None:
    """Remove the oldest releases; who reads one has its files open, and reads on."""
    now = current(folder)
    others = [number for number in _numbers(folder) if number != now]
    for number in others[: max(len(others) - (max(keep, 1) - 1), 0)]:
        # Named first, so that one that is killed here leaves nothing that looks like a release.
        gone = folder / f"{_REMOVING}{number}"
        _release(folder, number).rename(gone)
        shutil.rmtree(gone)


def _clean(folder: Path) -> None:
    """Remove what a build left that did not come to its end."""
    for unfinished in (folder / _BUILDING, *folder.glob(f"{_REMOVING}*")):
        shutil.rmtree(unfinished, ignore_errors=True)
    for left in folder.glob(f"{files.TEMPORARY}*"):
        left.unlink()


def _is_free(folder: Path) -> bool:
    """Tell whether a folder is empty, but for what a build leaves that was killed before its first release."""
    ours = (RELEASES, _BUILDING, _LOCK)
    if not folder.is_dir() or any(_is_foreign(each.name, ours) for each in folder.iterdir()):
        return False
    releases = folder / RELEASES
    return not releases.exists() or all(map(_is_whole, releases.iterdir()))


def _is_foreign(name: str, ours: Sequence[str]) -> bool:
    return name not in ours and not name.startswith((files.TEMPORARY, _REMOVING))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of builds; the system gives it back where a process is killed."""
    if not find_spec("fcntl"):  # Windows has no such lock
        yield
        return
    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise IptKgError(f"another build is at work in {folder}") from None
