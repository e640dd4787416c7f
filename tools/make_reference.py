# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Write the reference page of the ontology with pyLODE: one file that needs nothing else.

    python tools/make_reference.py build/reference/ontology.html

Terms of others are linked where ours refer to them, and have no entries of their own. The page is not committed:
pyLODE puts the members of unions in any order.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pylode import OntPub
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from ipt_kg import resources
from ipt_kg.files import write_file

STYLE = "<style>pre { white-space: pre-wrap; }</style>"
"""Examples are sentences, which pyLODE does not break."""


def main(target: str) -> None:
    """Write the page, if nothing is missing from it."""
    terms = own_terms()
    page = OntPub(terms).make_html().replace("</head>", f"{STYLE}</head>", 1)
    # pyLODE leaves individuals out: what they mean stands with their class, in the ontology.
    wanted = set(terms.subjects(RDFS.isDefinedBy)) - set(terms.subjects(RDF.type, OWL.NamedIndividual))
    missing = sorted(str(term) for term in wanted if f"<code>{term}</code>" not in page)
    if missing:
        sys.exit(f"not on the page: {', '.join(map(str, missing))}")
    write_file(Path(target), page.encode())


def own_terms() -> Graph:
    """Read the ontology without what it declares about terms of others."""
    graph = Graph().parse(data=resources.read("ontology/ipt.ttl"), format="turtle")
    own = {*graph.subjects(RDFS.isDefinedBy), *graph.subjects(RDF.type, OWL.Ontology)}
    for term in {term for term in graph.subjects(RDF.type) if isinstance(term, URIRef)} - own:
        graph.remove((term, None, None))
    return graph


if __name__ == "__main__":
    main(*sys.argv[1:])
