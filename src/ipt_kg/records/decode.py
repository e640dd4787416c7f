# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Plain data to the model; every fault of a record in one go.

msgspec is fast and strict but stops at the first fault. So a record is converted whole, and only when
that fails is it walked part by part to collect the faults.
"""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.model import Article, ConceptId, Model, Scalar, Study
from ipt_kg.records.parsed import shown
from ipt_kg.records.source import SourceMap
from ipt_kg.vocabulary import vocabulary

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
        message = f"{wanted}, found {_short(found)}"
        path = "record" if isinstance(data, dict) and "record" in data else ""
        return None, (_error(source, path, message),)
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
            yield prefix + shown(name), _unknown_field(name, fields)
    for name, (_, required) in fields.items():
        if required and name not in data:
            yield path, f"the field {name} is missing"
    yield from _lacking(data, kind, path)


def _lacking(data: dict[str, Any], kind: type[msgspec.Struct], path: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that a struct needs in the place of others."""
    for name in kind.lacking(data) if issubclass(kind, Model) else ():
        if name not in data:
            yield path, f"the field {name} is missing"
        elif data[name] is None:  # what is there and of another form is told by itself
            yield f"{path}.{name}", f"expected {_expected(_fields(kind)[name][0])}, found nothing"


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
    if expected and ("found" not in message.partition("got")[0] or _is_concept(kind)):
        return f"expected {expected}, found {_short(data)}{_quotes(message, data)}{_called(data, kind)}"
    found = message.removesuffix(repr(data)) + _short(data) if message.endswith(f"found {data!r}") else message
    return found[0].lower() + found[1:]


def _quotes(message: str, data: Any) -> str:
    """Tell what quotes would mend: YAML reads some words as more than text."""
    if isinstance(data, bool | int) and "`str" in message:
        return ": put it in quotes"
    if isinstance(data, str) and "`int" in message and data.isdecimal() and len(data) < 10:
        return ": take the quotes away"
    if isinstance(data, str) and "`int" in message and "," in data:
        return ": write it without a comma between thousands"
    return ""


def _called(data: Any, kind: Any) -> str:
    """Give the identifier of a concept that is called so elsewhere: `IPT`, `treatment as usual`."""
    plain = plain_type(kind)
    if not (isinstance(data, str) and isinstance(plain, type) and issubclass(plain, ConceptId)):
        return ""
    nearest = vocabulary().nearest(data, plain.schemes)
    return f": did you mean {nearest}?" if nearest else ""


def _is_concept(kind: Any) -> bool:
    plain = plain_type(kind)
    return isinstance(plain, type) and issubclass(plain, ConceptId)


def _expected(kind: Any) -> str | None:
    """Describe a type: by the description it carries, or by the codes it allows."""
    metas = [arg.description for arg in get_args(kind) if isinstance(arg, msgspec.Meta) and arg.description]
    plain = plain_type(kind)
    if metas:
        return str(metas[0])
    if get_origin(plain) in (tuple, frozenset):
        return f"a list, in which each is {_expected(get_args(plain)[0])}"
    if get_origin(kind) is not typing.Annotated and get_args(kind):
        return next((found for arg in get_args(kind) if (found := _expected(arg))), None)
    return _expected_plain(plain)


def _expected_plain(kind: Any) -> str | None:
    if not isinstance(kind, type):
        return None
    if issubclass(kind, msgspec.Struct):
        return f"fields such as {{{', '.join(f'{name}: …' for name, (_, needed) in _fields(kind).items() if needed)}}}"
    if issubclass(kind, Enum):
        return "one of " + ", ".join(code.value for code in kind)
    if issubclass(kind, ConceptId):
        return "one of " + ", ".join(vocabulary().of(kind.schemes))
    return None


def _unknown_field(name: str, known: Iterable[str]) -> str:
    nearest = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    hint = "is it what follows a decimal comma? Write a point; " if name.isdecimal() else hint
    return f"unknown field {shown(name) or '(without a name)'}; {hint}known are {', '.join(sorted(known))}"


def _short(value: Any) -> str:
    text = _IN_YAML.get(repr(value)) or repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


_IN_YAML = {"None": "nothing", "True": "true", "False": "false"}
