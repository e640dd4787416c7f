# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Nanopublications are what others' verifiers take for valid, read back to the same records, and hide nothing."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import rdflib
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs
from nanopub.nanopub import Nanopub as TheirNanopub
from nanopub.nanopub_conf import NanopubConf
from nanopub.profile import Profile
from nanopub.utils import MalformedNanopubError

from conftest import EVIDENCE, Run
from ipt_kg.errors import IptKgError
from ipt_kg.export import nanopubs
from ipt_kg.export.losses import lost
from ipt_kg.export.nanopubs import CARRIED, Issue
from ipt_kg.importers.nanopubs import is_nanopub, read
from ipt_kg.model import Article, DataSource, Model, Orcid, SourceRef, Study
from ipt_kg.nanopubs.nanopub import Graph, mint, renamed, render, this
from ipt_kg.nanopubs.signing import Signer, load_key
from ipt_kg.nanopubs.trusty import code_in
from ipt_kg.records import Reading, Record
from ipt_kg.records.source import SourceMap
from ipt_kg.settings import Settings
from strategies import of

# Their import turns it off for the whole process, and pyshacl counts on it.
rdflib.NORMALIZE_LITERALS = True

OURS = "https://w3id.org/ipt-kg/"
ME = Orcid("0000-0002-1825-0097")
SETTINGS = Settings(
    base="https://example.org/ipt/",
    publisher_name="A site",
    data_license="https://creativecommons.org/licenses/by/4.0/",
)


@contextmanager
def as_they_read() -> Iterator[None]:
    """Literals as they were written, which their hashes need; what rdflib says of its own future is not ours."""
    rdflib.NORMALIZE_LITERALS = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = True


def python_verifies(trig: bytes) -> None:
    """Hold one nanopublication against the library `nanopub`: its form, and its trusty URI."""
    with as_they_read():
        graph = rdflib.ConjunctiveGraph()
        graph.parse(data=trig, format="trig")
        theirs = TheirNanopub(rdf=graph, conf=NanopubConf())
        assert theirs.is_valid
        assert theirs.has_valid_trusty


def rust_verifies(trig: bytes, *, signed: bool = False) -> None:
    """Hold one against the library `nanopub-sign`, which verifies signatures, too."""
    theirs = pytest.importorskip("nanopub_sign", reason="it is not made for this Python")
    found = theirs.Nanopub(trig.decode()).check().info()
    assert found["trusty_hash"] == code_in(found["uri"]["value"])
    assert bool(found["signature"]) is signed


def key_file(folder: Path, key: Any = None, **form: Any) -> Path:
    key = key or rsa.generate_private_key(65537, 2048)
    form = {"encoding": Encoding.PEM, "format": PrivateFormat.PKCS8, "encryption_algorithm": NoEncryption()} | form
    file = folder / "key.pem"
    file.write_bytes(key.private_bytes(**form))
    return file


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(ME, load_key(key_file(tmp_path_factory.mktemp("keys"))))


@pytest.fixture(scope="module")
def unsigned(evidence: Reading, evidence_settings: Settings) -> dict[str, bytes]:
    return nanopubs.files(evidence.records, evidence_settings)


def carried(model: Any) -> Any:
    """Take out of a record what the form says that it does not carry."""
    if isinstance(model, tuple):
        return tuple(map(carried, model))
    if not isinstance(model, Model):
        return model
    kept = CARRIED.get(type(model), frozenset())
    fields = {each.name: each for each in structs.fields(model)}
    values = {name: carried(getattr(model, name)) if name in kept else each.default for name, each in fields.items()}
    return structs.replace(model, **values)


def by_id(records: Sequence[Any]) -> dict[tuple[str, str], Any]:
    return {(type(each).__name__, each.id): each for each in records}


def test_the_evidence_reads_back(evidence: Reading, unsigned: dict[str, bytes]) -> None:
    """All of it, less what the loss report counts; each nanopublication is accounted for."""
    found = read(b"".join(unsigned.values()), "all.trig", own_base=OURS)
    models = [each.model for each in evidence.records]
    assert (found.rows, found.mapped, found.skipped, found.dropped) == (len(unsigned), len(unsigned), (), {})
    assert by_id(found.records) == by_id([carried(each) for each in models])
    related = sum(len(each.related) for each in models if isinstance(each, Article))
    assert lost(models, CARRIED) == {"Article.related": related}
    assert related


