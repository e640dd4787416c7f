# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications: their four graphs, trusty URIs, signatures, and TriG; nothing of what records say."""

from ipt_kg.nanopubs.nanopub import Graph, Nanopub, mint, render, this
from ipt_kg.nanopubs.reading import Found, MalformedError, find
from ipt_kg.nanopubs.trusty import code_in, trusty_code

__all__ = ["Found", "Graph", "MalformedError", "Nanopub", "code_in", "find", "mint", "render", "this", "trusty_code"]
