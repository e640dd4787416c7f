# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Citations are held against registers: what is planted is found, what is true is not flagged, and none does harm."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from msgspec import structs

from conftest import EVIDENCE, ROOT, Run
from ipt_kg.citations import REGISTERS, Client, NoAnswerError, Query, Work, differences, parsed
from ipt_kg.linking import Linked, link
from ipt_kg.model import Citation, Study
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from registers import Registers, crossref, openalex, pubmed, registers
from strategies import of

TODAY = "2026-11-24"
IPT = "cuijpers-2011-ipt-depression"
DOI = "10.1176/appi.ajp.2010.10101411"
PMID = "21362740"


def linked(server: Registers, lock: Path, settings: Settings, only: str = "", **more: str) -> Linked:
    """Link all studies, or one of them, which takes less time: registers are not asked too often."""
    client = Client(server.environment | more, retries=0, seconds=5)
    path = EVIDENCE / "studies" / (f"{only}.yaml" if only else "")
    return link([path], settings, client, lock, TODAY)


def read(name: str, citation: Citation, answer: Any) -> Work:
    """Read an answer of a register as the client does."""
    register = next(each for each in REGISTERS if each.name == name)
    query = register.look_up(citation)
    assert query
    found = parsed(register, query, json.dumps(answer).encode())
    assert not isinstance(found, Query)
    return found[0]


def test_no_true_record_is_flagged(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """However the registers write: in short, without accents, in other capitals, in parts."""
    studies = evidence.corpus.studies
    with registers(studies) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings)
    assert done.silent == {}
    assert done.looked_up == 3 * len(studies)  # what has no PMID is searched for in PubMed
    assert [str(each) for each in done.diagnostics if each.rule != "citation-incomplete"] == []


@given(of(Study, known=True))
def test_a_work_as_it_is_recorded_is_the_same(study: Study) -> None:
    """Whatever names and titles are, if a register has them letter by letter."""
    if study.citation.doi:
        work = read("crossref", study.citation, crossref(study.citation))
        found = {each.field.partition("[")[0] for each in differences(study.citation, work)}
        assert found <= ({"authors"} if study.citation.more_authors else set())


PLANTED: dict[str, tuple[str, Callable[[Any], None]]] = {
    "title": (
        "citation.title",
        lambda m: m.update(title=["Interpersonal psychotherapy for anxiety"], subtitle=["A review"]),
    ),
    "first author": ("citation.authors[0]", lambda m: m["author"][0].update(family="Kuyper")),
    "an author less": ("citation.authors[5]", lambda m: m["author"].pop()),
    "an author more": ("citation.authors[6]", lambda m: m["author"].append({"family": "Else", "given": "S."})),
    "journal": ("citation.journal", lambda m: m.update({"container-title": ["Journal of Affective Disorders"]})),
    "year": ("citation.published", lambda m: m.update(issued={"date-parts": [[2012, 1]]})),
    "volume": ("citation.volume", lambda m: m.update(volume="169")),
    "issue": ("citation.issue", lambda m: m.update(issue="7")),
    "first page": ("citation.pages", lambda m: m.update(page="518-592")),
    "last page": ("citation.pages", lambda m: m.update(page="581-593")),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found(evidence: Reading, evidence_settings: Settings, tmp_path: Path, what: str) -> None:
    """With both sides, where the record has it, and nothing else."""
    path, plant = PLANTED[what]

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "crossref" and id == DOI:
            plant(answer["message"])
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings, IPT)
    (found,) = [each for each in done.diagnostics if each.rule != "citation-incomplete"]
    assert (found.rule, found.path) == ("citation-differs", path)
    assert found.file is not None
    assert found.file.endswith(f"{IPT}.yaml")
    assert found.line
    assert "the record has " in found.message
    assert f"crossref ({server.address}works/" in found.message


