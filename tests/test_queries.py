# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The named queries give what the records hold: as files that were read, and as the model says by another way."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse

import make_query_results as made
from conftest import ROOT
from ipt_kg import api, store
from ipt_kg.api import Evidence
from ipt_kg.errors import QueryError
from ipt_kg.graph import to_graph
from ipt_kg.model import Article, Caveat, ClaimKind, Direction, EffectEstimate, NntMethod, Study
from ipt_kg.store import Given, NamedQuery, Parameter
from ipt_kg.store.parameters import values
from ipt_kg.vocabulary import vocabulary

Row = dict[str, str | None]
NAMES = sorted(store.named_queries())
LOCAL = [each.name for each in made.local()]
"""Those that ask nobody else; tests/test_federation.py asks the others."""
EFFECT = {"comparator", "direction", "interval", "caveats"}
CONCEPT = "https://w3id.org/ipt-kg/concept/"

SAMPLE: dict[str, str] = {
    "study": "cuijpers-2011-ipt-depression",
    "article": "ipt-explained",
    "number": "0.01",
    "language": "de",
    "endpoint": "https://example.org/sparql",
}
"""A value for each kind of parameter that is no scheme of concepts."""


@pytest.fixture(scope="module")
def loaded() -> Evidence:
    return api.load(ROOT / "evidence")


@pytest.fixture(scope="module")
def opened() -> Store:
    return store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))


def some_value(parameter: Parameter) -> str:
    return SAMPLE.get(parameter.kinds[0]) or vocabulary().of(parameter.kinds)[0]


def some_values(named: NamedQuery) -> Given:
    return {each.name: some_value(each) for each in named.parameters}


def rows(opened: Store, name: str, **given: str) -> list[Row]:
    return store.run(opened, store.named_query(name, given)).records()


def estimates(loaded: Evidence) -> Iterator[tuple[Study, EffectEstimate]]:
    for study in loaded.studies:
        for estimate in study.estimates:
            yield study, estimate


def source(study: Study) -> str:
    return f"{study.citation.authors[0].family} {str(study.citation.published)[:4]}"


def short(ids: frozenset[str]) -> str:
    found = (vocabulary().get(id) for id in ids)
    return " + ".join(sorted(concept.notation or concept.label for concept in found))


def interval(estimate: EffectEstimate) -> str:
    found = estimate.interval
    return f"{found.lower} to {found.upper} ({found.level}%)" if found else "interval not reported"


def told(study: Study, estimate: EffectEstimate) -> tuple[str, ...]:
    """Say of a result what every query that returns it must say."""
    comparison = estimate.comparison
    sides = (short(frozenset(comparison.intervention)), short(frozenset(comparison.comparator)))
    direction = vocabulary().get(f"direction/{estimate.direction}").label
    caveats = " ".join(caveat.statement for caveat in study.caveats_of(estimate))
    return (source(study), *sides, interval(estimate), direction, caveats)


def same(row: Row) -> tuple[str, ...]:
    names = ("source", "intervention", "comparator", "interval", "direction", "caveats")
    return tuple(str(row[name]) for name in names)


@pytest.mark.parametrize("named", made.with_rows(), ids=lambda each: each.name)
def test_rows_are_those_that_were_read(named: NamedQuery) -> None:
    """The committed file, which somebody compared with the records; `make queries` writes it anew."""
    written = (made.RESULTS / f"{named.name}.csv").read_text("utf-8")
    assert made.content(named.name) == written
    assert len(written.splitlines()) > 1, "a query without an answer teaches nothing"


def test_no_file_is_left_of_a_query_that_is_no_more() -> None:
    """As many files as queries that give rows."""
    assert {file.stem for file in made.RESULTS.iterdir()} == {named.name for named in made.with_rows()}


@pytest.mark.parametrize("name", NAMES)
def test_every_query_says_what_it_is(name: str) -> None:
    """Title, description, and each parameter; its values go where the query uses them."""
    named = store.named_queries()[name]
    assert named.title
    assert named.description.endswith(".")
    marks = re.findall(r"# (?:values|asks): (\w+)$", named.text, re.MULTILINE)
    assert set(marks) == {each.name for each in named.parameters}
    assert (named.endpoint is None) == (named.service is None) == ("# asks:" not in named.text)
    for each in named.parameters:
        assert each == named.endpoint or len(re.findall(rf"\?{each.variable}\b", named.text)) >= 1
        assert all(kind in SAMPLE or vocabulary().of([kind]) for kind in each.kinds)
    assert "# include:" not in named.text


