# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""YAML, read as plain data with the line of every value, and without YAML's surprises.

Numbers with a decimal point stay text, so that printed decimals survive; so do dates, `no` and `1:30`.
Only whole numbers, `true`, `false` and `null` become values. Duplicate keys and aliases are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import yaml

from ipt_kg.records.parsed import MAX_DEPTH, TOO_DEEP, Faults, Parsed, shown
from ipt_kg.records.source import SourceMap

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML without its C part reads the same, slower
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

_FAR_RIGHT = re.compile(rf"^[ ?-]{{{MAX_DEPTH}}}", re.MULTILINE)


class _Plain(NamedTuple):
    """A form of plain scalars that is more than text: how it is written, begins, and is read."""

    pattern: re.Pattern[str]
    first: list[str]
    value: Callable[[str], Any]


_PLAIN = {
    "tag:yaml.org,2002:int": _Plain(re.compile(r"-?(0|[1-9][0-9]{0,17})\Z"), list("-0123456789"), int),
    "tag:yaml.org,2002:bool": _Plain(re.compile(r"(true|false)\Z"), list("tf"), "true".__eq__),
    "tag:yaml.org,2002:null": _Plain(re.compile(r"(null|~|)\Z"), ["n", "~", ""], lambda _: None),
}


class _Loader(_SafeLoader):
    """Resolves plain scalars by `_PLAIN` alone."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name


_TAGS = {*_PLAIN, "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

for _tag, _plain in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, _plain.pattern, _plain.first)


# What to do about the parser's commonest complaints.
_HINTS = {
    "mapping values are not allowed": ": put text that holds a colon in quotes",
    "cannot start any token": "; indent with spaces, not tabs, and put text that begins with a sign in quotes",
    "violates indentation": "; indent with spaces, not tabs",
    "did not find expected '-' indicator": "; is the line indented like those above it?",
    "did not find expected key": "; is the line indented like those above it, and every quote closed?",
    "did not find expected ',' or": "; is every bracket and quote closed?",
    "unexpected end of stream": "; is every quote closed?",
    "found another document": "; a file of YAML holds one record, JSON Lines hold many",
    "invalid Unicode character escape": "; write the character itself",
}


_PARSER_TOO_DEEP: Final = "nesting depth"
"""What the parser says of text that is nested more deeply than it goes itself."""


def parse(text: str, file: str) -> Parsed:
    """Read one YAML document; never raises, what is wrong is in `diagnostics`."""
    walk = _Walk(file)
    data = None
    try:
        if line := _line_too_deep(text):
            walk.report(line, "", "yaml-depth", TOO_DEEP)
        elif node := yaml.compose(text, Loader=_Loader):
            data = walk.value(node, "")
    except yaml.MarkedYAMLError as error:
        walk.report(*_syntax_fault(error))
    except yaml.reader.ReaderError as error:
        char = error.character if isinstance(error.character, str) else chr(error.character)
        line = text.count("\n", 0, text.find(char)) + 1
        walk.report(line, "", "yaml-syntax", f"not YAML: {error.reason}: take out the character {char!a}")
    walk.lines.setdefault("", 1)
    return Parsed(data, SourceMap(file, walk.lines, walk.items), tuple(walk.diagnostics))


def compose(text: str) -> yaml.Node | None:
    """Give the nodes of a text that `parse` finds well, with their places in it."""
    found: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return found


def _line_of(error: yaml.MarkedYAMLError) -> int:
    return error.problem_mark.line + 1 if error.problem_mark else 1


def _syntax_fault(error: yaml.MarkedYAMLError) -> tuple[int, str, str, str]:
    """Say where and what it is, and where what is not closed begins."""
    problem = str(error.problem)
    if _PARSER_TOO_DEEP in problem:
        return _line_of(error), "", "yaml-depth", TOO_DEEP
    hint = next((hint for part, hint in _HINTS.items() if part in problem), "")
    place, begun = error.problem_mark, error.context_mark
    if begun and place and begun.line < place.line:
        if "end of stream" in problem:
            place = begun
        elif "flow" in str(error.context):
            hint += f" It begins in line {begun.line + 1}."
    return place.line + 1 if place else 1, "", "yaml-syntax", f"not YAML: {problem}{hint}"


def _line_too_deep(text: str) -> int | None:
    """Give the line where the nesting goes too deep: libyaml composes recursively, and would crash.

    Only a text with so many brackets, or such indentation, that it could be deep is looked at closely.
    """
    if text.count("[") + text.count("{") <= MAX_DEPTH and not _FAR_RIGHT.search(text):
        return None
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return event.start_mark.line + 1 if event.start_mark else 1
    return None


class _Walk(Faults):
    """One pass over the node tree: data, lines and diagnostics."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self._seen: set[int] = set()
        self.lines: dict[str, int] = {}
        self.items: dict[str, dict[str, int]] = {}

    def value(self, node: yaml.Node, path: str, line: int | None = None) -> Any:
        # A value in block style starts below its key: its line is the key's.
        self.lines[path] = line or node.start_mark.line + 1
        if id(node) in self._seen:  # PyYAML gives an alias as the node it stands for, with that one's place
            here = line or self.lines[path[: path.rindex("[")]]
            self.report(here, path, "yaml-alias", "aliases (*name) are not allowed: write the value out")
            return None
        self._seen.add(id(node))
        if node.tag not in _TAGS:
            self.report(self.lines[path], path, "yaml-tag", f"the tag {node.tag} is not allowed: take it out")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._sequence(node, path)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            name = key.value if isinstance(key, yaml.ScalarNode) else str(key.tag)
            inner = f"{path}.{shown(name)}" if path else shown(name)
            self.check_text(name, line, inner)
            if name in found:
                self.report(line, inner, "yaml-duplicate-key", f"the key {shown(name)} stands here twice: keep one")
            found[name] = self.value(child, inner, line)
        return found

    def _sequence(self, node: yaml.SequenceNode, path: str) -> list[Any]:
        found = [self.value(child, f"{path}[{index}]") for index, child in enumerate(node.value)]
        texts = {item: self.lines[f"{path}[{index}]"] for index, item in enumerate(found) if isinstance(item, str)}
        if texts:
            self.items[path] = texts
        return found

    def _scalar(self, node: yaml.Node, path: str) -> Any:
        if plain := _PLAIN.get(node.tag):
            if plain.pattern.match(node.value):
                return plain.value(node.value)
            self.report(
                self.lines[path],
                path,
                "yaml-tag",
                f"{node.value!r} is not what its tag {node.tag} says: take the tag out",
            )
        self.check_text(node.value, self.lines[path], path)
        return node.value
