# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Pages for people: what a store holds as HTML that is read without scripts, served or written as a site."""