EVERYWHERE: dict[str, dict[str, Callable[[Any], Any]]] = {
    "crossref": {
        "authors[0]": lambda a: a["message"]["author"][0].update(family="Elsewhere"),
        "published": lambda a: a["message"].update(issued={"date-parts": [[1999]]}),
    },
    "pubmed": {
        "published": lambda a: re.sub(r"(?<=<PubDate><Year>)\d+", "1999", a),
        "title": lambda a: re.sub(r"(?<=<ArticleTitle>)[^<]+", "On something else", a),
    },
    "openalex": {
        "journal": lambda a: a["primary_location"]["source"].update(display_name="Elsewhere"),
        "title": lambda a: a.update(title=f"{a['title']} in dogs"),
    },
}


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("which", [0, 1])
def test_planted_everywhere_all_is_found(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, name: str, which: int
) -> None:
    """In each study, of each register: as many as were planted, each in its place, and nothing else."""
    field, plant = list(EVERYWHERE[name].items())[which]
    planted = []

    def alter(at: str, id: str, answer: Any) -> Any:
        if at == name and not isinstance(answer, tuple):
            planted.append(id)
            return plant(answer) or answer
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings)
    found = [(each.rule, each.path) for each in done.diagnostics if each.rule != "citation-incomplete"]
    assert found == [("citation-differs", f"citation.{field}")] * len(planted)
    assert len(planted) >= len(evidence.corpus.studies) - 1
    assert len({each.file for each in done.diagnostics if each.rule == "citation-differs"}) == len(planted)


@pytest.mark.parametrize("name", ["crossref", "pubmed", "openalex"])
def test_identifiers_that_lead_elsewhere_are_all_told(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, name: str
) -> None:
    """Each study's, to the paper of another one with another first author."""
    studies = evidence.corpus.studies
    made: dict[str, Callable[[Citation], Any]] = {"crossref": crossref, "pubmed": pubmed, "openalex": openalex}

    def alter(at: str, id: str, answer: Any) -> Any:
        own = next(
            s.citation for s in studies if id in ((s.citation.doi or "").lower(), s.citation.doi, s.citation.pmid)
        )
        if at != name:
            return answer
        return made[name](next(s.citation for s in studies if s.citation.authors[0].family != own.authors[0].family))

    with registers(studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings)
    field = "pmid" if name == "pubmed" else "doi"
    told = [each for each in done.diagnostics if each.rule == "citation-of-another-work"]
    assert len(told) == sum(getattr(s.citation, field) is not None for s in studies)
    assert {each.path for each in told} == {f"citation.{field}"}
    assert {each.rule for each in done.diagnostics} <= {"citation-of-another-work", "citation-incomplete"}


def test_a_doi_of_another_paper_is_told_as_such(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """And not field by field."""
    studies = {study.id: study for study in evidence.corpus.studies}
    other = studies["linde-2015-primary-care"].citation

    def alter(name: str, id: str, answer: Any) -> Any:
        return crossref(other) if (name, id) == ("crossref", DOI) else answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings, IPT)
    (found,) = [each for each in done.diagnostics if each.rule != "citation-incomplete"]
    assert (found.rule, found.path, str(found.severity)) == ("citation-of-another-work", "citation.doi", "violation")
    assert "Linde" in found.message


