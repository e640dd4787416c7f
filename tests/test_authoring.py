# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The schema says of form what the reader says, and a starter leads to a record that checks clean."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from conftest import COMPLETE, EVIDENCE, ROOT, Run
from ipt_kg import model, pipeline
from ipt_kg.authoring import starter
from ipt_kg.authoring.fields import FIELDS
from ipt_kg.authoring.schema import KINDS, portable_pattern, render, schema
from ipt_kg.diagnostics import Severity
from ipt_kg.model import Article, ConceptId, ReportedDate, ReportedNumber, Scalar, Study
from ipt_kg.model.base import ID_PATTERN, Id
from ipt_kg.records import read_records, yaml_reader
from ipt_kg.records.decode import RECORDS, decode, plain_type
from ipt_kg.settings import Settings
from ipt_kg.vocabulary import vocabulary
from strategies import ARTICLES, STUDIES

RECORD_FILES = [*sorted(EVIDENCE.rglob("*.yaml")), *sorted(COMPLETE.glob("*.yaml"))]
STRUCTS = [found for name in model.__all__ if hasattr(found := getattr(model, name), "__struct_fields__")]
OF_OTHERS = (model.Model, model.PageText, model.Figures, model.ArmFigures, model.Totals)
OF_RECORDS = [kind for kind in STRUCTS if kind not in OF_OTHERS]

VALIDATORS = {kind: Draft202012Validator(schema(kind)) for kind in KINDS}


def faults(data: Any, kind: str = "record") -> list[str]:
    return [each.json_path + ": " + each.message for each in VALIDATORS[kind].iter_errors(data)]


def as_read_by_others(file: Path) -> Any:
    """Read YAML as an ordinary loader does; dates, which JSON does not have, as an editor sees them."""
    return json.loads(json.dumps(yaml.safe_load(file.read_text("utf-8")), default=str))


# ---------------------------------------------------------------- the words


def test_every_field_has_a_description_and_only_fields_have_one() -> None:
    """A new field of the model asks for its words in `authoring/fields.py`; fields without parts for an example."""
    told = {(kind, name) for kind, fields in FIELDS.items() for name in fields}
    assert told == {(kind, name) for kind in OF_RECORDS for name in kind.__struct_fields__}
    for kind in OF_RECORDS:
        for field in msgspec.structs.fields(kind):
            words = FIELDS[kind][field.name]
            assert words.description.endswith(".")
            assert (words.example is None) == (starter._part(field.type)[0] is not None), field.name


