# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""How studies, estimates and the rows of queries look in a notebook.

The model and the store know nothing of HTML, and must not: IPython is told how to show them, where it runs.
"""

from __future__ import annotations

import sys

from ipt_kg.model import EffectEstimate, Study
from ipt_kg.store import Table


def register() -> None:
    """Tell IPython how to show our objects; nothing happens where it does not run."""
    running = sys.modules.get("IPython")
    shell = running.get_ipython() if running else None
    if shell is None:
        return
    from ipt_kg.notebooks import html

    formatter = shell.display_formatter.formatters["text/html"]
    for kind, show in ((Study, html.study), (EffectEstimate, html.estimate), (Table, html.table)):
        formatter.for_type(kind, show)
