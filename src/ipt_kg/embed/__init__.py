# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The script element of an article into the head of its page, every other byte left alone.

find           arguments → the pages' files
source         bytes → encoding, text, offsets
addresses      which page belongs to which record
depth          pages that nobody could parse in time
place, splice  where the element goes, tried by parsing the page before and after
others, visible  what else the page says: markup of others, and what its readers see
"""
