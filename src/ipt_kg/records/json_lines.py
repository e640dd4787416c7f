# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""JSON, a record a line, read as YAML is: printed decimals survive, and nothing is let pass or guessed.

Numbers with a decimal point or an exponent stay text. Duplicate keys, NaN and infinities are refused. All values of
a record stand on its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ipt_kg.records.parsed import MAX_DEPTH, TOO_DEEP, Faults, Parsed, shown
from ipt_kg.records.source import SourceMap

_LONGEST_INTEGER = 18
_BRACKET_OR_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?+|[\[\]{}]', re.DOTALL)

# What to do about the parser's commonest complaints.
_HINTS = {
    "Extra data": "; a line holds one record, and a record stands on one line",
    "Expecting property name": "; names stand in double quotes, and no comma before a closing bracket",
    "Expecting value": "; text stands in double quotes, and no comma before a closing bracket",
    "delimiter": "; is every bracket and quote closed? A record stands on one line",
    "Unterminated string": "; a record stands on one line, with \\n for a line break in text",
    "Invalid control character": "; a tab in text is written \\t",
    "Invalid \\uXXXX escape": "; four hexadecimal digits follow \\u",
    "Invalid \\escape": "; a backslash in text is written \\\\",
}


class _Object(list[tuple[str, Any]]):
    """The members of an object, in order and with those that are there twice."""


class _NotFinite(str):
    """NaN, Infinity or -Infinity, which Python's parser reads and JSON does not have."""

    __slots__ = ()


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits.lstrip("-")) <= _LONGEST_INTEGER else digits


class _LookCloserError(Exception):
    """There is something that must be reported, with its path."""


def _plain_object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise _LookCloserError
    return found


def _no_constant(name: str) -> Any:
    raise _LookCloserError(name)


def _decoder(objects: Callable[[list[tuple[str, Any]]], Any], constants: Callable[[str], Any]) -> json.JSONDecoder:
    return json.JSONDecoder(object_pairs_hook=objects, parse_float=str, parse_int=_integer, parse_constant=constants)


# Most lines are well; only for the others it is worth while to know each value's path.
_QUICK = _decoder(_plain_object, _no_constant)
_CLOSE = _decoder(_Object, _NotFinite)
_ESCAPE_TO_LOOK_AT = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def parse(text: str, file: str, line: int) -> Parsed:
    """Read one line; never raises, what is wrong is in `diagnostics`."""
    walk = _Walk(file, line)
    data = None
    if _depth(text) > MAX_DEPTH:
        walk.report(line, "", "json-depth", TOO_DEEP)
    else:
        try:
            data = _data(text, walk)
        except json.JSONDecodeError as error:
            hint = next((hint for part, hint in _HINTS.items() if part in error.msg), "")
            walk.report(line, "", "json-syntax", f"not JSON at column {error.colno}: {error.msg}{hint}")
    return Parsed(data, SourceMap(file, {"": line}), tuple(walk.diagnostics))


def _data(text: str, walk: _Walk) -> Any:
    if not _ESCAPE_TO_LOOK_AT.search(text):
        try:
            return _QUICK.decode(text)
        except _LookCloserError:
            pass
    return walk.value(_CLOSE.decode(text), "")


def _depth(text: str) -> int:
    """Give how deep the brackets outside strings go: the parser recurses."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    deepest = depth = 0
    for token in _BRACKET_OR_STRING.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        deepest = max(deepest, depth)
    return deepest


class _Walk(Faults):
    """One pass over what was parsed: plain data, and diagnostics."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__(file)
        self._line = line

    def value(self, raw: Any, path: str) -> Any:
        if isinstance(raw, _Object):
            return self._object(raw, path)
        if isinstance(raw, list):
            return [self.value(item, f"{path}[{index}]") for index, item in enumerate(raw)]
        if isinstance(raw, _NotFinite):
            message = f"{raw} is no JSON and no figure: leave out what was not reported"
            self.report(self._line, path, "json-number", message)
        elif isinstance(raw, str):
            self.check_text(raw, self._line, path)
        return raw

    def _object(self, members: _Object, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, raw in members:
            inner = f"{path}.{shown(name)}" if path else shown(name)
            self.check_text(name, self._line, inner)
            if name in found:
                self.report(
                    self._line, inner, "json-duplicate-key", f"the key {shown(name)} stands here twice: keep one"
                )
            found[name] = self.value(raw, inner)
        return found
