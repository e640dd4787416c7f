# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Mapping sets: what they hold, how codes are looked up, what check and suggest find."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

import make_mapping_counts
from conftest import ROOT, SHARED, Run, free_port, wait_for
from ipt_kg import mapping_sets, matching
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError
from ipt_kg.mapping_sets import BUNDLED, NO_TERM, Relation
from ipt_kg.matching import standing
from ipt_kg.matching.cycles import cycles
from ipt_kg.matching.places import placed
from ipt_kg.matching.prefixes import frozen
from ipt_kg.matching.suggesting import Suggestion
from ipt_kg.matching.tables import FORMATS
from ipt_kg.vocabulary import code_curie, mappings_graph, vocabulary

SETS = [ROOT / f"ontology/mappings/{name}.sssom.tsv" for name in BUNDLED]
FIXTURES = ROOT / "tests/fixtures/mappings"
THEIRS = FIXTURES / "theirs.sssom.tsv"
METAPSY = SHARED / "data/metapsy-depression-psyctr"
CODED = ("condition_arm1", "condition_arm2", "diagnosis", "target_group", "outcome_type", "rating", "time")
JUDGED = ("sg", "ac", "ba", "itt")


@pytest.mark.skipif(not METAPSY.is_dir(), reason="Metapsy's tables are not at hand")
@pytest.mark.parametrize("version", ["22.0.2", "24.0.2"])
def test_every_code_that_occurs_in_metapsys_tables_is_told_of(version: str) -> None:
    """Each has a concept, or the set says that it has none; what is said of has a reason."""
    rows = mapping_sets.bundled("metapsy").rows
    told = {row.object: row for row in rows}
    with (METAPSY / f"data-{version}.csv").open(encoding="utf-8", errors="replace") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    occurring = {code_curie("metapsy", column, row[column]) for row in table for column in (*CODED, *JUDGED)}
    assert len(occurring) > 40
    assert occurring <= set(told)
    assert all("comment" in row.cells for row in rows if row.subject == NO_TERM or row.predicate == Relation.CLOSE)


@pytest.mark.parametrize(
    ("column", "code", "concept"),
    [
        ("condition_arm1", "ipt", "interpersonal-psychotherapy"),
        ("condition_arm1", "other psy", "psychotherapy-of-another-type"),
        ("condition_arm2", "cau", "usual-care"),
        ("condition_arm2", "wl", "waiting-list"),
        ("diagnosis", "cut", "depression-above-cut-off"),
        ("target_group", "ppd", "perinatal-women"),
        ("ba", "sr", "bias-risk/self-report"),
        ("rating", "clinician", "rater/clinician"),
        ("column", ".g", "hedges-g"),
    ],
)
def test_a_code_leads_to_its_concept(column: str, code: str, concept: str) -> None:
    """By the column that it stands in."""
    found = vocabulary().by_code("metapsy", column, code)
    assert found is not None
    assert found.id == concept


def test_a_code_that_is_near_a_concept_is_given_only_where_asked_for() -> None:
    """Whoever imports says how near is near enough."""
    assert vocabulary().by_code("metapsy", "time", "post") is None
    near = vocabulary().by_code("metapsy", "time", "post", relations=(Relation.EXACT, Relation.CLOSE))
    assert near is not None
    assert near.id == "acute-treatment"
    assert vocabulary().by_code("metapsy", "diagnosis", "modd", relations=tuple(Relation)) is None
    assert vocabulary().by_code("elsewhere", "diagnosis", "mdd") is None


# ---------------------------------------------------------------- the sets that come with the toolkit