def test_each_estimate_and_claim_has_one(evidence: Reading, unsigned: dict[str, bytes]) -> None:
    """Named by its record and itself."""
    wanted = set()
    for record in evidence.records:
        model = record.model
        parts = model.estimates if isinstance(model, Study) else model.claims
        kind = "estimate" if isinstance(model, Study) else "claim"
        wanted |= {f"{record.kind}/{model.id}/{kind}-{each.id}.trig" for each in parts}
    assert set(unsigned) == wanted


def test_one_is_the_same_whatever_else_is_written(
    evidence: Reading, evidence_settings: Settings, unsigned: dict[str, bytes]
) -> None:
    """Byte by byte, alone and among others."""
    for record in evidence.records:
        if isinstance(record.model, Study):
            made = nanopubs.files([record], evidence_settings)
            assert made == {name: unsigned[name] for name in made}


def test_others_verify_the_evidence(unsigned: dict[str, bytes]) -> None:
    """Each nanopublication by itself: all by the one library, and each fourth by the other, which takes its time."""
    for place, trig in enumerate(unsigned.values()):
        rust_verifies(trig)
        if place % 4 == 0:
            python_verifies(trig)


def test_others_verify_signatures(evidence: Reading, evidence_settings: Settings, signer: Signer) -> None:
    """Signed ones differ from unsigned ones, name who signed, and hold."""
    issue = Issue("2026-03-01T10:00:00Z", signer, "Jane Doe")
    chosen = [
        each
        for each in evidence.records
        if each.model.id in ("zhao-2023-act-depression", "guidi-2021-sequential-treatment")
    ]
    signed = nanopubs.files(chosen, evidence_settings, issue)
    assert signed == nanopubs.files(chosen, evidence_settings, issue)
    for trig in signed.values():
        python_verifies(trig)
        rust_verifies(trig, signed=True)
        assert f"orcid.org/{ME}".encode() in trig
    found = read(b"".join(signed.values()), "signed.trig", own_base=OURS)
    assert found.mapped == len(signed)
    assert not found.skipped


def test_an_effect_is_never_alone(evidence: Reading, unsigned: dict[str, bytes]) -> None:
    """A claim that states a figure of a study brings the estimate along: interval, comparator, direction, caveats."""
    trig = unsigned["article/ipt-depression/claim-findings-effect.trig"].decode()
    assertion = trig[trig.index("sub:assertion {") : trig.index("sub:provenance {")]
    for term in ("hasUpperLimit", "hasComparator", "hasDirection", "iptkg:Caveat", "iptkg:statement"):
        assert term in assertion
    provenance = trig[trig.index("sub:provenance {") : trig.index("sub:pubinfo {")]
    for term in ("oa:exact", "iptkg:locator", "prov:wasDerivedFrom", "prism:doi", "iptkg:hasDesign"):
        assert term in provenance
    alone = [each for each in evidence.records if each.model.id == "ipt-depression"]
    with pytest.raises(IptKgError, match=r"is about cuijpers-2011-ipt-depression: give the records of these studies"):
        nanopubs.files(alone, SETTINGS)


def _sound_study(study: Study) -> Study:
    """Let caveats limit estimates that there are, as in any record that was read."""
    known = {each.id for each in study.estimates}
    return structs.replace(
        study, caveats=tuple(structs.replace(each, limits=each.limits & known) for each in study.caveats)
    )


@st.composite
def evidence_records(draw: st.DrawFn) -> list[Record]:
    """A study and an article whose claims are about it, as references in records are held to be."""
    study = _sound_study(draw(of(Study, known=True)))
    article = draw(of(Article, known=True))
    parts = [study.id, *(f"{study.id}#estimate-{each.id}" for each in study.estimates)]
    parts += [f"{study.id}#caveat-{each.id}" for each in study.caveats]
    ids = {each.id for each in article.claims}
    claims = tuple(
        structs.replace(
            each,
            about=draw(st.frozensets(st.sampled_from([SourceRef.parse(part) for part in parts]), max_size=2)),
            limits=draw(st.frozensets(st.sampled_from(sorted(ids)), max_size=2)),
        )
        for each in article.claims
    )
    models = (study, structs.replace(article, claims=claims))
    return [Record(model, SourceMap("x.yaml", {})) for model in models]


