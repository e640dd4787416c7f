# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""All records as one dataset: what is told of them is true, whole, the same each time, and read by others' readers."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import extruct
import pytest
import rdflib
import requests
import rocrate
import urllib3
from hypothesis import given
from msgspec import structs
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, VOID, XSD, Graph, Literal, URIRef
from requests_cache import CachedSession

from conftest import COMPLETE, EVIDENCE, ROOT, Run
from ipt_kg import forms, pipeline
from ipt_kg import namespaces as ns
from ipt_kg.compiling import Compiled, compile_reading
from ipt_kg.diagnostics import Severity
from ipt_kg.errors import IptKgError, SettingsError
from ipt_kg.export import crate, dataset, nquads
from ipt_kg.export.collection import collection
from ipt_kg.export.dcat import render
from ipt_kg.export.licences import licences_of
from ipt_kg.export.losses import lost
from ipt_kg.export.parts import parts
from ipt_kg.export.void import counted
from ipt_kg.graph import to_graph
from ipt_kg.model import DataSource, Study
from ipt_kg.records import Reading
from ipt_kg.settings import Settings, load_settings
from ipt_kg.validation import SCHEMA_ORG, validate, validate_against
from markup import to_triples
from pages import book_of
from servers import serving
from strategies import of

SPDX = rdflib.Namespace(ns.SPDX)
SHAPES = (ROOT / "tests/fixtures/dcat-shapes.ttl").read_text("utf-8")
PLACE = "https://example.org/data/"
ABOUT = ("dcat.ttl", "dataset.jsonld", crate.NAME)
BESIDE = ("csv-metadata.json", "references.bib", "references.json")
"""What tells of the columns, or cites the publications, and is no form of the data."""
CONTEXT = Path(rocrate.__file__).parent / "data/ro-crate.jsonld"

Files = Mapping[str, bytes]


def placed(settings: Settings) -> Settings:
    """Settings that say all that can be said of the data as a whole."""
    return structs.replace(settings, data_published="2026-11-23", data_url=PLACE, publisher_name="The publisher")


@pytest.fixture(scope="module")
def compiled(evidence: Reading, evidence_settings: Settings) -> tuple[Compiled, ...]:
    return compile_reading(evidence, evidence_settings)


@pytest.fixture(scope="module")
def files(compiled: tuple[Compiled, ...], evidence_settings: Settings) -> Files:
    """The evidence in all its forms."""
    return forms.all_forms(compiled, evidence_settings)


@pytest.fixture(scope="module")
def taken(complete: Reading, complete_settings: Settings) -> Files:
    """Records of which one was taken from data of others, in all their forms, with an address."""
    settings = placed(complete_settings)
    return forms.all_forms(compile_reading(complete, settings), settings)


def dcat(files: Files) -> Graph:
    return Graph().parse(data=files["dcat.ttl"], format="turtle")


def whole(graph: Graph) -> URIRef:
    (node,) = graph.subjects(RDF.type, VOID.Dataset)
    assert isinstance(node, URIRef)
    return node


def triples(files: Files) -> str:
    return dcat(files).serialize(format="nt")


# ---------------------------------------------------------------- VoID


@pytest.mark.parametrize("made", ["files", "taken"])
def test_the_numbers_are_those_of_the_graph(made: str, request: pytest.FixtureRequest) -> None:
    """Triples, subjects, and what there is of each class and property, as rdflib counts them."""
    files = request.getfixturevalue(made)
    graph, told = Graph().parse(data=files["graph.nq"], format="nt"), dcat(files)
    data = whole(told)
    classes, properties = Counter(graph.objects(None, RDF.type)), Counter(graph.predicates())
    assert told.value(data, VOID.triples) == Literal(len(graph))
    assert told.value(data, VOID.distinctSubjects) == Literal(len(set(graph.subjects())))
    assert told.value(data, VOID.classes) == Literal(len(classes))
    assert told.value(data, VOID.properties) == Literal(len(properties))
    parts = {
        told.value(p, VOID["class"]): told.value(p, VOID.entities) for p in told.objects(data, VOID.classPartition)
    }
    assert parts == {each: Literal(count) for each, count in classes.items()}
    parts = {
        told.value(p, VOID.property): told.value(p, VOID.triples) for p in told.objects(data, VOID.propertyPartition)
    }
    assert parts == {each: Literal(count) for each, count in properties.items()}