def test_the_bundled_sets_have_nothing_wrong() -> None:
    """Not even a row that nobody reviewed."""
    assert matching.check() == ()


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_set_says_what_it_is(name: str) -> None:
    """Version, description, licence and date; each row how sure it is, who reviewed it, and why it is close only."""
    found = mapping_sets.bundled(name)
    wanted = ("mapping_set_id", "mapping_set_version", "mapping_set_title", "mapping_set_description", "mapping_date")
    assert set(found.metadata) >= {*wanted, "license", "subject_source", "subject_source_version"}
    subjects = [(row.subject, row.predicate, row.object) for row in found.rows if row.subject != NO_TERM]
    assert subjects == sorted(subjects)
    for row in found.rows:
        assert row.cells["mapping_justification"] == "semapv:ManualMappingCuration"
        assert row.cells["reviewer_label"] == row.cells["author_label"] == "The ipt_kg project"
        assert 0.7 <= float(row.cells["confidence"]) <= 0.95
        assert row.predicate != Relation.CLOSE or row.cells["comment"]


Validate = Callable[[Path], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def validate() -> Validate:
    """The reference implementation, which is in an install group of its own."""
    program = shutil.which("sssom", path=str(Path(sys.executable).parent)) or shutil.which("sssom")
    if not program:
        pytest.skip("sssom is not installed: pip install '.[mapping]'")
    return lambda file: subprocess.run(
        [str(program), "validate", file], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("file", [*SETS, THEIRS], ids=lambda file: file.name)
def test_the_reference_implementation_validates_the_sets(file: Path, validate: Validate, tmp_path: Path) -> None:
    """Without a word, and refuses one whose confidence is more than all."""
    done = validate(file)
    assert (done.returncode, done.stderr) == (0, "")
    broken = tmp_path / "broken.sssom.tsv"
    broken.write_text(re.sub(r"\t0\.9\d*(?=\t)", "\t1.9", file.read_text("utf-8")), "utf-8")
    assert "validation errors" in validate(broken).stderr


def test_the_reference_implementation_validates_suggestions(validate: Validate, tmp_path: Path) -> None:
    """So that a person can go through them with whatever program reads SSSOM."""
    source = matching.FromSet(mapping_sets.read(THEIRS.read_text("utf-8"), "theirs"))
    file = tmp_path / "candidates.sssom.tsv"
    file.write_text(FORMATS["tsv"](matching.suggest(matching.concepts(), source)), "utf-8")
    done = validate(file)
    assert (done.returncode, done.stderr) == (0, "")


def test_codes_of_metapsy_are_no_codes_of_medicine() -> None:
    """They are looked up, and go neither into graphs nor into markup."""
    assert "metapsy" not in mappings_graph()
    assert all(match.system != "metapsy" for concept in vocabulary() for match in concept.matches)


def test_the_prefix_map_knows_every_prefix_of_the_sets() -> None:
    """As they are written there, and no other way to write one is a prefix of its own."""
    for name in BUNDLED:
        for prefix, iri in mapping_sets.bundled(name).prefixes.items():
            assert frozen().bimap[prefix] == iri, prefix


def test_the_counts_of_the_document_are_those_of_the_files() -> None:
    """`python tools/make_mapping_counts.py` makes them anew."""
    text = (ROOT / "docs/vocabulary.md").read_text("utf-8")
    assert make_mapping_counts.with_counts(text) == text
    assert {scheme for concept in matching.concepts() for scheme in concept.schemes} == set(make_mapping_counts.SCHEMES)


def test_the_python_of_the_document_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """And gives what it speaks of."""
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/vocabulary.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, "vocabulary.md", "exec"), names)
    assert capsys.readouterr().out.startswith("usual care ")
    assert names["near"] == vocabulary().get("acute-treatment")


# ---------------------------------------------------------------- reading

