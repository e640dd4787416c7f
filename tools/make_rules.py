# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Write the rules of the audit as triples, for whoever asks a graph what a flag means: `ontology/rules.ttl`.

    python tools/make_rules.py

A test fails when the file is stale.
"""

from __future__ import annotations

from pathlib import Path

from ipt_kg.audit import rules
from ipt_kg.audit.graph import rules_graph
from ipt_kg.files import write_file

TARGET = Path(__file__).parent.parent / "ontology/rules.ttl"
_HEADER = """\
# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: CC-BY-4.0
#
# The rules of the audit. Made by `make exports`; do not edit.

"""


def render() -> bytes:
    """Give the bytes of the file."""
    return (_HEADER + rules_graph(rules().values())).encode()


if __name__ == "__main__":
    write_file(TARGET, render())