# ---------------------------------------------------------------- the schema


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schemas_are_those_of_the_model(kind: str) -> None:
    """When this fails, run `make schemas` and commit what it changes."""
    assert (ROOT / f"schemas/{kind}.schema.json").read_bytes() == render(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_schemas_are_schemas(kind: str) -> None:
    """Of draft 2020-12; every property is described, and unknown ones are refused."""
    found = schema(kind)
    Draft202012Validator.check_schema(found)
    for name, definition in found["$defs"].items():
        if definition.get("type") == "object":
            assert definition["additionalProperties"] is False
            assert all(each["description"] for each in definition["properties"].values()), name


@pytest.mark.parametrize("file", RECORD_FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_good_records_fit_the_schema_however_they_are_loaded(file: Path) -> None:
    """By us, with decimals as text, and by an ordinary loader, with floats; for either kind and for their own."""
    for data in (yaml_reader.parse(file.read_text("utf-8"), file.name).data, as_read_by_others(file)):
        assert faults(data) == []
        assert faults(data, data["record"]) == []


def validators(fault: ValidationError) -> set[str]:
    """Name what found a fault, and the faults in it."""
    return {str(fault.validator)}.union(*(validators(inner) for inner in fault.context or ()))


BROKEN = sorted((ROOT / "tests/fixtures/records").glob("*.yaml"))
FORM = {"record-schema", "concept-unknown"}


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_what_is_wrong_in_form_does_not_fit_the_schema(file: Path) -> None:
    """As often as the reader finds a value of another form; references and pages are beyond a schema."""
    found = read_records([file], Settings()).diagnostics
    parsed = yaml_reader.parse(file.read_text("utf-8", errors="replace"), file.name)
    places = {each.path for each in found if each.rule in FORM}
    if not places:
        return
    errors = list(VALIDATORS["record"].iter_errors(parsed.data))
    assert errors
    if "record" not in places and isinstance(parsed.data, dict) and "record" in parsed.data:
        told = {each.json_path.removeprefix("$").removeprefix(".") for each in errors}
        missed = {str(path) for path in places if not any(_near(str(path or ""), other) for other in told)}
        assert {path for path in missed if not path.endswith(".orcid")} <= {"modified"}, "checksums, 29 February"


def _near(path: str, other: str) -> bool:
    """Tell whether an error stands at a path, or at the object whose field is unknown, or at an item of the list."""
    inside = re.sub(r"\['(.*?)'\]", r".\1", other).lstrip(".")
    return inside in (path, path.rpartition(".")[0]) or inside.startswith(f"{path}[")


def test_what_an_ordinary_loader_makes_of_broken_records_does_not_fit_either() -> None:
    """As far as it can load them."""
    for file in BROKEN:
        rules = {each.rule for each in read_records([file], Settings()).diagnostics}
        if rules == {"record-schema"}:
            with contextlib.suppress(ValueError):  # it knows the calendar, too
                assert faults(as_read_by_others(file)), file.name


@given(st.one_of(STUDIES, ARTICLES))
def test_what_the_reader_takes_fits_the_schema(record: Study | Article) -> None:
    """All but concepts that the vocabulary does not have, which are found elsewhere."""
    data = json.loads(json.dumps(msgspec.to_builtins(record, enc_hook=str, order="deterministic")))
    found = [each for each in VALIDATORS["record"].iter_errors(data) if "enum" not in validators(each)]
    assert [each.message for each in found] == []


@given(st.text(st.sampled_from("0123456789<≤≈-−. \xa0\u202fe+a_"), max_size=12))
def test_a_number_is_one_for_schema_and_reader(text: str) -> None:
    """The pattern takes what the parser takes, and no more."""
    definition = schema("study")["$defs"]["ConfidenceInterval"]["properties"]["lower"]
    assert Draft202012Validator(definition).is_valid(text) == parses(ReportedNumber, text)


@given(st.text(st.sampled_from("0123-"), max_size=10) | st.from_regex(r"\A[0-9]{4}-[0-3][0-9]-[0-3][0-9]\Z"))
def test_a_date_is_one_for_schema_and_reader(text: str) -> None:
    """But for leap years."""
    definition = schema("study")["$defs"]["Citation"]["properties"]["published"]
    if Draft202012Validator(definition).is_valid(text) != parses(ReportedDate, text):
        assert re.fullmatch(r"\d{4}-02-29", text)


def parses(kind: type[Scalar], text: str) -> bool:
    try:
        kind.parse(text)
    except ValueError:
        return False
    return True


def test_identifiers_of_all_scripts_fit_the_portable_pattern() -> None:
    """It may take more than the reader, and never less."""
    ours, portable = re.compile(ID_PATTERN), re.compile(portable_pattern(ID_PATTERN))
    for code in range(sys.maxunicode + 1):
        if ours.fullmatch(chr(code)):
            assert portable.fullmatch(chr(code)), hex(code)
    assert not any(portable.fullmatch(char) for char in " #/.:%?&+*'\"<>[]{}|\\^`\t\n")


def test_concepts_are_listed_with_their_definitions() -> None:
    """So that an editor can offer them."""
    outcome = schema("study")["$defs"]["Comparison"]["properties"]["outcome"]
    assert outcome["enum"] == list(vocabulary().of(["outcome"]))
    assert len(outcome["markdownEnumDescriptions"]) == len(outcome["enum"])
    assert "None" not in json.dumps(schema())


@pytest.mark.parametrize("file", sorted(EVIDENCE.rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_evidence_names_its_schema(file: Path) -> None:
    """For editors that run the YAML language server."""
    found = re.search(r"^# yaml-language-server: \$schema=(\S+)$", file.read_text("utf-8"), re.MULTILINE)
    assert found
    kind = as_read_by_others(file)["record"]
    assert (file.parent / found[1]).resolve() == ROOT / f"schemas/{kind}.schema.json"


def test_the_command_prints_the_schemas(ipt_kg: Run, tmp_path: Path) -> None:
    """Or writes them."""
    assert ipt_kg("schema").stdout == (ROOT / "schemas/record.schema.json").read_text("utf-8")
    assert ipt_kg("schema", "article", "--out", tmp_path / "x.json").returncode == 0
    assert (tmp_path / "x.json").read_bytes() == render("article")


# ---------------------------------------------------------------- starters


EXAMPLES = {
    (name, field.description): str(field.example) for kind in OF_RECORDS for name, field in FIELDS[kind].items()
}


def filled(text: str) -> str:
    """Fill the marked places with the examples of their fields, which are known by name and description."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        if line.endswith(starter.MARK):
            start, name = re.match(r"([ -]*(\w+): )", line).groups()  # type: ignore[union-attr]
            lines[place] = start + EXAMPLES[name, _comment_above(lines, place).partition(" Known: ")[0]]
    return "\n".join(lines) + "\n"


def _comment_above(lines: list[str], place: int) -> str:
    found: list[str] = []
    while (line := lines[place - 1 - len(found)].strip()).startswith("# "):
        found.insert(0, line[2:])
    return " ".join(found)


def uncommented(text: str) -> str:
    """Put in every field that may be left out."""
    return re.sub(r"^( *)#(?=[a-z ]+[a-z_]*:| +- )(?! [A-Z])", r"\1", text, flags=re.MULTILINE)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_starter_is_wrong_only_where_it_says_so(kind: str, tmp_path: Path) -> None:
    """One error for each marked place, at its line."""
    file, _ = starter.write(kind, tmp_path / "mine.yaml")
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    marked = [number for number, line in lines if line.endswith(starter.MARK)]
    found = read_records([file], Settings()).diagnostics
    assert [each.line for each in found] == marked
    assert all(each.severity is Severity.ERROR and "expected " in each.message for each in found)
    assert all("found nothing" in each.message or "found []" in each.message for each in found)
    assert len(marked) > 10


PAGE = "# Does IPT help with depression?\n\nPeople did better than people in control groups.\n"


@pytest.mark.parametrize("kind", RECORDS)
def test_a_filled_starter_checks_clean(kind: str, tmp_path: Path) -> None:
    """With the values of a real study, and an article on it."""
    folder = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    file, _ = starter.write(kind, folder / f"{kind}-started.yaml")
    file.write_text(filled(file.read_text("utf-8")), "utf-8")
    file.with_suffix(".md").write_text(PAGE, "utf-8")
    assert starter.MARK not in file.read_text("utf-8")
    left = pipeline.check([folder], Settings())
    assert {each.severity for each in left} <= {Severity.WARNING, Severity.INFO}, (
        "what is recommended is still to be done"
    )
    assert faults(as_read_by_others(file)) == []


@pytest.mark.parametrize("kind", RECORDS)
def test_a_starter_shows_every_field_of_the_model(kind: str) -> None:
    """With all its comments taken away it is a record with every field, each a good example."""
    text = uncommented(filled(starter.render(kind, id="mine")))
    parsed = yaml_reader.parse(text, "x.yaml")
    assert parsed.diagnostics == ()
    record, found = decode(parsed.data, parsed.source)
    assert found == ()
    assert faults(parsed.data, kind) == []
    missing = [path for path, value in walk(record) if value in (None, (), frozenset())]
    assert missing == []
    for _, value in walk(record):
        if isinstance(value, ConceptId):
            assert vocabulary().has(value, value.schemes)


def walk(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """List every value in a record."""
    inner: list[tuple[str, Any]] = []
    if isinstance(value, msgspec.Struct):
        inner = [(f"{path}.{name}", getattr(value, name)) for name in value.__struct_fields__]
    elif isinstance(value, tuple | frozenset):
        inner = [(f"{path}[]", each) for each in value]
    return [(path, value), *(found for where, each in inner for found in walk(each, where))]


def test_new_writes_beside_the_settings_and_never_over(ipt_kg: Run, tmp_path: Path) -> None:
    """The line for editors leads to the schema, from wherever the record is."""
    (tmp_path / "ipt-kg.toml").write_text("", "utf-8")
    (tmp_path / "studies").mkdir()
    file = tmp_path / "studies/smith-2020.yaml"
    done = ipt_kg("new", "study", file)
    assert done.returncode == 0, done.stderr
    text = file.read_text("utf-8")
    assert "\nid: smith-2020\n" in text
    found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert found
    assert (file.parent / found[1]).resolve() == tmp_path / ".ipt-kg/study.schema.json"
    assert (file.parent / found[1]).read_bytes() == render("study")
    file.write_text("mine", "utf-8")
    again = ipt_kg("new", "study", file)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study", "x.json"], "a record's file ends in .yaml or .yml"),
        (["study", "x.yaml", "--id", "two words"], "is no identifier"),
        (["study", "--id", ""], "is no identifier"),
        (["trial", "x.yaml"], "is not one of"),
        (["study", "ipt-kg.toml/x.yaml"], "ipt-kg.toml"),
    ],
)
def test_new_refuses_what_would_be_no_record(arguments: list[str], said: str, ipt_kg: Run, tmp_path: Path) -> None:
    """And writes nothing."""
    (tmp_path / "ipt-kg.toml").write_text("", "utf-8")
    done = ipt_kg("new", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["ipt-kg.toml"]


@pytest.mark.parametrize("name", ["16", "true", "-", "~", "größe", "two words", "🙂"])
def test_a_file_s_name_becomes_the_identifier_where_it_can(name: str, tmp_path: Path) -> None:
    """As text, whatever YAML would take it for."""
    file, _ = starter.write("study", tmp_path / f"{name}.yaml")
    data = yaml_reader.parse(file.read_text("utf-8"), file.name).data
    assert data["id"] == (None if " " in name else name)


def test_new_prints_without_a_file(ipt_kg: Run) -> None:
    """Or with -; there is no place for a schema then."""
    for arguments in (["new", "article"], ["new", "article", "-"]):
        done = ipt_kg(*arguments)
        assert done.stdout == starter.render("article")
        assert "yaml-language-server" not in done.stdout


def test_plain_types_are_found_in_any_order() -> None:
    """`T | None` inside `Annotated`, and the other way round."""
    assert plain_type(Id) is str
    assert plain_type(Id | None) is str
