# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The forms of compiled records: a table from a form's name to its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Final, Protocol

from ipt_kg.compiling import Compiled
from ipt_kg.export import (
    crate,
    csv_files,
    dataset,
    dcat,
    fhir,
    json_ld,
    nanopubs,
    nquads,
    references,
    schema_org,
    script,
    trig,
    turtle,
)
from ipt_kg.export.collection import Collection, collection
from ipt_kg.export.losses import Carried
from ipt_kg.export.parts import parts
from ipt_kg.export.void import counted
from ipt_kg.graph import record_iri
from ipt_kg.model import Article, Study
from ipt_kg.records import referenced
from ipt_kg.settings import Settings

_Form = Callable[..., dict[str, bytes]]
"""Makes files of compiled records and settings; keyword arguments are the form's own options."""
_Files = Mapping[str, bytes]
_FileForm = Callable[[Collection, _Files, Settings], bytes]


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


def _nanopubs(
    compiled: Sequence[Compiled], settings: Settings, issue: nanopubs.Issue = nanopubs.NOT_SAID
) -> dict[str, bytes]:
    return nanopubs.files([each.record for each in compiled], settings, issue)


def _evidence(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    studies = [each.record.model for each in compiled if isinstance(each.record.model, Study)]
    return {f"fhir.{fhir.SUFFIX}": fhir.render(studies, settings.base, settings.data_license)}


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
    "nanopub": _nanopubs,
}
"""The forms that hold any number of records: each makes files by their names."""

NOT_BUILT: Final = frozenset({"nanopub"})
"""Forms of many files that are made where they are asked for, and not by a build."""

_GRAPH: Final = "graph.nq"


def _dcat(collection: Collection, files: _Files, settings: Settings) -> bytes:
    return dcat.render(collection, counted(files[_GRAPH]), parts(files), settings)


def _dataset(collection: Collection, files: _Files, settings: Settings) -> bytes:
    return dataset.render(collection, parts(files), settings)


ABOUT_FILES: Final[Mapping[str, tuple[str, _FileForm]]] = {
    "dcat": (dcat.NAME, _dcat),
    "dataset": (dataset.NAME, _dataset),
}
"""The forms that tell of all records as a whole, and of the files that hold any number of them: each makes one file."""

CRATE: Final = "crate"
"""The form that is all other files, and what tells of them."""

OF_ALL: Final = frozenset({*ABOUT_FILES, CRATE})
"""The forms that are of all records, never of one."""

CARRIED: Final[Mapping[str, Carried]] = {
    "bibtex": references.CARRIED,
    "csl-json": references.CARRIED,
    "dcat": dcat.CARRIED,
    "dataset": dataset.CARRIED,
    CRATE: crate.CARRIED,
    "fhir": fhir.CARRIED,
    "nanopub": nanopubs.CARRIED,
}
"""What those forms carry that are of a part of each record only, or of all that it has."""

OF_SOURCES: Final[Mapping[str, Callable[[Article], frozenset[str]]]] = {
    **dict.fromkeys(("bibtex", "csl-json", "fhir"), attrgetter("based_on")),
    "nanopub": referenced,
}
"""The forms of an article that are of studies, too: those on which it rests, or all that its claims may be about."""

PAGE_FORMS: Final[Mapping[str, Callable[[Compiled], dict[str, bytes]]]] = {
    "schema-org": lambda each: {f"{_stem(each)}.{schema_org.SUFFIX}": each.json_ld},
    "script": lambda each: {f"{_stem(each)}.{script.SUFFIX}": script.element(each.json_ld, each.record.model.id)},
}
"""The forms that hold one record, with the studies that it rests on."""


def form_of_all(form: str, compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    """Make one of the forms that tell of all records.

    Raises:
        IptKgError: the settings lack what a crate must say.
    """
    if form == CRATE:
        return _crated(_described(compiled, settings), compiled, settings)
    name, write = ABOUT_FILES[form]
    return {name: write(_collection(compiled, settings), _of_any_number(compiled, settings), settings)}


def all_forms(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    """Make every form of the records, by the names of their files; a crate where the settings have what it needs."""
    made = _described(compiled, settings)
    return made if crate.wanting(settings) else _crated(made, compiled, settings)


def _of_any_number(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for name, form in FORMS.items():
        made |= {} if name in NOT_BUILT else form(compiled, settings)
    return made


def _described(compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    """Make all files but the one that tells of all."""
    files = _of_any_number(compiled, settings)
    told = _collection(compiled, settings)
    made = dict(files)
    for each in compiled:
        for page_form in PAGE_FORMS.values():
            made |= page_form(each)
    return made | {name: write(told, files, settings) for name, write in ABOUT_FILES.values()}


def _crated(files: _Files, compiled: Sequence[Compiled], settings: Settings) -> dict[str, bytes]:
    return {**files, crate.NAME: crate.render(_collection(compiled, settings), parts(files), settings)}


def _collection(compiled: Sequence[Compiled], settings: Settings) -> Collection:
    return collection([each.record.model for each in compiled], settings)
