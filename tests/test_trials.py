# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""From a claim by its source to the trials behind it: which, when, what they pool to, and where that is told."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import EVIDENCE, SHARED, Run
from ipt_kg import importing, store
from ipt_kg.audit import audit_record
from ipt_kg.audit.trials import Chain, Trial, Trials, chains, trials_of
from ipt_kg.graph import to_graph
from ipt_kg.model import (
    Comparison,
    Condition,
    DataSource,
    Direction,
    EffectEstimate,
    Intervention,
    Outcome,
    Phase,
    Population,
    ReportedDate,
    ReportedNumber,
    Side,
    Study,
)
from ipt_kg.pages.behind import behind
from ipt_kg.pages.library import Library
from ipt_kg.records import Corpus, Reading, Record, SourceMap, read_records
from ipt_kg.reports import chains as told
from ipt_kg.settings import Settings
from tables import row, written

SETTINGS = Settings(max_file_bytes=20_000_000)
SOURCE = DataSource(title="Trials made up for tests", license="https://example.org/licence", attribution="The testers")
METAPSY = SHARED / "data/metapsy-depression-psyctr"
CITED = "cuijpers-2011-ipt-depression#estimate-vs-control"


def studies(folder: Path, *rows: dict[str, str]) -> list[Study]:
    found = importing.read(written(folder, *rows), SETTINGS, SOURCE).records
    return [each for each in found if isinstance(each, Study)]


def corpus(evidence: Reading, trials: list[Study]) -> Corpus:
    return Corpus([*evidence.records, *(Record(each, SourceMap("t", {})) for each in trials)])


def chain(evidence: Reading, trials: list[Study]) -> Chain | None:
    """Give the chain of the page's main effect."""
    known = corpus(evidence, trials)
    article = known.article("ipt-explained")
    assert article is not None
    return next((each for each in chains(article, known) if str(each.source) == CITED), None)


def compared(comparator: str = "control-condition", condition: str = "depressive-disorder") -> Comparison:
    return Comparison(
        population=Population(condition=Condition(condition)),
        intervention=frozenset({Intervention("interpersonal-psychotherapy")}),
        comparator=frozenset({Intervention(comparator)}),
        outcome=Outcome("depressive-symptoms"),
        phase=Phase("acute-treatment"),
    )


def names(trials: Trials) -> list[str]:
    return [each.study.id for each in trials.trials]


def test_trials_are_told_up_to_the_source_and_since(evidence: Reading, tmp_path: Path) -> None:
    """2011 is still up to the study of 2011; each of the claims that cite it is named."""
    rows = [row(study=f"Able, {year}", year=str(year)) for year in (2001, 2011, 2012, 2020)]
    found = chain(evidence, studies(tmp_path, *rows))
    assert found is not None
    assert (found.until, names(found.before.all), names(found.since.all)) == (
        "2011",
        ["metapsy-able-2001", "metapsy-able-2011"],
        ["metapsy-able-2012", "metapsy-able-2020"],
    )
    assert "answer-control" in found.claims


def test_a_source_that_says_when_it_looked_is_taken_at_its_word(evidence: Reading, tmp_path: Path) -> None:
    """What was published between its search and itself is since."""
    searched = [
        replace(record, model=replace(record.model, searched_until=ReportedDate("2009-06")))
        if isinstance(record.model, Study) and record.model.id == CITED.partition("#")[0]
        else record
        for record in evidence.records
    ]
    found = chain(evidence._replace(records=tuple(searched)), studies(tmp_path, row(study="Able, 2010", year="2010")))
    assert found is not None
    assert (names(found.before.all), names(found.since.all)) == ([], ["metapsy-able-2010"])
    assert told.until_words(found) == "is the year up to which the source looked for trials."


@pytest.mark.parametrize(
    ("changes", "of_it"),
    [
        ({"condition_arm2": "wl"}, True),
        ({"condition_arm2": "other ctr"}, True),
        ({"condition_arm1": "cbt"}, False),
        ({"outcome_type": "response (50%)", "event_arm1": "50", "totaln_arm1": "93"}, False),
        ({"time": "fu1"}, False),
    ],
)
def test_a_trial_is_of_the_comparison_or_of_a_narrower_one(
    changes: dict[str, str], of_it: bool, evidence: Reading, tmp_path: Path
) -> None:
    """Waiting and usual care are controls; another therapy, outcome or phase is another question."""
    assert (chain(evidence, studies(tmp_path, row(**changes))) is not None) == of_it


