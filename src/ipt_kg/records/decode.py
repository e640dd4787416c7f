# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Plain data to the model; every fault of a record in one go.

msgspec is fast and strict but stops at the first fault. So a record is converted whole, and only when
that fails is it walked part by part to collect the faults.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.model import Article, Scalar, Study
from ipt_kg.records.source import SourceMap

RECORDS: dict[str, type[Study | Article]] = {"study": Study, "article": Article}


def decode_hook(kind: type, raw: Any) -> Any:
    """Parse the model's own scalars; msgspec calls it for types it does not know."""
    if issubclass(kind, Scalar):
        return kind.parse(raw)
    raise TypeError(f"no way to read a {kind.__name__}")


def decode(data: Any, source: SourceMap) -> tuple[Study | Article | None, tuple[Diagnostic, ...]]:
    """Give the record, or None and all that is wrong with it."""
    found = data.get("record") if isinstance(data, dict) else data
    kind = RECORDS.get(found) if isinstance(data, dict) and isinstance(found, str) else None
    if kind is None:
        wanted = "a record begins with `record: study` or `record: article`"
        message = f"the file is empty; {wanted}" if data is None else f"{wanted}, found {_short(found)}"
        return None, (_error(source, "", message),)
    try:
        return msgspec.convert(data, kind, dec_hook=decode_hook), ()
    except msgspec.ValidationError:
        return None, tuple(_error(source, path, message) for path, message in _faults(data, kind, ""))


def _error(source: SourceMap, path: str, message: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, "record-schema", message, file=source.file, line=source.line(path), path=path or None
    )


def _faults(data: Any, kind: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, message) of each fault of `data` as a `kind`."""
    try:
        msgspec.convert(data, kind, dec_hook=decode_hook)
        return
    except msgspec.ValidationError as error:
        message = str(error).partition(" - at `")[0]
    inner = list(_inner_faults(data, plain_type(kind), path))
    yield from inner or [(path, _friendly(message, data, kind))]


def _inner_faults(data: Any, kind: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(data, dict):
        yield from _struct_faults(data, kind, path)
    elif get_origin(kind) in (tuple, frozenset) and isinstance(data, list):
        for index, item in enumerate(data):
            yield from _faults(item, get_args(kind)[0], f"{path}[{index}]")


def _struct_faults(data: dict[str, Any], kind: type[msgspec.Struct], path: str) -> Iterator[tuple[str, str]]:
    fields = _fields(kind)
    prefix = f"{path}." if path else ""
    for name, value in data.items():
        if name in fields:
            yield from _faults(value, fields[name][0], prefix + name)
        elif name != kind.__struct_config__.tag_field:
            yield prefix + name, f"unknown field {name}; known are {', '.join(sorted(fields))}"
    for name, (_, required) in fields.items():
        if required and name not in data:
            yield path, f"the field {name} is missing"


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, tuple[Any, bool]]:
    """Give each field's type and whether it is required."""
    return {field.name: (field.type, field.required) for field in msgspec.structs.fields(kind)}


def plain_type(kind: Any) -> Any:
    """Give T for `T | None` and for `Annotated[T, …]`, and of these in each other."""
    if get_origin(kind) is typing.Annotated:
        return plain_type(get_args(kind)[0])
    if type(None) in get_args(kind):
        return plain_type(next(arg for arg in get_args(kind) if arg is not type(None)))
    return kind


def _friendly(message: str, data: Any, kind: Any) -> str:
    """Say what was expected in a curator's words; our own scalars already do."""
    expected = _expected(kind)
    if isinstance(data, int) and not isinstance(data, bool) and "`str" in message:
        return f"expected {expected or 'text'}, found the number {data}: put it in quotes"
    if expected and "found" not in message.partition("got")[0]:
        return f"expected {expected}, found {_short(data)}"
    if data is None:
        message = re.sub("found None$", f"found {_short(None)}", message)
    return message[0].lower() + message[1:]


def _expected(kind: Any) -> str | None:
    """Describe a type: by the description it carries, or by the codes it allows."""
    metas = [arg.description for arg in get_args(kind) if isinstance(arg, msgspec.Meta) and arg.description]
    plain = plain_type(kind)
    if isinstance(plain, type) and issubclass(plain, msgspec.Struct):
        return f"fields such as {{{', '.join(f'{name}: …' for name, (_, needed) in _fields(plain).items() if needed)}}}"
    if metas:
        return str(metas[0])
    if get_origin(kind) is not typing.Annotated and get_args(kind):
        return next((found for arg in get_args(kind) if (found := _expected(arg))), None)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return "one of " + ", ".join(code.value for code in plain)
    return None


def _short(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