HEAD = """#mapping_set_id: "https://example.org/mappings/test"
#license: "https://creativecommons.org/publicdomain/zero/1.0/"
#curie_map:
#  concept: "https://w3id.org/ipt-kg/concept/"
#  MeSH: "http://id.nlm.nih.gov/mesh/"
#  semapv: "https://w3id.org/semapv/vocab/"
#  skos: "http://www.w3.org/2004/02/skos/core#"
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\treviewer_label\n"
FIRST_ROW = HEAD.count("\n") + 2
IPT, THERAPY = "concept:interpersonal-psychotherapy", "concept:psychotherapy"


def table(*rows: tuple[str, str, str], head: str = HEAD) -> str:
    lines = (f"{s}\tskos:{p}Match\t{o}\tsemapv:ManualMappingCuration\t0.9\tsomebody\n" for s, p, o in rows)
    return head + COLUMNS + "".join(lines)


def test_rows_know_their_lines_and_quoted_cells_are_read() -> None:
    """As other programs write them."""
    found = mapping_sets.read(THEIRS.read_text("utf-8"), "theirs")
    lines = THEIRS.read_text("utf-8").splitlines()
    assert all(lines[row.line - 1].startswith(row.subject) for row in found.rows)
    assert found.rows[1].cells["object_label"] == 'therapy, of any "kind"'


@pytest.mark.parametrize("mark", ["\u2028", "\u0085", "\x0c", "\x1c"])
def test_a_row_ends_at_the_end_of_its_line_only(mark: str) -> None:
    """Marks that Python takes for line ends may stand in a cell, and in the metadata."""
    text = table((IPT, "close", f"MeSH:{mark}1"), (IPT, "close", "MeSH:2")).replace("somebody", f"some{mark}body")
    found = mapping_sets.read(text.replace("\n", "\r\n"), "x")
    assert [row.line for row in found.rows] == [FIRST_ROW, FIRST_ROW + 1]
    assert found.rows[0].object == f"MeSH:{mark}1"
    assert found.rows[1].cells["reviewer_label"] == f"some{mark}body"
    assert standing.read_list(f"MeSH:1\tMeSH{mark}2\n", "dead")["MeSH:1"].replaced_by == f"MeSH{mark}2"


def test_a_quote_within_a_cell_is_a_character() -> None:
    """Only one that begins a cell encloses it, whose quotes are then doubled."""
    found = mapping_sets.read(table((IPT, "close", 'MeSH:1"'), (IPT, "close", '"MeSH:""2"')), "x")
    assert [row.object for row in found.rows] == ['MeSH:1"', 'MeSH:"2']


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "need a curie_map"),
        ("#a: [\n" + COLUMNS, "no YAML"),
        ("#- a\n" + COLUMNS, "need a curie_map"),
        ("#curie_map:\n#  x: 1\n" + COLUMNS, "put it in quotes"),
        (HEAD + "subject_id\tobject_id\n", "needs the columns"),
        (HEAD + COLUMNS + "x" * 200_000 + "\n", "field larger"),
        (table((IPT, "close", '"MeSH:1'), (IPT, "close", "MeSH:2")), rf"{FIRST_ROW}: unexpected end.*quote"),
        (table((IPT, "close", '"MeSH:1'), (IPT, "close", '"MeSH:2')), rf"{FIRST_ROW}: .*quote"),
        (HEAD + '"' + COLUMNS, r"8: unexpected end.*quote"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """By the reader with an error, by the check with a fault of its file."""
    with pytest.raises(IptKgError, match=message):
        mapping_sets.read(text, "x.sssom.tsv")
    file = tmp_path / "x.sssom.tsv"
    file.write_text(text, "utf-8")
    (fault,) = matching.check([file])
    assert (fault.severity, fault.rule, fault.file) == (Severity.ERROR, "mapping-unreadable", str(file))


def test_a_curie_of_an_unknown_prefix_has_no_iri() -> None:
    """Nobody guesses what it stands for."""
    with pytest.raises(IptKgError, match="not in its curie_map"):
        mapping_sets.bundled("concepts").expand("nobody:1")


# ---------------------------------------------------------------- map check

Fault = tuple[str, int | None, str | None]
"""Rule, row (from 0) and column."""


def faults(folder: Path, text: str) -> list[Fault]:
    file = folder / "mine.sssom.tsv"
    file.write_text(text, "utf-8")
    found = matching.check([file])
    assert all(each.file == str(file) for each in found)
    return [(each.rule, each.line and each.line - FIRST_ROW, each.path) for each in found]


CONTRADICTION = "mapping-contradiction"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(IPT, "exact", "MeSH:1"), (THERAPY, "exact", "MeSH:2"), (IPT, "close", "MeSH:2")], []),
        ([(IPT, "exact", "MeSH:1"), (IPT, "exact", "MeSH:2")], [(CONTRADICTION, 1, "object_id")]),
        ([("concept:relapse", "exact", "MeSH:1"), (IPT, "exact", "MeSH:1")], [(CONTRADICTION, 1, "subject_id")]),
        ([(IPT, "broad", "MeSH:1"), (IPT, "narrow", "MeSH:1")], [(CONTRADICTION, 1, "predicate_id")]),
        ([(IPT, "exact", "MeSH:1"), (IPT, "broad", "MeSH:1")], [(CONTRADICTION, 1, "predicate_id")]),
        ([(IPT, "exact", "MeSH:1"), (IPT, "exact", "MeSH:1")], [("mapping-repeated", 1, "subject_id")]),
        ([("concept:no-such", "close", "MeSH:1")], [("mapping-concept", 0, "subject_id")]),
        ([("MeSH:1", "close", "concept:no-such")], [("mapping-concept", 0, "object_id")]),
        ([(IPT, "odd", "MeSH:1")], [("mapping-predicate", 0, "predicate_id")]),
        ([(IPT, "close", "mesh:1")], [("mapping-prefix", 0, "object_id")]),
        ([(IPT, "close", "rdfs:1")], []),
        ([(IPT, "close", "")], [("mapping-prefix", 0, "object_id")]),
        ([(THERAPY, "broad", "MeSH:1"), (IPT, "narrow", "MeSH:1")], [("mapping-cycle", 0, "predicate_id")]),
        ([("MeSH:1", "broad", "MeSH:2"), ("MeSH:2", "broad", "MeSH:1")], [("mapping-cycle", 0, "predicate_id")]),
    ],
)
def test_what_cannot_be_right_is_found(rows: list[tuple[str, str, str]], expected: list[Fault], tmp_path: Path) -> None:
    """At the row and the column to mend, and nothing else."""
    rest = [each for each in faults(tmp_path, table(*rows)) if each[0] != "mapping-cycle" or each in expected]
    assert rest == expected


def test_equals_of_two_concepts_of_which_one_is_broader_are_a_cycle(tmp_path: Path) -> None:
    """IPT would be psychotherapy, and so above itself; whoever made the two the same is to blame."""
    found = faults(tmp_path, table((IPT, "exact", "MeSH:1"), (THERAPY, "exact", "MeSH:1")))
    assert [rule for rule, _, _ in found] == ["mapping-cycle", CONTRADICTION]


ORDERED = st.lists(st.integers(1, 9), min_size=2, max_size=6, unique=True).map(sorted)


@given(ORDERED, st.sampled_from(["broad", "narrow"]))
def test_a_chain_is_a_cycle_when_its_ends_are_joined_and_not_before(terms: list[int], relation: str) -> None:
    """However long it is, and whichever way its mappings are written."""
    chain = [(f"MeSH:{low}", relation, f"MeSH:{high}") for low, high in pairwise(terms)]
    closed = [*chain, (f"MeSH:{terms[-1]}", relation, f"MeSH:{terms[0]}")]
    assert not list(cycles(list(placed([mapping_sets.read(table(*chain), "x")])), {}))
    (fault,) = cycles(list(placed([mapping_sets.read(table(*closed), "x")])), {})
    assert all(f"MeSH:{term}" in fault.message for term in terms)


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ('#  MeSH: "https://example.org/mesh/"', Severity.VIOLATION),
        ('#  mesh: "http://id.nlm.nih.gov/mesh/"', Severity.VIOLATION),
        ('#  heading: "http://id.nlm.nih.gov/mesh/"', Severity.VIOLATION),
        ('#  wd: "http://www.wikidata.org/entity/"', Severity.WARNING),
        ('#  Wikidata: "https://www.wikidata.org/wiki/"', Severity.WARNING),
        ('#  STATO: "http://purl.obolibrary.org/obo/MONDO_"', Severity.VIOLATION),
        ('#  other: "https://example.org/other/"', Severity.INFO),
    ],
)
def test_prefixes_that_clash_are_found(line: str, severity: Severity, tmp_path: Path) -> None:
    """With the frozen map or with each other; YAML itself would take the last and say nothing."""
    file = tmp_path / "mine.sssom.tsv"
    file.write_text(table(head=f"{HEAD}{line}\n"), "utf-8")
    found = matching.check([file])
    assert {each.rule for each in found} == {"mapping-prefix"}
    assert min(found, key=lambda each: list(Severity).index(each.severity)).severity == severity
    assert {each.line for each in found} == {FIRST_ROW - 1}


def test_prefixes_that_clash_between_files_are_found(tmp_path: Path) -> None:
    """Each file for itself is whole."""
    files = [tmp_path / "a.sssom.tsv", tmp_path / "b.sssom.tsv"]
    for file in files:
        file.write_text(table(head=f'{HEAD}#  x: "https://example.org/{file.name}/"\n'), "utf-8")
        assert {each.severity for each in matching.check([file])} == {Severity.INFO}
    clash = [each for each in matching.check(files) if each.severity is Severity.VIOLATION]
    assert [(each.file, each.path) for each in clash] == [(str(files[1]), "curie_map.x")]


def test_a_row_that_nobody_reviewed_is_told_of(tmp_path: Path) -> None:
    """By a warning, on which a script may fail."""
    file = tmp_path / "mine.sssom.tsv"
    file.write_text(table((IPT, "close", "MeSH:1")).replace("0.9\tsomebody", "\t"), "utf-8")
    (fault,) = matching.check([file])
    assert (fault.severity, fault.rule) == (Severity.WARNING, "mapping-unreviewed")
    assert "no confidence and no reviewer" in fault.message


def test_terms_on_a_list_of_the_dead_are_found(tmp_path: Path, ipt_kg: Run) -> None:
    """By CURIE or IRI, with what took their place."""
    dead = tmp_path / "dead.tsv"
    dead.write_text("# retired\nMeSH:D015928\nhttp://purl.obolibrary.org/obo/MONDO_0002009\tMONDO:1\n", "utf-8")
    done = ipt_kg("map", "check", "--dead", dead, "--format", "json")
    found = {(each["rule"], each["severity"]) for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found == {("mapping-dead", "violation"), ("mapping-merged", "violation")}
    assert "MONDO:1 took the place of MONDO:0002009" in done.stdout
    dead.write_text("a\tb\tc\n", "utf-8")
    done = ipt_kg("map", "check", "--dead", dead)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a term and what took its place" in done.stderr


# ---------------------------------------------------------------- a real endpoint


@contextmanager
def oxigraph(place: Path) -> Iterator[str]:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the dev extra brings the server"
    address = f"127.0.0.1:{free_port()}"
    command = [program, "serve", "--location", str(place), "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(address)
            yield f"http://{address}"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An endpoint with a stand-in for vocabularies."""
    with oxigraph(tmp_path_factory.mktemp("terms")) as address:
        content = (FIXTURES / "terms.ttl").read_bytes()
        kind = {"Content-Type": "text/turtle"}
        assert requests.put(f"{address}/store?default", data=content, headers=kind, timeout=30).ok
        yield f"{address}/query"


