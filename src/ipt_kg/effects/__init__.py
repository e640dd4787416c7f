# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Formulas for effects: pure functions of plain numbers, each with its source."""
