# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Anchors are found, found again when their page changes, and reported when they are not."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from conftest import EVIDENCE, SHARED, Run
from ipt_kg.anchors import Lock, Status, find, make_lock
from ipt_kg.model import Article
from ipt_kg.records import Reading
from ipt_kg.records.text import read_text

SEED = SHARED / "seed/ipt-depression-article.txt"
RECORD = EVIDENCE / "articles/ipt-depression.yaml"
QUIET = (Status.KEPT, Status.SHIFTED)

needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the article's text is not at hand")


class Page(NamedTuple):
    """An article, its page as written and as read, and the lock made of them."""

    article: Article
    written: str
    lock: Lock

    def told(self, written: str) -> dict[str, Status]:
        """What is said of a changed page, save of the anchors that only shifted."""
        findings = find(self.article, read_text(written, ".txt"), self.lock)
        return {finding.claim: finding.status for finding in findings if finding.status not in QUIET}


def page_of(evidence: Reading, id: str, file: Path) -> Page:
    article = evidence.corpus.article(id)
    assert article is not None
    text = read_text(file.read_text("utf-8"), file.suffix)
    written = "\n".join(text.blocks)
    return Page(article, written, make_lock(text, find(article, text)))


@pytest.fixture(scope="module")
def seed(evidence: Reading) -> Page:
    return page_of(evidence, "ipt-depression", SEED)


@pytest.fixture(scope="module")
def explained(evidence: Reading) -> Page:
    return page_of(evidence, "ipt-explained", EVIDENCE / "articles/ipt-explained.md")


@needs_seed
def test_every_anchor_of_the_real_article_is_found(seed: Page) -> None:
    """More than 70 claims; each has its words in its own section."""
    text = read_text(SEED.read_text("utf-8"), ".txt")
    findings = find(seed.article, text)
    assert len(findings) > 70
    assert [finding for finding in findings if finding.status is not Status.NEW] == []
    whole = str(text)
    for claim, finding in zip(seed.article.claims, findings, strict=True):
        assert finding.place is not None
        assert whole[finding.place.start : finding.place.end] == claim.anchor


@needs_seed
def test_the_committed_lock_is_that_of_the_real_article(seed: Page) -> None:
    """When this fails, run `ipt-kg anchor evidence/articles/ipt-depression.yaml --text …` and commit the lock."""
    written = json.loads(RECORD.with_suffix(".anchors.json").read_text("utf-8"))
    assert written["text_sha256"] == seed.lock.text_sha256
    assert set(written["anchors"]) == {claim.id for claim in seed.article.claims}


def swapped(text: str, first: str, second: str) -> str:
    """Exchange the lines that begin so."""
    lines = text.split("\n")
    a, b = (next(n for n, line in enumerate(lines) if line.startswith(start)) for start in (first, second))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def without(text: str, start: str) -> str:
    """Take out the line that begins so."""
    kept = [line for line in text.split("\n") if not line.startswith(start)]
    assert len(kept) < len(text.split("\n"))
    return "\n".join(kept)


def replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def to_the_end(text: str, pattern: str) -> str:
    """Move what a pattern finds to the end of the page."""
    (words,) = re.findall(pattern, text)
    return f"{replaced(text, words, '')}\n{words}"


def _section_goes(text: str) -> str:
    return re.sub(r"\nPractical Takeaways\n.*?\nWhat This", r"\nWhat This", text, flags=re.DOTALL)


class Edit(NamedTuple):
    """A change of the page, and what must be said of which claims; of all others nothing."""

    change: Callable[[str], str]
    told: dict[str, Status]


def changed(section: str, *names: str) -> dict[str, Status]:
    """The claims whose paragraph changed around them: somebody should read them again."""
    return {f"{section}-{name}": Status.CHANGED for name in names}


