# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A SPARQL endpoint and linked data over HTTP, for a public that may send anything."""
