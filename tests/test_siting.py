# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A static site is the served pages as files: whole, linked, the same each time, and nobody else's file is touched."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Store, Triple, parse

from conftest import EVIDENCE, ROOT, Run
from ipt_kg import asking, files
from ipt_kg import namespaces as ns
from ipt_kg.errors import IptKgError
from ipt_kg.pages.book import Book, assets
from ipt_kg.pages.library import Library
from ipt_kg.settings import Settings
from ipt_kg.store.forms import GRAPHS, Form
from pages import Element, parsed

ADDRESS = "https://example.org/sub"
CONCEPT_BASE = "https://example.org/here/"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, ipt_kg: Run) -> Path:
    """The evidence as a site, by the command."""
    out = tmp_path_factory.mktemp("site") / "public"
    done = ipt_kg("site", out, EVIDENCE, "--address", ADDRESS)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{out}: {told(out)}\n"
    return out


@pytest.fixture(scope="module")
def kept(evidence_settings: Settings) -> Store:
    return asking.opened([EVIDENCE], evidence_settings)


@pytest.fixture(scope="module")
def book(kept: Store, evidence_settings: Settings) -> Book:
    return Book(Library(kept, evidence_settings), static=True)


@pytest.fixture(scope="module")
def trees(written: Path) -> dict[str, Element]:
    """The pages by their paths, parsed; 404.html, which may be shown anywhere, is not among them."""
    files = {file.relative_to(written).as_posix(): file for file in written.rglob("*.html")}
    return {name: parsed(file.read_text("utf-8")) for name, file in files.items() if name != "404.html"}


def told(out: Path) -> str:
    """Say what the command says of a site: its manifest counts in neither figure."""
    files = [file for file in out.rglob("*") if file.is_file() and file.name != "manifest.json"]
    pages, size = sum(file.suffix == ".html" for file in files), sum(file.stat().st_size for file in files)
    return f"{pages} pages, {len(files)} files, {size / 1e6:.1f} MB"


def contents(out: Path) -> dict[str, bytes]:
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in out.rglob("*") if file.is_file()}


def ids(tree: Element) -> set[str]:
    return {each.get("id") for each in tree.iter() if each.get("id")}


def test_there_is_a_page_for_each_path_and_no_other(book: Book, trees: dict[str, Element]) -> None:
    assert set(trees) == {f"{path or 'index'}.html" for path in book.paths()}
    for name in ("study/cuijpers-2011-ipt-depression.html", "article/ipt-depression.html", "map.html"):
        assert name in trees


@pytest.mark.parametrize("form", GRAPHS.values(), ids=list(GRAPHS))
def test_each_node_has_its_data_beside_its_page(written: Path, book: Book, form: Form) -> None:
    """And they are what the store has of it."""
    pages = [page for path in book.paths() if (page := book.page(path)) and page.iri]
    assert len(pages) > 100
    for page in pages:
        assert page.iri
        content = (written / f"{page.path}{form.suffix}").read_bytes()
        found = {quad.triple for quad in parse(content, format=form.format)}
        wanted = set(book.library.triples(page.iri))
        assert canonical(found) == canonical(wanted), page.path


