# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Concepts and terms elsewhere: mapping sets are checked, and new matches are suggested for a person to accept."""

from ipt_kg.matching.checking import check
from ipt_kg.matching.reading import read_set
from ipt_kg.matching.suggesting import Suggestion, concepts, suggest
from ipt_kg.matching.terms import FromEndpoint, FromSet

__all__ = ["FromEndpoint", "FromSet", "Suggestion", "check", "concepts", "read_set", "suggest"]
