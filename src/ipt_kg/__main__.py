# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""`python -m ipt_kg` is the command `ipt-kg`."""

from ipt_kg.cli import main

main()
