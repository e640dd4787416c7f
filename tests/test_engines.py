# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The two SHACL engines find the same in records that were broken at random.

The changes are seeded, so that a difference can be looked at again. `make engines` tries 500; the ordinary
run a sample.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from conftest import EVIDENCE
from ipt_kg.graph import to_graph
from ipt_kg.namespaces import IPTKG
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from ipt_kg.validation import ShapeResult, validate

Lines = list[str]
Change = Callable[[Lines, random.Random], Lines]
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(\^\^<[^>]*>)? \.\n$')
SAMPLE, ALL = 40, 500


def _at(lines: Lines, rng: random.Random, wanted: Callable[[str], object]) -> int:
    return rng.choice([place for place, line in enumerate(lines) if wanted(line)])


def _replaced(lines: Lines, place: int, *new: str) -> Lines:
    return [*lines[:place], *new, *lines[place + 1 :]]


def drop(lines: Lines, rng: random.Random) -> Lines:
    return _replaced(lines, _at(lines, rng, bool))


def drop_several(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if rng.random() > 0.05]


def unknown_property(lines: Lines, rng: random.Random) -> Lines:
    subject = lines[_at(lines, rng, bool)].split(" ")[0]
    return [*lines, f'{subject} <{IPTKG}unknown> "1" .\n']


def second_value(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, bool)
    subject, predicate = lines[place].split(" ")[:2]
    other = rng.choice(['"other"', "<https://example.org/other>", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'])
    return [*lines, f"{subject} {predicate} {other} .\n"]


def other_datatype(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, LITERAL.search)
    datatype = rng.choice(["decimal", "integer", "gYear", "date", "boolean", "language", "string"])
    changed = LITERAL.sub(rf'"\1"^^<http://www.w3.org/2001/XMLSchema#{datatype}> .\n', lines[place])
    return _replaced(lines, place, changed)


FIGURES = ("-1.5", "0", "0.95", "100", "101", "99999.5", "0.0000001", "", "many")
"""Those at and beyond the bounds of percentages and p-values, and what is no figure."""


def other_figure(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, lambda line: "#decimalValue>" in line)
    return _replaced(lines, place, re.sub(r'"[^"]*"', f'"{rng.choice(FIGURES)}"', lines[place]))


def other_object(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, lambda line: line.endswith("> .\n") and '"' not in line)
    donor = lines[_at(lines, rng, lambda line: line.endswith("> .\n") and '"' not in line)]
    head = " ".join(lines[place].split(" ")[:2])
    return _replaced(lines, place, f"{head} {donor.split(' ')[2]} .\n")


def empty_literal(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, LITERAL.search)
    return _replaced(lines, place, LITERAL.sub(r'""\2 .\n', lines[place]))


def literal_for_node(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, lambda line: '"' not in line)
    head = " ".join(lines[place].split(" ")[:2])
    return _replaced(lines, place, f'{head} "text" .\n')


def swapped_limits(lines: Lines, rng: random.Random) -> Lines:
    swap = {"hasLowerLimit": "hasUpperLimit", "hasUpperLimit": "hasLowerLimit"}
    return [re.sub("|".join(swap), lambda found: swap[found[0]], line) for line in lines]


def other_class(lines: Lines, rng: random.Random) -> Lines:
    place = _at(lines, rng, lambda line: "#type>" in line)
    subject, predicate = lines[place].split(" ")[:2]
    kind = rng.choice(["Study", "Claim", "EffectEstimate", "ReportedNumber", "Nothing"])
    return _replaced(lines, place, f"{subject} {predicate} <{IPTKG}{kind}> .\n")


CHANGES: tuple[Change, ...] = (
    drop, drop_several, unknown_property, second_value, other_datatype, other_figure, other_object, empty_literal,
    literal_for_node, swapped_limits, other_class,
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A record's triples after one change."""

    name: str
    triples: str


def mutants(readings: Iterable[tuple[Reading, Settings]], count: int) -> Iterable[Mutant]:
    """Give as many broken graphs: records and kinds of change by turns, the place by the number's own chance."""
    graphs = [
        (record.model.id, to_graph(record.model, settings.base).splitlines(keepends=True))
        for reading, settings in readings
        for record in reading.records
    ]
    for number in range(count):
        id, lines = graphs[number % len(graphs)]
        change = CHANGES[number % len(CHANGES)]
        yield Mutant(f"{number}: {change.__name__} in {id}", "".join(change(lines, random.Random(number))))


def key(result: ShapeResult) -> tuple[object, ...]:
    return (result.focus, result.path, result.value, result.component, result.severity, result.shape, result.message)


def differences(broken: Iterable[Mutant]) -> tuple[dict[str, set[tuple[object, ...]]], int]:
    """Give what only one engine finds, by mutant, and how many mutants were found broken at all."""
    found: dict[str, set[tuple[object, ...]]] = {}
    noticed = 0
    for mutant in broken:
        fast, reference = (
            {key(result) for result in validate(mutant.triples, engine=engine)} for engine in ("shacl", "pyshacl")
        )
        noticed += bool(fast)
        if fast != reference:
            found[mutant.name] = fast ^ reference
    return found, noticed


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(ALL, marks=pytest.mark.slow)])
def test_the_engines_agree_on_broken_records(
    count: int,
    evidence: Reading,
    evidence_settings: Settings,
    complete: Reading,
    complete_settings: Settings,
) -> None:
    """Focus, path, value, component, severity, shape and message."""
    readings = [(evidence, evidence_settings), (complete, complete_settings)]
    found, noticed = differences(mutants(readings, count))
    assert found == {}
    assert noticed > count * 0.8, "changes that break nothing test nothing"


def test_every_kind_of_change_is_tried() -> None:
    """And on every record of the evidence."""
    records = len(list(EVIDENCE.rglob("*.yaml"))) + 2
    assert len({(n % len(CHANGES), n % records) for n in range(ALL)}) > len(CHANGES) * records * 0.9
