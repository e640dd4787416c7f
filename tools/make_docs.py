# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Write docs/reference/ from what it is a reference of: commands, shapes, terms, concepts, columns.

    python tools/make_docs.py

A test fails when a page is stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from ipt_kg.cli import main as ipt_kg
from ipt_kg.export.rows import CLAIM_COLUMNS, ESTIMATE_COLUMNS
from ipt_kg.files import write_file
from ipt_kg.namespaces import CONCEPT, IPTKG
from ipt_kg.resources import read

FOLDER = Path(__file__).parent.parent / "docs/reference"
MADE = "<!-- Made by `make docs`; do not edit. -->\n"


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        write_file(FOLDER / name, render(page).encode())


def render(page: Callable[[], Iterable[str]]) -> str:
    """Join the blocks of a page."""
    return MADE + "\n" + "\n\n".join(page()) + "\n"


# ---------------------------------------------------------------- commands


def commands() -> Iterator[str]:
    """Yield the help of every command, as the program prints it."""
    yield "# Commands"
    yield "What `ipt-kg COMMAND --help` says."
    for path, command in walk(ipt_kg, "ipt-kg"):
        yield from _help(command, path)


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and all below it, with how each is called."""
    yield path, command
    for name, below in sorted(getattr(command, "commands", {}).items()):
        yield from walk(below, f"{path} {name}")


def _help(command: click.Command, path: str) -> Iterator[str]:
    yield f"## {path}"
    settings = {"terminal_width": 100, "max_content_width": 100, **ipt_kg.context_settings}
    context = click.Context(command, info_name=path, **settings)
    yield f"```text\n{command.get_help(context)}\n```"


# ---------------------------------------------------------------- shapes

TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
SHAPE_FILES = {
    "core": "What every record's graph must satisfy: violations.",
    "recommended": "What it had better say: warnings, which a caveat of the right kind answers.",
    "schema-org": "What exported markup must satisfy; the tests hold all exports to it.",
    "ontology": "What the ontology and the concepts must satisfy.",
}


def shapes() -> Iterator[str]:
    """Yield a table of what each file of shapes asks for."""
    yield "# Shapes"
    yield "What SHACL holds graphs to: each shape, its focus, the property it looks at, and what it says when broken."
    for name, what in SHAPE_FILES.items():
        graph = Graph().parse(data=read(f"shapes/{name}.ttl"), format="turtle")
        yield f"## {name}"
        yield f"{what} In [`shapes/{name}.ttl`](../../shapes/{name}.ttl)."
        rows = sorted(set(_shape_rows(graph)))
        yield table(("shape", "focus", "property", "says"), rows)


def _shape_rows(graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    for shape in graph.subjects(SH.message):
        owners = [*graph.subjects(SH.property, shape), *graph.subjects(SH.sparql, shape)] or [shape]
        found = {target for owner in owners for kind in TARGETS for target in graph.objects(owner, kind)}
        focus = sorted(_short(graph, target) for target in found)
        path = graph.value(shape, SH.path)
        said = " ".join(sorted(str(message) for message in graph.objects(shape, SH.message)))
        yield _local(shape), ", ".join(focus), _path(graph, path) if path else "", said


def _path(graph: Graph, path: Node) -> str:
    """Name a property path in SPARQL's way."""
    if alternatives := graph.value(path, SH.alternativePath):
        return " or ".join(_path(graph, each) for each in Collection(graph, alternatives))
    if inverse := graph.value(path, SH.inversePath):
        return f"^{_path(graph, inverse)}"
    if (path, RDF.first, None) in graph:
        return " / ".join(_path(graph, each) for each in Collection(graph, path))
    return _short(graph, path)


# ---------------------------------------------------------------- terms and concepts


def terms() -> Iterator[str]:
    """Yield our classes and properties with their definitions."""
    graph = Graph().parse(data=read("ontology/ipt.ttl"), format="turtle")
    yield "# Terms"
    yield (
        "The classes and properties that this project defines, from [`ontology/ipt.ttl`](../../ontology/ipt.ttl). "
        "[About the ontology](../ontology.md) says what it claims, and which terms of others stand beside them."
    )
    for title, kinds in (("Classes", [OWL.Class]), ("Properties", [OWL.ObjectProperty, OWL.DatatypeProperty])):
        own = sorted({str(t) for kind in kinds for t in graph.subjects(RDF.type, kind) if str(t).startswith(IPTKG)})
        yield f"## {title}"
        yield table(("term", "means", "for example", "of", "is"), (_term_row(graph, iri) for iri in own))


def _term_row(graph: Graph, iri: str) -> tuple[str, ...]:
    term = next(t for t in graph.subjects(RDFS.isDefinedBy) if str(t) == iri)
    texts = (graph.value(term, SKOS.definition), graph.value(term, SKOS.example))
    ends = (_classes(graph, graph.value(term, end)) for end in (RDFS.domain, RDFS.range))
    return (f"`{_local(term)}`", *map(str, texts), *ends)


def _classes(graph: Graph, end: Node | None) -> str:
    if end is None:
        return ""
    members = graph.value(end, OWL.unionOf)
    return ", ".join(_short(graph, each) for each in (Collection(graph, members) if members else [end]))


def concepts() -> Iterator[str]:
    """Yield the concepts that records name, by scheme."""
    graph = Graph().parse(data=read("ontology/concepts.ttl"), format="turtle")
    yield "# Concepts"
    yield "What records name, from [`ontology/concepts.ttl`](../../ontology/concepts.ttl). A record may only use these."
    schemes: dict[Node, list[Node]] = {}
    for concept, scheme in graph.subject_objects(SKOS.inScheme):
        schemes.setdefault(scheme, []).append(concept)
    for scheme in sorted(schemes, key=str):
        yield f"## {graph.value(scheme, SKOS.prefLabel) or _local(scheme)}"
        rows = (_concept_row(graph, concept) for concept in sorted(schemes[scheme], key=str))
        yield table(("in records", "label", "short", "means"), rows)


def _concept_row(graph: Graph, concept: Node) -> tuple[str, ...]:
    found = (graph.value(concept, name) for name in (SKOS.prefLabel, SKOS.notation, SKOS.definition))
    name = str(concept).removeprefix(CONCEPT)
    return (f"`{name.rpartition('/')[2]}`", *(str(each or "") for each in found))


# ---------------------------------------------------------------- tables


def columns() -> Iterator[str]:
    """Yield what each column of the exported tables is."""
    yield "# Columns of the tables"
    yield "What `ipt-kg export csv` writes; data frames have the same rows. An empty cell was not reported."
    for title, listed in (("estimates.csv", ESTIMATE_COLUMNS), ("claims.csv", CLAIM_COLUMNS)):
        yield f"## {title}"
        rows = ((f"`{c.name}`", str(c.kind), c.what, c.unit or "") for c in listed)
        yield table(("column", "holds", "what", "unit"), rows)


PAGES: Mapping[str, Callable[[], Iterable[str]]] = {
    "commands.md": commands,
    "shapes.md": shapes,
    "terms.md": terms,
    "concepts.md": concepts,
    "columns.md": columns,
}


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Draw a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|").strip()


def _local(term: Node) -> str:
    return re.split(r"[#/]", str(term))[-1]


def _short(graph: Graph, term: Node) -> str:
    return graph.namespace_manager.normalizeUri(str(term)).strip("<>")


if __name__ == "__main__":
    main()
