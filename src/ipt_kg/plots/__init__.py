# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pictures of the evidence, drawn with matplotlib (the extra `plots`).

They are read without colour, hold their text as text, and are the same bytes from the same records.
"""
