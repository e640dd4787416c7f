# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Fetch the browser libraries of the pages into `src/ipt_kg/pages/assets/vendor/`, unchanged, with their licences.

    python tools/vendor.py

Needs npm and its registry. A file is copied as its package has it; `vendor.json` says whence, and its SHA-256. A bundle
holds packages of others: its source map tells which, and the texts of their licences are gathered in one file.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "src/ipt_kg/pages/assets/vendor"
PARTS = "LICENCES-OF-PARTS.txt"


class Library(NamedTuple):
    """One library: its package, the licence we take it under, its files, and where the text of the licence is."""

    folder: str
    package: str
    version: str
    licence: str
    files: tuple[str, ...]
    text: str
    source_map: str | None = None

    @property
    def pinned(self) -> str:
        """Give the package as npm takes it."""
        return f"{self.package}@{self.version}"


LIBRARIES = (
    Library(
        "yasgui",
        "@zazuko/yasgui",
        "4.6.2",
        "MIT",
        ("build/yasgui.min.js", "build/yasgui.min.css"),
        "@triply/yasgui/LICENSE.txt",
        source_map="build/yasgui.min.js.map",
    ),
    Library(
        "cytoscape",
        "cytoscape",
        "3.34.4",
        "MIT",
        ("dist/cytoscape.min.js",),
        "cytoscape/LICENSE",
    ),
    # Its authors offer MIT OR Apache-2.0, and put no text into the package.
    Library("oxigraph", "oxigraph", "0.5.11", "Apache-2.0", ("web.js", "web_bg.wasm"), "LICENSE"),
)
# Packages that leave the text of their licence out are continuations of these, which hold it.
FORERUNNERS = {
    "@zazuko/": ("@triply/yasgui", "4.2.28", "LICENSE.txt"),
    "@json2csv/": ("json2csv", "5.0.7", "LICENSE.md"),
}
LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying)(-mpl)?(\.txt|\.md)?")


def main() -> None:
    """Fetch all, and write what was fetched."""
    with tempfile.TemporaryDirectory() as place:
        modules = install(Path(place) / "libraries", [library.pinned for library in LIBRARIES])
        texts = install(Path(place) / "forerunners", [f"{name}@{version}" for name, version, _ in FORERUNNERS.values()])
        shutil.rmtree(TARGET, ignore_errors=True)
        entries = [vendor(library, [modules, texts, ROOT]) for library in LIBRARIES]
    write(TARGET / "vendor.json", json.dumps(entries, indent=2) + "\n")
    for entry in entries:
        print(entry["name"], entry["version"], sum(file["bytes"] for file in entry["files"]), "bytes")


def install(place: Path, packages: list[str]) -> Path:
    """Install packages, of which nothing is run; give the folder that holds them."""
    place.mkdir()
    write(place / "package.json", "{}")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "install", *options, *packages], cwd=place, check=True)  # noqa: S603, S607
    return place / "node_modules"


def vendor(library: Library, places: list[Path]) -> dict[str, Any]:
    """Copy a library's files and licences; give its entry in the list."""
    source, target = places[0] / library.package, TARGET / library.folder
    target.mkdir(parents=True)
    for file in library.files:
        shutil.copyfile(source / file, target / Path(file).name)
    write(target / "LICENSE", plain(next(place / library.text for place in places if (place / library.text).is_file())))
    if library.source_map:
        write(target / PARTS, licences_of_parts(source / library.source_map, *places[:2]))
    return {
        "name": library.package,
        "version": library.version,
        "licence": library.licence,
        "files": [describe(file) for file in sorted(target.iterdir())],
    }


def describe(file: Path) -> dict[str, Any]:
    """Give a file's place, size and hash."""
    content = file.read_bytes()
    path = file.relative_to(TARGET).as_posix()
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def licences_of_parts(source_map: Path, modules: Path, texts: Path) -> str:
    """Gather the licences of the packages that a bundle was made of."""
    sources = json.loads(source_map.read_text("utf-8"))["sources"]
    found = (re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)", source) for source in sources)
    return "\n".join(licence_of(name, modules, texts) for name in sorted({names[-1] for names in found if names}))


def licence_of(name: str, modules: Path, texts: Path) -> str:
    """Give a package's name, its licence and the text of that.

    Raises:
        FileNotFoundError: neither it nor a forerunner holds a text.
    """
    licence = json.loads((modules / name / "package.json").read_text("utf-8")).get("license", "see its text")
    files = [file for file in sorted((modules / name).iterdir()) if LICENCE_FILE.fullmatch(file.name)]
    files = files or [forerunner(name, texts)]
    rule = "=" * 79
    return "\n".join([f"{rule}\n{name}: {licence}\n{rule}", *(plain(file) for file in files)])


def forerunner(name: str, texts: Path) -> Path:
    """Find the text of a licence in the package that this one continues."""
    for start, (package, _, file) in FORERUNNERS.items():
        if name.startswith(start):
            return texts / package / file
    raise FileNotFoundError(f"no text of a licence in {name}")


def plain(file: Path) -> str:
    """Read a text, with one kind of line end."""
    return "\n".join(line.rstrip() for line in file.read_text("utf-8").splitlines()) + "\n"


def write(path: Path, text: str) -> None:
    """Write a text file with line feeds."""
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
