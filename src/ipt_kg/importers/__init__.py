# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Files of others: to drafts with figures, which are audited, and to records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.importers import fhir, metapsy, nanopubs
from ipt_kg.importers.draft import Draft, Drafts
from ipt_kg.importers.imported import Imported, Skipped
from ipt_kg.texts import lines_of

MOST_ROWS: Final = 200_000
"""The most rows of one file."""
_BY_TEXT: Final[Mapping[str, Callable[[str], bool]]] = {"fhir": fhir.is_fhir, "nanopub": nanopubs.is_nanopub}
"""How a form is told by the text of a file."""


def read_drafts(path: Path, *, most_bytes: int) -> Drafts:
    """Read a file of others: a trial table of Metapsy, or FHIR Evidence; its content tells which.

    Raises:
        OSError: the file cannot be read.
    """
    name = path.as_posix()
    if path.stat().st_size > most_bytes:
        return _refused(name, f"the file has more than {most_bytes} bytes: set max_file_bytes, or audit it in parts")
    content = path.read_bytes()
    form = detect(content)
    if form == "metapsy":
        return metapsy.read(content, name, most_rows=MOST_ROWS)
    if form == "fhir":
        return fhir.read(content.decode("utf-8-sig", errors="replace"), name, most_rows=MOST_ROWS)
    return _refused(name, "neither a trial table of Metapsy (condition_arm1, .g, .g_se …) nor FHIR Evidence")


def detect(content: bytes) -> str | None:
    """Tell the form of a file by its content: `metapsy`, `fhir`, `nanopub`, or none that is known."""
    header = lines_of(content[:4096].decode("latin-1").lstrip("ï»¿"))[:1]
    if header and metapsy.is_metapsy(header[0]):
        return "metapsy"
    text = content.decode("utf-8-sig", errors="replace")
    return next((name for name, is_one in _BY_TEXT.items() if is_one(text)), None)


def _refused(file: str, message: str) -> Drafts:
    return Drafts((), (Diagnostic(Severity.ERROR, "file-unreadable", message, file=file),), 0)


__all__ = ["MOST_ROWS", "Draft", "Drafts", "Imported", "Skipped", "detect", "read_drafts"]