@given(of(Study, known=True))
def test_any_graph_is_counted_right(study: Study) -> None:
    """Whatever its texts hold: line breaks, quotes, the marks of N-Triples."""
    text = to_graph(study, ns.EXAMPLE_BASE)
    found = counted(nquads.render([text]))
    graph = Graph().parse(data=text, format="nt")
    assert (found.triples, found.subjects) == (len(graph), len(set(graph.subjects())))
    assert found.classes == {str(each): n for each, n in Counter(graph.objects(None, RDF.type)).items()}
    assert found.properties == {str(each): n for each, n in Counter(graph.predicates()).items()}


def test_what_is_named_is_in_the_graph(files: Files) -> None:
    """The example leads to a record, vocabularies are those of terms that occur, all IRIs begin as is said."""
    graph, told = Graph().parse(data=files["graph.nq"], format="nt"), dcat(files)
    data = whole(told)
    for example in told.objects(data, VOID.exampleResource):
        assert (example, RDF.type, URIRef(ns.STUDY)) in graph
    used = {str(each) for each in (*graph.predicates(), *graph.objects(None, RDF.type))}
    vocabularies = set(map(str, told.objects(data, VOID.vocabulary)))
    assert {each for each in vocabularies if any(term.startswith(each) for term in used)} == vocabularies
    assert {ns.IPTKG, ns.SCHEMA, ns.PROV, ns.CITO} <= vocabularies
    (space,) = told.objects(data, VOID.uriSpace)
    assert all(str(each).startswith((str(space), ns.CONCEPT, ns.RULE)) for each in graph.subjects())


# ---------------------------------------------------------------- DCAT


def test_each_file_is_told_with_size_and_checksum(taken: Files) -> None:
    """All forms of any number of records, and no file of one record; the graph's are dumps."""
    told = dcat(taken)
    data = whole(told)
    named = {str(told.value(each, DCTERMS.identifier)): each for each in told.objects(data, DCAT.distribution)}
    assert set(named) == {name for name in taken if "/" not in name} - {*ABOUT, *BESIDE}
    in_markup = {each["alternateName"] for each in json.loads(taken["dataset.jsonld"])["@graph"][0]["distribution"]}
    assert in_markup == set(named)
    for name, node in named.items():
        checksum = told.value(node, SPDX.checksum)
        assert told.value(node, DCAT.byteSize) == Literal(len(taken[name]), datatype=XSD.nonNegativeInteger)
        value = told.value(checksum, SPDX.checksumValue)
        assert str(value) == hashlib.sha256(taken[name]).hexdigest()
        assert told.value(node, DCAT.downloadURL) == URIRef(f"{PLACE}{name}")
    dumps = {str(each).removeprefix(PLACE) for each in told.objects(data, VOID.dataDump)}
    assert dumps == {name for name in taken if name.startswith("graph.")}
    media = {name: str(told.value(node, DCAT.mediaType)).removeprefix(ns.MEDIA_TYPES) for name, node in named.items()}
    assert media["graph.nq"] == "application/n-quads"
    assert media["fhir.json"] == "application/fhir+json"
    assert told.value(named["fhir.json"], DCTERMS.conformsTo) == URIRef("http://hl7.org/fhir/R5/")


def test_what_each_file_of_a_build_is_is_known(taken: Files) -> None:
    """By a title that is more than its name, and a media type."""
    of_all = parts({name: content for name, content in taken.items() if name != crate.NAME})
    assert not [each.name for each in of_all if each.title == each.name or each.media_type.endswith("octet-stream")]
    assert {each.name: each.media_type for each in of_all}["csv-metadata.json"] == "application/csvm+json"


def test_no_address_is_made_up(files: Files) -> None:
    """Where settings do not say where the files lie, nothing else says so."""
    told = dcat(files)
    assert not [each for each in told.predicates() if each in (DCAT.downloadURL, DCAT.accessURL, VOID.dataDump)]
    assert "contentUrl" not in files["dataset.jsonld"].decode()