VIEW = changed("view", "underused", "shows-effect", "nnt", "nnt-meaning", "context", "cognitive")
TAKEAWAYS = ("effective", "consider", "prepare", "skills", "discuss", "preference")
EDITS: dict[str, Edit] = {
    "a paragraph is put before all": Edit(
        lambda text: replaced(text, "\nInterpersonal therapy works", "\nNew.\nInterpersonal therapy works"), {}
    ),
    "two bullets change places": Edit(
        lambda text: swapped(text, "- Number needed", "- Effect size"),
        {"findings-effect": Status.MOVED, "findings-large": Status.MOVED},
    ),
    "a bullet goes": Edit(lambda text: without(text, "- Treatment structure"), {"findings-structure": Status.LOST}),
    "a passage goes to another section": Edit(
        lambda text: to_the_end(text, "This is particularly powerful.*?social beings"),
        {
            "view-powerful": Status.ELSEWHERE,
            "view-social-beings": Status.ELSEWHERE,
            **VIEW,
            **changed("view", "causes", "relationships"),
        },
    ),
    "a passage is reworded": Edit(
        lambda text: replaced(text, "lasting 12-16 sessions", "which lasts 12-16 sessions"),
        {"faq-sessions": Status.REWORDED, **changed("faq", "longer")},
    ),
    "a figure is rounded": Edit(
        lambda text: replaced(text, "treat of 2.91. IPT offers", "treat of 2.9. IPT offers"),
        {
            "bottom-nnt": Status.REWORDED,
            **changed("bottom", "effective", "base", "strong", "alternative", "both"),
        },
    ),
    "the words around change": Edit(
        lambda text: replaced(text, "The overall effect size of 0.63", "In all trials the overall effect size of 0.63"),
        changed("results", "effect", "impressive", "large", "nnt", "one-in-three"),
    ),
    "a sentence comes twice": Edit(
        lambda text: replaced(
            text, "\nStudy Snapshot", " No: A number needed to treat of 2.91 is excellent.\nStudy Snapshot"
        ),
        {**VIEW, **changed("view", "causes", "powerful", "social-beings", "relationships")},
    ),
    "a heading is renamed": Edit(lambda text: replaced(text, "Dr. Kumar’s Take", "What the doctor says"), {}),
    "a section goes": Edit(
        _section_goes, {**{f"takeaway-{each}": Status.LOST for each in TAKEAWAYS}, "takeaway-both": Status.ELSEWHERE}
    ),
    "lines are broken otherwise": Edit(lambda text: text.replace(". ", ".  ").replace("\n", "\r\n\r\n"), {}),
    "everything goes": Edit(lambda text: "", {"*": Status.LOST}),
}


@needs_seed
@pytest.mark.parametrize("edit", EDITS)
def test_each_edit_of_the_real_article_is_reported_rightly(edit: str, seed: Page) -> None:
    """Moved, reworded and deleted passages, and nothing said of the rest."""
    change, expected = EDITS[edit]
    if "*" in expected:
        expected = {claim.id: expected["*"] for claim in seed.article.claims}
    assert seed.told(change(seed.written)) == expected


@needs_seed
def test_what_a_fragment_became_is_shown(seed: Page) -> None:
    """The words that stand there now, to be copied into the record."""
    written = EDITS["a passage is reworded"].change(seed.written)
    (finding,) = (each for each in find(seed.article, read_text(written, ".txt"), seed.lock) if each.place is None)
    assert finding.message.endswith("there is 'lasts 12-16 sessions,'")


def test_a_fragment_that_stands_twice_is_told_apart_by_its_context(explained: Page) -> None:
    """With the lock; without it somebody has to say which one is meant."""
    claim = explained.article.claims[0]
    written = explained.written.replace("\nWhat the data show", f"\nOnce more: {claim.anchor}.\nWhat the data show")
    text = read_text(written, ".txt")
    assert find(explained.article, text, explained.lock)[0].status is Status.KEPT
    assert find(explained.article, text)[0].status is Status.AMBIGUOUS


def test_positions_are_those_of_the_visible_text(explained: Page) -> None:
    """Characters of the page's blocks, a line each."""
    for claim in explained.article.claims:
        place = explained.lock.anchors[claim.id]
        assert explained.written[place.start : place.end] == claim.anchor


def test_no_word_of_the_page_is_in_a_lock() -> None:
    """Positions and digests only."""
    for file in (EVIDENCE / "articles").glob("*.anchors.json"):
        for place in json.loads(file.read_text("utf-8"))["anchors"].values():
            assert set(place) == {"start", "end", "exact", "before", "after", "block"}
            assert all(re.fullmatch("[0-9a-f]{16}", place[name]) for name in ("exact", "before", "after", "block"))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EVIDENCE, tmp_path / "evidence"))


