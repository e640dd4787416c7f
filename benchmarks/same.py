# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Do both sides do the same job? The same triples and the same verdicts, on good records and on broken ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from rdflib import Graph, URIRef

import generate
import ours
import peer
from ipt_kg.namespaces import SH, SHAPE

Verdict = tuple[str, str, str]
"""The node, the shape and how grave it is."""

BREAKS: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda _: None,
    "value outside its interval": lambda study: study["estimates"][0].update(value="9.99"),
    "p above 1": lambda study: study["estimates"][1].update(p="1.20"),
    "value without a measure": lambda study: study["estimates"][0].pop("measure"),
    "heterogeneity above 100%": lambda study: study["estimates"][0].update(heterogeneity={"i_squared": "120"}),
    "no caveats": lambda study: study.pop("caveats"),
    "no interval": lambda study: study["estimates"][0].pop("interval"),
    "no identifier": lambda study: study["citation"].pop("doi"),
}
"""What is done to a good study, and what both sides must find."""


def broken(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give a made-up study, whole and broken in every way."""
    for name, spoil in BREAKS.items():
        study = deepcopy(generate.study(number))
        spoil(study)
        yield name, study


def differences(studies: Iterable[tuple[str, dict[str, Any]]], shapes: Graph, folder: Path) -> list[str]:
    """Name what the two sides do not agree on; and what was broken and neither found."""
    found = []
    for name, study in studies:
        line = json.dumps(study).encode()
        file = folder / "one.jsonl"
        file.write_bytes(line)
        (mine,) = ours.make(file)
        its = peer.make([peer.from_json(line)], shapes)
        if set(Graph().parse(data=mine.triples, format="nt")) != set(its.graph):
            found.append(f"{name}: the triples differ")
        verdicts = {(d.focus or "", d.rule, str(d.severity)) for d in mine.diagnostics}
        if verdicts != set(_verdicts(its.report)):
            found.append(f"{name}: the verdicts differ")
        if bool(verdicts) != (name != "nothing"):
            found.append(f"{name}: found {sorted(verdicts)}")
    return found


def _verdicts(report: Graph) -> Iterator[Verdict]:
    for result in report.objects(None, URIRef(SH + "result")):
        told = {str(predicate).removeprefix(SH): str(value) for predicate, value in report.predicate_objects(result)}
        shape = told["sourceShape"].removeprefix(SHAPE)
        yield told["focusNode"], shape, told["resultSeverity"].removeprefix(SH).lower()