def test_a_broader_comparator_is_another_comparison(tmp_path: Path) -> None:
    """A trial against usual care says nothing on waiting alone."""
    trials = studies(tmp_path, row(condition_arm2="cau"), row(study="Baker, 2002", year="2002", condition_arm2="wl"))
    assert [each.study.id for each in trials_of(compared("waiting-list"), trials)] == ["metapsy-baker-2002"]


def test_people_of_another_kind_are_counted_apart(evidence: Reading, tmp_path: Path) -> None:
    """Depressive symptoms above a cut-off are no depressive disorder."""
    rows = [row(), row(study="Baker, 2002", year="2002", diagnosis="cut")]
    found = chain(evidence, studies(tmp_path, *rows))
    assert found is not None
    assert names(found.before.all) == ["metapsy-able-2001", "metapsy-baker-2002"]
    assert names(found.before.fitting) == ["metapsy-able-2001"]
    words = told.group_words(found.before, found.compared)
    assert words.startswith("2 trials, pooled SMD = 0.44 (95% CI ")
    assert "Of these in depressive disorder, a kind of it or a wider group: 1 trial, Able (2001): g = 0.43" in words


def test_sides_and_signs_are_turned_to_the_comparison(tmp_path: Path) -> None:
    """Whichever side stands first, and whatever sign the trial uses."""
    (study,) = studies(tmp_path, row())
    (estimate,) = study.estimates
    sides = replace(
        estimate.comparison,
        intervention=estimate.comparison.comparator,
        comparator=estimate.comparison.intervention,
    )
    for turned, value, favours, direction in (
        (estimate.comparison, "0.5", Side.INTERVENTION, Direction.INTERVENTION),
        (estimate.comparison, "-0.5", Side.COMPARATOR, Direction.INTERVENTION),
        (sides, "0.5", Side.COMPARATOR, Direction.COMPARATOR),
        (sides, "-0.5", Side.INTERVENTION, Direction.COMPARATOR),
    ):
        changed = replace(
            estimate, comparison=turned, value=ReportedNumber(value), higher_favours=favours, direction=direction
        )
        (trial,) = trials_of(compared(), [replace(study, estimates=(changed,))])
        assert trial.effect is not None
        assert trial.effect[0] == 0.5


def test_several_results_of_a_trial_count_as_one(tmp_path: Path) -> None:
    """The mean of the values, and the root of the mean variance: the same people say no more twice."""
    rows = [row(dot_g="0,2", dot_g_se="0,3"), row(dot_g="0,4", dot_g_se="0,4")]
    (trial,) = trials_of(compared(), studies(tmp_path, *rows))
    assert trial.effect == pytest.approx((0.3, (0.125) ** 0.5))
    assert Trials((trial,)).pooled is None, "one trial pools nothing"


def test_what_has_no_standard_error_or_another_measure_is_not_pooled(tmp_path: Path) -> None:
    """How many of the trials were pooled is told; where another's effect may lie, from three of them on."""
    rows = [row(study=f"Able, {year}", year=str(year)) for year in (2001, 2002, 2003)]
    trials = Trials(tuple(trials_of(compared(), studies(tmp_path, *rows, row(study="Baker, 2004", dot_g_se="NA")))))
    assert [trial.effect is None for trial in trials.trials] == [False, True, False, False]
    pooled = trials.pooled
    assert pooled is not None
    assert (pooled.k, pooled.prediction is not None) == (3, True)
    assert told.pooled_words(pooled, compared(), of=4).startswith(
        "3 of them pooled SMD = 0.44 (95% CI 0.27 to 0.61; pred"
    )
    two = Trials(trials.trials[:1] + trials.trials[2:3]).pooled
    assert two is not None
    assert two.prediction is None


