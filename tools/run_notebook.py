# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Run the notebook of docs/, and keep its outputs; with --check, fail where what they say would change."""

from __future__ import annotations

import os
import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs/notebook.ipynb"
# What differs from one run, machine or version to the next, and says nothing.
_PASSING = ("execution", "language_info")
_MARKUP = re.compile(r"<style.*?</style>|<[^>]+>", re.DOTALL)
_RICH = ("text/html", "image/svg+xml")


def ran() -> Any:
    """Give the notebook as a fresh kernel runs it, in the checkout's folder."""
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc")
    NotebookClient(notebook, km=kernel, timeout=60, resources={"metadata": {"path": str(ROOT)}}).execute()
    for part in (notebook, *notebook.cells):
        for name in _PASSING:
            part.metadata.pop(name, None)
    for output in outputs(notebook):
        if any(kind in output.get("data", {}) for kind in _RICH):
            output.data.pop("text/plain", None)
    return notebook


def outputs(notebook: Any) -> list[Any]:
    """Give what its cells printed and showed."""
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def words(notebook: Any) -> list[list[str]]:
    """Give what the outputs say, without how it is drawn: that is for the versions of pandas and matplotlib."""
    shown = (output.get("text") or " ".join(map(str, output.get("data", {}).values())) for output in outputs(notebook))
    return [unescape(_MARKUP.sub(" ", each)).split() for each in shown]


if __name__ == "__main__":
    before, after = nbformat.read(NOTEBOOK, as_version=4), ran()
    if "--check" not in sys.argv:
        nbformat.write(after, NOTEBOOK)
    elif words(before) != words(after):
        sys.exit("what docs/notebook.ipynb says is stale: make pictures")
