# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The command as its users meet it: what it prints, and its exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click import Choice

from conftest import EVIDENCE, ROOT, Run

BROKEN = ROOT / "tests/fixtures/records/study-broken.yaml"


def test_check_is_silent_on_good_records(ipt_kg: Run) -> None:
    """Nothing on standard output, the count on standard error, status 0."""
    done = ipt_kg("check", "evidence/studies", "evidence/articles/ipt-explained.yaml")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "0 errors, 0 violations, 0 warnings\n"


def test_check_reports_bad_input_with_status_2(ipt_kg: Run) -> None:
    """A line each, as editors and terminals read them."""
    done = ipt_kg("check", BROKEN)
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert len(lines) > 10
    assert all(re.match(rf"{re.escape(str(BROKEN))}:\d+: error: .+ \[record-schema\]$", line) for line in lines)
    assert "\x1b[" not in done.stdout, "colours belong on a terminal"


def test_check_reports_violations_with_status_1(ipt_kg: Run, tmp_path: Path) -> None:
    """Both engines give the same answer to a script."""
    study = (EVIDENCE / "studies/cuijpers-2011-ipt-depression.yaml").read_text("utf-8")
    file = tmp_path / "study.yaml"
    file.write_text(study.replace("lower: 0.36", "lower: 0.96"), "utf-8")
    answers = [ipt_kg("check", file, "--format", "json", "--engine", engine) for engine in ("shacl", "pyshacl")]
    assert [answer.returncode for answer in answers] == [1, 1]
    first, second = (json.loads(answer.stdout) for answer in answers)
    assert first == second
    assert {each["rule"] for each in first} == {"EffectEstimate-value-in-interval", "ConfidenceInterval-order"}
    assert set(first[0]) == {"severity", "rule", "message", "file", "line", "path", "focus"}


def test_build_sums_up_what_it_did(ipt_kg: Run, tmp_path: Path) -> None:
    """Read, triples, diagnostics and each file written, with its size."""
    done = ipt_kg("build", "evidence", "--out", tmp_path / "out")
    assert done.returncode == 0
    assert re.search(r"^read +10 studies, 2 articles from evidence$", done.stdout, re.MULTILINE)
    assert re.search(r"^triples +[1-9]", done.stdout, re.MULTILINE)
    assert re.search(r"^diagnostics +0 errors, 0 violations, 0 warnings, 1 info$", done.stdout, re.MULTILINE)
    for file in (tmp_path / "out").rglob("*"):
        assert file.is_dir() or file.name == "manifest.json" or file.name in done.stdout