def test_an_endpoint_tells_which_terms_are_dead_or_merged(terms: str, tmp_path: Path) -> None:
    """An equal in another vocabulary is no merger, and a vocabulary that it lacks is no fault."""
    prefixes = {
        "Wikidata": "http://www.wikidata.org/entity/",
        "MAXO": "http://purl.obolibrary.org/obo/MAXO_",
        "NCIT": "http://purl.obolibrary.org/obo/NCIT_",
    }
    head = HEAD + "".join(f'#  {prefix}: "{iri}"\n' for prefix, iri in prefixes.items())
    codes = (
        "Wikidata:ExampleMerged",
        "Wikidata:ExampleEqual",
        "MAXO:Example1",
        "MAXO:Example3",
        "MAXO:0000160",
        "NCIT:1",
    )
    file = tmp_path / "mine.sssom.tsv"
    file.write_text(table(*((IPT, "close", code) for code in codes), head=head), "utf-8")
    found = matching.check([file], endpoint=terms)
    told = {codes[(each.line or 0) - head.count("\n") - 2]: (each.rule, each.severity.value) for each in found}
    assert told == {
        "Wikidata:ExampleMerged": ("mapping-merged", "violation"),
        "MAXO:Example1": ("mapping-merged", "violation"),
        "MAXO:Example3": ("mapping-dead", "violation"),
        "MAXO:0000160": ("mapping-dead", "warning"),
    }
    assert "http://www.wikidata.org/entity/ExampleIpt took the place" in "".join(map(str, found))


