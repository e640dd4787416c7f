# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The prefixes of an exported graph: ours, one for each code list, and one for each record's parts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ipt_kg.namespaces import CODE_LISTS, CONCEPT, PREFIXES

# A file of more records is not read by people, and writers go through all prefixes for every term.
_MOST_RECORDS = 100
_PREFIX = re.compile(r"[a-z][a-z0-9-]*")


def prefixes_for(records: Iterable[str]) -> dict[str, str]:
    """Give prefixes by name for a graph that holds these records, named by their IRIs.

    >>> prefixes_for(["https://example.org/study/a-2011"])["a-2011"]
    'https://example.org/study/a-2011#'
    """
    records = sorted(records)
    found = PREFIXES | {code_list: f"{CONCEPT}{code_list}/" for code_list in CODE_LISTS}
    for record in records:
        folder, _, id = record.rpartition("/")
        found.setdefault(folder.rpartition("/")[2], f"{folder}/")
        if len(records) <= _MOST_RECORDS and _PREFIX.fullmatch(id):
            found.setdefault(id, f"{record}#")
    return found
