# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the pages have from others: unchanged, licensed, in the wheel, and asking no one else."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import vendor
from conftest import ROOT

LISTED: list[dict[str, Any]] = json.loads((vendor.TARGET / "vendor.json").read_text("utf-8"))
FILES = [file for library in LISTED for file in library["files"]]
# Hosts that scripts, styles and fonts are commonly fetched from.
DELIVERY = re.compile(
    rb"(cdn|unpkg|jsdelivr|cloudflare|googleapis|gstatic|bootstrapcdn|fontawesome)[\w.-]*\.(com|net|org)/"
)


def test_the_list_is_that_of_the_tool() -> None:
    """Each library that the tool fetches is there, in the version that it names."""
    told = [(library.package, library.version, library.licence) for library in vendor.LIBRARIES]
    assert [(entry["name"], entry["version"], entry["licence"]) for entry in LISTED] == told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_a_file_is_as_it_was_fetched(file: dict[str, Any]) -> None:
    content = (vendor.TARGET / file["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert len(content) == file["bytes"]


def test_nothing_else_lies_there() -> None:
    there = {path.relative_to(vendor.TARGET).as_posix() for path in vendor.TARGET.rglob("*") if path.is_file()}
    assert there == {file["path"] for file in FILES} | {"vendor.json"}


@pytest.mark.parametrize("library", vendor.LIBRARIES, ids=lambda library: library.folder)
def test_a_library_has_its_licence_beside_it(library: vendor.Library) -> None:
    text = (vendor.TARGET / library.folder / "LICENSE").read_text("utf-8")
    mark = {"MIT": "Permission is hereby granted, free of charge", "Apache-2.0": "Apache License"}[library.licence]
    assert mark in text
    if library.source_map:
        parts = (vendor.TARGET / library.folder / vendor.PARTS).read_text("utf-8")
        assert {"codemirror: MIT", "jquery: MIT", "datatables.net: MIT"} <= set(parts.splitlines())
        assert len(parts) > 50_000


@pytest.mark.parametrize(
    "file", [f for f in FILES if f["path"].endswith((".js", ".css"))], ids=lambda file: file["path"]
)
def test_no_script_or_style_names_a_place_to_fetch_more_from(file: dict[str, Any]) -> None:
    content = (vendor.TARGET / file["path"]).read_bytes()
    assert not DELIVERY.search(content)
    assert not re.search(rb"@import|url\(\s*['\"]?(https?:)?//", content)
    assert not re.search(rb"importScripts\(\s*['\"`]http|import\(\s*['\"`]http", content)


@pytest.mark.parametrize("page", ["sparql.js"])
def test_the_completions_of_other_hosts_are_off(page: str) -> None:
    """YASGUI can ask for classes and properties elsewhere; the page's script enables only what asks no one."""
    script = (vendor.TARGET.parent / page).read_text("utf-8")
    assert 'autocompleters = ["variables"]' in script
    assert re.findall(r'name: "([\w-]+)"', script) == ["page-prefixes"]
    assert not re.search(r"prefix\.cc|linkeddata\.es|https?://", script)


def test_the_wheel_holds_them(tmp_path: Path) -> None:
    """Whoever installs the package has the files, to the byte, and the licences."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        for file in FILES:
            content = wheel.read(f"ipt_kg/pages/assets/vendor/{file['path']}")
            assert hashlib.sha256(content).hexdigest() == file["sha256"]
