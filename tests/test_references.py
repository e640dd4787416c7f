# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""References go out as BibTeX and CSL-JSON, are read back by others' readers, and what they leave out is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import assume, given
from msgspec import structs
from pybtex.database import Entry, parse_string

from conftest import EVIDENCE, Run
from ipt_kg.export.losses import lost
from ipt_kg.export.references import CARRIED, bibtex, csl_json
from ipt_kg.model import Article, Citation, Model, PersonName, Study
from ipt_kg.records import Reading
from strategies import of

_TEX = {"textbraceleft{}": "{", "textbraceright{}": "}", "textbackslash{}": "\\"}
_TEX |= {"textasciitilde{}": "~", "textasciicircum{}": "^"} | {each: each for each in "%&$#_"}


def plain(tex: str) -> str:
    """Take escapes, and the braces around a whole text, out of TeX; spaces are single there."""
    found, rest = "", tex
    while rest:
        escape = next((each for each in _TEX if rest.startswith(f"\\{each}")), None)
        if escape:
            found, rest = found + _TEX[escape], rest[len(escape) + 1 :]
        else:
            found, rest = found + ("" if rest[0] in "{}" else rest[0]), rest[1:]
    return single(found)


def single(text: str) -> str:
    return " ".join(text.split())


def from_bibtex(entry: Entry) -> Citation:
    """Read a citation back, as pybtex understands it."""
    fields = entry.fields
    names = [
        (
            plain(" ".join([*each.prelast_names, *each.last_names])),
            plain(" ".join([*each.first_names, *each.middle_names])),
        )
        for each in entry.persons["author"]
    ]
    has_more = names[-1] == ("others", "")
    return citation(
        {
            "title": "title",
            "reference": "note",
            "journal": "journal",
            "published": "date",
            "volume": "volume",
            "issue": "number",
        }
        | {"pages": "pages", "doi": "doi", "pmid": "pmid", "pmcid": "pmcid"},
        {name: plain(text) for name, text in fields.items()},
        names[: len(names) - has_more],
        more=has_more,
    )