def candidates(*concepts: str, source: matching.FromEndpoint | matching.FromSet) -> dict[str, Suggestion]:
    found = matching.suggest([vocabulary().get(concept) for concept in concepts], source)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    return {each.iri.rpartition("/")[2].rpartition("#")[2]: each for each in found}


def test_names_make_candidates(terms: str) -> None:
    """The same name most, a synonym less, one that is like it, and no dead ones; letters alone are too little."""
    found = candidates("interpersonal-psychotherapy", source=matching.FromEndpoint(terms))
    assert list(found) == ["ExampleIpt", "ExampleIptLike", "ExampleIptSynonym"]
    first = found["ExampleIpt"]
    assert (first.term, first.score, first.relation) == ("Wikidata:ExampleIpt", 0.9, Relation.EXACT)
    assert first.reasons == ("'interpersonal psychotherapy' is 'interpersonal psychotherapy'",)
    assert first.justification == "semapv:LexicalMatching"
    assert found["ExampleIptLike"].relation == Relation.CLOSE
    whole = candidates("interpersonal-psychotherapy", source=matching.FromEndpoint(terms, whole_names=True))
    assert list(whole) == ["ExampleIpt", "ExampleIptSynonym"]


def test_codes_make_candidates(terms: str) -> None:
    """An item with our MeSH heading, by whatever property; what is mapped, and statements about terms, are none."""
    found = candidates("cognitive-behaviour-therapy", source=matching.FromEndpoint(terms))
    assert set(found) == {"ExampleCbt", "ExampleCode"}
    both, alone = found["ExampleCbt"], found["ExampleCode"]
    assert both.score > alone.score == 0.9
    assert both.justification == "semapv:CompositeMatching"
    assert alone.justification == "semapv:MappingChaining"
    assert both.reasons[0] == "shares MeSH:D015928, by http://www.wikidata.org/prop/direct/P486"
    assert both.label == "Cognitive-behavioral therapy"


