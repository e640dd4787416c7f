# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What helps to write records: a schema for editors, and a starter for each kind, both made from the model."""
