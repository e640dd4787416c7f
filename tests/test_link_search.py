# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""A DOI or PMID that is absent is found where the work is beyond doubt the one cited, and nowhere else."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import structs

from conftest import SHARED
from ipt_kg.citations import REGISTERS, Author, Client, NoAnswerError, Work
from ipt_kg.citations.identity import is_cited, stated_doi
from ipt_kg.diagnostics import Diagnostic
from ipt_kg.linking import Linked, link
from ipt_kg.model import Citation, PersonName, ReportedDate, Study
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from registers import Registers, crossref, openalex, registers

TODAY = "2026-11-24"
IPT = "cuijpers-2011-ipt-depression"
DOI, PMID, PMCID = "10.1176/appi.ajp.2010.10101411", "21362740", "PMC3646065"
FOUND = {"doi": DOI, "pmid": PMID, "pmcid": PMCID}
REFERENCE = (
    "Cuijpers P, Geraedts AS, van Oppen P, et al. Interpersonal psychotherapy for depression: a meta-analysis. "
    "Am J Psychiatry. 2011;168(6):581-92."
)


def study_of(evidence: Reading, id: str = IPT) -> Study:
    return next(study for study in evidence.corpus.studies if study.id == id)


def record(folder: Path, study: Study, **citation: Any) -> Path:
    """Write a study as a record in JSON, with other values in its citation; None takes one away."""
    data = msgspec.to_builtins(study, enc_hook=str) | {"record": "study"}
    data["citation"] = {n: v for n, v in (data["citation"] | citation).items() if v is not None}
    file = folder / f"{study.id}.jsonl"
    file.write_bytes(msgspec.json.encode(data) + b"\n")
    return file


WITHOUT: dict[str, Any] = dict.fromkeys(("doi", "pmid", "pmcid"))


def linked(server: Registers | None, file: Path, settings: Settings, **more: Any) -> Linked:
    client = Client(server.environment, retries=0, seconds=5) if server else None
    return link([file], settings, client, file.parent / "lock.json", TODAY, **more)


def told(done: Linked) -> dict[str, list[Diagnostic]]:
    """Sort what was told by its rules."""
    return {
        rule: [each for each in done.diagnostics if each.rule == rule] for rule in {d.rule for d in done.diagnostics}
    }


