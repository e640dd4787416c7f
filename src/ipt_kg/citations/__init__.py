# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Citations held against the registers that know them: Crossref, PubMed and OpenAlex."""

from ipt_kg.citations.client import Client, NoAnswerError
from ipt_kg.citations.compare import Difference, differences
from ipt_kg.citations.registers import REGISTERS, Register, parsed
from ipt_kg.citations.work import Author, Notice, Query, Work

__all__ = [
    "REGISTERS",
    "Author",
    "Client",
    "Difference",
    "NoAnswerError",
    "Notice",
    "Query",
    "Register",
    "Work",
    "differences",
    "parsed",
]