def test_build_of_bad_records_writes_nothing(ipt_kg: Run, tmp_path: Path) -> None:
    """The diagnostics go to standard error."""
    done = ipt_kg("build", BROKEN, "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert "record-schema" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["nquads", "turtle", "trig", "jsonld"])
def test_export_gives_what_build_writes(form: str, ipt_kg: Run) -> None:
    """One form alone is the same file."""
    suffix = {"nquads": "nq", "turtle": "ttl"}.get(form, form)
    done = ipt_kg("export", form, "evidence")
    assert done.stdout == (ROOT / f"exports/graph.{suffix}").read_text("utf-8")


def test_tables_go_to_a_folder(ipt_kg: Run, tmp_path: Path) -> None:
    """The two of them are the files that build writes; without a folder the command says what is missing."""
    done = ipt_kg("export", "csv", "evidence", "--out", tmp_path / "tables")
    assert (done.returncode, done.stdout) == (0, "")
    for name in ("estimates.csv", "claims.csv"):
        assert (tmp_path / "tables" / name).read_bytes() == (ROOT / "exports" / name).read_bytes()
    missing = ipt_kg("export", "csv", "evidence")
    assert missing.returncode == 2
    assert "csv is two tables: say with --out into which folder" in missing.stderr


def test_export_of_a_script_takes_one_record(ipt_kg: Run, tmp_path: Path) -> None:
    """It asks which, and writes to a file when told to."""
    asked = ipt_kg("export", "script", "evidence")
    assert asked.returncode == 2
    assert "choose with --id among a-tjak-2015-act, " in asked.stderr
    done = ipt_kg("export", "script", "evidence", "--id", "ipt-explained", "--out", tmp_path / "head.html")
    assert (done.returncode, done.stdout) == (0, "")
    expected = ROOT / "exports/schema-org/article/ipt-explained.html"
    assert (tmp_path / "head.html").read_bytes() == expected.read_bytes()
    none = ipt_kg("export", "schema-org", "evidence", "--id", "nobody")
    assert none.returncode == 2
    assert "no record 'nobody'" in none.stderr


def test_a_record_that_is_asked_for_does_not_wait_for_others(ipt_kg: Run, tmp_path: Path) -> None:
    """A draft beside it is no reason to refuse; that its own study is bad is one."""
    folder = Path(shutil.copytree(EVIDENCE, tmp_path / "evidence"))
    assert ipt_kg("new", "article", folder / "articles/draft.yaml").returncode == 0
    done = ipt_kg("export", "script", folder, "--id", "ipt-explained")
    assert done.returncode == 0, done.stderr
    assert "draft" not in done.stderr
    study = folder / "studies/cuijpers-2011-ipt-depression.yaml"
    study.write_text(study.read_text("utf-8").replace("volume:", "volum:"), "utf-8")
    refused = ipt_kg("export", "script", folder, "--id", "ipt-explained")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "unknown field volum" in refused.stderr


def test_query_answers_in_three_forms(ipt_kg: Run) -> None:
    """The table for people, CSV and JSON for programs: the same rows."""
    asked = ["query", "evidence", "--name", "effects"]
    table, rows, objects = (ipt_kg(*asked, "--format", form).stdout for form in ("table", "csv", "rows"))
    read = list(csv.DictReader(io.StringIO(rows)))
    assert read == json.loads(objects)
    assert len(read) == 39
    assert "0.36 to 0.90" in table
    assert max(map(len, table.splitlines())) <= 160


def test_a_terminal_that_lacks_a_character_gets_an_escape(ipt_kg: Run) -> None:
    """Output to an old code page is no reason to fail."""
    done = ipt_kg("query", "evidence", "--name", "effects", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "0.36 to 0.90" in done.stdout


def test_a_reader_who_has_enough_is_no_failure() -> None:
    """`ipt-kg … | head -1` ends without a word."""
    command = f"{sys.executable} -m ipt_kg export jsonld evidence | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_a_pipe_is_written_to_and_not_replaced(ipt_kg: Run, tmp_path: Path) -> None:
    """A named one, and the one that is standard output."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with (tmp_path / "got").open("wb") as got, subprocess.Popen(["cat", pipe], stdout=got) as reader:
        assert ipt_kg("export", "nquads", "evidence", "--out", pipe).returncode == 0
        assert reader.wait(30) == 0
    assert (tmp_path / "got").read_bytes() == (ROOT / "exports/graph.nq").read_bytes()
    assert pipe.is_fifo()
    assert ipt_kg("export", "nquads", "evidence", "--out", "/dev/stdout").stdout.startswith("<https://")


def test_an_odd_file_name_is_shown_with_escapes(ipt_kg: Run, tmp_path: Path) -> None:
    """A name that is no UTF-8 can be reported as JSON, too."""
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.yaml")
    Path(odd).write_text("record: nothing\n", "utf-8")
    done = ipt_kg("check", odd, "--format", "json")
    assert done.returncode == 2
    assert json.loads(done.stdout)[0]["file"].endswith("a\\udcff.yaml")


def test_query_over_a_written_graph_is_that_over_its_records(ipt_kg: Run) -> None:
    """The store gives printed decimals, though it canonicalises numbers."""
    asked = ["--name", "effects", "--format", "csv"]
    assert ipt_kg("query", "exports/graph.nq", *asked).stdout == ipt_kg("query", "evidence", *asked).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "evidence", "--sparql", "SELECT nothing"], "the query failed"),
        (["query", "evidence", "--name", "unknown"], "no query 'unknown'; there are against-comparator, arms"),
        (["query", "evidence"], "one of --name, --file and --sparql"),
        (["query", "evidence", "--endpoint", "http://127.0.0.1:9", "--name", "effects"], "PATHS or --endpoint"),
        (
            ["query", "--endpoint", "http://127.0.0.1:9/", "--name", "effects"],
            "did not answer: [Errno 111] Connection refused\n",
        ),
        (["query", "--endpoint", "no-address", "--name", "effects"], "--endpoint is a web address, found 'no-address'"),
        (["query", "--endpoint", "https://", "--name", "effects"], "--endpoint is a web address"),
        (["push", "evidence", "--endpoint", "example.org"], "--endpoint is a web address"),
        (
            ["push", "evidence", "--endpoint", "https://example.org/", "--query-endpoint", "x"],
            "--query-endpoint is a web",
        ),
        (["map", "check", "--endpoint", "file:///etc/passwd"], "--endpoint is a web address"),
        (["export", "nanopub", "evidence", "--key", "mine.pem"], "--key and --orcid are for --sign"),
        (["export", "nanopub", "evidence", "--orcid", "0000-0001-2345-6789"], "--key and --orcid are for --sign"),
        (["export", "turtle", "evidence", "--key", "mine.pem"], "are for nanopub"),
        (["export", "csv", "evidence", "--orcid", "0000-0001-2345-6789", "--out", "x"], "are for nanopub"),
        (["query", "evidence", "--sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], "have no form csv"),
        (["query", "evidence", "--name", "effects", "--format", "turtle"], "gives rows, which have no form turtle"),
        (["query", "evidence", "--name", "two-therapies", "--param", "a=IPT"], "b: the other, such as CBT"),
        (["query", "evidence", "--name", "nnts", "--param", "a=IPT"], "no parameter 'a', and no other"),
        (["query", "evidence", "--name", "two-therapies", "--param", "a"], "NAME=VALUE"),
        (["query", "evidence", "--sparql", "ASK {}", "--param", "a=b"], "give its --name"),
        (["store", "list", "evidence"], "holds no store"),
        (["store", "build", "evidence", "evidence"], "something else than a store"),
        (["query", "evidence", "--file", "none.rq"], "none.rq"),
        (["query", "tests/fixtures/latin-1.nq", "--name", "effects"], "not UTF-8 at byte"),
        (["query", "evidence", "--file", "tests/fixtures/latin-1.nq"], "not UTF-8 at byte"),
        (["query", "README.nq", "--name", "effects"], "README.nq"),
        (["check", "no/such/folder"], ""),
        (["check", "evidence", "--base", "no-iri"], "base must be an http(s) IRI"),
        (["check"], "Missing argument"),
        (["unknown"], "No such command"),
    ],
)
def test_bad_usage_says_what_to_do_with_status_2(arguments: list[str], said: str, ipt_kg: Run) -> None:
    """One message, no traceback."""
    done = ipt_kg(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_the_version_is_the_package_s(ipt_kg: Run) -> None:
    """It is stated in one place."""
    from ipt_kg.version import __version__

    assert ipt_kg("--version").stdout == f"ipt-kg, version {__version__}\n"


def test_the_choices_of_options_are_those_of_the_code() -> None:
    """They are written out in the command so that its help imports nothing."""
    from ipt_kg.cli import main
    from ipt_kg.forms import ABOUT_FILES, CRATE, FORMS, PAGE_FORMS
    from ipt_kg.reports import diagnostics
    from ipt_kg.reports.answers import GRAPHS, ROWS
    from ipt_kg.validation import ENGINES

    def choices(command: str, option: str) -> list[str]:
        found = next(each for each in main.commands[command].params if each.name == option)
        assert isinstance(found.type, Choice)
        return list(found.type.choices)

    assert choices("check", "engine") == list(ENGINES)
    assert choices("query", "form") == [*ROWS, *GRAPHS]
    assert choices("check", "form") == ["text", *diagnostics.FORMATS]
    assert choices("export", "form") == [*PAGE_FORMS, *FORMS, *ABOUT_FILES, CRATE]


@pytest.mark.parametrize("command", ["", "build", "check", "export", "new", "query", "schema", "store"])
def test_every_command_has_help(command: str, ipt_kg: Run) -> None:
    """It tells the exit statuses, too."""
    done = ipt_kg(*([command] if command else []), "--help")
    assert done.returncode == 0
    assert "Exit status: 0 well, 1 violations, 2 bad input or usage." in done.stdout


def test_help_keeps_its_examples_in_lines(ipt_kg: Run) -> None:
    """What stands in columns stays in columns."""
    assert re.search(r"^ +ipt-kg check evidence +are the records right\?$", ipt_kg("--help").stdout, re.MULTILINE)
    assert re.search(r"^ +turtle +the graph as Turtle$", ipt_kg("export", "--help").stdout, re.MULTILINE)


def test_queries_are_listed(ipt_kg: Run) -> None:
    """Name, title and description."""
    assert "\neffects   " in ipt_kg("query", "--list").stdout


def test_no_picture_is_drawn_of_records_that_break_a_shape(ipt_kg: Run, tmp_path: Path) -> None:
    """A limit above the other would look like a result."""
    study = (ROOT / "tests/fixtures/complete/study.yaml").read_text("utf-8")
    assert "lower: 0.30" in study
    (tmp_path / "study.yaml").write_text(study.replace("lower: 0.30", "lower: 0.90"), "utf-8")
    done = ipt_kg("plot", "forest", tmp_path / "study.yaml", "--out", tmp_path / "forest.svg")
    assert done.returncode == 1
    assert "ConfidenceInterval-order" in done.stderr
    assert not (tmp_path / "forest.svg").exists()


def test_a_graph_is_asked_in_every_form_that_export_writes(ipt_kg: Run, tmp_path: Path) -> None:
    """The same answer from each; a context on the web is not fetched."""
    answers = {}
    for suffix in ("nq", "ttl", "trig", "jsonld"):
        asked = ipt_kg("query", f"exports/graph.{suffix}", "--name", "effects", "--format", "csv")
        assert asked.returncode == 0, asked.stderr
        answers[suffix] = asked.stdout
    assert len(set(answers.values())) == 1
    assert "0.36 to 0.90 (95%)" in answers["ttl"]
    markup = ipt_kg("query", "exports/schema-org/article/ipt-explained.jsonld", "--sparql", "ASK { ?s ?p ?o }")
    assert (markup.returncode, markup.stdout) == (2, "")
    assert "no JSON-LD" in markup.stderr
    (tmp_path / "broken.ttl").write_text("<a:s> <a:p>", "utf-8")
    broken = ipt_kg("query", tmp_path / "broken.ttl", "--sparql", "ASK { ?s ?p ?o }")
    assert broken.returncode == 2
    assert "no Turtle" in broken.stderr
