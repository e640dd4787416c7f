# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Records, graphs or a store as a static site: the pages, each node's data beside its page, and all of it to fetch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

import msgspec
from msgspec import structs

from ipt_kg import asking, files
from ipt_kg.export import csv_files, dataset, dcat, references
from ipt_kg.export.collection import collection
from ipt_kg.export.parts import parts
from ipt_kg.export.void import counted
from ipt_kg.pages.book import Book, assets
from ipt_kg.pages.library import Library
from ipt_kg.settings import Settings
from ipt_kg.store.forms import GRAPHS, graph

if TYPE_CHECKING:
    from pyoxigraph import Store

    from ipt_kg.pages.page import Page

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TAKEN: Final = frozenset({"index", "404", "graph", "references", "dataset", "dcat"})
"""Where no page of a node can stand, since the site has files of these names."""

File = tuple[str, bytes]


class Written(NamedTuple):
    """What a site came to: its pages, its files in all, and their bytes."""

    pages: int
    files: int
    size: int


def site(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    address: str | None = None,
    told: Callable[[int, int], Any] | None = None,
) -> Written:
    """Write a site into a folder; what an earlier run wrote there and this one does not is taken away.

    Nothing is written before all of it is made. `address` is where the site will stand, for its sitemap; the base of
    the settings, if none is given. `told` gets how many pages of how many are made.

    Raises:
        RecordError: a record cannot be read.
        ViolationError: a record breaks a shape.
        OSError: a file cannot be written.
    """
    address = address or settings.base
    known = structs.replace(settings, data_url=address if address.endswith("/") else f"{address}/")
    book = Book(Library(_steady(asking.opened(paths, settings)), known), static=True)
    made = dict(_files(book, address, told))
    files.write(out, made)
    return Written(sum(name.endswith(".html") for name in made), len(made), sum(map(len, made.values())))


def _steady(store: Store) -> Store:
    """Give a store as it is, but for the names of blank nodes, which are new each time one is read.

    They become those of the graph's canonical form, so that the same graph gives the same files.

    Source:
        RDF Dataset Canonicalization (W3C Recommendation, 2024): RDFC-1.0.
    """
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, Store

    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    steady = Store()
    steady.bulk_extend(dataset)
    return steady


def _files(book: Book, address: str, told: Callable[[int, int], Any] | None) -> Iterator[File]:
    """Yield all files of a site by their paths in it."""
    paths = tuple(path for path in dict.fromkeys(book.paths()) if path not in _TAKEN)
    for done, path in enumerate(paths, 1):
        page = book.page(path)
        if page is not None:
            yield f"{path or 'index'}.html", book.html(page).encode()
            yield from _data(book, page)
        if told:
            told(done, len(paths))
    yield "404.html", book.html(book.missing("404"), start=urlsplit(address).path).encode()
    yield "sitemap.xml", _sitemap(paths, address)
    yield "search.json", msgspec.json.encode(sorted(book.search.texts()))
    yield from _whole(book)
    yield from ((f"assets/{name}", content) for name, content in assets())


def _data(book: Book, page: Page) -> Iterator[File]:
    """Yield what is known of a page's node, in each form."""
    if page.iri is None:
        return
    triples = book.library.triples(page.iri)
    for form in GRAPHS.values():
        yield f"{page.path}{form.suffix}", graph(triples, form)


def _whole(book: Book) -> Iterator[File]:
    """Yield the graph and the tables, and what tells of them."""
    from pyoxigraph import DefaultGraph, RdfFormat, serialize

    library = book.library
    quads = sorted(library.store, key=str)
    studies = [study for each in sorted(library.studies) if (study := library.study(each.id))]
    articles = [article for each in sorted(library.articles) if (article := library.article(each.id))]
    made = {
        "graph.nq": serialize(quads, format=RdfFormat.N_QUADS) or b"",
        "graph.ttl": graph((quad.triple for quad in quads if quad.graph_name == DefaultGraph()), GRAPHS["turtle"]),
        **csv_files.render([*studies, *articles], library.base),
        "references.bib": references.bibtex(studies),
        "references.json": references.csl_json(studies),
    }
    told, described = collection([*studies, *articles], library.settings), parts(made)
    yield from made.items()
    yield dcat.NAME, dcat.render(told, counted(made["graph.nq"]), described, library.settings)
    yield dataset.NAME, dataset.render(told, described, library.settings)


def _sitemap(paths: Sequence[str], address: str) -> bytes:
    """List the pages, as sitemaps.org has it (protocol 0.9)."""
    places = "\n".join(
        f"<url><loc>{escape(address)}{quote(f'{path}.html') if path else ''}</loc></url>" for path in paths
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f'{head}\n<urlset xmlns="{_NAMESPACE}">\n{places}\n</urlset>\n'.encode()
