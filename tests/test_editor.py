# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An editor's YAML language server finds the committed schemas, and speaks of records by them.

It needs Node and, once, the npm registry, so it runs only when asked: `make judges`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import EVIDENCE

pytestmark = [
    pytest.mark.judges,
    pytest.mark.skipif(shutil.which("npm") is None, reason="Node is not installed"),
]
STUDY = EVIDENCE / "studies/cuijpers-2011-ipt-depression.yaml"


class Editor:
    """What of the language server protocol an editor needs here."""

    def __init__(self, server: subprocess.Popen[bytes]) -> None:
        self._server = server
        self._number = 0
        markdown = {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}}
        self.ask("initialize", processId=None, rootUri=EVIDENCE.as_uri(), capabilities={"textDocument": markdown})
        self._send(method="initialized", params={})

    def _send(self, **message: Any) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout
        length = 0
        while line := self._server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        if "method" in message and "id" in message:  # the server asks for settings
            items = message.get("params", {}).get("items", ())
            self._send(id=message["id"], result=[None for _ in items])
        return message

    def ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send(id=self._number, method=method, params=params)
        while (message := self._receive()).get("id") != self._number or "method" in message:
            pass
        return message["result"]

    def open(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Open a file, and give what the server finds wrong with it."""
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while (message := self._receive()).get("method") != "textDocument/publishDiagnostics":
            pass
        found: list[dict[str, Any]] = message["params"]["diagnostics"]
        return found


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    place = tmp_path_factory.mktemp("editor")
    install = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "yaml-language-server@1"]
    subprocess.run(install, cwd=place, check=True, timeout=300)
    command = ["node", str(place / "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        try:
            yield Editor(server)
        finally:
            server.kill()


@pytest.mark.parametrize("file", sorted(EVIDENCE.rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_evidence_is_well_in_an_editor(file: Path, editor: Editor) -> None:
    """By the schema that it names."""
    assert editor.open(file, file.read_text("utf-8")) == []


def test_an_editor_underlines_what_is_wrong(editor: Editor) -> None:
    """At its line, as the reader does."""
    text = STUDY.read_text("utf-8").replace("volume:", "volum:").replace("value: 0.63", "value: large", 1)
    found = editor.open(STUDY.with_name("wrong.yaml"), text)
    lines = text.splitlines()
    assert {lines[each["range"]["start"]["line"]].strip() for each in found} == {'volum: "168"', "value: large"}


def test_an_editor_offers_concepts_with_their_definitions(editor: Editor) -> None:
    """Where the cursor stands in a field that takes one."""
    text = STUDY.read_text("utf-8").replace("outcome: depressive-symptoms", "outcome: ", 1)
    file = STUDY.with_name("begun.yaml")
    editor.open(file, text)
    line = next(number for number, each in enumerate(text.splitlines()) if each.endswith("outcome: "))
    position = {"line": line, "character": len(text.splitlines()[line])}
    offered = editor.ask("textDocument/completion", textDocument={"uri": file.as_uri()}, position=position)
    told = {each["label"]: str(each["documentation"]) for each in offered["items"]}
    assert "lower is better" in told["depressive-symptoms"]