@pytest.mark.parametrize("name", LOCAL)
def test_who_returns_an_effect_returns_what_it_needs(name: str, opened: Store) -> None:
    """Its interval or the lack of it, comparator, direction and caveats: in every row that has an effect."""
    named = store.named_queries()[name]
    answer = store.ask(opened, named.with_values(some_values(named)))
    if answer.is_graph or "effect" not in answer.table().columns:
        return
    assert set(answer.table().columns) >= EFFECT
    for row in rows(opened, name, **{key: str(value) for key, value in made.ASKED.get(name, {}).items()}):
        if row["comparator"] is not None:
            assert all(row[column] for column in EFFECT), row


@pytest.mark.parametrize("name", LOCAL)
def test_an_empty_store_is_no_failure(name: str) -> None:
    """No rows, or no triples; concepts are there without any record."""
    named = store.named_queries()[name]
    empty = store.ask(Store(), named.with_values(some_values(named)))
    assert empty.content == b"" if empty.is_graph else empty.table().rows == ()


@pytest.mark.parametrize("name", LOCAL)
def test_a_record_that_is_not_there_narrows_to_nothing(name: str, opened: Store) -> None:
    """So the parameter is joined with the rest."""
    named = store.named_queries()[name]
    for each in named.parameters:
        if each.kinds in (("study",), ("article",)):
            found = store.ask(opened, named.with_values({**some_values(named), each.name: "none-such"}))
            assert found.content == b"" if found.is_graph else found.table().rows == ()


@pytest.mark.parametrize("name", ["effects", "by-phase", "by-year", "significance"])
def test_every_result_is_there_once(name: str, opened: Store, loaded: Evidence) -> None:
    """As many rows as the records have estimates, each told as the model tells it."""
    assert Counter(map(same, rows(opened, name))) == Counter(told(*each) for each in estimates(loaded))


def test_effects_of_a_therapy_are_those_with_it_on_a_side(opened: Store, loaded: Evidence) -> None:
    """Or with one that is narrower: `psychotherapy` finds IPT, too."""
    for therapy in ("interpersonal-psychotherapy", "psychotherapy"):
        expected: Counter[tuple[str, ...]] = Counter()
        for study, estimate in estimates(loaded):
            sides = {
                name: any(vocabulary().is_a(str(id), therapy) for id in given)
                for name, given in (
                    ("intervention", estimate.comparison.intervention),
                    ("comparator", estimate.comparison.comparator),
                )
            }
            if any(sides.values()):
                stands = "both sides" if all(sides.values()) else next(name for name in sides if sides[name])
                expected[(stands, *told(study, estimate))] += 1
        found = rows(opened, "effects-of-therapy", therapy=therapy)
        assert Counter((str(row["stands_as"]), *same(row)) for row in found) == expected
        assert expected


def test_several_values_are_any_of_them_and_no_row_comes_twice(opened: Store, loaded: Evidence) -> None:
    """A comparator that both values name is found once."""
    text = store.named_query("against-comparator", {"against": ["TAU", "control condition"]})
    wanted = [each for each in estimates(loaded) if _has(each[1].comparison.comparator, "control-condition")]
    found = store.run(opened, text).records()
    assert Counter(map(same, found)) == Counter(told(*each) for each in wanted)


def _has(given: frozenset[object], ancestor: str) -> bool:
    return any(vocabulary().is_a(str(id), ancestor) for id in given)


def test_two_therapies_are_on_opposite_sides_and_not_on_both(opened: Store) -> None:
    """What adds IPT to medication on one side does not compare the two; figures beside one another are marked."""
    found = rows(opened, "two-therapies", a="pharmacotherapy", b="IPT")
    assert {str(row["intervention"]) for row in found} == {"ADM", "IPT"}
    assert {row["how"] for row in found} == {"against each other"}
    beside = rows(opened, "two-therapies", a="CBT", b="IPT")
    assert [(row["how"], row["intervention"], row["effect"]) for row in beside] == [
        ("each against the same", "IPT", "SMD = -0.24"),
        ("each against the same", "CBT", "SMD = -0.30"),
    ]