def made_of(records: list[Record]) -> dict[str, bytes]:
    """Write nanopublications, unless one would be too large."""
    try:
        return nanopubs.files(records, SETTINGS)
    except IptKgError as error:
        assume("triples" not in str(error))
        raise


@settings(max_examples=25)
@given(evidence_records())
def test_any_record_reads_back(records: list[Record]) -> None:
    """The same facts less the loss report."""
    made = made_of(records)
    found = read(b"".join(made.values()), "x.trig", own_base=SETTINGS.base)
    assert (found.rows, found.mapped, found.reasons) == (len(made), len(made), {})
    assert by_id(found.records) == by_id([carried(each.model) for each in records])


@settings(max_examples=8)
@given(evidence_records())
def test_any_record_is_verified_by_others(records: list[Record]) -> None:
    """Whatever a record says, in any script and with any marks."""
    for trig in made_of(records).values():
        python_verifies(trig)
        rust_verifies(trig)


@pytest.fixture(scope="module")
def one(unsigned: dict[str, bytes]) -> bytes:
    return unsigned["study/cuijpers-2011-ipt-depression/estimate-vs-control.trig"]


@pytest.mark.parametrize(("old", "new"), [(b"0.90", b"0.91"), (b'"Abstract"', b'"Table 1"'), (b"by/4.0", b"by/3.0")])
def test_a_changed_byte_is_seen(one: bytes, old: bytes, new: bytes) -> None:
    """In assertion, provenance and publication info, by both libraries and by the import."""
    changed = one.replace(old, new)
    assert changed != one
    with pytest.raises(MalformedNanopubError, match="not valid"):
        python_verifies(changed)
    with pytest.raises(Exception, match="hash"):
        rust_verifies(changed)
    found = read(changed, "changed.trig", own_base=OURS)
    assert (found.rows, found.mapped, found.records) == (1, 0, ())
    assert found.reasons == {"its content is not what the trusty code in its IRI stands for": 1}


def test_a_forged_signature_is_seen(evidence: Reading, evidence_settings: Settings, signer: Signer) -> None:
    """Where somebody changes the content and makes the trusty code fit again, the signature does not."""
    trig = next(iter(nanopubs.files(evidence.records[:1], evidence_settings, Issue("2026-03-01", signer)).values()))
    forged = _minted_again(trig, b'"2026-03-01"', b'"2026-03-02"')
    python_verifies(forged)  # the code in its IRI fits
    with pytest.raises(Exception, match=r"(?i)verification|signature"):
        rust_verifies(forged)
    assert read(forged, "forged.trig").reasons == {"its signature does not fit its content": 1}
    assert read(trig, "trig").mapped == 1


def _minted_again(trig: bytes, old: bytes, new: bytes) -> bytes:
    """Change a nanopublication, and put the code that fits into its IRI."""
    from pyoxigraph import RdfFormat, parse

    changed = trig.replace(old, new)
    assert changed != trig
    quads = list(parse(changed, format=RdfFormat.TRIG))
    iri = next(quad.subject.value for quad in quads if "hasAssertion" in quad.predicate.value)
    namespace = iri.removesuffix(code_in(iri) or "")
    contents: dict[Graph, list[str]] = {graph: [] for graph in Graph}
    for quad in renamed(quads, iri, this(namespace)):
        graph = Graph(str(quad.graph_name).rpartition("#")[2].rstrip(">"))
        contents[graph].append(f"{quad.subject} {quad.predicate} {quad.object} .")
    return render(mint(namespace, contents))


OTHERS = """
@prefix : <http://purl.org/nanopub/temp/mine#> .
@prefix np: <http://www.nanopub.org/nschema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
:Head {
  : a np:Nanopublication ; np:hasAssertion :assertion ; np:hasProvenance :provenance ; np:hasPublicationInfo :pubinfo .
}
:assertion {
  <http://example.net/IPT> <http://example.net/helps> "0.90"^^<http://www.w3.org/2001/XMLSchema#decimal>,
    "ja"@de-AT, "a\\\\b\\nc" . }
:provenance { :assertion prov:wasDerivedFrom <http://example.net/paper> . }
:pubinfo { : prov:wasAttributedTo <https://orcid.org/0000-0002-1825-0097> . }
"""


