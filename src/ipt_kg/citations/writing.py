# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the registers agree on, written into the records that have it not; no value that is there is touched."""

from __future__ import annotations

import codecs
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import structs

from ipt_kg import files
from ipt_kg.citations.findings import Known
from ipt_kg.citations.offers import FIELDS, Offer
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError
from ipt_kg.model import Citation
from ipt_kg.records import Place, adding, json_lines, yaml_reader
from ipt_kg.records.decode import decode_hook
from ipt_kg.records.reader import LINES as _LINES

_PART: Final = "citation"
_ORDER: Final = ("title", "authors", "more_authors", "reference", "journal", "published", *FIELDS[1:])
_ANOTHER: Final = "the record is another than was read: link again"


class Written(NamedTuple):
    """The studies, with where their values stand now, what each got, and what was refused."""

    known: tuple[Known, ...]
    added: Mapping[Place, tuple[Offer, ...]] = {}
    diagnostics: tuple[Diagnostic, ...] = ()

    def added_to(self, known: Known) -> tuple[Offer, ...]:
        """Give what was added to the record of a study."""
        return self.added.get(known.record.place, ())

    @property
    def files(self) -> dict[str, int]:
        """How many fields were added, by file."""
        return dict(sum((Counter({file: len(each)}) for (file, _), each in self.added.items()), Counter()))


def write(known: Sequence[Known]) -> Written:
    """Add to each record what its citation could have, each file whole or not at all.

    A record that cannot be added to, or that is another by now, is left as it is, and told of.
    """
    wanted: dict[str, list[Known]] = defaultdict(list)
    for each in known:
        if each.offers[0]:
            wanted[each.record.source.file].append(each)
    moved: dict[Place, Known] = {}
    refused: list[Diagnostic] = []
    for name, of_file in wanted.items():
        done, faults = _write_file(Path(name), of_file)
        moved |= done
        refused += faults
    added = {place: each.offers[0] for place, each in moved.items()}
    return Written(tuple(moved.get(each.record.place, each) for each in known), added, tuple(refused))


def _write_file(path: Path, known: Iterable[Known]) -> tuple[dict[Place, Known], list[Diagnostic]]:
    """Add to the records of one file, and give those that were added to, with where their values stand then."""
    done: dict[Place, Known] = {}
    refused: list[Diagnostic] = []
    file = _File(path)
    for each in known:
        try:
            done[each.record.place] = file.add(each)
        except (IptKgError, OSError) as error:
            refused.append(_refused(each, error))
    try:
        file.write()
    except OSError as error:
        return {}, [*refused, *(_refused(each, error) for each in done.values())]
    return done, refused


class _File:
    """A file of records: one of YAML, or several in lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._has_lines = path.suffix.lower() in _LINES
        self._mark = b""
        self._pieces: list[bytes] = []

    def add(self, known: Known) -> Known:
        """Add to a record in memory, and give the study with where its values stand then.

        Raises:
            IptKgError: the record is another by now, or cannot be added to.
            OSError: the file cannot be read.
        """
        self._read()
        source, fields = known.record.source, {offer.field: offer.value for offer in known.offers[0]}
        at = (source.line("") or 1) - 1 if self._has_lines else 0
        parse = partial(json_lines.parse, line=at + 1) if self._has_lines else yaml_reader.parse
        try:
            text = self._pieces[at].decode()
        except (UnicodeDecodeError, IndexError):
            raise IptKgError(_ANOTHER) from None
        if not _is_of(parse(text, file=source.file).data, known):
            raise IptKgError(_ANOTHER)
        added = adding.in_json(text, _PART, fields) if self._has_lines else adding.in_yaml(text, _PART, fields, _ORDER)
        self._pieces[at] = added.encode()
        return replace(known, record=structs.replace(known.record, source=parse(added, file=source.file).source))

    def write(self) -> None:
        """Write the file.

        Raises:
            OSError: it cannot be written.
        """
        if self._pieces:
            files.write_file(self._path, self._mark + b"\n".join(self._pieces))

    def _read(self) -> None:
        if self._pieces:
            return
        content = self._path.read_bytes()
        if content.startswith(codecs.BOM_UTF8):
            self._mark, content = codecs.BOM_UTF8, content.removeprefix(codecs.BOM_UTF8)
        self._pieces = content.split(b"\n") if self._has_lines else [content]


def _is_of(data: Any, known: Known) -> bool:
    """Tell whether the data are those of the record as it was read: somebody may have written it since."""
    try:
        is_same = msgspec.convert(data[_PART], Citation, dec_hook=decode_hook) == known.citation
        return is_same and data["id"] == known.record.model.id
    except (msgspec.ValidationError, KeyError, TypeError):
        return False


def _refused(known: Known, error: Exception) -> Diagnostic:
    """Say that a record was not added to."""
    source = known.record.source
    message = f"{', '.join(offer.field for offer in known.offers[0])} not added: {error}"
    return Diagnostic(Severity.WARNING, "citation-not-written", message, source.file, source.line(_PART), _PART)