def test_numbers_needed_to_treat_are_those_of_the_model(opened: Store, loaded: Evidence) -> None:
    """With their method, and the effect beside them."""
    expected = Counter(
        (str(each.nnt.value), vocabulary().get(f"nnt-method/{each.nnt.method}").label, *told(study, each))
        for study, each in estimates(loaded)
        if each.nnt
    )
    found = rows(opened, "nnts")
    assert Counter((str(row["nnt"]), str(row["nnt_method"]), *same(row)) for row in found) == expected


def test_an_interval_of_a_number_needed_to_treat_names_its_sides(complete_graph: str) -> None:
    """As the invented record has it: from harm through infinity to benefit."""
    row = rows(store.open_store(complete_graph), "nnts")[0]
    assert (row["nnt_interval"], row["event"]) == ("20 (comparator) to 2.9 (intervention), 99%", "remission")


@pytest.mark.parametrize("alpha", ["0.05", "0.01"])
def test_what_is_significant_is_so_by_exact_arithmetic(alpha: str, opened: Store, loaded: Evidence) -> None:
    """Limits and p-values compared as decimals in Python give the same verdicts."""
    expected = Counter(
        (source(study), interval(each), _interval_says(each), _p_says(each, alpha)) for study, each in estimates(loaded)
    )
    found = rows(opened, "significance", alpha=alpha)
    columns = ("source", "interval", "interval_says", "p_says")
    assert Counter(tuple(str(row[name]) for name in columns) for row in found) == expected
    assert len({verdict[2] for verdict in expected}) == 4


def _interval_says(estimate: EffectEstimate) -> str:
    null = vocabulary().null_value(str(estimate.measure)) if estimate.measure else None
    if estimate.interval is None or null is None:
        return "interval not reported"
    lower, upper = estimate.interval.lower.value, estimate.interval.upper.value
    if null in (lower, upper):
        return "a printed limit is the null value"
    return "null value inside" if lower < null < upper else "null value outside"


def _p_says(estimate: EffectEstimate, alpha: str) -> str:
    if estimate.p is None:
        return "p not reported"
    if str(estimate.p).startswith("<"):
        return f"below {alpha}" if estimate.p.value <= Decimal(alpha) else f"cannot be told {alpha}"
    return f"below {alpha}" if estimate.p.value < Decimal(alpha) else f"not below {alpha}"


@pytest.mark.parametrize(
    ("p", "says"),
    [
        ("0.05", "not below 0.05"),
        ("0.049", "below 0.05"),
        ("<0.05", "below 0.05"),
        ("<0.06", "cannot be told 0.05"),
        (">0.05", "not below 0.05"),
        (">0.01", "cannot be told 0.05"),
        ("~0.01", "cannot be told 0.05"),
    ],
)
def test_a_p_value_is_read_with_its_sign(p: str, says: str, loaded: Evidence) -> None:
    """And a limit that is no effect does not exclude it."""
    text = loaded.to_graph("zhao-2023-act-depression")
    relation = {"<": "less", ">": "greater", "~": "about"}.get(p[0], "equal")
    node = "<https://w3id.org/ipt-kg/study/zhao-2023-act-depression#estimate-follow-up.p>"
    lines = [line for line in text.splitlines() if not line.startswith(node)]
    own = "<https://w3id.org/ipt-kg/ontology#"
    decimal = "<http://www.w3.org/2001/XMLSchema#decimal>"
    lines += [
        f'{node} {own}printed> "{p}" .',
        f'{node} {own}decimalValue> "{p.lstrip("<>~")}"^^{decimal} .',
        f"{node} {own}hasRelation> <{CONCEPT}relation/{relation}> .",
    ]
    changed = "\n".join(lines).replace('"-0.25"', '"0"')
    row = next(row for row in rows(store.open_store(changed), "significance") if row["p"] == p)
    assert (row["p_says"], row["interval_says"], row["no_effect"]) == (says, "a printed limit is the null value", "0")


