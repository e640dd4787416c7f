# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Suggestions as text, as JSON, and as an SSSOM table that a person goes through."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from ipt_kg import mapping_sets
from ipt_kg.matching.prefixes import frozen
from ipt_kg.matching.suggesting import Suggestion
from ipt_kg.texts import printable
from ipt_kg.version import __version__

_COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
)
_PREFIXES: Final = ("concept", "semapv", "skos")
_ABOUT: Final = (
    "Candidates that a program found, none of them reviewed: keep the rows that are right, mend their predicates, "
    "and say in reviewer_label who read them."
)


def as_text(suggestions: Sequence[Suggestion]) -> str:
    """Give a line a candidate below its concept, and below it what speaks for it."""
    lines: list[str] = []
    last = ""
    for each in suggestions:
        if each.concept != last:
            lines.append(f"{each.concept} ({each.concept_label})")
        last = each.concept
        lines.append(
            f"  {each.score:.2f}  {each.relation}  {_on_one_line(each.term)}  {_on_one_line(each.label)}".rstrip()
        )
        lines += [f"        {_on_one_line(reason)}" for reason in each.reasons]
    return _lines(lines)


def as_json(suggestions: Sequence[Suggestion]) -> str:
    """Give a list of objects."""
    return msgspec.json.format(msgspec.json.encode(list(suggestions)), indent=2).decode() + "\n"


def as_sssom(suggestions: Sequence[Suggestion]) -> str:
    """Give a mapping set of its own, its prefixes those of the frozen map, and others by number."""
    prefixes = dict(_declared(suggestions))
    rows = ["\t".join(_COLUMNS), *("\t".join(_row(each, prefixes)) for each in suggestions)]
    return _lines([*_metadata(prefixes), *rows])


FORMATS: Final[Mapping[str, Callable[[Sequence[Suggestion]], str]]] = {
    "text": as_text,
    "tsv": as_sssom,
    "json": as_json,
}


def _metadata(prefixes: Mapping[str, str]) -> Iterator[str]:
    own = mapping_sets.bundled("concepts").metadata
    said = {
        "mapping_set_id": f"{own['mapping_set_id']}/suggested",
        "mapping_set_description": _ABOUT,
        "license": own["license"],
        "mapping_tool": "ipt-kg map suggest",
        "mapping_tool_version": __version__,
    }
    yield from (f"#{name}: {json.dumps(value)}" for name, value in said.items())
    yield "#curie_map:"
    yield from (f"#  {json.dumps(prefix)}: {json.dumps(iri)}" for prefix, iri in sorted(prefixes.items()))


def _declared(suggestions: Sequence[Suggestion]) -> Iterator[tuple[str, str]]:
    """Yield the prefixes that the table needs, and what they stand for."""
    known = frozen().bimap
    used = {each.term.partition(":")[0] for each in suggestions if each.term != each.iri}
    yield from ((prefix, known[prefix]) for prefix in (*_PREFIXES, *sorted(used)))
    spaces = sorted({_space(each.iri) for each in suggestions if each.term == each.iri})
    yield from ((f"ns{number}", space) for number, space in enumerate(spaces, 1))


def _space(iri: str) -> str:
    """Give the part of an IRI up to its last separator."""
    return iri[: max(iri.rfind(mark) for mark in "/#:") + 1]


def _row(each: Suggestion, prefixes: Mapping[str, str]) -> Iterator[str]:
    term = each.term
    if term == each.iri:
        space = _space(each.iri)
        prefix = next(prefix for prefix, iri in prefixes.items() if iri == space)
        term = f"{prefix}:{each.iri.removeprefix(space)}"
    cells = (
        f"concept:{each.concept}",
        each.concept_label,
        str(each.relation),
        term,
        each.label,
        each.justification,
        f"{each.score:.2f}",
        "; ".join(each.reasons),
    )
    return (_on_one_line(cell.replace('"', "'")) for cell in cells)


def _on_one_line(text: str) -> str:
    """Leave nothing that would break a row, or steer a terminal: labels come from anywhere."""
    return printable(" ".join(text.split()))


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