def test_no_claim_gets_a_verdict_from_a_single_trial(evidence: Reading, tmp_path: Path) -> None:
    """The assessments of a page are the same with trials among the records as without."""
    trials = studies(tmp_path, row(dot_g="-0,9"), row(study="Able, 2020", year="2020", dot_g="-0,9"))
    page = next(each for each in evidence.records if each.model.id == "ipt-explained")
    with_them, without = audit_record(page, corpus(evidence, trials)), audit_record(page, evidence.corpus)
    assert with_them.article == without.article


def written_beside(tmp_path: Path) -> Path:
    """Copy the evidence, with a trial up to 2011 and two since."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    rows = [
        row(study=f"Able, {year}", year=str(year), dot_g=g) for year, g in ((2001, "0,5"), (2015, "0,1"), (2016, "0,6"))
    ]
    found = importing.read(written(tmp_path, *rows), SETTINGS, SOURCE)
    importing.save(found, folder / "trials.jsonl", SETTINGS)
    return folder


def test_the_report_tells_of_them(ipt_kg: Run, tmp_path: Path) -> None:
    """In the terminal, as numbers, and on the page to send: once for each source, with claims and licence."""
    folder = written_beside(tmp_path)
    text = ipt_kg("audit", folder, "--id", "ipt-explained").stdout
    assert text.count("Trials behind the sources") == 1
    flat = " ".join(text.split())
    assert (
        "to 2011 1 trial, Able (2001): g = 0.5 (95% CI 0.2083 to 0.7917, computed from the standard error), fav" in flat
    )
    assert "since 2 trials, pooled SMD = 0.35 (95% CI -0.14 to 0.84; I² = 82%), values above 0 favour interp" in flat
    assert (
        "2011 is the year in which the source was published; until when it looked for trials is not recorded." in flat
    )
    assert "caveats The figures were taken from a table of trials that others made" in flat
    assert "Trials made up for tests, The testers (https://example.org/licence)" in flat
    rows = json.loads(ipt_kg("audit", folder, "--id", "ipt-explained", "--format", "json").stdout)
    (found,) = {json.dumps(each["trials"]) for each in rows if each["source"] == CITED and each["cited"]}
    since = json.loads(found)["since"]["all"]
    assert [each["study"] for each in since["trials"]] == ["metapsy-able-2015", "metapsy-able-2016"]
    assert round(since["pooled_here"]["mean"], 2) == 0.35
    page = tmp_path / "audit.html"
    ipt_kg("audit", folder, "--id", "ipt-explained", "--format", "html", "--out", page)
    assert page.read_text("utf-8").count('id="trials"') == 1
    assert all(each["trials"] is None for each in rows if each["source"] != CITED)


def test_without_trials_nothing_is_told(ipt_kg: Run) -> None:
    assert "Trials behind" not in ipt_kg("audit", EVIDENCE, "--id", "ipt-explained").stdout


OPEN = """DELETE { ?c iptkg:hasPhase ?p } INSERT { ?c iptkg:hasPhase concept:phase-not-stated }
WHERE { ?c iptkg:hasPhase ?p FILTER (CONTAINS(STR(?c), "cuijpers-2011") || CONTAINS(STR(?c), "2015")) }"""
TURNED = """DELETE { ?c iptkg:hasIntervention ?i ; iptkg:hasComparator ?o }
INSERT { ?c iptkg:hasIntervention ?o ; iptkg:hasComparator ?i }
WHERE { ?c iptkg:hasIntervention ?i ; iptkg:hasComparator ?o FILTER (CONTAINS(STR(?c), "2015")) }"""


@pytest.mark.parametrize(("update", "years"), [("", [2001, 2015, 2016]), (OPEN, []), (TURNED, [2001, 2015, 2016])])
def test_query_and_audit_name_the_same_trials(
    update: str, years: list[int], evidence_settings: Settings, tmp_path: Path
) -> None:
    """Also where a phase is not stated, or the sides stand the other way round."""
    records = read_records([written_beside(tmp_path)], evidence_settings).records
    opened = store.open_store(*(to_graph(each.model, evidence_settings.base) for each in records))
    prefixes = "PREFIX iptkg: <https://w3id.org/ipt-kg/ontology#> PREFIX concept: <https://w3id.org/ipt-kg/concept/> "
    if update:
        opened.update(prefixes + update)
    text = store.named_query("trials-behind", {"article": "ipt-explained"})
    rows = [each for each in store.run(opened, text).records() if each["cited_effect"] == "d = 0.63"]
    assert [each["source"] for each in rows if each["when"] != "the source"] == [f"Able {year}" for year in years]
    library = Library(opened, evidence_settings)
    article = library.article("ipt-explained")
    assert article is not None
    found = [each for each in behind(article, library).chains if str(each.source) == CITED]
    assert [trial.year for each in found for trial in (*each.before.all.trials, *each.since.all.trials)] == [
        *map(str, years)
    ]


def test_a_page_says_where_there_are_more_trials_than_it_reads(
    evidence_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The estimate is named, and the others are told all the same."""
    records = read_records([written_beside(tmp_path)], evidence_settings).records
    library = Library(
        store.open_store(*(to_graph(each.model, evidence_settings.base) for each in records)), evidence_settings
    )
    article = library.article("ipt-explained")
    assert article is not None
    monkeypatch.setattr("ipt_kg.pages.behind.MOST_STUDIES", 4)
    found = behind(article, library)
    assert CITED in found.left
    assert CITED not in {str(each.source) for each in found.chains}