def signed_by_python(trig: str, key: str) -> bytes:
    with as_they_read():
        graph = rdflib.ConjunctiveGraph()
        graph.parse(data=trig, format="trig")
        theirs = TheirNanopub(rdf=graph, conf=NanopubConf(profile=Profile(f"https://orcid.org/{ME}", "Me", key)))
        theirs.sign()
        return theirs.rdf.serialize(format="trig").encode()


def signed_by_rust(trig: str, key: str) -> bytes:
    theirs = pytest.importorskip("nanopub_sign", reason="it is not made for this Python")
    profile = theirs.NpProfile(private_key=key, orcid_id=f"https://orcid.org/{ME}", name="Me")
    return theirs.Nanopub(trig).sign(profile).rdf().encode()  # type: ignore[no-any-return]


@pytest.mark.parametrize("sign_it", [signed_by_python, signed_by_rust])
def test_those_of_others_are_verified_and_told(tmp_path: Path, sign_it: Any) -> None:
    """What another library signed holds here; what it asserts is not ours, which is the reason told."""
    pem = key_file(tmp_path).read_text("ascii")
    key = "".join(line for line in pem.splitlines() if not line.startswith("-----"))
    trig = sign_it(OTHERS, key)
    found = read(trig, "others.trig")
    assert found.reasons == {"its assertion is no claim or estimate in the terms of this project's ontology": 1}
    assert read(trig.replace(b"0.90", b"0.9"), "x").reasons == {
        "its content is not what the trusty code in its IRI stands for": 1
    }
    sentence = sign_it(OTHERS.replace("http://example.net/IPT", "http://purl.org/aida/IPT+helps."), key)
    assert read(sentence, "aida.trig").reasons == {
        "it states a sentence, without the article, therapy and condition that a record of a claim must have": 1
    }
    bare = tmp_path / "id_rsa"
    bare.write_text(key, "ascii")
    assert load_key(bare).private_numbers() == load_key(tmp_path / "key.pem").private_numbers()


def test_an_unminted_one_is_left_out(one: bytes) -> None:
    """What nobody can verify makes no record; triples of no nanopublication are counted, and so are those that end."""
    found = read(OTHERS.encode(), "draft.trig")
    assert found.reasons == {"its IRI has no trusty code, so that what it says cannot be verified": 1}
    found = read(one + b"<http://example.net/a> <http://example.net/b> <http://example.net/c> .", "x")
    assert (found.mapped, found.dropped) == (1, {"triples in graphs of no nanopublication": 1, "Caveat.limits": 5})


def test_a_part_of_the_file_is_a_part_of_the_record(unsigned: dict[str, bytes], evidence: Reading) -> None:
    """An article alone brings the studies along that its claims are about, as far as they tell of them."""
    claims = {name: trig for name, trig in unsigned.items() if name.startswith("article/ipt-depression/")}
    found = read(b"".join(claims.values()), "claims.trig", own_base=OURS)
    assert found.mapped == len(claims)
    records = by_id(found.records)
    study = records["Study", "cuijpers-2011-ipt-depression"]
    whole = evidence.corpus.study("cuijpers-2011-ipt-depression")
    assert whole is not None
    assert set(study.estimates) <= set(whole.estimates)
    assert study.citation == whole.citation
    assert records["Article", "ipt-depression"].claims


def test_one_that_is_superseded_is_left_out(evidence: Reading, evidence_settings: Settings) -> None:
    """By another of the file; two that contradict each other without that make no record, and it is told."""
    study = evidence.records[0]
    assert isinstance(study.model, Study)
    old, *_ = (made for _, made in nanopubs.nanopubs([study], evidence_settings))
    estimates = (structs.replace(study.model.estimates[0], locator="Table 9"), *study.model.estimates[1:])
    changed = structs.replace(study, model=structs.replace(study.model, estimates=estimates))
    new, *_ = (made for _, made in nanopubs.nanopubs([changed], evidence_settings))
    both = render(old) + render(new)
    found = read(both, "both.trig", own_base=OURS)
    assert (found.mapped, len(found.skipped)) == (0, 2)
    assert "expected one value, found 2" in found.skipped[0].reason
    info = f"<{new.iri}> <http://purl.org/nanopub/x/amends> <{old.iri}> . }}".encode()
    text = render(new)
    end = text.rindex(b"}")
    superseding = _minted_again(text[:end] + info, b"/x/amends>", b"/x/supersedes>")
    found = read(render(old) + superseding, "both.trig", own_base=OURS)
    assert found.mapped == 1
    (record,) = found.records
    assert isinstance(record, Study)
    assert record.estimates[0].locator == "Table 9"
    assert "supersedes or retracts it" in found.skipped[0].reason