def test_anchors_are_kept_in_a_lock_beside_the_record(ipt_kg: Run, copied: Path) -> None:
    """It is written once, and again when the page changes."""
    record, lock = copied / "articles/ipt-explained.yaml", copied / "articles/ipt-explained.anchors.json"
    committed = lock.read_bytes()
    lock.unlink()
    first = ipt_kg("anchor", record)
    assert (first.returncode, first.stdout) == (0, "")
    assert "44 anchors: 44 new; lock written to" in first.stderr
    assert lock.read_bytes() == committed
    assert "44 anchors: 44 kept; lock as it was" in ipt_kg("anchor", record).stderr

    page = record.with_suffix(".md")
    page.write_text(page.read_text("utf-8").replace("## What the data show", "More.\n\n## What the data show"), "utf-8")
    stale = ipt_kg("anchor", record, "--check")
    assert stale.returncode == 1
    assert "stale in" in stale.stderr
    assert [line.split(": ")[1] for line in ipt_kg("check", record).stdout.splitlines()] == ["warning"]
    assert ipt_kg("anchor", record).returncode == 0
    assert "anchor" not in ipt_kg("check", record).stdout


def test_changed_words_are_read_again_before_the_lock_is_written(ipt_kg: Run, copied: Path) -> None:
    """A page that says something else now is not waved through; somebody says that the claim still holds."""
    record, lock = copied / "articles/ipt-explained.yaml", copied / "articles/ipt-explained.anchors.json"
    before, page = lock.read_bytes(), record.with_suffix(".md")
    written = page.read_text("utf-8")
    page.write_text(
        written.replace("did better than people in control groups", "hardly did better than people in control groups"),
        "utf-8",
    )
    done = ipt_kg("anchor", record)
    assert (done.returncode, lock.read_bytes()) == (1, before)
    assert "does the claim still hold?" in done.stdout
    assert "then say --accept" in done.stderr
    assert ipt_kg("anchor", record, "--accept").returncode == 0
    assert ipt_kg("anchor", record, "--check").returncode == 0
    assert lock.read_bytes() != before


def test_a_lost_anchor_is_reported_with_its_line_and_no_lock_is_written(ipt_kg: Run, copied: Path) -> None:
    """What was known is kept, until somebody has mended the record."""
    record, lock = copied / "articles/ipt-explained.yaml", copied / "articles/ipt-explained.anchors.json"
    before, page = lock.read_bytes(), record.with_suffix(".md")
    page.write_text(
        page.read_text("utf-8").replace("worth raising with a clinician", "worth a word to a doctor"), "utf-8"
    )
    done = ipt_kg("anchor", record)
    assert done.returncode == 1
    line = next(
        n for n, text in enumerate(record.read_text("utf-8").splitlines(), 1) if "anchor: worth raising" in text
    )
    assert f"{record}:{line}: lost: " in done.stdout
    assert lock.read_bytes() == before


def test_without_the_page_the_record_is_held_against_the_lock(ipt_kg: Run, copied: Path) -> None:
    """What was found stays found; a fragment that was never found is warned of."""
    record = copied / "articles/ipt-depression.yaml"
    assert "anchor" not in ipt_kg("check", record).stdout
    changed = record.read_text("utf-8").replace("anchor: large effect", "anchor: enormous effect")
    record.write_text(changed, "utf-8")
    done = ipt_kg("check", record)
    assert done.returncode == 0
    assert "never found on the page" in done.stdout
    assert "the page's text is not at hand" in ipt_kg("anchor", record).stderr


def test_a_page_that_is_not_at_hand_is_passed_over_among_others(ipt_kg: Run, copied: Path) -> None:
    """Its lock stays; asked for alone, it is an error, and so is a folder without articles."""
    done = ipt_kg("anchor", copied, "--check")
    assert done.returncode == 0
    assert "ipt-depression" not in done.stderr
    none = ipt_kg("anchor", copied / "studies")
    assert (none.returncode, "no article" in none.stderr) == (2, True)


