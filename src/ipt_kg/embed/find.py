# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The pages that arguments name: files, folders, and patterns that the shell did not expand."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.records.content import fault, name

SUFFIXES = (".html", ".htm")


class Found(NamedTuple):
    """A page's file, and the folder below which it was found."""

    file: Path
    root: Path | None = None

    def address(self, site: str | None) -> str | None:
        """Give the page's address on a site whose first page is in the root."""
        if site is None or self.root is None:
            return None
        path = self.file.relative_to(self.root).as_posix()
        return f"{site.rstrip('/')}/{quote(os.fsencode(path))}"


def find(arguments: Sequence[str]) -> tuple[list[Found], list[Diagnostic]]:
    """List the pages, each once, and what is wrong with the arguments.

    A link to a page outside of its folder is not followed, and said.
    """
    found: dict[str, Found] = {}
    problems: list[Diagnostic] = []
    for argument in arguments:
        pages = list(_named(argument))
        if not pages:
            problems.append(
                fault(Path(argument), "file-missing", "no page here: give .html files, or a folder of them")
            )
        for page in pages:
            if _leads_out(page):
                message = "a link that leads out of its folder: left alone"
                problems.append(Diagnostic(Severity.INFO, "page-outside", message, file=name(page.file)))
            else:
                found.setdefault(os.path.realpath(page.file), page)
    return list(found.values()), problems


def _named(argument: str) -> Iterator[Found]:
    path = Path(argument)
    if path.is_dir():
        yield from _below(path)
    elif path.is_file():
        yield Found(path)
    elif glob.has_magic(argument):
        root = _fixed(path)
        matches = glob.glob(argument, recursive=True)  # noqa: PTH207 - it may be absolute
        for match in map(Path, sorted(matches)):
            inside = _below(match) if match.is_dir() and "**" not in argument else _files([match], root)
            yield from (page._replace(root=root) for page in inside)


def _below(folder: Path) -> list[Found]:
    walked = ((Path(parent), names) for parent, _, names in os.walk(folder))
    return sorted(_files((parent / each for parent, names in walked for each in names), folder))


def _files(paths: Iterable[Path], root: Path) -> Iterator[Found]:
    return (Found(path, root) for path in paths if path.suffix.lower() in SUFFIXES and path.is_file())


def _fixed(pattern: Path) -> Path:
    """Give the folder that a pattern names before its first sign."""
    return next(parent for parent in pattern.parents if not glob.has_magic(str(parent)))


def _leads_out(page: Found) -> bool:
    return page.root is not None and not Path(os.path.realpath(page.file)).is_relative_to(os.path.realpath(page.root))