def test_every_node_has_an_iri(files: Files, taken: Files) -> None:
    """And none of the data's begins elsewhere."""
    for graph in map(dcat, (files, taken)):
        assert all(isinstance(each, URIRef) for each in graph.subjects())
        assert all(isinstance(each, URIRef | Literal) for each in graph.objects())


def test_a_catalogue_has_what_it_needs(files: Files, taken: Files) -> None:
    """By shapes of what DCAT-AP asks for; an address is missed where there is none."""
    assert validate_against(triples(taken), SHAPES) == ()
    missed = validate_against(triples(files), SHAPES)
    assert {each.shape for each in missed} == {"Distribution-address"}
    assert {each.severity for each in missed} == {Severity.WARNING}


@pytest.mark.parametrize(
    ("predicate", "shape"),
    [
        (DCTERMS.title, "Dataset-title"),
        (DCTERMS.rights, "Dataset-license"),
        (DCTERMS.description, "Whole-description"),
        (DCTERMS.publisher, "Whole-publisher"),
        (DCTERMS.issued, "Whole-issued"),
        (DCAT.keyword, "Whole-keyword"),
        (DCAT.theme, "Whole-theme"),
        (DCAT.distribution, "Whole-distribution"),
    ],
)
def test_the_shapes_of_a_catalogue_can_say_no(predicate: URIRef, shape: str, taken: Files) -> None:
    """Each property of the whole is missed when it is taken out."""
    graph = dcat(taken)
    graph.remove((whole(graph), predicate, None))
    assert {each.shape for each in validate_against(graph.serialize(format="nt"), SHAPES)} == {shape}


def test_whose_the_data_are(files: Files, evidence: Reading, evidence_settings: Settings) -> None:
    """Publisher, licence, day, and the publications in which figures were read, with their DOIs."""
    told = dcat(files)
    data = whole(told)
    publisher = told.value(data, DCTERMS.publisher)
    assert str(told.value(publisher, FOAF.name)) == evidence_settings.publisher_name
    assert str(told.value(data, DCTERMS.license)) == evidence_settings.data_license
    assert str(told.value(data, DCTERMS.issued)) == evidence_settings.data_published
    sources = {str(told.value(each, DCTERMS.title)): each for each in told.objects(data, DCTERMS.source)}
    assert set(sources) == {study.citation.heading for study in evidence.corpus.studies}
    for study in evidence.corpus.studies:
        node = sources[study.citation.heading]
        doi = told.value(node, DCTERMS.identifier)
        assert (doi and str(doi)) == (study.citation.doi and f"https://doi.org/{study.citation.doi}")
        assert str(told.value(node, DCTERMS.issued)) == study.citation.published


# ---------------------------------------------------------------- data of others


@pytest.fixture(scope="module")
def source(complete: Reading) -> DataSource:
    (found,) = [study.source for study in complete.corpus.studies if study.source]
    return found


def test_data_of_others_keep_licence_and_attribution_in_dcat(taken: Files, source: DataSource) -> None:
    """They are data from which these were derived; the publication was not read, and is only referred to."""
    told = dcat(taken)
    data = whole(told)
    (node,) = told.objects(data, PROV.wasDerivedFrom)
    assert (data, DCTERMS.source, node) in told
    assert str(told.value(node, DCTERMS.title)) == source.title
    assert str(told.value(node, DCTERMS.license)) == source.license
    assert str(told.value(node, URIRef(f"{ns.DCAT}version"))) == source.version
    assert str(told.value(node, DCAT.landingPage)) == source.url
    rights = told.value(node, DCTERMS.rights)
    assert str(told.value(rights, RDFS.label)) == source.attribution
    assert source.attribution in str(told.value(told.value(data, DCTERMS.rights), RDFS.label))
    assert list(told.objects(data, DCTERMS.source)) == [node]
    assert len(list(told.objects(data, DCTERMS.references))) == 1


def test_data_of_others_keep_licence_and_attribution_in_markup_and_crate(taken: Files, source: DataSource) -> None:
    """The whole names them, with all that they ask for."""
    found = _nodes(json.loads(taken["dataset.jsonld"]))
    (data,) = [each for each in found.values() if "variableMeasured" in each]
    (node,) = [found[each["@id"]] for each in data["isBasedOn"]]
    entities = _nodes(json.loads(taken[crate.NAME]))
    root = entities["./"]
    entity = entities[root["isBasedOn"]["@id"]]
    for told, is_in in ((node, data), (entity, root)):
        assert told["name"] == source.title
        assert told["creditText"] == source.attribution
        assert told["version"] == source.version
        assert told["url"] == source.url
        assert source.attribution in is_in["creditText"]
    assert node["license"] == entity["license"]["@id"] == source.license