def test_a_lock_that_is_none_is_an_error(ipt_kg: Run, copied: Path) -> None:
    """Nothing is taken from it, and the message says what to do."""
    (copied / "articles/ipt-explained.anchors.json").write_text('{"anchors": 1}', "utf-8")
    done = ipt_kg("check", copied)
    assert done.returncode == 2
    assert "put it back, or take it away" in done.stdout
    broken = (copied / "articles/ipt-explained.anchors.json").read_bytes()
    assert ipt_kg("anchor", copied / "articles/ipt-explained.yaml").returncode == 2
    assert (copied / "articles/ipt-explained.anchors.json").read_bytes() == broken, "it is not written over unread"


def test_a_negation_far_from_the_fragment_is_seen(explained: Page) -> None:
    """Wherever in the paragraph it stands."""
    block = next(b for b in explained.written.split("\n") if "did better than people in control groups" in b)
    told = explained.told(
        explained.written.replace(block, f"Nobody should believe that, as far as anybody knows, {block}")
    )
    assert told["answer-control"] is Status.CHANGED


def test_what_is_not_known_of_a_page_comes_from_settings_or_options(ipt_kg: Run, copied: Path, tmp_path: Path) -> None:
    """Address, dates, authors and text; options go before the file, and are for one article."""
    text = tmp_path / "page.md"
    text.write_text((copied / "articles/ipt-explained.md").read_text("utf-8"), "utf-8")
    with (copied / "ipt-kg.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            "\n[pages.ipt-explained]\nurl = 'https://example.org/set'\nmodified = 2026-11-23\ntext = '../page.md'\n"
            "authors = [{name = 'A. Writer', kind = 'person', url = 'https://example.org/writer'}]\n"
        )
    (copied / "articles/ipt-explained.md").unlink()
    record = copied / "articles/ipt-explained.yaml"
    markup = ipt_kg("export", "schema-org", record).stdout
    page = json.loads(markup)["@graph"][0]
    assert (page["url"], page["dateModified"]) == ("https://example.org/set", "2026-11-23")
    assert "A. Writer" in markup
    given = ipt_kg("export", "schema-org", copied, "--id", "ipt-explained", "--url", "https://example.org/given")
    assert json.loads(given.stdout)["@graph"][0]["url"] == "https://example.org/given"
    both = ipt_kg("check", copied, "--url", "https://example.org/given")
    assert both.returncode == 2
    assert "is for one article" in both.stdout


@pytest.mark.parametrize("matter", ["---\ntitle: {title}\n---\n", "+++\r\ntitle = {title}\r\n+++\r\n"])
def test_the_text_may_be_a_site_generator_s(matter: str, ipt_kg: Run, copied: Path) -> None:
    """Front matter is not seen; its title is the first heading, where the text does not begin with it."""
    file = copied / "articles/ipt-explained.md"
    before = ipt_kg("export", "schema-org", copied, "--id", "ipt-explained").stdout
    heading, _, rest = file.read_text("utf-8").partition("\n")
    front = matter.format(title=json.dumps(heading.removeprefix("# ")))
    for text in (front + rest, f"{front}\n{heading}\n{rest}"):
        file.write_bytes(text.encode())
        after = ipt_kg("export", "schema-org", copied, "--id", "ipt-explained")
        assert after.stdout == before, after.stderr


def test_a_page_setting_that_nobody_knows_is_refused(ipt_kg: Run, copied: Path) -> None:
    """With those there are."""
    with (copied / "ipt-kg.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[pages.ipt-explained]\nadress = 'https://example.org/'\n")
    done = ipt_kg("check", copied)
    assert done.returncode == 2
    assert "pages.ipt-explained has adress; known are text, breadcrumbs, url" in done.stderr


def test_a_page_s_text_is_the_name_of_a_file(ipt_kg: Run, copied: Path) -> None:
    """Another value, and a file that is not there or is of another form, have messages of their own."""
    for value, said in (
        ("5", "is the name of a file, found 5"),
        ("'gone.md'", "No such file or directory"),
        ("'ipt-explained.html'", "Markdown or plain text (.md, .txt)"),
    ):
        settings = (EVIDENCE / "ipt-kg.toml").read_text("utf-8") + f"\n[pages.ipt-explained]\ntext = {value}\n"
        (copied / "ipt-kg.toml").write_text(settings, "utf-8")
        done = ipt_kg("check", copied)
        assert (done.returncode, said in done.stdout + done.stderr) == (2, True), done.stderr