def test_what_is_missing_is_missing_in_the_model(opened: Store, loaded: Evidence) -> None:
    """And a result that lacks nothing is not listed."""
    expected: Counter[tuple[str, ...]] = Counter()
    for study, each in estimates(loaded):
        lacks = {
            "value": each.value is None,
            "interval": each.interval is None,
            "number of studies": each.studies is None,
            "number of participants": each.participants is None,
            "method of the NNT": each.nnt is not None and each.nnt.method is NntMethod.NOT_STATED,
        }
        if any(lacks.values()):
            expected[("; ".join(name for name, lacking in lacks.items() if lacking), *told(study, each))] += 1
    found = rows(opened, "missing-figures")
    assert Counter((str(row["missing"]), *same(row)) for row in found) == expected
    assert len(found) < len(list(estimates(loaded)))


def test_every_figure_has_its_place_and_its_node(opened: Store, loaded: Evidence) -> None:
    """As many as the records print, each with the address of its own node and those where it was read."""
    printed: Counter[tuple[str | None, ...]] = Counter()
    for study, each in estimates(loaded):
        figures = [each.value, each.p, each.nnt.value if each.nnt else None, *(arm.rate for arm in each.arms)]
        figures += [each.interval.lower, each.interval.upper] if each.interval else []
        for figure in filter(None, figures):
            printed[
                (source(study), str(figure), each.locator, study.citation.doi, " ".join(sorted(study.read_at)))
            ] += 1
    found = rows(opened, "provenance")
    columns = ("source", "printed", "locator", "doi", "read_at")
    assert Counter(tuple(row[name] for name in columns) for row in found) == printed
    graph = (ROOT / "exports/graph.nq").read_text("utf-8")
    for row in found:
        assert f'<{row["figure"]}> <https://w3id.org/ipt-kg/ontology#printed> "{row["printed"]}"' in graph


def test_caveats_limit_what_the_model_says(opened: Store, loaded: Evidence) -> None:
    """Each once, with the results that it limits, or the whole study; the kinds narrow."""
    expected = Counter(
        (source(study), caveat.statement, ", ".join(sorted(caveat.limits)) or "the whole study", str(caveat.kind))
        for study in loaded.studies
        for caveat in study.caveats
    )
    found: Counter[tuple[str, ...]] = Counter()
    for kind in {key[3] for key in expected}:
        columns = ("source", "caveat_text", "of")
        found.update((*(str(row[name]) for name in columns), kind) for row in rows(opened, "caveats", kind=kind))
    assert found == expected
    assert len(rows(opened, "caveats")) == sum(expected.values())


def test_claims_stand_beside_what_they_are_about(opened: Store, loaded: Evidence) -> None:
    """A row for each claim and each thing that it names, with its words on the page."""
    for article in loaded.articles:
        expected = Counter((claim.statement, claim.anchor) for claim in article.claims for _ in claim.about)
        found = rows(opened, "claims-and-findings", article=article.id)
        assert Counter((str(row["statement"]), str(row["anchor"])) for row in found) == expected
    row = next(row for row in found if row["anchor"] == "did better than people in control groups")
    assert (row["stated"], row["effect"]) == ("value 0.63; 0.36 to 0.90; 16 studies", "d = 0.63")


def test_every_caveat_of_an_article_meets_the_claims_it_limits(opened: Store, loaded: Evidence) -> None:
    """And a claim about a result meets the caveats of that result."""
    for article in loaded.articles:
        claims = {claim.id: claim for claim in article.claims}
        expected = Counter(
            (claims[limited].statement, claim.statement)
            for claim in article.claims
            if claim.kind is ClaimKind.CAVEAT or claim.limits
            for limited in claim.limits
        )
        found = rows(opened, "claims-limited", article=article.id)
        own = [row for row in found if row["caveat_from"] == "the article"]
        assert Counter((str(row["statement"]), str(row["caveat"])) for row in own) == expected
        # A claim about two results has a caveat of both once.
        others = {
            (claim.id, about.study, caveat.id): (claim.statement, caveat.statement)
            for claim in article.claims
            for about in claim.about
            if not (about.part or "").startswith("caveat-")
            for caveat in _caveats(loaded.study(about.study), about.part)
        }
        rest = [row for row in found if row["caveat_from"] != "the article"]
        assert Counter((str(row["statement"]), str(row["caveat"])) for row in rest) == Counter(others.values())