BROKEN = {
    "no TriG": b"@prefix : <x",
    "not UTF-8": b"\xff\xfe",
    "nested": b"<http://e.net/a> <http://e.net/b> " + b"[ <http://e.net/b> " * 50_000,
    "relative": b"<a> <b> <c> .",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_trig_is_refused(content: bytes) -> None:
    """With a fault, and without a row."""
    found = read(content, "x.trig")
    assert (found.rows, found.records) == (0, ())
    assert found.diagnostics[0].rule == "file-unreadable"


def test_too_much_is_refused(one: bytes) -> None:
    """More quads than are taken, before all are in memory."""
    assert "more than 10 quads" in read(one, "x.trig", most_quads=10).diagnostics[0].message


def test_what_would_crash_the_parser_is_refused(one: bytes) -> None:
    """Quoted triples in one another, however deep."""
    deep = "<< " * 32_000 + "<a:s> <a:p> <a:o> " + ">> <a:p> <a:o> " * 32_000
    (found,) = read(one + f"<a:g> {{ {deep} . }}\n".encode(), "deep.trig").diagnostics
    assert "brackets in one another" in found.message


def test_values_that_no_record_may_have_are_told(one: bytes) -> None:
    """Though the hash fits: a hostile file is held against the model's types."""
    for old, new in [(b"iptkg:numberOfStudies 38", b"iptkg:numberOfStudies -1"), (b'"10.1176/', b'"11.1176/')]:
        found = read(_minted_again(one, old, new), "x.trig")
        assert (found.rows, found.mapped) == (1, 0)
        assert "no record can be made of it" in found.skipped[0].reason


def test_it_is_told_by_its_text(one: bytes) -> None:
    """From TriG of other things."""
    assert is_nanopub(one.decode()[:4096])
    assert not is_nanopub("@prefix a: <http://example.net/> . a:b a:c a:d .")


def test_the_same_bytes_each_time(ipt_kg: Run, tmp_path: Path, unsigned: dict[str, bytes]) -> None:
    """Into a folder, a file each; into a file, all; to the terminal the same."""
    folder, file = tmp_path / "all", tmp_path / "all.TRIG"
    arguments = ("export", "nanopub", EVIDENCE)
    done = ipt_kg(*arguments, "-o", folder, "--losses", tmp_path / "lost.json")
    assert done.returncode == 0, done.stderr
    assert {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.trig")} == unsigned
    assert json.loads((tmp_path / "lost.json").read_text("utf-8"))["lost"].keys() == {"Article.related"}
    assert ipt_kg(*arguments, "--out", file).returncode == 0
    assert file.read_bytes() == b"".join(unsigned.values()) == ipt_kg(*arguments).stdout.encode()


@pytest.mark.parametrize("id", ["ipt-depression", "ipt-explained"])
def test_one_article_brings_the_studies_that_it_names(ipt_kg: Run, unsigned: dict[str, bytes], id: str) -> None:
    """Those that its claims are about without resting on them, too; each nanopublication is as among all."""
    done = ipt_kg("export", "nanopub", EVIDENCE, "--id", id)
    assert done.returncode == 0, done.stderr
    claims = [content for name, content in unsigned.items() if name.startswith(f"article/{id}/")]
    assert claims
    assert all(each.decode() in done.stdout for each in claims)


def test_signing_by_command(ipt_kg: Run, tmp_path: Path) -> None:
    """With the key that the environment names; it stands in no output, nor does the day unless it is given."""
    key = key_file(tmp_path)
    environment = {"IPT_KG_NANOPUB_KEY": str(key), "IPT_KG_NANOPUB_ORCID": ME}
    arguments = ("export", "nanopub", EVIDENCE, "--id", "guidi-2021-sequential-treatment")
    done = ipt_kg(*arguments, "--sign", "--created", "2026-03-01", **environment)
    assert done.returncode == 0, done.stderr
    assert '"2026-03-01"^^xsd:date' in done.stdout
    rust_verifies(done.stdout.encode(), signed=True)
    inside = "".join(key.read_text("ascii").splitlines()[1:-1])
    assert not any(inside[start : start + 40] in done.stdout + done.stderr for start in range(0, len(inside) - 40, 20))
    assert "created" not in ipt_kg(*arguments, **environment).stdout
    moment = re.search(r'dct:created "([^"]+)"', ipt_kg(*arguments, "--sign", **environment).stdout)
    assert moment
    assert moment[1].endswith("Z")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--sign"], "--sign needs --key FILE and --orcid ID"),
        (["--sign", "--orcid", ME, "--key", "-----BEGIN PRIVATE KEY-----secret"], "says is no file"),
        (["--sign", "--orcid", "0000", "--key", "KEY"], "--orcid: "),
        (["--sign", "--orcid", ME, "--key", "README.md"], "README.md has no RSA key"),
        (["--created", "yesterday"], "--created is a day such as"),
    ],
)
def test_what_signing_needs(ipt_kg: Run, tmp_path: Path, options: list[str], told: str) -> None:
    """Is said where it is missing, without a word of the key."""
    options = [str(key_file(tmp_path)) if each == "KEY" else each for each in options]
    done = ipt_kg("export", "nanopub", EVIDENCE, *options)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert "secret" not in done.stderr
    assert not done.stdout


