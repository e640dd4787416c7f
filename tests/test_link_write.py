# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the registers agree on comes into the records that have it not, and not a byte else of their files changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from conftest import EVIDENCE, Run
from ipt_kg.citations import Client
from ipt_kg.linking import Linked, link
from ipt_kg.records import Reading, read_records, yaml_reader
from ipt_kg.settings import Settings
from registers import Registers, registers

TODAY = "2026-11-24"
IPT = "cuijpers-2011-ipt-depression"
DOI, PMID, PMCID = "10.1176/appi.ajp.2010.10101411", "21362740", "PMC3646065"
_LINE = r"^  (?:{}): .*\n"


def without(*fields: str, of: str = IPT) -> str:
    """Give a record of the evidence without the lines of some fields."""
    text = (EVIDENCE / f"studies/{of}.yaml").read_text("utf-8")
    return re.sub(_LINE.format("|".join(fields)), "", text, flags=re.MULTILINE)


def folder(place: Path, *fields: str) -> Path:
    """Write all studies of the evidence without some fields."""
    for file in (EVIDENCE / "studies").glob("*.yaml"):
        (place / file.name).write_text(without(*fields, of=file.stem), "utf-8", newline="")
    return place


def linked(server: Registers | None, place: Path, settings: Settings, **more: Any) -> Linked:
    client = Client(server.environment, retries=0, seconds=5) if server else None
    lock = (place if place.is_dir() else place.parent) / "lock.json"
    return link([place], settings, client, lock, TODAY, **{"write": True} | more)


ALL = ("volume", "issue", "pages", "doi", "pmid", "pmcid")