def test_letters_are_the_same_or_not_alike() -> None:
    """MBCBT is another thing than MBCT, however few letters differ; and the same letters are a hint, no more."""
    head = HEAD + '#  ex: "https://example.org/terms#"\n' + COLUMNS.replace("confidence", "object_label")
    names = ("MBCT", "MBCBT")
    rows = (f"{THERAPY}\tskos:closeMatch\tex:{name}\tsemapv:LexicalMatching\t{name}\t\n" for name in names)
    source = matching.FromSet(mapping_sets.read(head + "".join(rows), "theirs"))
    (found,) = matching.suggest([vocabulary().get("mindfulness-based-cognitive-therapy")], source, least=0.1)
    assert (found.label, found.score) == ("MBCT", 0.5)


def test_what_matches_another_concept_exactly_is_no_candidate() -> None:
    """Third-wave therapy is called a kind of cognitive behaviour therapy; MeSH's heading is that one's."""
    source = matching.FromSet(mapping_sets.read(THEIRS.read_text("utf-8"), "theirs"))
    found = matching.suggest(matching.concepts(), source, least=0)
    assert not {each.iri for each in found} & {match.iri for each in vocabulary() for match in each.matches}


def test_a_mapping_set_makes_candidates() -> None:
    """By its labels on either side, and by what its terms are equal to."""
    source = matching.FromSet(mapping_sets.read(THEIRS.read_text("utf-8"), "theirs"))
    found = candidates("behavioural-activation", "cognitive-behaviour-therapy", source=source)
    assert set(found) == {"ExampleBa", "ExampleCode"}
    assert found["ExampleBa"].relation == Relation.EXACT
    assert found["ExampleCode"].reasons == ("shares MeSH:D015928, by an exact match",)


