# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The recipes of docs/site.md put the markup into real sites: their commands and files are taken from there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import pytest
import yaml
from click import Group
from markdown_it import MarkdownIt

from conftest import ROOT, Run
from ipt_kg.cli import main
from ipt_kg.records import front_matter
from wordpress import WordPress

DOCUMENT = (ROOT / "docs/site.md").read_text("utf-8")
SITES = ROOT / "tests/fixtures/sites"
FIRST, SECOND, CLEAN = "my-page", "second-page", "no-record"

_BLOCK = re.compile(
    r"(?:^(?P<told>[^\n]*):\n\n)?^```(?P<language>[\w-]+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_FILE = re.compile(r"`(?P<name>[\w./-]+\.\w+)`(?:, before `(?P<before>[^`]+)`| \([^)]*\))?$")


class Recipe(NamedTuple):
    """A way of docs/site.md: its heading, its tool, where the site keeps its texts, and where it puts its pages."""

    heading: str
    tool: str | None
    texts: str
    built: str


RECIPES = (
    Recipe("Plain HTML", None, "texts", "public"),
    Recipe("Hugo", "hugo", "content/articles", "public"),
    Recipe("Jekyll", "jekyll", "_articles", "_site"),
    Recipe("Eleventy", "eleventy", "articles", "_site"),
)


class Block(NamedTuple):
    """A block of code: what it is, the file that it is or goes into, and before what it goes there."""

    language: str
    text: str
    file: str | None
    before: str | None


def section(heading: str) -> str:
    return DOCUMENT.split(f"\n## {heading}\n")[1].partition("\n## ")[0]


def blocks(text: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(text):
        file = _FILE.search(found["told"] or "")
        yield Block(found["language"], found["text"], file and file["name"], file and file["before"])


def ways() -> Iterator[Any]:
    """Yield each way of each recipe: what stands before `Or in the template`, and what stands after it."""
    for recipe in RECIPES:
        after, _, template = section(recipe.heading).partition("Or in the template.")
        skip = pytest.mark.skipif(
            recipe.tool is not None and shutil.which(recipe.tool) is None, reason=f"{recipe.tool} is not here"
        )
        for name, text in (("after", after), ("template", template)):
            if text:
                yield pytest.param(recipe, text, id=f"{recipe.heading}-{name}", marks=skip)


class Site:
    """A site with three pages, and records of as many of them as were added."""

    def __init__(self, folder: Path, texts: str, ipt_kg: Run) -> None:
        self.folder, self._texts, self._ipt_kg = folder, texts, ipt_kg
        (folder / texts).mkdir(parents=True, exist_ok=True)
        for page in (SITES / "pages").iterdir():
            shutil.copy(page, folder / texts)
        shutil.copytree(SITES / "evidence/studies", folder / "evidence/studies")
        (folder / "evidence/articles").mkdir()
        self._settings = next(block.text for block in blocks(section("Once")) if block.language == "toml")
        (folder / "evidence/ipt-kg.toml").write_text(self._settings.partition("[pages")[0], "utf-8")

    def add_record(self, id: str) -> None:
        """Add a record as the document says: a file, and what the settings say of its page."""
        shutil.copy(SITES / f"evidence/articles/{id}.yaml", self.folder / "evidence/articles")
        page = "[pages" + self._settings.partition("[pages")[2]
        with (self.folder / "evidence/ipt-kg.toml").open("a", encoding="utf-8") as settings:
            settings.write(page.replace("my-page", id).replace("../articles/", f"../{self._texts}/"))

    def apply(self, text: str) -> None:
        """Write the files that a part of the document has."""
        for block in blocks(text):
            if block.file is None:
                continue
            file = self.folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            if block.before is None:
                file.write_text(block.text, "utf-8")
            else:
                there = file.read_text("utf-8")
                assert there.count(block.before) == 1
                file.write_text(there.replace(block.before, block.text + block.before), "utf-8")

    def run(self, text: str) -> str:
        """Run the commands that a part of the document has, and give what was printed."""
        lines = [line[2:] for block in blocks(text) if block.language == "console" for line in block.text.splitlines()]
        assert lines
        return "".join(self._command(line) for line in lines)

    def _command(self, line: str) -> str:
        if line.startswith("ipt-kg "):
            done = self._ipt_kg(*shlex.split(line)[1:], cwd=self.folder)
        else:
            env = {
                **os.environ,
                "HUGO_RESOURCEDIR": "resources",
                "npm_config_offline": "true",
                "JEKYLL_ENV": "production",
            }
            done = subprocess.run(
                line, shell=True, cwd=self.folder, env=env, capture_output=True, text=True, check=False, timeout=120
            )
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        assert "[markup-" not in done.stderr, "what the markup quotes, the page shows"
        return done.stdout

    def markup(self, id: str) -> Any:
        """Give the JSON-LD that the toolkit exports for a record."""
        return parsed(self._command(f"ipt-kg export schema-org evidence --id {id}"))


class Scripts(HTMLParser):
    """The JSON-LD of a page, as written, and whether it stands in the head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[bool, str]] = []
        self._head = self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._head = (self._head or tag == "head") and tag != "body"
        if tag == "script" and dict(attrs).get("type") == "application/ld+json":
            self.found.append((self._head, ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._head = self._head and tag != "head"
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            head, text = self.found[-1]
            self.found[-1] = head, text + data


def parsed(text: str) -> Any:
    """Read JSON, with figures as they are printed."""
    return json.loads(text, parse_float=str, parse_int=str)


def has_markup(page: str, expected: Any) -> bool:
    """Tell whether a page has one script with the markup, in its head; else it must have none."""
    found = Scripts(page).found
    if not found:
        return False
    ((in_head, text),) = found
    assert in_head
    assert parsed(text) == expected
    return True


def site(recipe: Recipe, folder: Path, ipt_kg: Run) -> Site:
    """Make the example site of a recipe."""
    kind = recipe.heading.split()[-1].lower()
    if kind == "html":
        make_html(folder / recipe.built)
    else:
        shutil.copytree(SITES / kind, folder, dirs_exist_ok=True)
    if recipe.tool == "eleventy":
        tool = Path(shutil.which("eleventy") or "").resolve()
        (folder / "node_modules").symlink_to(next(p for p in tool.parents if p.name == "node_modules"))
    return Site(folder, recipe.texts, ipt_kg)


def make_html(folder: Path) -> None:
    """Write the pages by hand, as it were."""
    template = Template((SITES / "html/page.html").read_text("utf-8"))
    for page in (SITES / "pages").iterdir():
        file = folder / f"articles/{page.stem}/index.html"
        file.parent.mkdir(parents=True)
        title, text = front_matter.split(page.read_text("utf-8"))
        html = template.substitute(id=page.stem, title=escape(title or ""), text=MarkdownIt().render(text))
        file.write_text(html, "utf-8")


@pytest.mark.parametrize(("recipe", "text"), list(ways()))
def test_a_recipe_puts_the_markup_into_the_pages_of_records_alone(
    recipe: Recipe, text: str, ipt_kg: Run, tmp_path: Path
) -> None:
    """One record, one page with its markup; another record, another page, and nothing else to be done."""
    made = site(recipe, tmp_path, ipt_kg)
    made.apply(text)
    for records in ([FIRST], [FIRST, SECOND]):
        made.add_record(records[-1])
        made.run(text)
        built = tmp_path / recipe.built
        pages = {str(file.relative_to(built)): file.read_text("utf-8") for file in built.rglob("*.html")}
        assert f"articles/{CLEAN}/index.html" in pages
        told = {f"articles/{id}/index.html": made.markup(id) for id in records}
        assert {file for file, page in pages.items() if has_markup(page, told.get(file))} == set(told)


def test_what_is_printed_can_be_pasted(ipt_kg: Run, tmp_path: Path) -> None:
    """By hand, into the head of one page."""
    recipe = RECIPES[0]
    made = site(recipe, tmp_path, ipt_kg)
    made.add_record(FIRST)
    page = (tmp_path / recipe.built / f"articles/{FIRST}/index.html").read_text("utf-8")
    element = made.run(section(recipe.heading).partition("By hand")[2])
    assert has_markup(page.replace("</head>", element + "</head>"), made.markup(FIRST))


def test_the_figures_of_the_example_keep_their_last_zeros(ipt_kg: Run, tmp_path: Path) -> None:
    """Or else the recipes would not be tried with what gets lost easily: zeros, quotes, tags and braces."""
    made = site(RECIPES[0], tmp_path, ipt_kg)
    made.add_record(FIRST)
    markup = json.dumps(made.markup(FIRST), ensure_ascii=False)
    for delicate in (
        '"0.50"',
        "<b>",
        "{{ braced }}",
        "{% tagged %}",
        '\\"help\\"',
        "“editor”",
        "p < 0.05",
        "Zoë",
        " & ",
    ):
        assert delicate in markup


def test_wordpress_prints_the_markup_of_its_posts(ipt_kg: Run, tmp_path: Path) -> None:
    """Beside that of others, and none for drafts, posts behind a password, and files that are no JSON."""
    if missing := WordPress.missing():
        pytest.skip(f"{missing} is not here")
    text = section("WordPress")
    with WordPress(tmp_path, SITES / "wordpress") as press:
        made = Site(tmp_path, "texts", ipt_kg)
        made.apply(text)
        for records in ([FIRST], [FIRST, SECOND]):
            made.add_record(records[-1])
            made.run(text)
            for id in (FIRST, SECOND, CLEAN):
                expected = made.markup(id) if id in records else None
                assert has_markup(press.page(id), expected) is (id in records), id
        for id in ("draft", "secret", "broken"):
            shutil.copy(tmp_path / f"wp-content/evidence/{FIRST}.jsonld", tmp_path / f"wp-content/evidence/{id}.jsonld")
        (tmp_path / "wp-content/evidence/broken.jsonld").write_text('{"a": "</script>', "utf-8")
        assert "ld+json" not in press.page("secret") + press.page("broken")
        assert "ld+json" not in press.head("draft")
        assert "ld+json" in press.head(FIRST)
        press.add_other_markup()
        others, ours = (parsed(text) for _, text in Scripts(press.page(FIRST)).found)
        assert others["@graph"][0]["@type"] == "WebPage"
        assert ours == made.markup(FIRST)


def test_every_command_of_the_document_exists() -> None:
    """With its options."""
    assert isinstance(main, Group)
    workflow = yaml.safe_load(next(block.text for block in blocks(section("In CI"))))
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    lines = [line.strip().removeprefix("$ ").partition(" #")[0] for line in DOCUMENT.splitlines()]
    commands = [shlex.split(line) for line in (*lines, *steps) if line.startswith("ipt-kg ")]
    assert len(commands) >= 12
    for words in commands:
        options = {option for parameter in main.commands[words[1]].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