def test_what_was_published_later_is_told(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Retractions, corrections and expressions of concern, of whichever register; one that several know once."""
    notice = {"type": "retraction", "DOI": "10.5555/notice", "updated": {"date-parts": [[2020, 3, 4]]}}
    concern = '<CommentsCorrectionsList><CommentsCorrections RefType="ExpressionOfConcernIn"><PMID>99</PMID>'
    concern += '</CommentsCorrections><CommentsCorrections RefType="ErratumIn"><PMID>98</PMID></CommentsCorrections>'
    concern += '<CommentsCorrections RefType="Cites"><PMID>97</PMID></CommentsCorrections></CommentsCorrectionsList>'
    citation = next(study.citation for study in evidence.corpus.studies if study.id == IPT)

    def alter(name: str, id: str, answer: Any) -> Any:
        if id not in (DOI, PMID):
            return answer
        if name == "pubmed":
            return pubmed(citation, concern, "<PublicationType>Retracted Publication</PublicationType>")
        if name == "openalex":
            return answer | {"is_retracted": True}
        return {"message": answer["message"] | {"updated-by": [notice], "title": [f"RETRACTED: {citation.title}"]}}

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings, IPT)
    told = {each.rule: each.message for each in done.diagnostics if each.rule != "citation-incomplete"}
    assert set(told) == {"citation-retracted", "citation-of-concern", "citation-corrected"}
    assert told["citation-retracted"].startswith("retraction published later: 10.5555/notice 2020-03-04, says crossref")
    assert "PMID 99" in told["citation-of-concern"]
    assert len([each for each in done.diagnostics if each.rule == "citation-retracted"]) == 1


def test_what_is_absent_is_offered(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """An identifier or number that a register has and the record has not; nothing is written into it."""
    before = {file: file.read_bytes() for file in (EVIDENCE / "studies").iterdir()}
    offered = next(study for study in evidence.corpus.studies if study.citation.doi and not study.citation.pmid)

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "openalex" and id == offered.citation.doi:
            answer["ids"]["pmid"] = "https://pubmed.ncbi.nlm.nih.gov/12345678"
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings)
    told = [each for each in done.diagnostics if each.path == "citation.pmid"]
    assert [each.rule for each in told] == ["citation-incomplete"]
    assert "'12345678'" in told[0].message
    assert {file: file.read_bytes() for file in (EVIDENCE / "studies").iterdir()} == before


def test_the_lock_tells_the_same_without_the_network(evidence: Reading, tmp_path: Path, ipt_kg: Run) -> None:
    """With the day on which it was read; two runs write the same."""

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "crossref" and id == DOI:
            answer["message"]["volume"] = "169"
        return answer

    lock, cache = tmp_path / "lock.json", {"IPT_KG_CACHE": str(tmp_path / "cache")}
    with registers(evidence.corpus.studies, alter) as server:
        online = ipt_kg("link", EVIDENCE, "--lock", lock, **server.environment, **cache)
        assert online.returncode == 0, online.stderr
        assert "citation.volume [citation-differs]" in online.stdout
        first, asked = lock.read_bytes(), len(server.asked)
        again = ipt_kg("link", EVIDENCE, "--lock", lock, **server.environment, **cache)
        assert len(server.asked) == asked  # answers are kept for a day
        assert again.stdout == online.stdout
        fresh = ipt_kg("link", EVIDENCE, "--lock", lock, "--no-cache", "--fail-on", "warning", **server.environment)
        assert len(server.asked) == 2 * asked
        assert fresh.returncode == 1
        assert lock.read_bytes() == first
    empty = ipt_kg("link", EVIDENCE, "--lock", tmp_path / "none.json", "--offline")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "nothing was looked up so far" in empty.stderr
    offline = ipt_kg("link", EVIDENCE, "--lock", lock, "--offline")
    assert offline.stdout == online.stdout
    gone = ipt_kg("link", EVIDENCE, "--lock", lock, "--no-cache", **server.environment)
    assert gone.returncode == 2
    assert gone.stdout == online.stdout
    assert len([line for line in gone.stderr.splitlines() if line.startswith("error: ")]) == 1
    assert "no answer from crossref, openalex, pubmed; what the lock has stands" in gone.stderr


def test_registers_are_asked_with_manners(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """By name, with an address to write to, with keys where there are some, and not too often."""
    with registers(evidence.corpus.studies) as server:
        linked(
            server, tmp_path / "lock.json", evidence_settings, IPT_KG_MAILTO="me@example.org", IPT_KG_NCBI_KEY="secret"
        )
        assert all("ipt-kg/" in each.agent and "mailto:me@example.org" in each.agent for each in server.asked)
        assert any("mailto=me%40example.org" in each.path for each in server.asked)
        of_pubmed = [each for each in server.asked if each.path.startswith("/entrez/")]
        assert all("email=me%40example.org" in each.path and "api_key=secret" in each.path for each in of_pubmed)
        assert not any("secret" in each.path for each in server.asked if each not in of_pubmed)
        assert server.asked[-1].at - server.asked[0].at > 0.15 * (len(server.asked) - 1)
    assert "secret" not in (tmp_path / "lock.json").read_text()
    assert "example.org" not in (tmp_path / "lock.json").read_text()


def _endless() -> Iterator[bytes]:
    for _ in range(1024):
        yield b" " * 1_000_000


def _silent() -> Any:
    time.sleep(4)
    return 200, {}, b"{}"


def _zipped() -> bytes:
    return gzip.compress(bytes(100_000_000)) * 10  # members of one file, a megabyte in all


def _hanging() -> Iterator[bytes]:
    yield b"{"
    time.sleep(8)


def _dripping() -> Iterator[bytes]:
    for _ in range(100):
        yield b" "
        time.sleep(0.1)


HOSTILE: dict[str, tuple[Callable[[], Any], str]] = {
    "500": (lambda: (500, {}, b"no"), "answered 500"),
    "403": (lambda: (403, {}, b"no"), "answered 403"),
    "a ring": (lambda: (302, {"Location": f"/works/{DOI}"}, b""), "leads round in a ring"),
    "elsewhere": (lambda: (302, {"Location": "http://169.254.169.254/latest"}, b""), "leads to another host"),
    "truncated JSON": (lambda: (200, {}, b'{"message": {"title": ["Inter'), "something else than a work"),
    "cut off": (lambda: (200, {"Content-Length": "5000"}, b'{"message": {}}'), "did not answer"),
    "another shape": (lambda: (200, {}, b'{"message": {"title": 7, "author": "x"}}'), "something else than a work"),
    "a list": (lambda: (200, {}, b"[]"), "something else than a work"),
    "HTML": (lambda: (200, {}, b"<html>"), "something else than a work"),
    "wrong encoding": (
        lambda: (200, {}, '{"message": {"title": ["Über"]}}'.encode("latin-1")),
        "something else than a work",
    ),
    "wrong compression": (lambda: (200, {"Content-Encoding": "gzip"}, b"not gzip"), "did not answer"),
    "unknown compression": (lambda: (200, {"Content-Encoding": "sevenfold"}, b"{}"), "something else than a work"),
    "UTF-16": (lambda: (200, {}, '{"message": {}}'.encode("utf-16")), "something else than a work"),
    "deep JSON": (lambda: (200, {}, b'{"message": ' + b"[" * 1_000_000), "something else than a work"),
    "a zipped gigabyte": (lambda: (200, {"Content-Encoding": "gzip"}, _zipped()), "more than 5,000,000 bytes"),
    "a page that is moved for good": (lambda: (301, {"Location": "https://doi.org/"}, b""), "leads to another host"),
    "a redirect to a file": (lambda: (302, {"Location": "file:///etc/passwd"}, b""), "leads to another host"),
    "silence": (_silent, "did not answer"),
    "a gigabyte": (lambda: (200, {}, _endless()), "more than 5,000,000 bytes"),
    "a hang": (lambda: (200, {}, _hanging()), "did not answer"),
    "a drip": (lambda: (200, {}, _dripping()), "not whole in time"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_register_that_means_no_good_is_said(evidence: Reading, what: str) -> None:
    """In time, in a line, and without what it sent."""
    answer, words = HOSTILE[what]
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    with registers((study,), lambda *_: answer()) as server:
        client = Client(server.environment, retries=0, seconds=2.0)
        began = time.monotonic()
        with pytest.raises(NoAnswerError, match=words):
            client.ask(next(iter(REGISTERS)), study.citation)
        assert time.monotonic() - began < 5


def test_entities_are_not_followed(evidence: Reading) -> None:
    """An answer in XML that would grow, or read files, is no answer."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><PubmedArticleSet>&b;</PubmedArticleSet>'
    file = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><PubmedArticleSet>&a;</PubmedArticleSet>'
    for text in (bomb, file):
        with registers((study,), lambda *_, text=text: text) as server, pytest.raises(NoAnswerError, match="pubmed"):
            Client(server.environment, retries=0).ask(next(r for r in REGISTERS if r.name == "pubmed"), study.citation)


XML = {
    "Latin-1 instead of UTF-8": b'<?xml version="1.0" encoding="UTF-8"?><PubmedArticleSet>\xfc</PubmedArticleSet>',
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><PubmedArticleSet></PubmedArticleSet>',
    "cut off": b'<?xml version="1.0"?><PubmedArticleSet><PubmedArticle>',
    "without an article": b"<PubmedArticleSet><PubmedArticle><MedlineCitation/></PubmedArticle></PubmedArticleSet>",
    "deep": b"<PubmedArticleSet>" + b"<a>" * 200_000,
}


@pytest.mark.parametrize("what", XML)
def test_xml_that_cannot_be_read_is_said(evidence: Reading, what: str) -> None:
    """In whatever way it is broken."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    with registers((study,), lambda *_: (200, {}, XML[what])) as server, pytest.raises(NoAnswerError, match="pubmed"):
        Client(server.environment, retries=0).ask(next(r for r in REGISTERS if r.name == "pubmed"), study.citation)


def test_a_redirect_within_a_register_is_followed(evidence: Reading) -> None:
    """As where works were joined."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    moved = structs.replace(study, citation=structs.replace(study.citation, doi="10.5555/old"))

    def alter(name: str, id: str, answer: Any) -> Any:
        return (301, {"Location": f"/works/{DOI}"}, b"") if id == "10.5555/old" else answer

    with registers((study,), alter) as server:
        found = Client(server.environment, retries=0).ask(next(iter(REGISTERS)), moved.citation)
    assert found is not None
    assert found[1] is not None
    assert (found[1].doi or "").lower() == DOI


def test_what_cannot_be_read_is_not_kept(evidence: Reading, tmp_path: Path) -> None:
    """An answer that came broken does not stand for a day."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    broken: Iterator[Any] = iter([(200, {}, b'{"message": {"titl')])
    with registers((study,), lambda _name, _id, answer: next(broken, answer)) as server:
        client = Client(server.environment, cache=tmp_path / "cache.sqlite", retries=0)
        crossref_register = next(iter(REGISTERS))
        with pytest.raises(NoAnswerError):
            client.ask(crossref_register, study.citation)
        for _ in range(2):
            assert client.ask(crossref_register, study.citation)
        assert len(server.asked) == 2


def test_without_a_network_all_else_works(tmp_path: Path) -> None:
    """In a world with no network at all, `link` says so in a line, and the others know of none."""
    apart = ["unshare", "--net", "--map-root-user"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no namespace without a network can be made here")

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [*apart, sys.executable, "-m", "ipt_kg", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    for arguments in (
        ("check", EVIDENCE),
        ("build", EVIDENCE, "--out", tmp_path / "build"),
        ("query", EVIDENCE, "--name", "effects"),
        ("export", "bibtex", EVIDENCE),
        ("link", EVIDENCE, "--offline"),
    ):
        done = run(*arguments)
        assert done.returncode == 0, done.stderr
    link_alone = run("link", EVIDENCE, "--no-cache", "--lock", tmp_path / "lock.json")
    assert link_alone.returncode == 2
    (line,) = [line for line in link_alone.stderr.splitlines() if line.startswith("error: ")]
    assert line.startswith("error: no answer from crossref, openalex, pubmed; what the lock has stands: ")
    assert not (tmp_path / "lock.json").exists()


def test_a_busy_register_is_asked_again(evidence: Reading) -> None:
    """When it says."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    busy = iter([(429, {"Retry-After": "1"}, b""), (503, {}, b"")])
    with registers((study,), lambda _name, _id, answer: next(busy, answer)) as server:
        began = time.monotonic()
        found = Client(server.environment, retries=3).ask(next(iter(REGISTERS)), study.citation)
        assert found is not None
        assert found[1] is not None
        assert time.monotonic() - began >= 1
        assert len(server.asked) == 3


def test_a_group_behind_the_authors_is_none_of_them(evidence: Reading) -> None:
    """Registers name it after the people; nor do escapes of HTML make another title."""
    citation = next(study.citation for study in evidence.corpus.studies if study.id == IPT)
    named = structs.replace(citation, title="Interpersonal & other psychotherapies")
    answer = crossref(named)
    answer["message"]["title"] = ["Interpersonal &amp; <i>other</i> psychotherapies"]
    answer["message"]["author"].append({"name": "The IPT Group", "sequence": "additional"})
    assert differences(named, read("crossref", named, answer)) == ()


def test_keys_are_not_kept(evidence: Reading, tmp_path: Path) -> None:
    """Nor the address of who asks: they are no part of what is kept of an answer."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    asker = {"IPT_KG_NCBI_KEY": "secret", "IPT_KG_MAILTO": "me@example.org"}
    with registers((study,)) as server:
        client = Client(server.environment | asker, cache=tmp_path / "cache.sqlite", retries=0)
        for register in REGISTERS:
            assert client.ask(register, study.citation)
        assert any("secret" in each.path for each in server.asked)
    kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert DOI.encode() in kept
    assert b"secret" not in kept


def test_a_work_that_is_not_known_is_told(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Where the identifier stands, by each register that was asked."""
    with registers(tuple(study for study in evidence.corpus.studies if study.id != IPT)) as server:
        done = linked(server, tmp_path / "lock.json", evidence_settings, IPT)
    told = [(each.rule, each.path) for each in done.diagnostics if each.rule != "citation-incomplete"]
    assert sorted(told) == [("citation-unknown", "citation.doi")] * 2 + [("citation-unknown", "citation.pmid")]


def test_a_broken_lock_is_left_alone(tmp_path: Path, ipt_kg: Run) -> None:
    """And said to be broken."""
    lock = tmp_path / "lock.json"
    lock.write_text('{"version": "x"}')
    done = ipt_kg("link", EVIDENCE, "--offline", "--lock", lock)
    assert done.returncode == 2
    assert "is no lock of citations" in done.stderr
    assert lock.read_text() == '{"version": "x"}'


def test_openalex_is_read_as_it_writes(evidence: Reading) -> None:
    """Identifiers come as addresses, there."""
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    work = read("openalex", study.citation, openalex(study.citation))
    assert (work.doi, work.pmid, work.pmcid, work.pages) == (DOI, PMID, "PMC3646065", "581-592")
    assert differences(structs.replace(study.citation, volume="1"), work)[0].field == "volume"