def test_a_licence_of_others_is_not_said_to_be_ours(complete: Reading, complete_settings: Settings) -> None:
    """Where it is another one, a statement says what each holds for: several licences would be read as a choice."""
    other = "https://creativecommons.org/licenses/by-nc/4.0/"
    settings = placed(complete_settings)
    (study,) = [each for each in complete.corpus.studies if each.source]
    assert study.source is not None
    twice = [
        structs.replace(study, id=f"study-{n}", source=structs.replace(study.source, license=other, version=str(n)))
        for n in (1, 2, 2)
    ]
    told = collection(twice, settings)
    assert [each.data.version for each in told.sources] == ["1", "2"]
    assert told.licences.named == (settings.data_license, other)
    assert told == structs.replace(collection(twice[::-1], settings), taken=tuple(twice))
    document = dataset.document(told, (), settings)
    licence = document["@graph"][0]["license"]
    assert (licence["@type"], licence["text"]) == ("CreativeWork", told.licences.statement)
    assert [each["@id"] for each in licence["mentions"]] == [settings.data_license, other]
    assert document["@graph"][0]["creditText"].count(other) == 1


def test_what_holds_data_of_others_has_no_one_licence(taken: Files, complete_settings: Settings) -> None:
    """Neither the whole nor a file: each says by a statement which licences hold, ours and theirs."""
    own = complete_settings.data_license
    told = dcat(taken)
    data = whole(told)
    rights = told.value(data, DCTERMS.rights)
    for each in (data, *told.objects(data, DCAT.distribution)):
        assert list(told.objects(each, DCTERMS.license)) == []
        assert list(told.objects(each, DCTERMS.rights)) == [rights]
    assert URIRef(str(own)) in set(told.objects(rights, DCTERMS.references))
    statement = str(told.value(rights, RDFS.label))
    assert statement.startswith("No one licence holds for all of this.")
    assert str(own) in statement
    entities = _nodes(json.loads(taken[crate.NAME]))
    (markup,) = [each for each in json.loads(taken["dataset.jsonld"])["@graph"] if "variableMeasured" in each]
    assert entities[entities["./"]["license"]["@id"]]["description"] == markup["license"]["text"] == statement


def test_the_rule_is_one_for_all_that_is_told(complete: Reading, complete_settings: Settings) -> None:
    """Nothing taken: the publisher's licence, alone. Something taken: none alone, whatever the licence of that is."""
    settings = structs.replace(complete_settings, data_license="https://example.org/ours")
    (study,) = [each for each in complete.corpus.studies if each.source]
    own = structs.replace(study, source=None)
    assert licences_of([own], settings) == ("https://example.org/ours", None, ("https://example.org/ours",))
    assert study.source
    same = structs.replace(study, source=structs.replace(study.source, license="https://example.org/ours"))
    found = licences_of([own, same], settings)
    assert (found.one, found.named) == (None, ("https://example.org/ours",))
    assert found.statement
    assert study.source.attribution in found.statement
    bare = licences_of([study], structs.replace(settings, data_license=None))
    assert (bare.one, bare.named) == (None, (study.source.license,))


def _nodes(document: Mapping[str, Any]) -> dict[str, Any]:
    return {each["@id"]: each for each in document["@graph"]}


# ---------------------------------------------------------------- schema.org


