# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Structured data about therapy evidence: what a study found, and what an article says of it.

>>> import ipt_kg
>>> evidence = ipt_kg.load("evidence")
>>> estimate = evidence.study("cuijpers-2011-ipt-depression").estimates[0]
>>> estimate.value, estimate.interval.upper, estimate.studies
('0.63', '0.90', 16)
>>> len(evidence.query(name="effects").rows)
39
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipt_kg.api import Evidence, build, check, compile_each, load
    from ipt_kg.diagnostics import Diagnostic, Severity
    from ipt_kg.errors import IptKgError
    from ipt_kg.graph import from_graph
    from ipt_kg.model import Article, Study
    from ipt_kg.settings import Settings

__all__ = [
    "Article",
    "Diagnostic",
    "Evidence",
    "IptKgError",
    "Settings",
    "Severity",
    "Study",
    "build",
    "check",
    "compile_each",
    "from_graph",
    "load",
]

_HOMES = {
    "Article": "ipt_kg.model",
    "Diagnostic": "ipt_kg.diagnostics",
    "IptKgError": "ipt_kg.errors",
    "Settings": "ipt_kg.settings",
    "Severity": "ipt_kg.diagnostics",
    "Study": "ipt_kg.model",
    "from_graph": "ipt_kg.graph",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import ipt_kg` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'ipt_kg' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "ipt_kg.api")), name)