def _caveats(study: Study, part: str | None) -> list[Caveat]:
    if part is None:
        return [caveat for caveat in study.caveats if not caveat.limits]
    (estimate,) = (each for each in study.estimates if f"estimate-{each.id}" == part)
    return list(study.caveats_of(estimate))


def test_counts_are_those_of_the_records(opened: Store, loaded: Evidence) -> None:
    """Of studies, arms, labels, outcomes, and what articles rest on."""
    studies = {row["doi"]: row for row in rows(opened, "studies")}
    for study in loaded.studies:
        row = studies.pop(study.citation.doi)
        counts = (str(study.studies or "not reported"), str(len(study.estimates)), str(len(study.caveats)))
        assert (row["studies"], row["results"], row["caveats"]) == counts
    assert not studies
    found = list(estimates(loaded))
    assert len(rows(opened, "arms")) == sum(len(each.arms) for _, each in found)
    labels = sorted(str(row["authors_label"]) for row in rows(opened, "authors-labels"))
    assert labels == sorted(each.authors_label for _, each in found if each.authors_label)
    results = {row["outcome"]: int(str(row["results"])) for row in rows(opened, "outcomes")}
    counted = Counter(vocabulary().get(str(each.comparison.outcome)).label for _, each in found)
    assert {name: count for name, count in results.items() if count} == counted
    rested = {(row["article"], row["claims"]) for row in rows(opened, "articles")}
    assert rested == {(article.title, str(len(article.claims))) for article in loaded.articles}


ALIKE = {"cohens-d", "hedges-g", "standardised-mean-difference"}


def _is_other(cited: EffectEstimate, other: EffectEstimate) -> bool:
    """Tell whether another estimate has a value for the same comparison, in a measure that is alike."""
    sides = [(each.comparison.intervention, each.comparison.comparator) for each in (cited, other)]
    whom = [(each.comparison.population.condition, each.comparison.phase) for each in (cited, other)]
    outcomes = {each.comparison.outcome for each in (cited, other)}
    alike = cited.measure == other.measure or {str(cited.measure), str(other.measure)} <= ALIKE
    main = not cited.analysis_kind and not other.analysis_kind
    same = sides[0] == sides[1] or sides[0] == sides[1][::-1]
    return bool(cited.value and other.value and same and whom[0] == whom[1] and len(outcomes) == 1 and alike and main)


def test_what_others_found_on_a_cited_comparison(opened: Store, loaded: Evidence) -> None:
    """Each other value once for each effect that an article cites, however many of its claims do."""
    expected: Counter[tuple[str | None, ...]] = Counter()
    for article in loaded.articles:
        for cited in {str(about) for claim in article.claims for about in claim.about if "#estimate-" in about}:
            study = loaded.study(cited.partition("#")[0])
            one = next(each for each in study.estimates if cited.endswith(f"#estimate-{each.id}"))
            for other_study, other in estimates(loaded):
                if other is not one and _is_other(one, other):
                    assert one.value
                    assert other.value
                    difference = str(other.value.value - one.value.value)
                    expected[(article.title, source(study), interval(one), difference, *told(other_study, other))] += 1
    found = rows(opened, "drift")
    columns = ("article", "cited", "cited_interval", "difference")
    assert Counter((*(row[name] for name in columns), *same(row)) for row in found) == expected
    row = next(row for row in rows(opened, "drift", article="ipt-explained") if row["cited_effect"] == "d = 0.63")
    assert (row["year"], row["effect"], row["difference"]) == ("2016", "g = 0.60", "-0.03")


FOUND_2016 = "https://w3id.org/ipt-kg/study/cuijpers-2016-ipt-mental-health#estimate-{}"
TURN_SIDES = """DELETE {{ ?c iptkg:hasIntervention ?a ; iptkg:hasComparator ?b }}
INSERT {{ ?c iptkg:hasIntervention ?b ; iptkg:hasComparator ?a }}
WHERE {{ <{0}> iptkg:hasComparison ?c . ?c iptkg:hasIntervention ?a ; iptkg:hasComparator ?b }}"""
TURN_SIGN = """DELETE {{ <{0}> iptkg:higherValuesFavour ?s }}
INSERT {{ <{0}> iptkg:higherValuesFavour side:comparator }}
WHERE {{ <{0}> iptkg:higherValuesFavour ?s }}"""

