# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The forms of compiled records: a table from a form's name to its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from ipt_kg.compiling import Compiled
from ipt_kg.export import csv_files, fhir, json_ld, nquads, references, schema_org, script, trig, turtle
from ipt_kg.export.losses import Carried
from ipt_kg.graph import record_iri
from ipt_kg.model import Study
from ipt_kg.settings import Settings

_Form = Callable[[Sequence[Compiled], Settings], dict[str, bytes]]


class _GraphForm(Protocol):
    """A module that writes the graphs of records, given as N-Triples, with the records' IRIs."""

    SUFFIX: str

    def render(self, graphs: Sequence[str], records: Sequence[str], /) -> bytes: ...


def _graph(form: _GraphForm) -> _Form:
    """Make a form of any number of records from one of their graphs."""

    def write(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
        records = [record_iri(each.record.model, settings.base) for each in compiled]
        return {f"graph.{form.SUFFIX}": form.render([each.triples for each in compiled], records)}

    return write


def _tables(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    return csv_files.render([each.record.model for each in compiled], settings.base)


def _references(write: Callable[[Sequence[Study]], bytes], name: str) -> _Form:
    """Make a form that has the references of studies."""

    def made(compiled: Sequence[Compiled], _: Settings) -> dict[str, bytes]:
        return {name: write([each.record.model for each in compiled if isinstance(each.record.model, Study)])}

    return made


def _evidence(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    studies = [each.record.model for each in compiled if isinstance(each.record.model, Study)]
    return {f"fhir.{fhir.SUFFIX}": fhir.render(studies, settings.base)}


def _stem(compiled: Compiled) -> str:
    return f"schema-org/{compiled.record.kind}/{compiled.record.model.id}"


FORMS: Final[Mapping[str, _Form]] = {
    "nquads": _graph(nquads),
    "turtle": _graph(turtle),
    "trig": _graph(trig),
    "jsonld": _graph(json_ld),
    "csv": _tables,
    "bibtex": _references(references.bibtex, "references.bib"),
    "csl-json": _references(references.csl_json, "references.json"),
    "fhir": _evidence,
}
"""The forms that hold any number of records: each makes files by their names."""

CARRIED: Final[Mapping[str, Carried]] = {
    "bibtex": references.CARRIED,
    "csl-json": references.CARRIED,
    "fhir": fhir.CARRIED,
}
"""What those forms carry that are of a part of each record only."""

OF_SOURCES: Final = frozenset({"bibtex", "csl-json", "fhir"})
"""The forms of an article that are of the studies on which it rests."""

PAGE_FORMS: Final[Mapping[str, Callable[[Compiled], dict[str, bytes]]]] = {
    "schema-org": lambda each: {f"{_stem(each)}.{schema_org.SUFFIX}": each.json_ld},
    "script": lambda each: {f"{_stem(each)}.{script.SUFFIX}": script.element(each.json_ld, each.record.model.id)},
}
"""The forms that hold one record, with the studies that it rests on."""


def all_forms(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    """Make every form of the records, by the names of their files."""
    made: dict[str, bytes] = {}
    for form in FORMS.values():
        made |= form(compiled, settings)
    for each in compiled:
        for page_form in PAGE_FORMS.values():
            made |= page_form(each)
    return made
