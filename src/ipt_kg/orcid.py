# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is an ORCID iD, in records and in settings."""

from __future__ import annotations

import re

_FORM = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")


def fault(text: str) -> str | None:
    """Say what is wrong with an ORCID iD: its form, or its last mark, which checks the others (ISO 7064, MOD 11-2).

    >>> fault("0000-0002-1694-233X") is None
    True
    >>> fault("0000-0002-1694-2330")
    'the last mark of the ORCID iD 0000-0002-1694-2330 does not fit the others: look it up again'
    """
    if not _FORM.fullmatch(text):
        return f"expected an ORCID iD such as 0000-0002-1694-233X, found {text!r}"
    marks = text.replace("-", "")
    total = 0
    for digit in marks[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != marks[-1]:
        return f"the last mark of the ORCID iD {text} does not fit the others: look it up again"
    return None
