# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The data that static site generators keep above a page's Markdown: its title is seen, the rest is not."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any, Final

import yaml

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_READ: Final[dict[str, Callable[[str], Any]]] = {"---": yaml.safe_load, "+++": tomllib.loads}


def split(content: str) -> tuple[str | None, str]:
    r"""Give the title that front matter in YAML or TOML has, and the Markdown below it.

    What is no front matter is part of the page, such as a rule on its first line.

    >>> split("---\ntitle: A page\ndraft: true\n---\n\nSome text.\n")
    ('A page', '\nSome text.\n')
    >>> split("---\nSome text.\n---\n")
    (None, '---\nSome text.\n---\n')
    """
    found = _FRONT_MATTER.match(content)
    try:
        data = _READ[found[1]](found[2].replace("\r\n", "\n")) if found else None
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError):
        data = None
    if found is None or not isinstance(data, dict):
        return None, content
    title = data.get("title")
    return (title if isinstance(title, str) else None), content[found.end() :]