def test_signing_is_for_nanopublications(ipt_kg: Run) -> None:
    """And for nothing else."""
    done = ipt_kg("export", "turtle", EVIDENCE, "--sign")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--sign, --key, --orcid and --created are for nanopub" in done.stderr


@pytest.mark.parametrize(
    ("key", "form", "told"),
    [
        (lambda: ec.generate_private_key(ec.SECP256R1()), {}, "none of RSA"),
        (lambda: rsa.generate_private_key(65537, 1024), {}, "has 1024 bits"),
        (
            lambda: rsa.generate_private_key(65537, 2048),
            {"encryption_algorithm": BestAvailableEncryption(b"x")},
            "locked",
        ),
    ],
    ids=["curve", "short", "locked"],
)
def test_keys_that_do_not_sign(tmp_path: Path, key: Any, form: dict[str, Any], told: str) -> None:
    """Each is refused with what to do."""
    with pytest.raises(IptKgError, match=told):
        load_key(key_file(tmp_path, key(), **form))


def test_a_key_is_not_shown(signer: Signer) -> None:
    """Nor is its holder more than an iD."""
    assert repr(signer) == f"Signer({ME})"


def test_figures_of_others_keep_their_licence(complete: Reading, complete_settings: Settings) -> None:
    """Where a study was taken from a data set, its licence goes out with each estimate, and whom to name."""
    taken = [each for each in complete.records if isinstance(each.model, Study) and each.model.source]
    assert taken
    for record in taken:
        assert isinstance(record.model, Study)
        assert record.model.source
        for trig in nanopubs.files([record], complete_settings).values():
            info = trig[trig.rindex(b"pubinfo {") :].decode()
            assert f"dct:license <{record.model.source.license}>" in info
            assert record.model.source.attribution.encode() in trig


def test_a_claim_of_figures_of_others_names_their_licence(
    evidence: Reading, evidence_settings: Settings, unsigned: dict[str, bytes]
) -> None:
    """Beside ours, and so that neither holds for all; a claim of our own figures alone stays as it is."""
    source = DataSource(title="A set", license="https://example.org/theirs", attribution="Its makers")
    articles = [each.model for each in evidence.records if isinstance(each.model, Article)]
    taken = next(reference.study for each in articles for claim in each.claims for reference in claim.about)
    records = [
        Record(structs.replace(each.model, source=source), each.source) if each.model.id == taken else each
        for each in evidence.records
    ]
    made = nanopubs.files(records, evidence_settings)
    about = {
        f"article/{each.id}/claim-{claim.id}.trig"
        for each in articles
        for claim in each.claims
        if taken in {reference.study for reference in claim.about}
    }
    claims = {name for name in made if name.startswith("article/")}
    assert about < claims
    for name in claims:
        info = made[name][made[name].rindex(b"pubinfo {") :].decode()
        assert ("dct:license" in info) is (name not in about)
        assert ("<https://example.org/theirs>" in info) is (name in about)
        assert ("Its makers (https://example.org/theirs)" in info) is (name in about)
        assert (made[name] == unsigned[name]) is (name not in about)
    read_back = read(b"".join(made.values()), "all.trig", own_base=OURS)
    assert (read_back.mapped, read_back.skipped) == (len(made), ())
    for name in sorted(about)[:2]:
        python_verifies(made[name])


