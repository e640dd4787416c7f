# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Concepts and terms elsewhere: mapping sets are checked, and new matches are suggested for a person to accept."""

from ipt_kg.matching.checking import check

__all__ = ["check"]
