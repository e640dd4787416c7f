# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Identifiers made of names that others wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import chain, count
from typing import Final

MOST: Final = 60
"""So long an identifier is made at most."""

_LETTERS: Final = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that are no others with a mark, as Unicode has them."""


def slug(text: str) -> str:
    """Make an identifier of a text: letters without their marks, digits, and a hyphen for whatever else stands between.

    It is empty where the text has none of the letters and digits of ASCII.

    >>> slug("Löwe-2019"), slug("Weiß & Sørensen, 2019–20")
    ('lowe-2019', 'weiss-sorensen-2019-20')
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def free(name: str, taken: Container[str], most: int = MOST) -> str:
    """Give the first of `name`, `name-2`, `name-3` and so on that is not taken, cut where it would be too long.

    >>> free("lowe-2019", {"lowe-2019"}), free("lowe-2019", {"lowe"}, most=5)
    ('lowe-2019-2', 'low-2')
    """
    ends = chain([""], (f"-{number}" for number in count(2)))
    names = (f"{name[: most - len(end)].rstrip('-')}{end}" for end in ends)
    return next(each for each in names if each not in taken)