def test_what_was_taken_away_comes_back(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Of all studies of the evidence, byte for byte: each value in its place and its quotes, beside its comments.

    Only a DOI is written in small letters.
    """
    with registers(evidence.corpus.studies) as server:
        done = linked(server, folder(tmp_path, *ALL), evidence_settings)
    for file in (EVIDENCE / "studies").glob("*.yaml"):
        text = re.sub(r"(?<=^  doi: ).*", lambda found: found[0].lower(), file.read_text("utf-8"), flags=re.MULTILINE)
        assert (tmp_path / file.name).read_text("utf-8") == text
    assert {each.rule for each in done.diagnostics} == {"citation-completed"}
    assert done.written == {
        (tmp_path / f"{study.id}.yaml").as_posix(): sum(getattr(study.citation, name) is not None for name in ALL)
        for study in evidence.corpus.studies
    }


def test_a_second_time_there_is_nothing_to_write(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path
) -> None:
    """Nor a true record to flag."""
    file = tmp_path / "study.yaml"
    file.write_text(without("doi", "pmid", "pages"), "utf-8")
    with registers(evidence.corpus.studies) as server:
        linked(server, file, evidence_settings)
        whole = file.read_bytes()
        again = linked(server, file, evidence_settings)
    assert again.diagnostics == ()
    assert again.written == {}
    assert file.read_bytes() == whole


def test_the_command_says_what_it_wrote(evidence: Reading, tmp_path: Path, ipt_kg: Run) -> None:
    """File by file, in each form, at the lines where it stands then; without --write it writes nothing."""
    file = tmp_path / "study.yaml"
    text = without("doi", "pmid", "issue")
    file.write_text(text, "utf-8")
    environment = {"IPT_KG_CACHE": str(tmp_path / "cache")}
    with registers(evidence.corpus.studies) as server:
        environment |= server.environment
        dry = ipt_kg("link", file, **environment)
        assert (dry.returncode, file.read_text("utf-8")) == (0, text)
        assert dry.stdout.count("[citation-incomplete]") == 3
        done = ipt_kg("link", file, "--write", "--format", "json", **environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    lines = file.read_text("utf-8").splitlines()
    assert {each["path"]: lines[each["line"] - 1] for each in found} == {
        "citation.issue": '  issue: "6"',
        "citation.doi": f"  doi: {DOI}",
        "citation.pmid": f'  pmid: "{PMID}"',
    }
    assert {each["rule"] for each in found} == {"citation-completed"}
    assert f"written: 3 fields of {file.as_posix()}" in done.stderr.splitlines()
    check = ipt_kg("check", file)
    assert check.returncode == 0, check.stdout


def test_what_is_of_the_lock_is_written_too(evidence: Reading, tmp_path: Path, ipt_kg: Run) -> None:
    """A record can be completed from it without the network."""
    file = tmp_path / "study.yaml"
    file.write_text(without("doi", "pmid"), "utf-8")
    with registers(evidence.corpus.studies) as server:
        ipt_kg("link", file, "--no-cache", **server.environment)
    done = ipt_kg("link", file, "--write", "--offline")
    assert done.returncode == 0, done.stderr
    assert f"  doi: {DOI}\n" in file.read_text("utf-8")


def test_lines_of_json_are_written_one_by_one(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """Those of a file that need nothing stay as they are, and so does all else of the others."""
    names = [study.id for study in evidence.corpus.studies]
    lines = []
    for place, name in enumerate(names):
        data = yaml_reader.parse(without(*(("doi", "pmid", "pmcid") if place % 2 else ()), of=name), "").data
        lines.append(json.dumps(data, ensure_ascii=place % 3 == 0, separators=(",", ":") if place % 4 else None))
    content = "\ufeff" + "\r\n\n".join(lines)
    file = tmp_path / "studies.jsonl"
    file.write_bytes(content.encode())
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    after = file.read_bytes().decode().removeprefix("\ufeff").split("\r\n\n")
    assert file.read_bytes().startswith("\ufeff".encode())
    assert [before == now for before, now in zip(lines, after, strict=True)] == [True, False] * (len(names) // 2)
    assert sum(done.written.values()) == sum(each.rule == "citation-completed" for each in done.diagnostics)
    for study in read_records([file], evidence_settings).corpus.studies:
        own = next(each for each in evidence.corpus.studies if each.id == study.id).citation
        same = structs.replace(study.citation, doi=own.doi)
        assert (same, (study.citation.doi or "").lower()) == (own, (own.doi or "").lower())


def test_no_value_is_written_over(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """What differs is told, and keeps anything from being added: the work may be another."""
    file = tmp_path / "study.yaml"
    text = without("issue", "pmcid").replace('volume: "168"', 'volume: "169"')
    file.write_text(text, "utf-8")
    with registers(evidence.corpus.studies) as server:
        done = linked(server, file, evidence_settings)
    assert {each.rule for each in done.diagnostics} == {"citation-differs"}
    assert file.read_text("utf-8") == text


def test_what_one_register_says_otherwise_is_left(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path
) -> None:
    """The other fields are written."""

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "openalex":
            answer["biblio"]["issue"] = "7"
        return answer

    file = tmp_path / "study.yaml"
    file.write_text(without("issue", "pages"), "utf-8")
    with registers(evidence.corpus.studies, alter) as server:
        linked(server, file, evidence_settings)
    assert file.read_text("utf-8") == without("issue")


def test_the_journal_of_a_reference_is_written(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """With all else that leads to the work; its title and authors are not."""
    file = tmp_path / "study.yaml"
    reference = "Cuijpers P, et al. Interpersonal psychotherapy for depression: a meta-analysis. AJP 2011;168:581-92."
    text = re.sub(r"  authors:\n(    - .*\n)+", "  authors:\n    - {family: Cuijpers}\n", without("journal", *ALL))
    file.write_text(re.sub(r"  title: .*", f"  reference: '{reference}'", text), "utf-8")
    before = file.read_text("utf-8")
    with registers(evidence.corpus.studies) as server:
        linked(server, file, evidence_settings)
    added = set(file.read_text("utf-8").splitlines()) - set(before.splitlines())
    assert added == {
        "  journal: American Journal of Psychiatry",
        '  volume: "168"',
        '  issue: "6"',
        "  pages: 581-592",
        f"  doi: {DOI}",
        f'  pmid: "{PMID}"',
        f"  pmcid: {PMCID}",
    }


EDITS: dict[str, Callable[[str], str]] = {
    "another value": lambda text: text.replace('volume: "168"', 'volume: "169"'),
    "the value itself": lambda text: text.replace("  published:", "  doi: 10.5555/mine\n  published:"),
    "another study": lambda text: text.replace(f"id: {IPT}", "id: other"),
    "no YAML": lambda text: text + "\n: {",
    "nothing": lambda text: "",
}


@pytest.mark.parametrize("what", EDITS)
def test_a_record_that_changed_meanwhile_is_left(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, what: str
) -> None:
    """Somebody may save it while the registers answer."""
    file = tmp_path / "study.yaml"
    file.write_text(without("doi", "pmid"), "utf-8")

    def alter(name: str, id: str, answer: Any) -> Any:
        file.write_text(EDITS[what](without("doi", "pmid")), "utf-8")
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, file, evidence_settings)
    assert file.read_text("utf-8") == EDITS[what](without("doi", "pmid"))
    assert [each.message for each in done.diagnostics if each.rule == "citation-not-written"] == [
        "doi, pmid not added: the record is another than was read: link again"
    ]
    assert done.written == {}


def test_an_edit_elsewhere_in_the_record_stays(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """What was saved meanwhile is what is added to."""
    file = tmp_path / "study.yaml"
    file.write_text(without("pmid"), "utf-8")

    def alter(name: str, id: str, answer: Any) -> Any:
        file.write_text("# new\n\n" + without("pmid"), "utf-8")
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, file, evidence_settings)
    assert file.read_text("utf-8") == "# new\n\n" + without()
    (found,) = done.diagnostics
    assert file.read_text("utf-8").splitlines()[(found.line or 0) - 1] == f'  pmid: "{PMID}"'


def test_a_file_that_is_gone_is_told_of(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """And the others are written."""
    gone, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    gone.write_text(without("pmid"), "utf-8")
    other.write_text(without("pmid", of="linde-2015-primary-care"), "utf-8")

    def alter(name: str, id: str, answer: Any) -> Any:
        gone.unlink(missing_ok=True)
        return answer

    with registers(evidence.corpus.studies, alter) as server:
        done = linked(server, tmp_path, evidence_settings)
    told = [(Path(each.file or "").name, each.rule) for each in done.diagnostics]
    assert told == [
        ("a.yaml", "citation-not-written"),
        ("a.yaml", "citation-incomplete"),
        ("b.yaml", "citation-completed"),
    ]
    assert not gone.exists()
    assert other.read_text("utf-8") == without(of="linde-2015-primary-care")


def test_a_value_that_no_record_may_have_is_not_offered(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path
) -> None:
    """Whatever a register sends: a PMID in words, a DOI in a sentence, a journal with signs that steer a terminal."""

    def alter(name: str, id: str, answer: Any) -> Any:
        if name == "openalex":
            answer["ids"] |= {"pmid": "https://pubmed/none", "pmcid": "https://pmc/x\n  doi: 10.5555/evil"}
            answer["biblio"]["issue"] = "6\x1b[2J"
        if name == "crossref":
            del answer["message"]["issue"]
        return answer

    file = tmp_path / "study.yaml"
    text = without("pmid", "pmcid", "issue")
    file.write_text(text, "utf-8")
    with registers((_without_pmid(evidence),), alter) as server:
        done = linked(server, file, evidence_settings)
    assert (done.diagnostics, file.read_text("utf-8")) == ((), text)


def _without_pmid(evidence: Reading) -> Any:
    study = next(study for study in evidence.corpus.studies if study.id == IPT)
    return structs.replace(study, citation=structs.replace(study.citation, pmid=None))


def test_a_silent_register_does_not_keep_from_writing(
    evidence: Reading, evidence_settings: Settings, tmp_path: Path, ipt_kg: Run
) -> None:
    """What those agree on that answered is written, and the silence is said in a line."""
    file = tmp_path / "study.yaml"
    file.write_text(without("doi", "pmid"), "utf-8")
    with registers(evidence.corpus.studies) as server:
        environment = server.environment | {"IPT_KG_OPENALEX": "http://127.0.0.1:9/"}
        done = ipt_kg("link", file, "--write", "--no-cache", **environment)
    assert done.returncode == 2
    assert len([line for line in done.stderr.splitlines() if line.startswith("error: no answer from openalex")]) == 1
    assert file.read_text("utf-8") == without()