def test_the_query_walks_the_chain(evidence: Reading, evidence_settings: Settings, tmp_path: Path) -> None:
    """The same trials as the audit's, each once for a result, after the source itself."""
    folder = written_beside(tmp_path)
    records = read_records([folder], evidence_settings)
    opened = store.open_store(*(to_graph(each.model, evidence_settings.base) for each in records.records))
    text = store.named_query("trials-behind", {"article": "ipt-explained"})
    rows = [each for each in store.run(opened, text).records() if each["cited_effect"] == "d = 0.63"]
    assert [(each["when"], each["source"]) for each in rows] == [
        ("the source", "Cuijpers 2011"),
        ("up to 2011", "Able 2001"),
        ("since 2011", "Able 2015"),
        ("since 2011", "Able 2016"),
    ]
    article = records.corpus.article("ipt-explained")
    assert article is not None
    found = next(each for each in chains(article, records.corpus) if str(each.source) == CITED)
    assert {each["claims"] for each in rows} == {str(len(found.claims))}
    assert (rows[1]["data_set"], rows[1]["license"]) == ("Trials made up for tests", "https://example.org/licence")
    assert str(rows[1]["interval"]).endswith("computed from the standard error)")


# ---------------------------------------------------------------- what pooling the trials of IPT must give


@pytest.mark.skipif(not METAPSY.is_dir(), reason="Metapsy's tables are not at hand")
def test_the_trials_of_ipt_pool_to_what_others_computed() -> None:
    """DerSimonian and Laird on the table's own rows, one value a trial, beside figures of metafor's kind."""
    expected = json.loads((SHARED / "data/metapsy-expected.json").read_text("utf-8"))["expected_python_DL"]
    found = importing.read(METAPSY / "data-24.0.2.csv", SETTINGS, SOURCE).records
    trials = [trial for each in found if isinstance(each, Study) and (trial := _of_ipt(each)).results]
    groups = {
        "24.0.2_all": trials,
        "24.0.2_le2010": [each for each in trials if each.year <= "2010"],
        "24.0.2_gt2010": [each for each in trials if each.year > "2010"],
    }
    for name, group in groups.items():
        pooled, wanted = Trials(tuple(group)).pooled, expected[name]
        assert pooled is not None, name
        assert len(group) == wanted["k"], name
        effect = pooled.effect
        got = [round(Decimal(number), 3) for number in (effect.mean, effect.lower, effect.upper)]
        assert got == [round(Decimal(str(wanted[key])), 3) for key in ("g", "lo", "hi")], name


def _of_ipt(study: Study) -> Trial:
    def is_ipt(estimate: EffectEstimate) -> bool:
        return estimate.comparison.intervention == {"interpersonal-psychotherapy"}

    return Trial(study, tuple((each, True) for each in study.estimates if is_ipt(each)))