def test_the_markup_names_all_publications_and_no_figure(files: Files, evidence: Reading) -> None:
    """With authors and DOI; a figure without its interval, comparator and direction stands nowhere."""
    document = json.loads(files["dataset.jsonld"])
    found = _nodes(document)
    data = next(iter(found.values()))
    based_on = [found[each["@id"]] for each in data["isBasedOn"]]
    assert [each["name"] for each in based_on] == [study.citation.heading for study in evidence.corpus.studies]
    for told, study in zip(based_on, evidence.corpus.studies, strict=True):
        doi = [each["value"] for each in told["identifier"] if each["propertyID"] == "doi"]
        assert doi == ([study.citation.doi] if study.citation.doi else [])
        names = [each["familyName"] for each in told.get("author", [])]
        assert names == ([a.family for a in study.citation.authors] if study.citation.all_authors else [])
    assert {each["sha256"] for each in data["distribution"]} <= {hashlib.sha256(c).hexdigest() for c in files.values()}
    assert not {"value", "minValue", "maxValue", "valueReference"} & {
        name for each in data["variableMeasured"] for name in each
    }
    outcomes = {estimate.comparison.outcome for study in evidence.corpus.studies for estimate in study.estimates}
    assert {each["propertyID"] for each in data["variableMeasured"]} == {
        f"{ns.CONCEPT}{each}" for each in outcomes - {"outcome-not-stated"}
    }


def test_the_markup_says_nothing_that_is_refused(files: Files) -> None:
    """Shapes of what no markup may say: grades, ratings, numbers needed to treat by themselves."""
    found = validate(to_triples(json.loads(files["dataset.jsonld"])), shapes=(SCHEMA_ORG,))
    refused = ("MarkupRefused", "MarkupGraded", "MarkupNnt", "MarkupInterval", "MarkupReference", "MarkupPublication")
    assert not [each for each in found if each.shape.startswith(refused)]


