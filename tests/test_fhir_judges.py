# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""FHIR's own lists of codes and its own examples of Evidence, read by the importer.

They need Node and, once, the npm registry, so they run only when asked: `make judges`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ipt_kg.auditing import audit_files
from ipt_kg.importers import fhir
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed"),
]

STATO = {"0000319", "0000618", "0000182", "0000245", "0000677", "0000196", "0000700"}
"""Codes of STATO itself, which HL7's lists have by others."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """HL7's packages, unpacked."""
    place = tmp_path_factory.mktemp("fhir")
    for package in ("hl7.terminology.r5@7.0.1", "hl7.fhir.r5.examples@5.0.0"):
        subprocess.run(["npm", "pack", package, "--loglevel=error"], cwd=place, check=True, timeout=300)
    for archive in place.glob("*.tgz"):
        shutil.unpack_archive(archive, place, filter="data")
    return place / "package"


def codes(packages: Path, system: str) -> dict[str, str]:
    data: dict[str, Any] = json.loads((packages / f"CodeSystem-{system}.json").read_text("utf-8"))
    return {concept["code"]: concept["display"].casefold() for concept in data["concept"]}


def test_measures_are_those_of_the_list(packages: Path) -> None:
    """By code and by name."""
    listed = codes(packages, "statistic-type")
    names = {"standardized": "standardised", "relative risk": "risk ratio"}
    for code, measure in fhir.MEASURES.items():
        if code not in STATO:
            name = listed[code]
            for theirs, ours in names.items():
                name = name.replace(theirs, ours)
            assert name == vocabulary().get(measure).label.casefold()
    assert listed[fhir.PROPORTION] == "proportion"


def test_attributes_are_those_of_the_list(packages: Path) -> None:
    """By code and by name."""
    listed = codes(packages, "attribute-estimate-type")
    found = {field: listed[code] for code, field in fhir.ATTRIBUTES.items() if code not in STATO}
    assert found == {
        "p": "p-value",
        "se": "standard error of the mean",
        "variance": "variance",
        "q": "cochran's q statistic",
        "i_squared": "i-squared",
        "tau_squared": "tau squared",
    }
    assert [listed[code] for code in fhir.INTERVALS if code not in STATO] == ["confidence interval"]


def test_the_examples_of_the_standard_raise_no_flag(packages: Path) -> None:
    """Five results, of which all are read."""
    files = sorted(packages.glob("Evidence-*.json"))
    assert len(files) == 5
    for file in audit_files(files, Settings()):
        assert file.diagnostics == ()
        assert [audit.findings for audit in file.figures] == [()]
