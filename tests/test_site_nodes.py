# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What settings say of a site stands in the markup of its pages: site, publisher, people, the way to the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from ipt_kg.errors import SettingsError
from ipt_kg.export import schema_org
from ipt_kg.model import Article
from ipt_kg.records import read_records
from ipt_kg.settings import load_settings

COMPLETE = ROOT / "tests/fixtures/complete"
SITE = """
base = "https://example.org/data/"
publisher_name = "Example Evidence"
publisher_url = "https://example.org/"
publisher_logo = "https://example.org/logo.png"
site_name = "Example Evidence"
site_url = "https://example.org/"
data_license = "https://creativecommons.org/licenses/by/4.0/"

[people."A Reviewer"]
url = "https://example.org/team/reviewer/"
orcid = "0000-0002-1825-0097"
job_title = "Psychiatrist"

[pages.complete-article]
breadcrumbs = [
  {name = "Evidence", url = "https://example.org/evidence/"},
  {name = "A complete page", url = "https://example.org/complete-page/"},
]
"""


def graph_with(settings: str, folder: Path) -> dict[str, dict[str, Any]]:
    """Give the nodes of the complete article by type, under settings."""
    for file in COMPLETE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "ipt-kg.toml").write_text(settings, "utf-8")
    found = load_settings(folder, environ={})
    reading = read_records([folder], found)
    assert reading.diagnostics == ()
    record = next(record for record in reading.records if isinstance(record.model, Article))
    nodes = json.loads(schema_org.render(record, reading.corpus, found))["@graph"]
    return {node["@type"] if isinstance(node["@type"], str) else node["@type"][0]: node for node in nodes}


def test_the_site_and_its_publisher(tmp_path: Path) -> None:
    """They have identifiers of their own, and the page points to them."""
    nodes = graph_with(SITE, tmp_path)
    page, site, publisher = nodes["MedicalWebPage"], nodes["WebSite"], nodes["Organization"]
    assert page["isPartOf"] == {"@id": site["@id"]} == {"@id": "https://example.org/#website"}
    assert page["publisher"] == site["publisher"] == {"@id": publisher["@id"]}
    assert publisher["logo"] == {"@type": "ImageObject", "url": "https://example.org/logo.png"}


def test_a_person_is_told_of_once(tmp_path: Path) -> None:
    """By a node that is the same on every page; the page says when the review was."""
    nodes = graph_with(SITE, tmp_path)
    assert nodes["Person"] == {
        "@type": "Person",
        "@id": "https://example.org/#person-a-reviewer",
        "name": "A Reviewer",
        "jobTitle": "Psychiatrist",
        "url": "https://example.org/team/reviewer/",
        "sameAs": "https://orcid.org/0000-0002-1825-0097",
    }
    assert nodes["MedicalWebPage"]["reviewedBy"] == [{"@id": nodes["Person"]["@id"]}]
    assert nodes["MedicalWebPage"]["lastReviewed"] == "2022-05"


def test_whom_settings_do_not_know_the_page_describes(tmp_path: Path) -> None:
    """Under the IRI that the person has in the graph."""
    nodes = graph_with('base = "https://example.org/data/"\n', tmp_path)
    (reviewer,) = nodes["MedicalWebPage"]["reviewedBy"]
    assert reviewer == {
        "@type": "Person",
        "@id": "https://example.org/data/article/complete-article#reviewer-1",
        "name": "A Reviewer",
    }
    assert {"WebSite", "Organization", "BreadcrumbList"}.isdisjoint(nodes)


def test_the_way_to_the_page(tmp_path: Path) -> None:
    """The breadcrumbs in their order."""
    nodes = graph_with(SITE, tmp_path)
    steps = nodes["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [(1, "Evidence"), (2, "A complete page")]
    assert nodes["MedicalWebPage"]["breadcrumb"] == {"@id": nodes["BreadcrumbList"]["@id"]}


def test_a_page_elsewhere_is_not_the_site_s(tmp_path: Path) -> None:
    """A record may tell of a page that others publish."""
    nodes = graph_with(SITE.replace("https://example.org/", "https://example.net/"), tmp_path)
    assert {"publisher", "isPartOf"}.isdisjoint(nodes["MedicalWebPage"])
    assert "WebSite" not in nodes


def test_the_page_is_told_to_be_the_article_of_the_graph(tmp_path: Path) -> None:
    """Its node is called by the address; `sameAs` leads to the graph."""
    page = graph_with(SITE, tmp_path)["MedicalWebPage"]
    assert page["@id"] == "https://example.org/complete-page/"
    assert page["sameAs"] == "https://example.org/data/article/complete-article"


def test_the_settings_of_the_document_are_settings(tmp_path: Path) -> None:
    """Those that docs/site.md has for the whole site."""
    document = (ROOT / "docs/site.md").read_text("utf-8")
    _, second = re.findall(r"```toml\n(.*?)```", document, re.DOTALL)[:2]
    (tmp_path / "ipt-kg.toml").write_text(second, "utf-8")
    settings = load_settings(tmp_path, environ={})
    assert settings.site_name == "The Example Clinic"
    assert settings.people["Ann Able"].job_title == "Clinical psychologist"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('site_name = "A site"', "site_name needs site_url"),
        ('site_url = "example.org"', "site_url must be a web address, found 'example.org'"),
        ('[people.Jane]\norcid = "0000-0002-1825-0098"', "0000-0002-1825-0098 does not fit the others"),
        ('[people.Jane]\nmail = "x"', "unknown field `mail`"),
        ('[pages.x]\nbreadcrumbs = [{name = "Evidence"}]', "pages.x.breadcrumbs: Object missing required field `url`"),
        ('[pages.x]\nbreadcrumbs = [{name = "A", url = "https://example.org/"}]', "give at least two steps"),
        ("[pages.x]\nbreadcrumb = []", "pages.x has breadcrumb; known are text, breadcrumbs, url"),
    ],
)
def test_wrong_settings_are_told(wrong: str, told: str, tmp_path: Path) -> None:
    """With the file, and what was expected."""
    (tmp_path / "ipt-kg.toml").write_text(f"{wrong}\n", "utf-8")
    with pytest.raises(SettingsError, match=r"ipt-kg\.toml") as error:
        load_settings(tmp_path, environ={})
    assert told in str(error.value)
