# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The house itself: what is imported when, licences, and that nothing points to one machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EVIDENCE, ROOT

HEAVY = ("rdflib", "pyshacl", "requests", "markdown_it")
LICENCES = {
    "src": "Apache-2.0",
    "tests": "Apache-2.0",
    "tools": "Apache-2.0",
    "benchmarks": "Apache-2.0",
    "ontology": "CC-BY-4.0",
    "ontology/mappings": "CC0-1.0",
    "shapes": "CC-BY-4.0",
    "evidence": "CC-BY-4.0",
}


def modules_after(code: str) -> set[str]:
    """Run code in a fresh interpreter and name the modules that it imported."""
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_no_rdflib_on_the_way_from_record_to_validated_triples_and_json_ld() -> None:
    """The way of a study, and all of it but the reading of Markdown for an article."""
    code = "import ipt_kg; ipt_kg.build('evidence/studies', out=__import__('tempfile').mkdtemp())"
    assert not modules_after(code) & set(HEAVY)


def test_help_imports_next_to_nothing() -> None:
    """A shell that completes commands must not wait."""
    code = "from ipt_kg.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not modules_after(code) & {*HEAVY, "msgspec", "yaml", "pyoxigraph", "shacl"}


def test_the_package_imports_nothing_until_it_is_used() -> None:
    """`import ipt_kg` is free; the public names are there all the same."""
    assert not modules_after("import ipt_kg") & {*HEAVY, "msgspec", "yaml", "pyoxigraph", "shacl", "click"}
    import ipt_kg

    for name in ipt_kg.__all__:
        assert getattr(ipt_kg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ipt_kg.nothing


VENDORED = ROOT / "src/ipt_kg/pages/assets/vendor"


def tracked() -> list[Path]:
    """List the project's own files: what is vendored has its own list, and its own tests."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    files = [ROOT / name for name in listed.stdout.splitlines()]
    return [file for file in files if file.is_file() and VENDORED not in file.parents]


def test_every_file_says_its_licence() -> None:
    """In the file, or in REUSE.toml for those that are made or hold no comments."""
    elsewhere = (ROOT / "REUSE.toml").read_text("utf-8")
    for file in tracked():
        place = file.relative_to(ROOT).as_posix()
        wanted = next((LICENCES[f] for f in sorted(LICENCES, reverse=True) if place.startswith(f + "/")), None)
        stated = re.search(r"SPDX-License-Identifier: ([\w.-]+)", file.read_text("utf-8", errors="replace")[:600])
        if wanted is None or file.suffix in (".md", ".html", ".json", ".typed") or "fixtures" in place:
            continue
        assert stated is not None, place
        assert stated[1] == wanted, place
    for pattern in ("exports/**", "evidence/**", "schemas/**", "tests/fixtures/**"):
        assert pattern in elsewhere


def test_no_file_names_a_machine_or_a_registry() -> None:
    """Paths of one machine and hosts of package indexes have no place in the project."""
    marks = re.compile("|".join(["/ro" + "ot/", "/wo" + "rk/", "pypi" + r"\.org", "npm" + r"js\.(org|com)"]))
    for file in tracked():
        if file.parent.name != "LICENSES":
            assert not marks.search(file.read_text("utf-8", errors="replace")), file


def test_the_evidence_has_its_settings() -> None:
    """Its IRIs are minted where the project says."""
    from ipt_kg.settings import load_settings

    assert load_settings(EVIDENCE, environ={}).base == "https://w3id.org/ipt-kg/"