def from_csl(item: Mapping[str, Any]) -> Citation:
    """Read a citation back from an item of CSL-JSON."""
    names = [(each.get("family") or each["literal"], each.get("given", "")) for each in item["author"]]
    has_more = names[-1] == ("others", "")
    parts = item["issued"]["date-parts"][0]
    texts = {**item, "issued": "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))}
    return citation(
        {
            "title": "title",
            "reference": "note",
            "journal": "container-title",
            "published": "issued",
            "volume": "volume",
            "issue": "issue",
        }
        | {"pages": "page", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID"},
        texts,
        names[: len(names) - has_more],
        more=has_more,
    )


def citation(
    names_of: Mapping[str, str], fields: Mapping[str, Any], names: list[tuple[str, str]], *, more: bool
) -> Citation:
    authors = tuple(PersonName(family=family, given=given or None) for family, given in names)
    texts = {name: fields[theirs] for name, theirs in names_of.items() if theirs in fields}
    return Citation(authors=authors, more_authors=more, **texts)


def carried(model: Any) -> Any:
    """Take out of a record what the forms say that they do not carry."""
    if isinstance(model, tuple):
        return tuple(map(carried, model))
    if not isinstance(model, Model):
        return model
    kept = CARRIED[type(model)]
    fields = {each.name: each for each in structs.fields(model)}
    values = {name: carried(getattr(model, name)) if name in kept else each.default for name, each in fields.items()}
    return structs.replace(model, **values)


def evened(found: Citation, pages: str | None) -> Citation:
    """Make spaces single and dashes alike, which are so in BibTeX."""
    names = tuple(
        structs.replace(each, family=single(each.family), given=single(each.given) if each.given else None)
        for each in found.authors
    )
    texts = {name: single(text) for name in ("title", "journal", "volume", "issue") if (text := getattr(found, name))}
    dashed = pages and "--".join(filter(None, single(pages).replace("–", "-").split("-")))
    return structs.replace(found, authors=names, pages=dashed, **texts)


@given(of(Study, known=True))
def test_any_reference_is_read_back_from_csl_json(study: Study) -> None:
    """The same, less what is said to be lost."""
    assume(study.citation.authors[-1].family != "others")
    (item,) = json.loads(csl_json([study]))
    assert item["id"] == study.id
    assert from_csl(item) == carried(study.citation)


def test_references_are_read_by_other_programs(evidence: Reading) -> None:
    """All of the evidence: pybtex reads back what the records say, and citeproc writes a list of references."""
    studies = evidence.corpus.studies
    entries = parse_string(bibtex(studies).decode(), "bibtex").entries
    items = {each["id"]: each for each in json.loads(csl_json(studies))}
    assert list(entries) == list(items) == [each.id for each in studies]
    for study in studies:
        wanted = carried(study.citation)
        assert from_csl(items[study.id]) == wanted
        assert evened(from_bibtex(entries[study.id]), entries[study.id].fields.get("pages")) == evened(
            wanted, wanted.pages
        )


@pytest.mark.filterwarnings("ignore::UserWarning:citeproc")
def test_references_can_be_cited(evidence: Reading) -> None:
    """In a style of the Citation Style Language, with names, title and year."""
    studies = evidence.corpus.studies
    source = CiteProcJSON(json.loads(csl_json(studies)))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, source, formatter.plain)
    for study in studies:
        bibliography.register(Cited([CitationItem(study.id)]))
    told = [str(each) for each in bibliography.bibliography()]
    for study in studies:
        line = next(each for each in told if study.citation.heading[:40] in each)
        assert study.citation.published[:4] in line
        assert study.citation.authors[0].family in line


HARD = PersonName(family="Research and Practice Group")
JUNIOR = PersonName(family="Doe, Jr", given="Jane {J} & others")


@pytest.mark.parametrize(
    "authors", [(HARD,), (JUNIOR, HARD), (PersonName(family="van der Berg", given="A. and B."), JUNIOR)]
)
@pytest.mark.parametrize("title", ["100 % of {all} \\ _ ~ ^ $x$ #1 & more", "a } b", "{", "Ünïcode – ✓"])
def test_hard_texts_are_read_back_from_bibtex(evidence: Reading, authors: tuple[PersonName, ...], title: str) -> None:
    """A body is one author; no brace or sign of a text is taken for one of TeX."""
    study = evidence.corpus.studies[0]
    hard = structs.replace(study.citation, authors=authors, title=title, pages="581–592", more_authors=True)
    text = bibtex([structs.replace(study, citation=hard)]).decode()
    (entry,) = parse_string(text, "bibtex").entries.values()
    assert evened(from_bibtex(entry), entry.fields["pages"]) == evened(carried(hard), "581–592")


def test_what_is_lost_is_counted(evidence: Reading) -> None:
    """By the fields that are not carried; what is carried loses nothing."""
    studies, articles = evidence.corpus.studies, [r.model for r in evidence.corpus if isinstance(r.model, Article)]
    found = lost([*studies, *articles], CARRIED)
    assert found["Study.estimates"] == sum(len(study.estimates) for study in studies)
    assert found["Article.claims"] == sum(len(article.claims) for article in articles)
    assert not any(name.startswith("Citation") for name in found)
    assert lost((study.citation for study in map(_with_only_citation, studies)), CARRIED) == {}  # type: ignore[misc]
    orcid = structs.replace(studies[0].citation.authors[0], orcid="0000-0002-1825-0097")
    signed = structs.replace(studies[0], citation=structs.replace(studies[0].citation, authors=(orcid,)))
    assert lost([signed], CARRIED)["PersonName.orcid"] == 1


def _with_only_citation(study: Study) -> Study:
    return structs.replace(study, citation=carried(study.citation))


def test_the_references_of_an_article(tmp_path: Path, ipt_kg: Run) -> None:
    """Are those of the studies that it rests on; the report counts what they leave out."""
    done = ipt_kg("export", "bibtex", EVIDENCE, "--id", "ipt-depression", "--losses", tmp_path / "lost.json")
    assert done.returncode == 0
    assert list(parse_string(done.stdout, "bibtex").entries) == ["cuijpers-2011-ipt-depression"]
    assert "bibtex does not carry Article.claims (" in done.stderr
    told = json.loads((tmp_path / "lost.json").read_text("utf-8"))
    assert told["form"] == "bibtex"
    assert told["lost"]["Study.estimates"] == 5
    refused = ipt_kg("export", "turtle", EVIDENCE, "--losses", tmp_path / "none.json")
    assert refused.returncode == 2
    assert "--losses is for bibtex, csl-json" in refused.stderr
