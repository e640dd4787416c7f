# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The version: stated here, and nowhere else."""

__version__ = "0.1.0"
