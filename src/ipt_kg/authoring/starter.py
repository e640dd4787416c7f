# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A record to begin with: every field of the model, what it is for, and where to fill something in.

A place that must be filled in is marked `FILL IN`, and is an error until it is. Fields that may be left out stand there
as comments, with an example: `#volume: "168"`.
"""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args, get_origin

import msgspec

from ipt_kg.authoring import schema as schemas
from ipt_kg.authoring.fields import FIELDS
from ipt_kg.errors import IptKgError
from ipt_kg.files import write_file
from ipt_kg.model import ConceptId, Model
from ipt_kg.model.base import ID_PATTERN
from ipt_kg.records.decode import RECORDS, plain_type
from ipt_kg.records.reader import YAML
from ipt_kg.settings import find_root
from ipt_kg.vocabulary import vocabulary

MARK: Final = "# FILL IN"
_WIDTH: Final = 110
_MOST_NAMES: Final = 20
_FEW: Final = range(2, 10)

_HEAD: Final = """\
Fill in every line marked FILL IN; `ipt-kg check` names those that are left. A line that begins with # and no
space is a field that may be left out, with an example: take the # away, and put your own value there. What was
not found is left out, never guessed. For a second entry in a list, repeat the lines from the dash on."""
_ABOUT: Final = {
    "study": "A study: what it found, each figure as it is printed there.",
    "article": """\
An article: what the page says, claim by claim. The text of the page stands beside this file, as {page}. Each claim
has an anchor: a short fragment of that text, word for word, which stands there once, in the claim's section.""",
}


def render(kind: str, *, id: str | None = None, page: str = "my-page.md", schema: str | None = None) -> str:
    """Give a starter for a `study` or an `article`; `schema` is where an editor finds the schema of it.

    Raises:
        IptKgError: `id` is no identifier.

    >>> print(render("study", id="mine").splitlines()[9])
    id: mine
    """
    if id is not None:
        _check_id(id)
    lines = [f"# yaml-language-server: $schema={schema}", "#"] if schema else []
    lines += [*_comment(_ABOUT[kind].format(page=page)), "#", *_comment(_HEAD), "", f"record: {kind}", ""]
    for block in _fields(RECORDS[kind], id):
        lines += [*block, ""]
    return "\n".join(lines)


def write(kind: str, file: Path, id: str | None = None) -> tuple[Path, Path]:
    """Write a starter, and the schema that it names: in the folder `.ipt-kg` beside the settings, or beside the file.

    Without `id` the file's name is the record's, where it can be. Gives both files.

    Raises:
        IptKgError: the file is there, or does not end in `.yaml` or `.yml`, or `id` is no identifier.
        OSError: a file cannot be written.
    """
    if id is None and re.fullmatch(ID_PATTERN, file.stem):
        id = file.stem
    _check_file(file)
    place = (find_root(file.parent) or file.parent) / ".ipt-kg" / f"{kind}.schema.json"
    address = Path(os.path.relpath(place, file.parent)).as_posix()
    text = render(kind, id=id, page=file.with_suffix(".md").name, schema=f"./{address}")
    file.parent.mkdir(parents=True, exist_ok=True)
    write_file(place, schemas.render(kind))
    try:
        with file.open("x", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except FileExistsError:
        raise IptKgError(f"{file} is there already, and stays as it is") from None
    return file, place


def _check_file(file: Path) -> None:
    if file.suffix not in YAML:
        raise IptKgError(f"{file}: a record's file ends in {' or '.join(YAML)}")
    if os.path.lexists(file):
        raise IptKgError(f"{file} is there already, and stays as it is")


def _check_id(id: str) -> None:
    if not re.fullmatch(ID_PATTERN, id):
        raise IptKgError(f"{id!r} is no identifier: up to 60 letters, digits, hyphens and underscores")


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(" ".join(text.split()), _WIDTH, break_on_hyphens=False)]


def _fields(kind: type, id: str | None = None) -> Iterator[list[str]]:
    """Yield the lines of each field of a struct; what it needs where nothing else is there, is to be filled in."""
    lacking = kind.lacking({}) if issubclass(kind, Model) else ()
    for field in msgspec.structs.fields(kind):
        told = _comment(FIELDS[kind][field.name].description + _names(field.type))
        if field.name == "id" and id:
            yield [*told, f"id: {_as_text(id)}"]
        elif field.required or field.name in lacking:
            yield [*told, *_place(field.name, field.type)]
        else:
            yield [*told, *(f"#{line}" for line in _example(kind, field.name, field.type))]


def _as_text(id: str) -> str:
    """Put an identifier in quotes where YAML might take it for something else."""
    plain = re.fullmatch(r"[A-Za-z][\w\-]*", id) and id not in ("true", "false", "null")
    return id if plain else f'"{id}"'


def _place(name: str, type_: Any) -> list[str]:
    """Give the lines of a field to fill in."""
    part, many = _part(type_)
    if part is None:
        return [f"{name}: {'[] ' if many else ''} {MARK}"]
    return [f"{name}:", *_nested([line for block in _fields(part) for line in block], _least(type_) if many else 0)]


def _example(kind: type, name: str, type_: Any) -> list[str]:
    """Give the lines of a field with its example, and of all fields in it."""
    part, many = _part(type_)
    if part is None:
        known = _known(type_)
        others = f"  # one of {', '.join(known)}" if kind not in RECORDS.values() and len(known) in _FEW else ""
        return [f"{name}: {FIELDS[kind][name].example}{others}"]
    blocks = (_example(part, field.name, field.type) for field in msgspec.structs.fields(part))
    return [f"{name}:", *_nested([line for block in blocks for line in block], _least(type_) if many else 0)]


def _nested(lines: list[str], items: int) -> list[str]:
    """Indent lines below their key; those of each item of a list begin with a dash, after its first comment."""
    if not items:
        return [f"  {line}" for line in lines]
    first = next(place for place, line in enumerate(lines) if not line.startswith("#"))
    return items * [f"  {'- ' if place == first else '  '}{line}" for place, line in enumerate(lines)]


def _least(type_: Any) -> int:
    """Give how many items a list must have, and one where it may be empty: its form is to be seen."""
    return max([1, *(each.min_length or 1 for each in get_args(type_) if isinstance(each, msgspec.Meta))])


def _part(type_: Any) -> tuple[type | None, bool]:
    """Give the struct that a field holds, if it does, and whether it holds many things."""
    plain = plain_type(type_)
    many = get_origin(plain) in (tuple, frozenset)
    inner = plain_type(get_args(plain)[0]) if many else plain
    return (inner if isinstance(inner, type) and issubclass(inner, msgspec.Struct) else None), many


def _names(type_: Any) -> str:
    """List the codes or concepts that a field takes."""
    known = _known(type_)
    more = ", … (`ipt-kg schema` lists all)" if len(known) > _MOST_NAMES else ""
    return f" Known: {', '.join(known[:_MOST_NAMES])}{more}." if known else ""


def _known(type_: Any) -> list[str]:
    plain = plain_type(type_)
    inner = plain_type(get_args(plain)[0]) if get_origin(plain) in (tuple, frozenset) else plain
    if isinstance(inner, type) and issubclass(inner, ConceptId):
        return list(vocabulary().of(inner.schemes))
    if isinstance(inner, type) and issubclass(inner, Enum):
        return [str(code.value) for code in inner]
    return []
