# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""No export says what its page and its studies do not, and the program that holds them to it sees every change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import EVIDENCE, ROOT, SHARED
from faithfulness import Source, faults, plain
from ipt_kg.export import schema_org
from ipt_kg.records import read_records
from ipt_kg.settings import Settings, load_settings

NUMBER = re.compile(r"-?\d+(\.\d+)?")
SEED = SHARED / "seed/ipt-depression-article.txt"
ARTICLES = ["ipt-explained", "ipt-depression"]


def source_of(folder: Path, article: str, visible: str, settings: Settings) -> Source:
    studies = {file.stem: plain(file) for file in sorted((folder / "studies").glob("*.yaml"))}
    return Source(
        base=settings.base,
        visible=visible,
        article=plain(folder / f"articles/{article}.yaml"),
        studies=studies,
        settings={name: value for name in settings.__struct_fields__ if (value := getattr(settings, name))},
    )


def exported(article: str) -> tuple[bytes, Source]:
    """Compile an article of the evidence, with its text where that is at hand."""
    page = {"text": str(SEED)} if article == "ipt-depression" and SEED.is_file() else {}
    settings = load_settings(EVIDENCE, environ={}, page=page, page_of=article)
    reading = read_records([EVIDENCE], settings)
    record = next(record for record in reading.records if record.model.id == article)
    visible = str(record.text) if record.text else record.model.title  # type: ignore[union-attr]
    return schema_org.render(record, reading.corpus, settings), source_of(EVIDENCE, article, visible, settings)


@pytest.mark.parametrize("article", ARTICLES)
def test_the_markup_of_a_page_is_faithful(article: str) -> None:
    """Every text and figure of page nodes stands on the page, every one of study nodes in the study's record."""
    assert faults(*exported(article)) == []


@pytest.mark.parametrize("file", sorted((ROOT / "exports/schema-org").rglob("*.jsonld")), ids=lambda file: file.stem)
def test_committed_exports_are_faithful(file: Path) -> None:
    """As they are on disk."""
    settings = load_settings(EVIDENCE, environ={})
    article = file.stem if file.parent.name == "article" else "ipt-explained"
    _, source = exported(article)
    if article == "ipt-depression":  # built without its text
        source = source._replace(visible=source.article["title"])
    assert settings.base == source.base
    assert faults(file.read_bytes(), source) == []


# Identifiers and types have judges of their own; codes elsewhere are held by the tests of mappings.
LEFT_ALONE = {"@context", "@id", "@type", "alternateName", "code", "license", "propertyID", "sameAs", "url"}


def changed(value: Any) -> Iterator[Any]:
    """Yield a document once or twice for each text or figure in it, with that one changed."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ({**value, name: other} for other in changed(inner) if name not in LEFT_ALONE)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from ([*value[:place], other, *value[place + 1 :]] for other in changed(inner))
    elif not isinstance(value, bool):
        yield from ([value + 1] if isinstance(value, int) else changed_text(value))


def changed_text(text: str) -> Iterator[str]:
    """Add a digit to a figure, a word to a text, and a digit to the last figure in it."""
    yield f"{text}9" if NUMBER.fullmatch(text) else f"{text} exceedingly"
    if figures := list(re.finditer(r"\d+", text)):
        last = figures[-1]
        yield f"{text[: last.start()]}7{last[0]}{text[last.end() :]}"


def test_no_change_goes_unseen() -> None:
    """Each text and figure of the page's markup in turn: a word more, a digit more, a count one higher."""
    markup, source = exported("ipt-explained")
    document = json.loads(markup, parse_float=str)
    tried = 0
    for other in changed(document):
        tried += 1
        difference = next((a, b) for a, b in zip(json.dumps(document), json.dumps(other), strict=False) if a != b)
        assert faults(json.dumps(other).encode(), source), difference
    assert tried > 100


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"value": 0.63', '"value": 0.04', "value: '0.04', but the record says '0.63'"),
        ('"maxValue": 0.90', '"maxValue": 0.9', "upper: '0.9', but the record says '0.90'"),
        (
            "16 studies; favours interpersonal psychotherapy",
            "16 studies; favours control condition",
            "does not say 'favours",
        ),
        ("0.63 (95% CI 0.36 to 0.90)", "0.63 (95% CI 0.36 to 2.91)", "'0.63 (95% CI 0.36 to 0.90)'"),
        (
            "9.43 (as reported, method not stated), interpersonal psychotherapy v pharmacotherapy, ",
            "9.43, ",
            "does not say ' v pharma",
        ),
        (" The abstract gives no figures for heterogeneity, risk of bias or publication bias.", "", "caveats: "),
        (
            "rests on 16 studies",
            "rests on 38 studies",
            "it does not say that the effect v control condition rests on 16",
        ),
    ],
)
def test_what_overstates_is_seen(old: str, new: str, told: str) -> None:
    """A figure of another estimate, a lost zero, a turned direction, a caveat left out, the review's totals."""
    markup, source = exported("ipt-explained")
    assert old in markup.decode()
    assert any(told in fault for fault in faults(markup.decode().replace(old, new).encode(), source))