ANOTHER = """DELETE WHERE {{{{ <{{0}}.comparison{0}> iptkg:{1} ?any }}}} ;
INSERT DATA {{{{ <{{0}}.comparison{0}> iptkg:{1} concept:{2} }}}}"""
OTHER_MEASURE = """DELETE WHERE {{ <{0}> iptkg:hasMeasure ?m }} ;
INSERT DATA {{ <{0}> iptkg:hasMeasure concept:risk-ratio }}"""


@pytest.mark.parametrize(
    ("updates", "difference"),
    [
        ((), "-0.03"),
        ((TURN_SIDES,), "-1.23"),
        ((TURN_SIGN,), "-1.23"),
        ((TURN_SIDES, TURN_SIGN), "-0.03"),
        (("INSERT DATA {{ <{0}> iptkg:hasAnalysisKind <https://example.org/any> }}",), None),
        (("INSERT DATA {{ <{0}.comparison> iptkg:hasIntervention concept:usual-care }}",), None),
        (("INSERT DATA {{ <{0}.comparison> iptkg:hasComparator concept:usual-care }}",), None),
        ((OTHER_MEASURE,), None),
        ((ANOTHER.format("", "hasOutcome", "relapse"),), None),
        ((ANOTHER.format("", "hasPhase", "follow-up"),), None),
        ((ANOTHER.format(".population", "hasCondition", "mental-disorder"),), None),
        (
            (
                "DELETE WHERE {{ <{0}.value> iptkg:hasRelation ?r }} ; "
                "INSERT DATA {{ <{0}.value> iptkg:hasRelation <https://w3id.org/ipt-kg/concept/relation/less> }}",
            ),
            "not computed",
        ),
    ],
)
def test_a_difference_has_the_sign_of_the_one_cited(updates: tuple[str, ...], difference: str | None) -> None:
    """Whichever side stands first, and whatever sign the other uses; what is no such value is not listed."""
    changed = store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))
    prefixes = "PREFIX iptkg: <https://w3id.org/ipt-kg/ontology#> PREFIX concept: <https://w3id.org/ipt-kg/concept/> "
    prefixes += "PREFIX side: <https://w3id.org/ipt-kg/concept/side/> "
    for update in updates:
        changed.update(prefixes + update.format(FOUND_2016.format("vs-control")))
    found = rows(changed, "drift", article="ipt-explained")
    differences = [row["difference"] for row in found if row["cited_effect"] == "d = 0.63"]
    assert differences == ([] if difference is None else [difference])


def _agreement(cited: EffectEstimate, later: EffectEstimate) -> str:
    """Say whether a later value agrees, of estimates whose sides and signs are the same."""
    directions = {cited.direction, later.direction}
    if Direction.NOT_STATED in directions:
        told = "direction not stated"
    elif len(directions) == 2:
        one_only = Direction.NO_DIFFERENCE_SHOWN in directions
        told = "a difference shown by one only" if one_only else "opposite directions"
    else:
        told = "no difference shown by either" if Direction.NO_DIFFERENCE_SHOWN in directions else "same direction"
    if not later.interval or not cited.value:
        return f"{told}; not held against an interval"
    inside = later.interval.lower.value <= cited.value.value <= later.interval.upper.value
    return f"{told}; the value cited is {'within' if inside else 'outside'} the later interval"


def test_what_was_published_since_and_does_it_agree(opened: Store, loaded: Evidence) -> None:
    """Each later value once, with whom it favours beside whom the cited one does."""
    expected: Counter[tuple[str | None, ...]] = Counter()
    for article in loaded.articles:
        for cited in {str(about) for claim in article.claims for about in claim.about if "#estimate-" in about}:
            study = loaded.study(cited.partition("#")[0])
            one = next(each for each in study.estimates if cited.endswith(f"#estimate-{each.id}"))
            for other_study, other in estimates(loaded):
                is_later = other_study.citation.published[:4] > study.citation.published[:4]
                if is_later and other is not one and _is_other(one, other):
                    after = "article has no date"
                    if article.published:
                        after = "yes" if other_study.citation.published[:4] > str(article.published)[:4] else "no"
                    beside = (article.title, source(study), interval(one), _agreement(one, other), after)
                    expected[(*beside, *told(other_study, other))] += 1
    found = rows(opened, "since")
    columns = ("article", "cited", "cited_interval", "agreement", "after_article")
    assert Counter((*(row[name] for name in columns), *same(row)) for row in found) == expected
    assert len(expected) >= 6
    row = next(row for row in rows(opened, "since", article="ipt-depression") if row["cited_effect"] == "d = 0.63")
    assert row["agreement"] == "same direction; the value cited is within the later interval"


