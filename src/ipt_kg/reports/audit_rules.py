# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The rules of the audit and the references of their sources, as reports need them."""

from __future__ import annotations

from ipt_kg.audit import rules
from ipt_kg.audit.conventions import conventions
from ipt_kg.reports.explain import Book


def book() -> Book:
    """Give all rules, with the references of their sources."""
    return Book(rules(), conventions().sources)