def test_those_of_others_stay_theirs(evidence: Reading, signer: Signer) -> None:
    """A study says whose it is and under which licence; what an article cannot say is counted."""
    theirs = "https://creativecommons.org/licenses/by-nc/4.0/"
    settings = structs.replace(SETTINGS, data_license=theirs, publisher_name="Their site")
    made = b"".join(nanopubs.files(evidence.records, settings, Issue(signer=signer)).values())
    found = read(made, "theirs.trig", own_base=OURS)
    sources = {each.source for each in found.records if isinstance(each, Study)}
    place = f"{SETTINGS.base}nanopub/"
    whose = f"Their site, https://orcid.org/{ME}"
    assert sources == {DataSource(title="Nanopublications of Their site", license=theirs, attribution=whose, url=place)}
    articles = [each.model for each in evidence.records if isinstance(each.model, Article)]
    roles = ("license", "creator", "publisher")
    assert found.dropped == {
        f"dct:{role} of article {each.id}": len(each.claims) for each in articles for role in roles
    }
    own = read(made, "theirs.trig", own_base=SETTINGS.base)
    assert {each.source for each in own.records if isinstance(each, Study)} == {None}
    assert own.dropped == {}


def test_without_one_licence_nothing_is_said(evidence: Reading) -> None:
    """Where none is told nobody's stands for it; where several are, they are not chosen from."""
    study = next(each for each in evidence.records if isinstance(each.model, Study) and len(each.model.estimates) > 1)
    licences = ("https://example.org/a", "https://example.org/b")
    (bare,) = read(b"".join(nanopubs.files([study], Settings(base=SETTINGS.base)).values()), "bare.trig").records
    assert isinstance(bare, Study)
    assert bare.source is None
    one, two = (
        list(nanopubs.files([study], Settings(base=SETTINGS.base, data_license=each)).values()) for each in licences
    )
    mixed = read(one[0] + b"".join(two[1:]), "mixed.trig")
    assert mixed.records == ()
    assert {each.partition(":")[0] for each in mixed.reasons} == {"its nanopublications stand under several licences"}


def test_one_that_is_too_large(evidence: Reading) -> None:
    """Is refused, since servers take none: the message says which."""
    study = evidence.corpus.studies[0]
    authors = study.citation.authors * 400
    large = structs.replace(study, citation=structs.replace(study.citation, authors=authors))
    with pytest.raises(IptKgError, match=r"estimate-.*at most 1,200 triples"):
        nanopubs.files([Record(large, SourceMap("x.yaml", {}))], SETTINGS)


def test_shared_graphs_are_refused(one: bytes) -> None:
    """One head of two nanopublications, or one graph for two uses, however many there are."""
    head = b"sub:Head { this: a np:Nanopublication ; np:hasAssertion sub:assertion ; np:hasProvenance sub:assertion ."
    head += b"".join(b"<http://e.net/%d> a np:Nanopublication ." % number for number in range(20_000))
    prefixes = one[: one.index(b"sub:Head")]
    found = read(prefixes + head + b" }\nsub:assertion { this: a this: . }", "x.trig")
    assert (found.rows, found.mapped) == (20_001, 0)
    assert {each.partition(",")[0] for each in found.reasons} == {"it shares a graph with another nanopublication"}


def test_nothing_is_asked_of_the_network(one: bytes, evidence: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to write nor to read, whatever IRIs a file has."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    nanopubs.files([each for each in evidence.records if isinstance(each.model, Study)], SETTINGS)
    assert read(one, "x.trig").mapped == 1
