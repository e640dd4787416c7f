# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR's own lists of codes and its own examples of Evidence, read by the importer.

They need Node and, once, the npm registry, so they run only when asked: `make judges`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ipt_kg import fhir_codes
from ipt_kg.auditing import audit_files
from ipt_kg.importers import fhir_records
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed"),
]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """HL7's packages, unpacked, by their names."""
    place = tmp_path_factory.mktemp("fhir")
    found = {}
    for name, version in (("terminology", "7.0.1"), ("fhir", "5.0.0"), ("examples", "5.0.0")):
        package = {"fhir": "hl7.fhir.r5.core", "examples": "hl7.fhir.r5.examples"}.get(name, f"hl7.{name}.r5")
        command = ["npm", "pack", f"{package}@{version}", "--loglevel=error"]
        subprocess.run(command, cwd=place, check=True, timeout=300)
        shutil.unpack_archive(place / f"{package}-{version}.tgz", place / name, filter="data")
        found[name] = place / name / "package"
    return found


def listed(packages: Mapping[str, Path], system: str) -> dict[str, str]:
    """Give the codes of a system, those below others, too, with their names."""
    package = "terminology" if "terminology" in system else "fhir"
    name = system.rpartition("/")[2]
    data: dict[str, Any] = json.loads((packages[package] / f"CodeSystem-{name}.json").read_text("utf-8"))
    assert data["url"] == system
    return {concept["code"]: concept["display"] for concept in below(data["concept"])}


def below(concepts: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for concept in concepts:
        yield concept
        yield from below(concept.get("concept", []))


WRITTEN = (
    *fhir_codes.STATISTICS,
    *fhir_codes.PROPORTIONS,
    *fhir_codes.MEANS,
    *fhir_codes.ESTIMATES,
    *fhir_codes.ROLES,
    fhir_codes.RISK_OF_BIAS,
    fhir_codes.KEYWORD,
    fhir_codes.PERIODICAL,
    fhir_codes.RANDOMISED,
)


@pytest.mark.parametrize(
    "code", [each for each in WRITTEN if each.system != fhir_codes.STATO], ids=lambda code: code.code
)
def test_codes_are_those_of_the_list(packages: Mapping[str, Path], code: fhir_codes.Code) -> None:
    """By code and by name, of those that are written and read."""
    assert listed(packages, code.system)[code.code] == code.display


def test_measures_are_called_as_in_the_vocabulary() -> None:
    """A code means the measure of its name."""
    names = {"Standardized": "standardised", "Relative Risk": "risk ratio", "relative risk": "risk ratio", "s's": "s'"}
    for code in fhir_codes.STATISTICS:
        name = code.display
        for theirs, ours in names.items():
            name = name.replace(theirs, ours)
        assert name.casefold() == vocabulary().get(code.means).label.casefold()


def test_vocabularies_are_called_as_hl7_does(packages: Mapping[str, Path]) -> None:
    """By the preferred URI of their NamingSystems; other names are those that stand beside it, or MeSH's own."""
    found = {}
    for prefix, name in {"SNOMED": "v3-snomed-CT", "MeSH": "MeSH", "MONDO": "MONDO", "NCIT": "v3-nciThesaurus"}.items():
        data = json.loads((packages["terminology"] / f"NamingSystem-{name}.json").read_text("utf-8"))
        uris = [each for each in data["uniqueId"] if each["type"] == "uri"]
        found[prefix] = next(each["value"] for each in uris if each.get("preferred"))
    assert {**found, "STATO": fhir_codes.STATO} == fhir_codes.SYSTEMS


def test_identifiers_are_of_the_systems_that_the_standard_names(packages: Mapping[str, Path]) -> None:
    """DOI, PMID and PMCID."""
    told = (packages["fhir"] / "StructureDefinition-Citation.json").read_text("utf-8")
    for field, system in fhir_codes.IDENTIFIERS.items():
        assert f'{field.upper()} = \\"{system}\\"' in told


def test_the_examples_of_the_standard_are_accounted_for(packages: Mapping[str, Path]) -> None:
    """Strokes are no matter of the vocabulary: every statistic is left out, and the reason names what is missing."""
    found = [
        fhir_records.read(file.read_bytes(), file.name, None, most_rows=100)
        for file in sorted(packages["examples"].glob("Evidence-*.json"))
    ]
    assert [(each.rows, each.mapped, each.records) for each in found] == [(1, 0, ())] * 5
    assert all("no concept of the vocabulary" in reason for each in found for reason in each.reasons)


def test_the_examples_of_the_standard_raise_no_flag(packages: Mapping[str, Path]) -> None:
    """Five results, of which all are read."""
    files = sorted(packages["examples"].glob("Evidence-*.json"))
    assert len(files) == 5
    for file in audit_files(files, Settings()):
        assert file.diagnostics == ()
        assert [audit.findings for audit in file.figures] == [()]
