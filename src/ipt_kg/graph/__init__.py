# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The model as triples, and back: one table of fields and predicates serves both ways."""

from ipt_kg.graph.convert import Located, from_graph, locate, record_iri, to_graph

__all__ = ["Located", "from_graph", "locate", "record_iri", "to_graph"]