EARLIER = """DELETE {{ ?c dct:issued ?d }} INSERT {{ ?c dct:issued "2010"^^xsd:gYear }}
WHERE {{ ?study iptkg:hasEstimate <{0}> ; iptkg:isReportedIn ?c . ?c dct:issued ?d }}"""
NARROW = """DELETE {{ <{0}.interval.lower> iptkg:decimalValue ?d }}
INSERT {{ <{0}.interval.lower> iptkg:decimalValue 0.64 }}
WHERE {{ <{0}.interval.lower> iptkg:decimalValue ?d }}"""


@pytest.mark.parametrize(
    ("updates", "agreement"),
    [
        ((), "same direction; the value cited is within the later interval"),
        ((TURN_SIDES,), "opposite directions; the value cited is outside the later interval"),
        ((TURN_SIGN,), "same direction; the value cited is outside the later interval"),
        ((TURN_SIDES, TURN_SIGN), "opposite directions; the value cited is within the later interval"),
        ((NARROW,), "same direction; the value cited is outside the later interval"),
        ((EARLIER,), None),
    ],
)
def test_agreement_is_that_of_sides_and_signs(updates: tuple[str, ...], agreement: str | None) -> None:
    """Whichever side stands first, and whatever sign the later one uses; what came before is not listed."""
    changed = store.open_store((ROOT / "exports/graph.nq").read_text("utf-8"))
    prefixes = "PREFIX iptkg: <https://w3id.org/ipt-kg/ontology#> PREFIX concept: <https://w3id.org/ipt-kg/concept/> "
    prefixes += "PREFIX side: <https://w3id.org/ipt-kg/concept/side/> PREFIX dct: <http://purl.org/dc/terms/> "
    prefixes += "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    for update in updates:
        changed.update(prefixes + update.format(FOUND_2016.format("vs-control")))
    found = rows(changed, "since", article="ipt-explained")
    told = [row["agreement"] for row in found if row["cited_effect"] == "d = 0.63"]
    assert told == ([] if agreement is None else [agreement])


def test_therapies_have_the_codes_of_the_mappings(opened: Store) -> None:
    """All exact matches of therapies, and no other."""
    found = {(row["therapy"], row["term"]) for row in rows(opened, "therapies") if row["match"] == "exact"}
    concepts = [vocabulary().get(id) for id in vocabulary().of(["therapy"])]
    assert found == {(concept.label, match.iri) for concept in concepts for match in concept.matches}


def quads(text: str | bytes) -> set[str]:
    """Load, so that decimals are written as the store writes them."""
    loaded = Store()
    loaded.extend(parse(text, format=RdfFormat.N_TRIPLES))
    return {str(quad) for quad in loaded}


@pytest.mark.parametrize("id", ["cuijpers-2011-ipt-depression", "linde-2015-primary-care"])
def test_a_study_as_a_graph_is_all_of_its_record(id: str, opened: Store, loaded: Evidence) -> None:
    """And nothing of another."""
    answer = store.ask(opened, store.named_query("study-graph", {"study": id}))
    assert quads(answer.content) == quads(to_graph(loaded.study(id), loaded.settings.base))


def test_an_article_as_a_graph_has_its_sources(opened: Store, loaded: Evidence) -> None:
    """The article, and each study that a claim is about."""
    article = loaded.article("ipt-explained")
    sources = {about.study for claim in article.claims for about in claim.about}
    records: list[Study | Article] = [article, *map(loaded.study, sources)]
    answer = store.ask(opened, store.named_query("article-graph", {"article": article.id}))
    found = {quad for quad in quads(answer.content) if not re.search("#(assessment|note)-", quad)}
    assert found == quads("".join(loaded.to_graph(each.id) for each in records))
    assert found < quads(answer.content), "and what the audit found"


@pytest.fixture(scope="module")
def elsewhere() -> rdflib.Graph:
    """The same graph in another engine."""
    graph = rdflib.Graph()
    for text in (*store.vocabulary_texts(), (ROOT / "exports/graph.nq").read_text("utf-8")):
        graph.parse(data=text, format="turtle")
    return graph