def canonical(quads: Iterable[Triple | Quad]) -> set[Quad]:
    """Give triples or quads with the canonical names of their blank nodes."""
    dataset = Dataset(each if isinstance(each, Quad) else Quad(*each) for each in quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def test_the_whole_graph_is_there(written: Path, kept: Store) -> None:
    assert canonical(parse(path=written / "graph.nq", format=RdfFormat.N_QUADS)) == canonical(kept)
    main = [quad for quad in kept if quad.graph_name == DefaultGraph()]
    assert canonical(parse(path=written / "graph.ttl", format=RdfFormat.TURTLE)) == canonical(main)
    assert (written / "estimates.csv").read_text("utf-8").count("\n") > 10
    for name in ("estimates.csv", "claims.csv", "csv-metadata.json", "references.bib", "references.json"):
        assert (written / name).read_bytes() == (ROOT / "exports" / name).read_bytes()


def test_the_files_that_pages_need_are_there(written: Path) -> None:
    for name, content in assets():
        assert (written / "assets" / name).read_bytes() == content


def test_no_link_leads_nowhere(written: Path, trees: dict[str, Element]) -> None:
    """Not to a page, not to a file, and not to a part of one."""
    missing = []
    for here, tree in trees.items():
        for each in tree.iter():
            link = each.get("href") or each.get("src")
            if not link or urlsplit(link).scheme:
                continue
            target, _, fragment = urljoin(here, link).partition("#")
            place = unquote(target.partition("?")[0])
            there = (written / place).is_file()
            if not there or (fragment and place in trees and unquote(fragment) not in ids(trees[place])):
                missing.append((here, link))
    assert missing == []


def test_what_the_search_finds_is_there(written: Path, trees: dict[str, Element]) -> None:
    """The script of the search makes these paths into links."""
    texts = json.loads((written / "search.json").read_text("utf-8"))
    kinds = {kind for kind, *_ in texts}
    assert {"claim", "caveat", "study", "article", "concept"} <= kinds
    for kind, path, name, verdict, text in texts:
        assert name
        assert not verdict or kind == "claim"
        page, _, fragment = path.partition("#")
        assert text
        assert f"{page}.html" in trees
        assert kind not in ("claim", "caveat") or fragment in ids(trees[f"{page}.html"]), path


def test_the_sitemap_lists_the_pages_where_they_will_stand(written: Path, trees: dict[str, Element]) -> None:
    found = [each.text or "" for each in ElementTree.parse(written / "sitemap.xml").iter(LOC)]
    assert len(found) == len(set(found)) == len(trees)
    for each in found:
        path = unquote(each.removeprefix(f"{ADDRESS}/"))
        assert each.startswith(f"{ADDRESS}/")
        assert (path or "index.html") in trees


def test_the_page_for_what_is_missing_may_be_shown_anywhere(written: Path) -> None:
    """Its links begin at the host's root."""
    tree = parsed((written / "404.html").read_text("utf-8"))
    links = [link for each in tree.iter() if (link := each.get("href") or each.get("src"))]
    assert any(link == "/sub/assets/style.css" for link in links)
    assert all(link.startswith(("/sub/", "#", "data:", "https://")) for link in links)


def test_a_second_run_changes_nothing_of_others(written: Path, tmp_path: Path, ipt_kg: Run) -> None:
    """It gives the same bytes, takes away what it no longer makes, and leaves what it never made."""
    out = tmp_path / "public"
    fewer = tmp_path / "evidence"
    shutil.copytree(EVIDENCE, fewer)
    shutil.copytree(written, out)
    (out / "mine.html").write_text("mine")
    assert ipt_kg("site", out, fewer, "--address", f"{ADDRESS}/").returncode == 0
    assert contents(out) == contents(written) | {"mine.html": b"mine"}

    article = next(fewer.rglob("ipt-depression.yaml"))
    assert "article" in article.read_text("utf-8")
    article.unlink()
    assert ipt_kg("site", out, fewer, "--address", f"{ADDRESS}/").returncode == 0
    assert not list(out.glob("article/ipt-depression*"))
    assert (out / "mine.html").read_text() == "mine"


def test_a_store_gives_the_same_site(written: Path, tmp_path: Path, ipt_kg: Run) -> None:
    """But for the facts about the release itself."""
    kept, out = tmp_path / "store", tmp_path / "public"
    shutil.copy(EVIDENCE / "ipt-kg.toml", tmp_path)
    assert ipt_kg("store", "build", kept, EVIDENCE).returncode == 0
    done = ipt_kg("site", out, kept, "--address", ADDRESS)
    assert done.returncode == 0, done.stderr
    name = "study/cuijpers-2011-ipt-depression.html"
    assert (out / name).read_bytes() == (written / name).read_bytes()


def test_nothing_is_written_outside(tmp_path: Path, ipt_kg: Run) -> None:
    """Whatever nodes of a graph are called; those whose places are taken have no page."""
    names = ("../../escaped", "/absolute", "a/../../b", "index", "404", "graph", "study/", "study//x", "x?y", "map")
    graph = tmp_path / "given.nt"
    graph.write_text("".join(f"<{CONCEPT_BASE}{name}> <{ns.TYPE}> <{ns.CONCEPT}x> .\n" for name in names))
    out = tmp_path / "deep/deeper/public"
    done = ipt_kg("site", out, graph, "--base", CONCEPT_BASE)
    assert done.returncode == 0, done.stderr
    outside = {file for file in tmp_path.rglob("*") if file.is_file() and not file.is_relative_to(out)}
    assert outside == {graph}
    assert "Therapies" in (out / "index.html").read_text("utf-8")
    assert f"<{CONCEPT_BASE}index>" in (out / "graph.nq").read_text("utf-8")
    assert (out / "graph.ttl").read_text("utf-8").count("@prefix")
    with pytest.raises(IptKgError, match="no name of a file"):
        files.write(out, {"../x": b""})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((EVIDENCE, "--address", "example.org"), "--address is a web address, found 'example.org'"),
        (("no-such-folder",), "no-such-folder"),
    ],
)
def test_what_cannot_be_done_writes_nothing(
    tmp_path: Path, ipt_kg: Run, arguments: tuple[str | Path, ...], words: str
) -> None:
    done = ipt_kg("site", tmp_path / "public", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "public").exists()


def test_the_site_tells_where_its_data_are(written: Path) -> None:
    """Each address that its description of the data gives leads to a file of that checksum."""
    told = rdflib.Graph().parse(written / "dcat.ttl")
    addresses = dict(told.subject_objects(rdflib.DCAT.downloadURL))
    names = {str(address).rpartition("/")[2] for address in addresses.values()}
    assert names == {"claims.csv", "estimates.csv", "graph.nq", "graph.ttl"}
    for node, address in addresses.items():
        file = written / str(address).removeprefix(f"{ADDRESS}/")
        checksum = told.value(node, rdflib.URIRef(f"{ns.SPDX}checksum"))
        value = told.value(checksum, rdflib.URIRef(f"{ns.SPDX}checksumValue"))
        assert hashlib.sha256(file.read_bytes()).hexdigest() == str(value)