@pytest.mark.parametrize("path", ["", "data"])
def test_pages_have_the_markup_of_the_whole(path: str, complete: Reading, complete_settings: Settings) -> None:
    """As a crawler reads it, in the words of the exports; the page of data names whose they are for people, too."""
    records = [record.model for record in complete.records]
    book = book_of(records, complete_settings)
    page = book.page(path)
    assert page is not None
    html = book.html(page)
    (read,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    told = read["@graph"][0]
    known = collection(records, complete_settings)
    assert book.library.collection == structs.replace(known, read=(), taken=())
    assert (told["@type"], told["@id"], told["name"]) == ("Dataset", known.iri, known.title)
    assert told["description"] == known.description
    assert [each["@id"] for each in told["isBasedOn"]] == [each.iri for each in known.sources]
    if path == "data":
        assert known.sources[0].data.attribution in html.partition("</head>")[2]


def test_the_server_names_data_of_others(source: DataSource, tmp_path: Path) -> None:
    """What is served was derived from them, under their licence, with their attribution."""
    with serving(tmp_path / "log", COMPLETE) as server:
        told = Graph().parse(data=server.get(".well-known/void").text, format="turtle")
    (node,) = told.objects(whole(told), PROV.wasDerivedFrom)
    assert told.value(whole(told), DCTERMS.license) is None
    assert source.attribution in str(told.value(told.value(whole(told), DCTERMS.rights), RDFS.label))
    assert str(told.value(node, DCTERMS.license)) == source.license
    assert str(told.value(told.value(node, DCTERMS.rights), RDFS.label)) == source.attribution


# ---------------------------------------------------------------- RO-Crate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, ipt_kg: Run) -> Path:
    """The evidence as a crate, by the command."""
    out = tmp_path_factory.mktemp("crate") / "evidence"
    done = ipt_kg("export", "crate", EVIDENCE, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def test_a_crate_is_read_by_its_own_library(folder: Path, evidence_settings: Settings) -> None:
    """Every file that lies there is a part, with its size and checksum; nothing else is."""
    from rocrate.rocrate import ROCrate

    read = ROCrate(folder)
    lie = {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    parts = {each.id: each for each in read.data_entities}
    assert set(parts) == set(lie) - {crate.NAME}
    assert {each["@id"] for each in read.root_dataset.properties()["hasPart"]} == set(parts)
    for name, part in parts.items():
        assert part["contentSize"] == str(len(lie[name]))
        assert part["sha256"] == hashlib.sha256(lie[name]).hexdigest()
    assert str(read.root_dataset.properties()["datePublished"]) == evidence_settings.data_published
    assert read.root_dataset["license"].id == evidence_settings.data_license
    assert read.root_dataset["publisher"]["name"] == evidence_settings.publisher_name
    assert read.root_dataset["mentions"]["instrument"]["name"] == "ipt_kg"
    assert parts["csv-metadata.json"]["conformsTo"].id == "https://www.w3.org/TR/tabular-metadata/"


def judged(folder: Path, place: Path) -> dict[str, Any]:
    """Hold a crate to its profile by roc-validator, without the network: the context is the one that rocrate has."""
    address = f"{ns.RO_CRATE}/context"
    answer = requests.Response()
    body, kind = CONTEXT.read_bytes(), {"Content-Type": "application/ld+json"}
    answer.status_code, answer.url, answer._content = 200, address, body
    answer.headers.update(kind)
    answer.request = requests.Request("GET", address).prepare()
    answer.raw = urllib3.HTTPResponse(io.BytesIO(body), headers=kind, status=200, preload_content=False)
    with CachedSession(str(place / "cache"), backend="sqlite", expire_after=-1) as session:
        session.cache.save_response(answer)
    program = Path(sys.executable).parent / "rocrate-validator"
    given = ("--offline", "--cache-path", place / "cache", "-p", "ro-crate-1.2", "-l", "required")
    out = ("--output-format", "json", "--output-file", place / "told.json", "--no-paging")
    subprocess.run([program, "-y", "validate", folder, *given, *out], capture_output=True, check=False, timeout=180)
    told: dict[str, Any] = json.loads((place / "told.json").read_text("utf-8"))
    return told


def test_a_crate_holds_to_its_profile(folder: Path, tmp_path: Path) -> None:
    """All that RO-Crate 1.2 requires, by a validator of others; and that one can say no."""
    told = judged(folder, tmp_path)
    assert told["passed"], told["issues"]
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "graph.nq").unlink()
    metadata = json.loads((broken / crate.NAME).read_text("utf-8"))
    del metadata["@graph"][1]["license"]
    (broken / crate.NAME).write_text(json.dumps(metadata), "utf-8")
    messages = [each["message"] for each in judged(broken, tmp_path)["issues"]]
    assert any("license" in each for each in messages), messages
    assert any("graph.nq" in each for each in messages), messages


def test_a_crate_with_data_of_others_holds_to_its_profile(taken: Files, tmp_path: Path) -> None:
    """Whose licence is a statement of several."""
    for name, content in taken.items():
        (tmp_path / "crate" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "crate" / name).write_bytes(content)
    told = judged(tmp_path / "crate", tmp_path)
    assert told["passed"], told["issues"]


def test_two_crates_are_the_same(folder: Path, ipt_kg: Run, tmp_path: Path) -> None:
    """Byte for byte, also as archives, which hold what a folder does; they say nothing of when they were made."""
    first, second = tmp_path / "first", tmp_path / "second.ZIP"
    for archive, asked in ((first, ("--zip",)), (second, ())):
        done = ipt_kg("export", "crate", EVIDENCE, *asked, "--out", archive)
        assert done.returncode == 0, done.stderr
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in packed.namelist():
            assert packed.read(name) == (folder / name).read_bytes()
        assert len(packed.namelist()) == len([each for each in folder.rglob("*") if each.is_file()])


def test_a_build_has_what_a_crate_has(folder: Path, evidence_settings: Settings, tmp_path: Path) -> None:
    """A build's folder is a crate by itself; the manifest, which knows the crate's sum, is no part of it."""
    built = pipeline.build([EVIDENCE], tmp_path, evidence_settings)
    assert set(built.written) == {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}
    for name in built.written:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()
    listed = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    assert listed[crate.NAME] == hashlib.sha256((folder / crate.NAME).read_bytes()).hexdigest()


@pytest.mark.parametrize("lacking", ["data_license", "data_published"])
def test_a_crate_that_cannot_be_whole_is_not_made(lacking: str, evidence_settings: Settings, tmp_path: Path) -> None:
    """To ask for it says what to set; a build does without."""
    settings = structs.replace(evidence_settings, **{lacking: None})
    with pytest.raises(IptKgError, match=f"needs {lacking}: set it in ipt-kg.toml"):
        pipeline.export("crate", [EVIDENCE], settings)
    built = pipeline.build([EVIDENCE / "studies"], tmp_path, settings)
    assert crate.NAME not in built.written
    assert "dcat.ttl" in built.written


def test_names_of_any_script_are_parts(complete: Reading, complete_settings: Settings, tmp_path: Path) -> None:
    """A record's name in another script leads from the description to its file."""
    from rocrate.rocrate import ROCrate

    settings = placed(complete_settings)
    made = forms.all_forms(compile_reading(complete, settings), settings)
    renamed = {"schema-org/study/étude-研究.jsonld": made["graph.jsonld"], "graph.nq": made["graph.nq"]}
    told = collection([record.model for record in complete.records], settings)
    renamed |= {crate.NAME: crate.render(told, parts(renamed), settings)}
    for name, content in renamed.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    with warnings.catch_warnings(record=True):  # a missing file is warned of
        read = ROCrate(tmp_path)
    assert all(Path(part.source).is_file() for part in read.data_entities)


@given(of(Study, known=True))
def test_any_study_can_be_told_of(study: Study) -> None:
    """Whatever its texts, names and addresses hold: each description is read, and has IRIs alone."""
    settings = placed(Settings(data_license="https://creativecommons.org/licenses/by/4.0/"))
    told = collection([study], settings)
    graph = nquads.render([to_graph(study, settings.base)])
    files = parts({"graph.nq": graph})
    read = Graph().parse(data=render(told, counted(graph), files, settings), format="turtle")
    assert all(isinstance(each, URIRef) for each in read.subjects())
    assert study.citation.heading in {"", *map(str, read.objects(None, DCTERMS.title))}
    markup = json.loads(dataset.render(told, files, settings))
    assert study.citation.heading in {each.get("name", "") for each in markup["@graph"]}
    assert json.loads(crate.render(told, files, settings))["@graph"][1]["hasPart"] == {"@id": "graph.nq"}


# ---------------------------------------------------------------- commands, settings, losses


def test_the_forms_of_all_take_no_single_record(ipt_kg: Run, tmp_path: Path) -> None:
    """They would say of one what holds for all; what is asked wrongly is answered with what to do."""
    for arguments, told in (
        (("dcat", EVIDENCE, "--id", "ipt-explained"), "dcat tells of all records as a whole: leave --id"),
        (("crate", EVIDENCE), "crate is many files: say with --out"),
        (("dcat", EVIDENCE, "--zip"), "--zip is for crate"),
    ):
        done = ipt_kg("export", *arguments)
        assert done.returncode == 2
        assert told in done.stderr


def test_what_the_whole_does_not_tell_is_counted(compiled: tuple[Compiled, ...], ipt_kg: Run, tmp_path: Path) -> None:
    """Figures and claims are left out by the descriptions; a crate has the graph, and leaves nothing out."""
    models = [each.record.model for each in compiled]
    estimates = sum(len(model.estimates) for model in models if isinstance(model, Study))
    assert lost(models, forms.CARRIED["dcat"])["Study.estimates"] == estimates
    assert lost(models, forms.CARRIED["dataset"])["EffectEstimate.locator"] == estimates
    assert lost(models, forms.CARRIED["crate"]) == {}
    done = ipt_kg("export", "dcat", EVIDENCE, "--losses", tmp_path / "lost.json")
    assert "dcat does not carry Article.claims (" in done.stderr
    assert json.loads((tmp_path / "lost.json").read_bytes())["lost"]["Study.estimates"] == estimates
    assert Graph().parse(data=done.stdout, format="turtle")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('data_published = "soon"', "data_published must be a day such as"),
        ('data_published = "2026"', "data_published must be a day such as"),
        ('data_url = "https://example.org/data"', "data_url is the address of a folder and ends in /"),
        ('data_url = "data/"', "data_url must be a web address"),
    ],
)
def test_settings_of_the_whole_are_checked(line: str, told: str, tmp_path: Path) -> None:
    """A day is a day, of TOML or as text, and an address that of a folder."""
    (tmp_path / "ipt-kg.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError, match=told):
        load_settings(tmp_path, environ={})
    (tmp_path / "ipt-kg.toml").write_text(f'data_published = 2026-11-23\ndata_url = "{PLACE}"', "utf-8")
    assert load_settings(tmp_path, environ={}).data_published == "2026-11-23"


def test_a_title_of_ones_own(complete: Reading, complete_settings: Settings) -> None:
    """Goes before the usual one."""
    settings = structs.replace(complete_settings, data_title="Ours")
    assert collection([record.model for record in complete.records], settings).title == "Ours"