def test_what_is_absent_is_searched_for(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """By title, first author and year, in all registers; it is told with its source, and nothing is written."""
    file = record(tmp_path, study_of(evidence), **WITHOUT)
    before = file.read_bytes()
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    offered = told(done).pop("citation-incomplete")
    assert {each.path: each.message.rpartition(" has ")[2] for each in offered} == {
        f"citation.{name}": repr(value) for name, value in FOUND.items()
    }
    assert f"crossref ({server.address}works, searched on {TODAY}) has '{DOI}'" in {each.message for each in offered}
    assert set(told(done)) == {"citation-incomplete"}
    assert done.looked_up == 3
    assert file.read_bytes() == before
    again = linked(None, file, evidence_settings)
    assert again.diagnostics == done.diagnostics
    assert again.kept == 3


@pytest.mark.parametrize(("known", "found"), [("doi", ["pmcid", "pmid"]), ("pmid", ["doi", "pmcid"])])
def test_one_identifier_leads_to_the_other(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, known: str, found: list[str]
) -> None:
    """The DOI to the PMID, and the PMID to the DOI."""
    file = record(tmp_path, study_of(evidence), **WITHOUT | {known: FOUND[known]})
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
        assert any('"[AID]' in each.path or "%22%5BAID%5D" in each.path for each in server.asked) == (known == "doi")
        assert any("/works/pmid:" in each.path for each in server.asked) == (known == "pmid")
    assert sorted(str(each.path) for each in done.diagnostics) == [f"citation.{name}" for name in found]


def test_every_study_is_found_again(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """All of the evidence, without its identifiers, among all of it: each gets its own, and no other."""
    for study in evidence.corpus.studies:
        record(tmp_path, study, **WITHOUT)
    with registers(evidence.corpus.studies) as server:
        done = link([tmp_path], evidence_settings, Client(server.environment, retries=0), tmp_path / "lock.json", TODAY)
    got = {(Path(d.file or "").stem, d.path): d.message.rpartition(" has ")[2] for d in done.diagnostics}
    assert got == {
        (study.id, f"citation.{name}"): repr(value.lower() if name == "doi" else value)
        for study in evidence.corpus.studies
        for name in FOUND
        if (value := getattr(study.citation, name))
    }


OTHERS: dict[str, dict[str, Any]] = {
    "others besides": {"title": "Interpersonal Psychotherapy for Depression in Dogs: A Meta-Analysis"},
    "another year": {"published": ReportedDate.parse("2012")},
    "another first author": {"authors": (PersonName(family="Kuijpers", given="Pim"),)},
    "another therapy": {"title": "Psychodynamic Psychotherapy for Depression: A Meta-Analysis"},
    "a part of it": {"title": "Interpersonal Psychotherapy for Depression: A Meta-Analysis, Part 2"},
    "a correction": {"title": "Correction to: Interpersonal Psychotherapy for Depression: A Meta-Analysis"},
    "a reply": {"title": "Interpersonal Psychotherapy for Depression: A Meta-Analysis: Reply"},
    "a draft of it": {"journal": "PsyArXiv"},
    "a draft without a journal": {"journal": None, "reference": "A draft."},
    "another volume": {"volume": "169"},
    "other pages": {"pages": "681-692"},
}


@pytest.mark.parametrize("what", OTHERS)
def test_no_other_work_is_taken(evidence: Reading, evidence_settings: Settings, tmp_path: Path, what: str) -> None:
    """What is nearest is told, where it is near, and nothing offered."""
    study = study_of(evidence)
    given = OTHERS[what] | {"doi": "10.5555/other", "pmid": "7", "pmcid": None}
    other = structs.replace(study, citation=structs.replace(study.citation, **given))
    file = record(tmp_path, study, **WITHOUT)
    with registers((other,)) as server:
        done = linked(server, file, evidence_settings)
    (found,) = done.diagnostics
    assert (found.rule, str(found.severity), found.path) == ("citation-not-found", "info", "citation")
    assert "the nearest is 'Psychodynamic" in found.message or "10.5555/other" in found.message.lower()
    assert linked(None, file, evidence_settings).diagnostics == done.diagnostics


def test_a_work_that_nobody_has_is_told_of(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Without a nearest one, where none is near."""
    file = record(tmp_path, study_of(evidence), **WITHOUT)
    with registers((study_of(evidence, "a-tjak-2015-act"),)) as server:
        (found,) = linked(server, file, evidence_settings).diagnostics
    assert found.rule == "citation-not-found"
    assert "crossref (" in found.message
    assert "nearest" not in found.message


SPELT = {
    "Randomised trials of behavioural activation & therapy for paediatric depression": (
        "Randomized trials of behavioral activation and therapy for pediatric depression"
    ),
    "A meta-analysis of inter-personal behavior therapy in Bogotá": (
        "A metaanalysis of interpersonal behaviour therapy in Bogota"
    ),
}


@pytest.mark.parametrize("ours", SPELT)
def test_spelling_makes_no_other_work(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, ours: str
) -> None:
    """British or American, with or without a hyphen or an accent, with `and` or its sign."""
    study = study_of(evidence)
    known = structs.replace(study, citation=structs.replace(study.citation, title=SPELT[ours]))
    file = record(tmp_path, study, **WITHOUT, title=ours)
    with registers((known,)) as server:
        done = linked(server, file, evidence_settings)
    assert f"'{DOI}'" in " ".join(each.message for each in told(done)["citation-incomplete"])


@pytest.mark.parametrize("field", ["doi", "pmid"])
def test_registers_that_disagree_are_told(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, field: str
) -> None:
    """On an identifier: then nothing is offered, not even what they agree on."""
    study = study_of(evidence)
    other = structs.replace(study.citation, **{field: {"doi": "10.5555/other", "pmid": "7"}[field]})

    def alter(name: str, id: str, answer: Any) -> Any:
        return {"meta": {"count": 1}, "results": [openalex(other)]} if name == "openalex-search" else answer

    file = record(tmp_path, study, **WITHOUT, issue=None)
    before = file.read_bytes()
    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, file, evidence_settings, write=True)
    (found,) = done.diagnostics
    assert (found.rule, str(found.severity), found.path) == ("citation-ambiguous", "warning", f"citation.{field}")
    assert FOUND[field] in found.message
    assert getattr(other, field) in found.message
    assert file.read_bytes() == before


def test_two_works_of_one_register_are_told(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Two may be alike in all that the record has."""
    study = study_of(evidence)
    other = structs.replace(study.citation, doi="10.5555/draft")
    items = [crossref(each)["message"] for each in (study.citation, other)]

    def alter(name: str, id: str, answer: Any) -> Any:
        return {"message": {"items": items}} if name == "crossref-search" else answer

    file = record(tmp_path, study, **WITHOUT)
    with registers((study,), alter) as server:
        done = linked(server, file, evidence_settings)
    assert {each.rule for each in done.diagnostics} >= {"citation-ambiguous"}
    assert not [each for each in done.diagnostics if each.rule == "citation-incomplete"]


def test_a_field_on_which_they_disagree_is_left(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """And the others are offered all the same; pages in short are no disagreement."""

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "openalex":
            answer["biblio"]["issue"] = "7"
        return answer

    file = record(tmp_path, study_of(evidence), issue=None, pages=None)
    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, file, evidence_settings)
    found = {(each.rule, str(each.severity), each.path) for each in done.diagnostics}
    assert found == {
        ("citation-ambiguous", "info", "citation.issue"),
        ("citation-incomplete", "info", "citation.pages"),
    }


def test_a_retraction_of_what_was_found_is_told(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Nobody had an identifier by which to learn of it."""

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "openalex-search":
            for each in answer["results"]:
                each["is_retracted"] = True
        return answer

    file = record(tmp_path, study_of(evidence), **WITHOUT)
    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, file, evidence_settings)
    assert "says openalex" in told(done)["citation-retracted"][0].message


REFERRED = WITHOUT | dict.fromkeys(("title", "journal", "volume", "issue", "pages")) | {"more_authors": True}


def referred(folder: Path, study: Study, reference: str = REFERENCE, **more: Any) -> Path:
    """Write a study that is known by a reference only, as those of tables are."""
    return record(folder, study, **REFERRED | {"authors": [{"family": "Cuijpers"}], "reference": reference} | more)


@pytest.mark.parametrize("reference", [REFERENCE, REFERENCE + f" doi:{DOI}", REFERENCE.partition(" Am J")[0]])
def test_a_reference_is_searched_for(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, reference: str
) -> None:
    """As it is printed; the DOI that is found leads to the other registers."""
    file = referred(tmp_path, study_of(evidence), reference)
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    got = {str(each.path): each.message.rpartition(" has ")[2].strip("'") for each in told(done)["citation-incomplete"]}
    assert got.pop("citation.journal").casefold() == "american journal of psychiatry"
    assert got == {f"citation.{n}": v for n, v in (FOUND | {"volume": "168", "issue": "6", "pages": "581-592"}).items()}
    assert set(told(done)) == {"citation-incomplete"}


REFERENCES: dict[str, Callable[[str], str]] = {
    "another title": lambda text: text.replace("depression", "anxiety"),
    "a longer title": lambda text: text.replace("Interpersonal psych", "Interpersonal and other psych"),
    "another subtitle": lambda text: text.replace(": a meta-analysis", ": a protocol"),
    "another volume": lambda text: text.replace("168(6):581-92", "12(1):1-9"),
    "another DOI": lambda text: f"{text} https://doi.org/10.5555/other.",
}


@pytest.mark.parametrize("what", REFERENCES)
def test_a_reference_to_another_work_finds_nothing(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, what: str
) -> None:
    """More is asked of what has no title of its own."""
    file = referred(tmp_path, study_of(evidence), REFERENCES[what](REFERENCE))
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    assert [each.rule for each in done.diagnostics] == ["citation-not-found"]


@pytest.mark.parametrize("other", [{"published": "2012"}, {"authors": [{"family": "Kuyper"}]}])
def test_a_reference_needs_year_and_author(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, other: dict[str, Any]
) -> None:
    """Those of the record, which the table has."""
    file = referred(tmp_path, study_of(evidence), **other)
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    assert [each.rule for each in done.diagnostics] == ["citation-not-found"]


def test_the_doi_of_a_reference_to_another_work_is_told(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path
) -> None:
    """Tables have DOIs, too, and some lead elsewhere."""
    linde = study_of(evidence, "linde-2015-primary-care").citation
    file = referred(tmp_path, study_of(evidence), doi=linde.doi, pmid=PMID)
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    found = told(done)["citation-of-another-work"]
    assert {(each.path, str(each.severity)) for each in found} == {("citation.doi", "violation")}
    right = referred(tmp_path, study_of(evidence), doi=DOI, pmid=PMID)
    with registers(evidence.corpus.studies) as server:
        assert set(told(linked(server, right, evidence_settings))) == {"citation-incomplete"}


HOSTILE: dict[str, tuple[str, str, Any, str]] = {
    "a list": ("crossref", "crossref-search", {"message": {"items": [7]}}, "something else than a work"),
    "no items": ("crossref", "crossref-search", {"message": {}}, "something else than a work"),
    "deep JSON": ("crossref", "crossref-search", (200, {}, b"[" * 1_000_000), "something else than a work"),
    "truncated JSON": ("openalex", "openalex-search", (200, {}, b'{"results": ['), "something else than a work"),
    "a busy register": ("openalex", "openalex-search", (429, {"Retry-After": "1"}, b""), "answered 429"),
    "an error": ("pubmed", "pubmed-search", {"esearchresult": {"ERROR": "no"}}, "something else than a work"),
    "other identifiers": ("pubmed", "pubmed-search", {"esearchresult": {"idlist": [7]}}, "something else than a work"),
    "HTML instead of XML": ("pubmed", "pubmed", "<html></html>", "something else than a work"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_search_that_is_answered_badly_is_said(evidence: Reading, what: str) -> None:
    """At each of its steps."""
    name, step, answer, words = HOSTILE[what]
    study = study_of(evidence)
    asked = structs.replace(study.citation, **WITHOUT)
    register = next(each for each in REGISTERS if each.name == name)
    with registers((study,), lambda at, _, right: answer if at == step else right) as server:
        client = Client(server.environment, retries=0, seconds=3)
        with pytest.raises(NoAnswerError, match=words):
            client.search(register, asked, None)


def test_identifiers_that_are_found_lead_nowhere_else(evidence: Reading) -> None:
    """PMIDs are numbers, or not asked of; no more than a few are."""
    ids = ["1&db=protein", "../x", "", "0", *map(str, range(1, 30))]
    study = study_of(evidence)
    found = {"esearchresult": {"idlist": ids}}
    with registers((study,), lambda at, _, right: found if at == "pubmed-search" else right) as server:
        client = Client(server.environment, retries=0)
        register = next(each for each in REGISTERS if each.name == "pubmed")
        assert client.search(register, structs.replace(study.citation, **WITHOUT), None) is not None
        assert "id=1%2C2%2C3%2C4%2C5&" in server.asked[-1].path


def test_the_time_is_for_all_of_an_asking(evidence: Reading) -> None:
    """A register that is always busy, and asks for long waits, is given up in time."""
    import time

    study = study_of(evidence)
    with registers((study,), lambda *_: (503, {"Retry-After": "30"}, b"")) as server:
        client = Client(server.environment, retries=9, seconds=5, in_all=2)
        began = time.monotonic()
        with pytest.raises(NoAnswerError, match="crossref"):
            client.ask(next(iter(REGISTERS)), study.citation)
        assert 1.5 < time.monotonic() - began < 5


def test_names_of_bodies_are_no_authors_in_pubmed(evidence: Reading) -> None:
    """And words that it takes for operators are no words of a title."""
    study = study_of(evidence)
    body = structs.replace(
        study.citation, **WITHOUT, title="To be or not to be (and) depressed", authors=(PersonName(family="The Group"),)
    )
    register = next(each for each in REGISTERS if each.name == "pubmed")
    query = register.search(body, None)
    assert query is not None
    assert query.parameters["term"] == "(depressed[TI] AND 2011[DP])"


needs_tables = pytest.mark.skipif(not SHARED.is_dir(), reason="the tables of trials are not at hand")


@needs_tables
def test_real_references_have_their_titles_and_no_others() -> None:
    """References of a table of trials, each beside its own title and many others: most are found, and none wrongly.

    The others are as if they were of the same author and year.
    """
    file = SHARED / "data/metapsy-depression-psyctr/data-22.0.2.csv"
    with file.open(encoding="mac_roman", newline="") as stream:
        rows = {row["full_ref"]: row for row in csv.DictReader(stream, delimiter=";")}
    usable = [row for row in rows.values() if row["full_ref"] != "NA" and row["title"] not in ("NA", "")]
    pairs = [(_cited(row), row["title"].removesuffix("."), row) for row in usable]
    right = [is_cited(citation, _work(title, row["year"])) for citation, title, row in pairs]
    assert len(right) > 300
    assert sum(right) > 0.95 * len(right)
    wrong = [
        (row["full_ref"], title)
        for _, title, own in pairs[::4]
        for citation, _, row in pairs
        if row is not own and is_cited(citation, _work(title, citation.published))
    ]
    assert wrong == []


def _cited(row: dict[str, str]) -> Citation:
    reference = " ".join(row["full_ref"].split())[:1000]
    return Citation(
        authors=(PersonName(family="Able"),), published=ReportedDate.parse(row["year"][:4]), reference=reference
    )


def _work(title: str, year: str) -> Work:
    return Work(titles=(title,), authors=(Author("Able"),), years=(year[:4],))


def test_a_doi_in_a_reference_ends_where_it_ends() -> None:
    """At a space, a quote, or the sentence's own marks."""
    for text in (f"doi:{DOI}.", f"https://doi.org/{DOI}", f"(DOI: {DOI}).", f"doi: {DOI}; 2011"):
        assert stated_doi(text) == DOI
    assert stated_doi("Psychiatry 10.5 (2011)") is None
