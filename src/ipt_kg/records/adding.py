# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Fields added to a part of a record in its text, every other byte left as it is.

What comes is put in, the text is read again, and taken only if the record is the same but for the fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import yaml

from ipt_kg.errors import IptKgError
from ipt_kg.records import json_lines, yaml_reader
from ipt_kg.records.parsed import Parsed

_STRING_OR_BRACKET: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{}]', re.DOTALL)
_NO_PLACE: Final = "there is no place in its {} where nothing else would change"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


def in_yaml(text: str, part: str, fields: Mapping[str, str], order: Sequence[str]) -> str:
    r"""Add fields of text to a part of a record in YAML, each after the last one that goes before it in `order`.

    >>> print(in_yaml("citation:\n  volume: '1'  # seen\n  doi: 10.5555/a\n", "citation", {"issue": "2"}, ["volume"]))
    citation:
      volume: '1'  # seen
      issue: "2"
      doi: 10.5555/a
    <BLANKLINE>

    Raises:
        IptKgError: there is no place where nothing but the fields would change.
    """
    before = yaml_reader.parse(text, "")
    root = None if before.diagnostics else yaml_reader.compose(text)
    node = _child(root, part)
    if node is None or not node.value:
        raise IptKgError(f"its {part} cannot be found")
    for insertions in (_in_order(text, node, fields, order), _in_front(text, node, fields)):
        added = text
        for at, inserted in sorted(insertions, reverse=True):
            added = added[:at] + inserted + added[at:]
        if _is_right(before, yaml_reader.parse(added, ""), part, fields):
            return added
    raise IptKgError(_NO_PLACE.format(part))


def in_json(line: str, part: str, fields: Mapping[str, str]) -> str:
    r"""Add fields of text to a part of a record in JSON, at its end.

    >>> in_json('{"citation": {"volume": "1"}, "n": 1.50}\n', "citation", {"issue": "2"})
    '{"citation": {"volume": "1", "issue": "2"}, "n": 1.50}\n'

    Raises:
        IptKgError: there is no place where nothing but the fields would change.
    """
    before = json_lines.parse(line, "", 1)
    span = None if before.diagnostics else _span(line, part)
    if span is None:
        raise IptKgError(f"its {part} cannot be found")
    inner = line[span[0] + 1 : span[1] - 1].rstrip()
    space = " " if re.search(r'"\s*:\s', inner) else ""
    told = "".join(f",{space}{_quoted(name)}:{space}{_quoted(value)}" for name, value in fields.items())
    at = span[0] + 1 + len(inner)
    added = line[:at] + told + line[at:]
    if not _is_right(before, json_lines.parse(added, "", 1), part, fields):
        raise IptKgError(_NO_PLACE.format(part))
    return added


def _is_right(before: Parsed, after: Parsed, part: str, fields: Mapping[str, str]) -> bool:
    """Tell whether a record says what it said, and the fields besides, none of which it had."""
    was: Any = before.data
    wanted = {**was, part: {**was[part], **fields}}
    return fields.keys().isdisjoint(was[part]) and not after.diagnostics and after.data == wanted


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


# YAML


def _child(node: yaml.Node | None, name: str) -> yaml.MappingNode | None:
    members = node.value if isinstance(node, yaml.MappingNode) else []
    found = next((value for key, value in members if key.value == name), None)
    return found if isinstance(found, yaml.MappingNode) else None


def _in_order(
    text: str, node: yaml.MappingNode, fields: Mapping[str, str], order: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Give what is to be put in, and where; what comes to one place stands together, in the order given."""
    told: dict[int, str] = {}
    margin = " " * node.start_mark.column
    for name, value in fields.items():
        end = _end(_before(node, name, order))
        if node.flow_style:
            told[end] = f"{told.get(end, '')}, {name}: {_scalar(value)}"
        else:
            at, line_end = _line_end(text, end)
            begun = told.get(at, "" if text[:at].endswith(("\n", "\r")) else line_end)
            told[at] = f"{begun}{margin}{name}: {_scalar(value)}{line_end}"
    for at, inserted in told.items():
        # A file that has no line end after its last line has none after the new one.
        yield at, inserted.rstrip("\r\n") if at == len(text) and not text.endswith(("\n", "\r")) else inserted


def _in_front(text: str, node: yaml.MappingNode, fields: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Give what is to be put before all else, for what ends in a text that the line after it would lengthen."""
    at = int(node.start_mark.index) - int(node.start_mark.column)
    margin, (_, line_end) = text[at : node.start_mark.index], _line_end(text, at)
    if not node.flow_style and not margin.strip(" "):
        yield at, "".join(f"{margin}{name}: {_scalar(value)}{line_end}" for name, value in fields.items())


def _before(node: yaml.MappingNode, name: str, order: Sequence[str]) -> yaml.Node:
    """Give the value after which a field goes: the last of those that go before it, or of all."""
    earlier = order[: order.index(name)] if name in order else order
    values: list[yaml.Node] = [value for key, value in node.value if key.value in earlier]
    last: yaml.Node = (values or [value for _, value in node.value])[-1]
    return last


def _end(node: yaml.Node) -> int:
    """Give where a value ends: that of a list or mapping in block style is known by its last part alone."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> tuple[int, str]:
    """Give the place after the line in which a value ends, and the line end to write."""
    found = _LINE_END.search(text, at)
    usual = found or _LINE_END.search(text)
    told = usual[0] if usual else "\n"
    if text[:at].endswith(("\n", "\r")):  # a text in block style ends after its last line
        return at, told
    return (found.end() if found else len(text)), told


def _scalar(text: str) -> str:
    """Write a text: without quotes where every reader of YAML takes it for the same text."""
    try:
        plain = yaml.safe_load(f"[{text}]") == [text]
    except (yaml.YAMLError, ValueError):
        plain = False
    return text if plain else _quoted(text)


# JSON


def _span(line: str, part: str) -> tuple[int, int] | None:
    """Give where the object of a name among the outermost ones begins, and where it ends."""
    depth, begin = 0, None
    name = ""
    for token in _STRING_OR_BRACKET.finditer(line):
        mark = token[0]
        if mark[0] == '"':
            name = mark if depth == 1 and line[token.end() :].lstrip().startswith(":") else name
            continue
        if mark == "{" and depth == 1 and json.loads(name) == part and begin is None:
            begin = token.start()
        depth += (mark in "[{") - (mark in "]}")
        if depth == 1 and begin is not None:
            return begin, token.end()
    return None