@pytest.mark.parametrize("name", ["two-therapies", "significance", "therapies", "drift", "since"])
def test_the_texts_are_portable(name: str, opened: Store, elsewhere: rdflib.Graph) -> None:
    """Another engine gives the same rows in the same order."""
    text = store.named_query(name, made.ASKED.get(name, {}))
    table = store.run(opened, text)
    theirs = [tuple(None if value is None else str(value) for value in row) for row in elsewhere.query(text)]  # type: ignore[union-attr]
    assert theirs == list(table.rows)


# ---------------------------------------------------------------- parameters


@pytest.mark.parametrize("value", ["IPT", "ipt", "interpersonal-psychotherapy", "Interpersonal Therapy", f"{CONCEPT}x"])
def test_a_concept_is_named_as_people_name_it(value: str) -> None:
    """By identifier, label, notation, or IRI."""
    wanted = value if value.startswith("https") else f"{CONCEPT}interpersonal-psychotherapy"
    assert values(Parameter("x", ("therapy",), "", None), [value]) == f"VALUES ?x {{ <{wanted}> }}"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "needs a value for each of these parameters: a: one therapy, such as IPT; b: the other"),
        ({"a": "IPT", "c": "CBT"}, "no parameter 'c'; there are a, b"),
        ({"a": "IPT", "b": "interpersonal psychotherpy"}, "did you mean interpersonal-psychotherapy"),
        ({"a": "IPT", "b": "relapse"}, "no therapy or comparator 'relapse'"),
        ({"a": "IPT", "b": "https://example.org/> } #"}, "no therapy or comparator"),
    ],
)
def test_a_wrong_value_is_named(given: Given, said: str) -> None:
    """With what there is instead."""
    with pytest.raises(QueryError, match=re.escape(said)):
        store.named_query("two-therapies", given)


def test_a_number_is_a_number() -> None:
    """And no piece of a query."""
    with pytest.raises(QueryError, match="must be a number"):
        store.named_query("significance", {"alpha": "0.05) || (1 = 1"})


HOSTILE = [
    'x" } ?s ?p ?o { "',
    "x\\",
    'x\\" } #',
    "x\n} UNION { ?s ?p ?o",
    "x' } #",
    "\\u0022 } ?s ?p ?o { \\u0022",
    '\\u005C" } #',
    "$x ?y <z> \x00\x7f\u2028",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_stays_a_text(value: str) -> None:
    """Whatever it holds, one value comes back as it was given."""
    written = values(Parameter("x", ("study",), "", None), [value])
    assert store.run(Store(), f"SELECT ?x_id {{ {written} }}").rows == ((value,),)


def test_what_is_shown_can_be_asked_elsewhere() -> None:
    """With all values it is what is asked; without, a comment says what goes where."""
    named = store.find("two-therapies")
    given = {"a": "IPT", "b": "CBT"}
    assert named.shown(given) == named.with_values(given)
    assert "# VALUES ?b { }: the other, such as CBT\n" in named.shown({"a": "IPT"})
    assert store.run(Store(), named.shown({})).rows == ()


def test_rows_of_a_file_are_csv() -> None:
    """So that a spreadsheet reads the files as they stand."""
    for file in made.RESULTS.iterdir():
        read = list(csv.reader(io.StringIO(file.read_text("utf-8"))))
        assert len({len(row) for row in read}) == 1


@pytest.mark.parametrize("word", ["customer-service-2011", "SERVICE", "\\\\service", "\\\\u0073ervice"])
def test_a_value_may_have_any_word(word: str) -> None:
    """The word of the network in a value is a piece of text, and the value is the same."""
    text = store.named_query("study-graph", {"study": word})
    found = re.search(r"VALUES \?study_id \{.*\}", text)
    assert found
    assert store.run(Store(), f"SELECT ?study_id {{ {found[0]} }}").rows == ((word,),)
    assert store.ask(Store(), text).content == b""


def test_half_a_character_in_a_value_is_named() -> None:
    """As a shell gives it of what is no UTF-8."""
    with pytest.raises(QueryError, match="half a character stands there"):
        store.named_query("study-graph", {"study": "a\udcff"})