def test_suggestions_are_a_table_to_go_through(terms: str, ipt_kg: Run, tmp_path: Path) -> None:
    """SSSOM, without a reviewer, so that it is not taken for more; nothing that is bundled changes."""
    before = [file.read_bytes() for file in SETS]
    done = ipt_kg("map", "suggest", "--all", "--endpoint", terms, "--format", "tsv")
    assert done.returncode == 0, done.stderr
    file = tmp_path / "candidates.sssom.tsv"
    file.write_text(done.stdout, "utf-8")
    found = mapping_sets.read(done.stdout, str(file))
    iris = {found.expand(row.object) for row in found.rows}
    assert {"http://www.wikidata.org/entity/ExampleIpt", "https://example.org/terms#ExampleCode"} <= iris
    rules = {each.rule for each in matching.check([file])}
    assert "mapping-unreviewed" in rules
    assert not rules & {"mapping-unreadable", "mapping-concept", "mapping-predicate"}
    assert [file.read_bytes() for file in SETS] == before


def test_suggestions_are_for_people_and_programs() -> None:
    """The same in each form; none are an empty list, and a table without rows."""
    source = matching.FromSet(mapping_sets.read(THEIRS.read_text("utf-8"), "theirs"))
    found = matching.suggest([vocabulary().get("behavioural-activation")], source)
    assert FORMATS["text"](found).splitlines()[1].split()[:2] == ["0.90", "skos:exactMatch"]
    assert json.loads(FORMATS["json"](found))[0]["iri"] == "https://example.org/terms#ExampleBa"
    assert mapping_sets.read(FORMATS["tsv"](found), "x").rows[0].object == "ns1:ExampleBa"
    assert mapping_sets.read(FORMATS["tsv"](()), "x").rows == ()


@pytest.mark.parametrize("form", ["text", "tsv"])
def test_a_label_of_others_neither_breaks_a_row_nor_steers_a_terminal(form: str) -> None:
    """Tabs, line ends, quotes and escapes are what a label may have, by mistake or on purpose."""
    told = 'usual care\t\x1b[2J\nconcept:x "y"'
    found = Suggestion("usual-care", "usual care", Relation.CLOSE, "urn:x:1", "urn:x:1", told, 0.9, (told,), "semapv:x")
    text = FORMATS[form]((found,))
    assert not set(text) & {"\x1b"}
    assert r"usual care \x1b[2J concept:x" in text
    if form == "tsv":
        (row,) = mapping_sets.read(text, "x").rows
        assert (row.object, row.cells["object_label"]) == ("ns1:1", r"usual care \x1b[2J concept:x 'y'")


@pytest.mark.parametrize("name", ["BA", "Behavioural Activation", "concept:behavioural-activation"])
def test_a_concept_is_found_by_what_it_is_called(name: str, ipt_kg: Run) -> None:
    """As for the parameters of queries: by identifier, label or notation, in whatever case."""
    done = ipt_kg("map", "suggest", name, "--from", THEIRS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("behavioural-activation (")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["usual-care"], "say where to look"),
        (["behavioral-activatio", "--from", str(THEIRS)], "did you mean behavioural-activation"),
        (["usual-care", "--all", "--from", str(THEIRS)], "name one concept"),
        (["--from", str(THEIRS)], "name one concept"),
        (["no-such", "--from", str(THEIRS)], "no concept 'no-such'"),
        (["usual-care", "--endpoint", "example.org"], "a web address"),
        (["usual-care", "--endpoint", "http://127.0.0.1:9/sparql"], "did not answer"),
        (["usual-care", "--from", str(FIXTURES / "terms.ttl")], "terms.ttl"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: list[str], message: str, ipt_kg: Run) -> None:
    """With a message that says what to do, and status 2."""
    done = ipt_kg("map", "suggest", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
