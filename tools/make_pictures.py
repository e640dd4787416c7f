# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Draw the pictures of docs/ from the evidence."""

from __future__ import annotations

from pathlib import Path

import ipt_kg
from ipt_kg.plots.sheet import Picture

ROOT = Path(__file__).parent.parent


def pictures() -> dict[str, Picture]:
    """Give the pictures by the names of their files."""
    evidence = ipt_kg.load(ROOT / "evidence")
    return {
        "forest.svg": evidence.forest("cuijpers-2011-ipt-depression"),
        "article.svg": evidence.diagram("ipt-explained"),
    }


if __name__ == "__main__":
    for name, picture in pictures().items():
        picture.write(ROOT / "docs" / name)
