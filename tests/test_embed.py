# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The script element in pages of every kind: nothing else changes, nothing gets out, all of it is read back."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import html5lib
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EVIDENCE, Run
from html_pages import BOMS, ENCODINGS, MARK, OURS, page
from ipt_kg.embed import others, place, source, splice, tree, visible
from ipt_kg.embed.addresses import stated
from ipt_kg.embed.depth import refuse_depth
from ipt_kg.errors import PageError
from ipt_kg.export import schema_org, script
from ipt_kg.records import Reading
from ipt_kg.settings import Settings
from markup import PLAIN

PAGES = 200
ELEMENT = script.element('{"@id": "x", "name": "</script> {{ µ }} \U0001f600"}'.encode(), "page").decode().strip()
HERE = "\ue005"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


def embedded(raw: bytes, element: str = ELEMENT) -> bytes:
    return splice.embedded(source.read(raw), element).raw


def seeds() -> list[int]:
    """The seeds of pages that take the element."""

    def takes(seed: int) -> bool:
        try:
            return bool(embedded(page(seed).raw))
        except PageError:
            return False

    return [seed for seed in range(PAGES) if takes(seed)]


@pytest.fixture(scope="module")
def taken() -> list[int]:
    return seeds()


def test_few_pages_are_refused(taken: list[int]) -> None:
    """Parts of pages alone, and those for that reason."""
    reasons = []
    for seed in set(range(PAGES)) - set(taken):
        with pytest.raises(PageError) as refused:
            embedded(page(seed).raw)
        reasons.append(refused.value.rule)
    assert set(reasons) == {"page-part"}
    assert len(reasons) < PAGES / 20, f"{len(reasons)} of {PAGES} refused"


def test_every_other_byte_stays(taken: list[int]) -> None:
    """The page is what stood before the element, the element, and what stood behind; or it replaces an earlier one."""
    for seed in taken:
        before, _, encoding = page(seed)
        after = embedded(before)
        written = ELEMENT.encode(encoding)
        assert after.count(written) == 1, seed
        first, _, last = after.partition(written)
        assert before.startswith(first), seed
        rest = before[len(first) :]
        ends = [b"", *(end.encode(encoding) for end in ("\n", "\r", "\r\n"))]
        if last not in [end + rest for end in ends]:
            assert rest.endswith(last), seed
            replaced = rest[: len(rest) - len(last)].decode(encoding)
            assert re.fullmatch(rf"<script[^>]*{MARK}[^<]*</script\s*>", replaced, re.IGNORECASE), seed


def test_twice_is_once(taken: list[int]) -> None:
    """And another element takes the place of the first."""
    other = script.element(b'{"other": 1}', "page").decode().strip()
    for seed in taken:
        once = embedded(page(seed).raw)
        assert embedded(once) == once, seed
        assert embedded(embedded(once, other)) == once, seed


def seen_by_html5lib(text: str, *, scripting: bool) -> str:
    """Write the tree that an independent parser makes, with a sign in the place of our element."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = html5lib.parse(text, scripting=scripting)
    parts: list[str] = []
    open_tags: list[str] = []
    inside = False
    for token in html5lib.getTreeWalker("etree")(parsed):
        kind, name = token["type"], token.get("name")
        if kind == "StartTag":
            # It does not know templates, and takes what is in them for elements.
            if name == "script" and (None, MARK) in token["data"] and "template" not in open_tags:
                inside = True
                parts.append(HERE)
            open_tags.append(name)
        if not inside:
            parts.append(token["data"] if kind.endswith("Characters") else repr(sorted(map(str, token.items()))))
        if kind == "EndTag":
            open_tags.pop()
            inside = inside and name != "script"
    return "".join(parts)


@pytest.mark.parametrize("scripting", [True, False], ids=["with scripting", "without"])
def test_another_parser_sees_our_element_and_no_other_change(scripting: bool, taken: list[int]) -> None:
    """Html5lib, with scripting, as browsers and search engines parse, and without."""
    for seed in taken:
        raw, text, encoding = page(seed)
        after = embedded(raw).removeprefix(BOMS.get(encoding, b"")).decode(encoding, "replace")
        was = seen_by_html5lib(text.encode(encoding, "replace").decode(encoding, "replace"), scripting=scripting)
        now = seen_by_html5lib(after, scripting=scripting)
        assert now.count(HERE) == 1, seed
        assert was in (now, now.replace(HERE, ""), now.replace(HERE + "\n", "")), seed


def run_chromium(folder: Path, file: Path) -> str:
    """Load a page and give its tree as HTML, when it has come to rest."""
    assert CHROMIUM
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}"]
    command = [CHROMIUM, *options, "--virtual-time-budget=5000", "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8")


def output_of(dump: str) -> Any:
    """Read the JSON that a page's own script left in it."""
    found = re.search(r'<pre id="out">(.*?)</pre>', dump, re.DOTALL)
    assert found, dump[-2000:]
    return json.loads(html.unescape(found[1]))


COMPARE = """<!doctype html><meta charset=utf-8><pre id=out></pre><script>
const strange = [];
const take = (text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const ours = page.querySelectorAll("script[data-ipt-kg]");
  const parents = [...ours].map((each) => each.parentNode.localName);
  ours.forEach((each) => each.replaceWith("\\ue005"));
  return [parents, page.documentElement.outerHTML];
};
for (const [seed, before, after] of PAIRS) {
  const [had, was] = take(before), [has, now] = take(after);
  const same = [now, now.replace("\\ue005", ""), now.replace("\\ue005\\n", "")].includes(was);
  const inHead = had.length || has[0] === "head" || /noscript/i.test(before);
  if (has.length !== 1 || !same || !inHead) strange.push([seed, has, same]);
}
document.getElementById("out").textContent = JSON.stringify(strange);
</script>"""


@needs_chromium
def test_chromium_sees_our_element_in_the_head_and_no_other_change(taken: list[int], tmp_path: Path) -> None:
    """The parser of a browser, which knows templates; without scripting a `noscript` may end the head."""
    pairs = []
    for seed in taken:
        raw, text, encoding = page(seed)
        after = embedded(raw).removeprefix(BOMS.get(encoding, b"")).decode(encoding, "replace")
        pairs.append([seed, text.encode(encoding, "replace").decode(encoding, "replace"), after])
    file = tmp_path / "compare.html"
    file.write_text(COMPARE.replace("PAIRS", json.dumps(pairs).replace("<", "\\u003c")), "utf-8")
    assert output_of(run_chromium(tmp_path, file)) == []


HOSTILE = [
    "</script><script>document.title = 'stolen'</script>",
    "<!-- <script>",
    "<script>document.title = 'stolen'</script>",
    "--> ]]> <![CDATA[ </head> </title> </html>",
    '" \' \\ \\" \\u003c &quot; &lt;/script&gt;',
    "line\u2028separator\u2029and \u202eright to left\u202c \u200f",
    "\x01\x08\x1b[31m\x7f\x85\ufeff\ufffe\ufdd0",
    "\U0001f600 面接 é ß",
    "{{ 7 * 7 }} {% raise %} ${alert(1)} <?php die ?> <%= 1 %> #{x}",
    "\n\r\t",
]


@needs_chromium
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1252", "cp932"])
def test_hostile_texts_are_inert_in_chromium(
    encoding: str, evidence: Reading, evidence_settings: Settings, tmp_path: Path
) -> None:
    """Nothing runs, nothing is lost: the script's text is read back as what the record says."""
    (record,) = (each for each in evidence.records if each.model.id == "ipt-explained")
    texts = [text for text in HOSTILE if "\x01" not in text]
    hostile = msgspec.structs.replace(record, model=msgspec.structs.replace(record.model, title=" ".join(texts)))
    markup = json.loads(schema_org.render(hostile, evidence.corpus, evidence_settings))
    markup["texts"] = HOSTILE
    written = script.element(json.dumps(markup, ensure_ascii=False).encode(), "ipt-explained").decode().strip()
    report = f"""<pre id=out></pre><script>
    const read = JSON.parse(document.querySelector("script[{MARK}]").textContent);
    const out = [document.title, document.scripts.length, read];
    document.getElementById("out").textContent = JSON.stringify(out).replace(/[^ -~]/g, (char) =>
      "\\\\u" + char.charCodeAt(0).toString(16).padStart(4, "0"));
    </script>"""
    text = f"<!doctype html><head><meta charset={ENCODINGS[encoding][0]}><title>mine</title></head><body>{report}"
    file = tmp_path / "page.html"
    file.write_bytes(embedded(BOMS.get(encoding, b"") + text.encode(encoding), written))
    assert output_of(run_chromium(tmp_path, file)) == ["mine", 2, markup]


def test_the_graph_of_the_page_is_that_of_the_export(ipt_kg: Run, site: Path) -> None:
    """As a crawler takes it out of the page, and another library reads it."""
    import extruct
    from rdflib import Graph
    from rdflib.compare import isomorphic

    assert ipt_kg("embed", site, "--records", EVIDENCE).returncode == 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = extruct.extract((site / "ipt/index.html").read_text("utf-8"), syntaxes=["json-ld"])["json-ld"]
    exported = json.loads(ipt_kg("export", "schema-org", EVIDENCE, "--id", "ipt-explained").stdout)
    plain = [json.dumps({**each, "@context": PLAIN}) for each in (*found, exported)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's parser uses a class that rdflib deprecates
        graphs = [Graph().parse(data=each, format="json-ld") for each in plain]
    assert len(graphs) == 2
    assert len(graphs[0]) > 200
    assert isomorphic(*graphs)


# What a page says of itself


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (b"<p>a part", "page-part"),
        (b"<header>x</header><!-- <html> -->", "page-part"),
        (b"<html><head>{% x %}<meta charset=utf-8><title>t</title></head>", "page-place"),
        (b"<?php if (1 > 0): ?><!doctype html><html><head></head>", "page-place"),
        (b"<head><script data-ipt-kg>1</script><script data-ipt-kg>2</script></head>", "page-script-repeated"),
        (b"<head><script data-ipt-kg>1", "page-place"),
        (b"\xff\xfe\0\0<\0\0\0", "page-encoding"),
        (b"\xff\xfe<\0h", "page-encoding"),
        ("<html><head></head>".encode("utf-16-be"), "page-encoding"),
        (b"<head><meta charset=iso-2022-jp></head>", "page-encoding"),
    ],
)
def test_what_cannot_be_done_safely_is_refused(text: bytes, rule: str) -> None:
    """With the rule, and what to do."""
    with pytest.raises(PageError) as refused:
        embedded(text)
    assert refused.value.rule == rule
    assert ":" in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!doctype html><title>x</title><p>y", "<!doctype html><title>x</title>@<p>y"),
        ("<body>x", "@<body>x"),
        ("<head>\r\n<title></head></title>\r\n</HEAD >", "<head>\r\n<title></head></title>\r\n@\r\n</HEAD >"),
        ("<head><!-- </head> --></head>", "<head><!-- </head> -->@</head>"),
        ("<head><template></head></template></head>", "<head><template></head></template>@</head>"),
        ("<head><noscript><img></noscript></head>", "<head><noscript><img></noscript>@</head>"),
        ("<head><meta charset=utf-8>{% block %}</head>", "<head><meta charset=utf-8>@{% block %}</head>"),
        (f"<head>{{{{ x }}}}<script {MARK}></script></head>", "<head>{{ x }}@</head>"),
        (f"<!-- <script {MARK}></script> --><head></head>", f"<!-- <script {MARK}></script> --><head>@</head>"),
        (f"<head></head><p><script {MARK}=old>1</SCRIPT >x", "<head></head><p>@x"),
        ("<head></head><frameset><frame></frameset>", "<head>@</head><frameset><frame></frameset>"),
    ],
)
def test_the_element_goes_where_a_reader_would_put_it(before: str, after: str) -> None:
    """Before the end of the head, or before what ends it unsaid; or in the place of an earlier one."""
    assert embedded(before.encode()).decode() == after.replace("@", ELEMENT)


@given(st.binary(max_size=80) | st.sampled_from(OURS).map(str.encode))
def test_any_bytes_at_all_are_taken_or_refused(content: bytes) -> None:
    """Whatever stands in the body: no failure, and no byte lost."""
    before = b"<!doctype html><head><title>x</title></head><body>" + content
    try:
        after = embedded(before)
    except PageError:
        return
    first, _, last = after.partition(ELEMENT.encode())
    behind = [last, *(last.removeprefix(end) for end in (b"\n", b"\r", b"\r\n")), content + last]
    assert before in [first + rest for rest in behind]


@given(st.text("<>/head!-script \"'=templ", max_size=60))
def test_any_tag_soup_in_the_head_is_taken_or_refused(soup: str) -> None:
    """The parser has the last word."""
    before = source.read(f"<!doctype html><head>{soup}</head><body>x".encode())
    try:
        after = splice.embedded(before, ELEMENT)
    except PageError:
        return
    assert splice.differs_by(before, after, ELEMENT)
    assert after.raw.replace(ELEMENT.encode(), b"", 1) == before.raw


def test_a_page_that_is_a_riddle_takes_no_time() -> None:
    """Thousands of ends of the head in a comment, and of tags in a head without end."""
    start = time.monotonic()
    for riddle in (
        "<title>",
        "<!-- ",
        "<script ",
        "</script ",
        f"<script {MARK} ",
        "<a",
        "</head",
        "<noscript>",
        '<x a="',
    ):
        for beginning in ("<head>", f"<head><script {MARK}></script>", "<head><!--", "<head><template>"):
            with suppress(PageError):
                embedded((beginning + riddle * 5_000).encode())
    assert time.monotonic() - start < 30
    assert len(list(place.places("<head>" + "<link>" * 5_000))) <= 20


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel=canonical href="https://example.org/a"><meta property=og:url content=https://x.org>', "/a"),
        ('<LINK REL="Canonical" HREF=" https://EXAMPLE.org:443/a#top ">', "/a"),
        ('<link rel=canonical href="/a"><base href="https://example.org/b/">', "/a"),
        ('<link rel=canonical href="../a">', "/site/a"),
        ("<meta property=og:url content=https://example.org/é>", "/%C3%A9"),
        ("<link rel=canonical href=''>", "/site/b/c.html"),
        ("<link rel=canonical href='https://[x'>", "/site/b/c.html"),
    ],
)
def test_a_page_s_address_is_the_one_that_it_states(head: str, url: str) -> None:
    """Canonical before Open Graph before its path; relative ones as browsers resolve them."""
    found = stated(tree.parse(f"<head>{head}</head>"), "https://example.org/site/b/c.html")
    assert found.urls == (f"https://example.org{url}",)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>w</p>",
        "<div style='color: red; DISPLAY : none'>w</div>",
        "<div style=visibility:hidden><p>w</div>",
        "<script>w</script>",
        "<style>w</style>",
        "<template>w</template>",
        "<noscript>w</noscript>",
        "<dialog>w</dialog>",
        "<!-- w -->",
        "<img alt=w>",
    ],
)
def test_what_readers_do_not_see_is_not_shown(hidden: str) -> None:
    """Inline marks join, blocks part."""
    text = f"<body><p>o<b>n</b>e&shy;s<p>two&nbsp;  three<br>four{hidden}<details>five</details>"
    assert visible.visible_text(tree.parse(tree.scripted(text))) == "ones two three four five"


# The program


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with the page of an article, without its element, and another page."""
    place = tmp_path / "public"
    (place / "ipt").mkdir(parents=True)
    text = (EVIDENCE / "articles/ipt-explained.html").read_text("utf-8")
    bare = re.sub(r'<script type="application/ld\+json".*?</script>\n', "", text)
    assert bare != text
    (place / "ipt/index.html").write_text(bare, "utf-8")
    (place / "index.html").write_text("<!doctype html><title>Home</title>", "utf-8")
    return place


def test_a_site_takes_its_article_and_then_stays(ipt_kg: Run, site: Path) -> None:
    """--check tells before and after; modes stay; the page is as our own tool renders it."""
    page, home = site / "ipt/index.html", (site / "index.html").read_bytes()
    page.chmod(0o640)
    stale = ipt_kg("embed", site, "--records", EVIDENCE, "--check")
    assert (stale.returncode, stale.stdout) == (1, f"would change {page.as_posix()} (ipt-explained)\n")
    done = ipt_kg("embed", site, "--records", EVIDENCE)
    assert (done.returncode, done.stdout) == (0, f"changed {page.as_posix()} (ipt-explained)\n")
    assert done.stderr.splitlines()[-1] == "pages: 1 changed, 0 unchanged, 1 left alone, 0 refused"
    assert "no page of those given has the address of ipt-depression" in done.stderr
    assert "page-not-at-hand" not in done.stderr
    assert "markup-unseen" not in done.stderr
    assert page.read_bytes() == (EVIDENCE / "articles/ipt-explained.html").read_bytes()
    assert page.stat().st_mode & 0o777 == 0o640
    fresh = ipt_kg("embed", site, "--records", EVIDENCE, "--check")
    assert (fresh.returncode, fresh.stdout) == (0, "")
    assert (site / "index.html").read_bytes() == home
    assert sorted(each.name for each in page.parent.iterdir()) == ["index.html"]


def test_what_export_gives_is_found_when_it_was_pasted(ipt_kg: Run, site: Path) -> None:
    """Though it stands in the body."""
    page = site / "ipt/index.html"
    pasted = ipt_kg("export", "script", EVIDENCE, "--id", "ipt-explained").stdout
    page.write_text(page.read_text("utf-8").replace("<main>", f"{pasted}<main>"), "utf-8")
    done = ipt_kg("embed", page, "--records", EVIDENCE, "--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_dry_run_shows_and_does_not_write(ipt_kg: Run, site: Path) -> None:
    """As a diff, without colours and without what steers a terminal."""
    page = site / "ipt/index.html"
    page.write_text(page.read_text("utf-8").replace("</style>", "</style><!--\x1b[31m-->"), "utf-8")
    before = page.read_bytes()
    done = ipt_kg("embed", site, "--records", EVIDENCE, "--dry-run")
    assert done.returncode == 0
    assert page.read_bytes() == before
    assert "\x1b" not in done.stdout
    changed = [line for line in done.stdout.splitlines()[2:] if line[:1] in "+-"]
    assert [line[:35] for line in changed] == ['+<script type="application/ld+json"']


def test_patterns_are_expanded(ipt_kg: Run, site: Path) -> None:
    """When the shell did not; a page that two arguments name is taken once."""
    done = ipt_kg("embed", f"{site}/**/*.html", site / "ipt", "--records", EVIDENCE, "--check")
    assert done.returncode == 1
    assert "pages: 1 changed, 0 unchanged, 1 left alone, 0 refused" in done.stderr


def test_pages_without_an_address_are_found_by_their_paths(ipt_kg: Run, site: Path, tmp_path: Path) -> None:
    """With the address of the site; index.html and the last slash do not matter."""
    page = site / "ipt/index.html"
    page.write_text(re.sub("<link rel=.canonical.*>", "", page.read_text("utf-8")), "utf-8")
    address = ["--site-url", "https://w3id.org/ipt-kg/article/"]
    records = ["--records", EVIDENCE]
    unknown = ipt_kg("embed", site, *records)
    assert unknown.returncode == 2
    assert "none of the pages is that of an article (2 looked at)" in unknown.stderr
    page.parent.rename(site / "ipt-explained")
    done = ipt_kg("embed", site, *records, *address)
    assert (done.returncode, done.stdout.count("changed")) == (0, 1), done.stderr


def test_an_identifier_says_whose_page_it_is(ipt_kg: Run, site: Path) -> None:
    """Unless the page says that it is another's: then --url or the settings have to say what holds."""
    page = site / "ipt/index.html"
    bare = page.read_text("utf-8")
    chosen = ["embed", page, "--records", EVIDENCE, "--id", "ipt-explained"]
    page.write_text(bare.replace("article/ipt-explained", "elsewhere"), "utf-8")
    refused = ipt_kg(*chosen)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "its canonical says https://w3id.org/ipt-kg/elsewhere" in refused.stderr
    assert "[page-address]" in refused.stderr
    done = ipt_kg(*chosen, "--url", "https://w3id.org/ipt-kg/elsewhere")
    assert done.returncode == 0, done.stderr
    assert '"url":"https://w3id.org/ipt-kg/elsewhere"' in page.read_text("utf-8")
    page.write_text(re.sub("<link rel=.canonical.*>", "", bare), "utf-8")
    assert ipt_kg(*chosen).returncode == 0
    several = ipt_kg(*chosen, site)
    assert (several.returncode, "an identifier is for one page: 2 are given" in several.stderr) == (2, True)


def test_all_refusals_are_told_and_stop_no_other_page(ipt_kg: Run, site: Path, tmp_path: Path) -> None:
    """Each with its reason; a refused page is not touched."""
    good = site / "ipt/index.html"
    text = good.read_text("utf-8")
    canonical = '<link rel="canonical" href="https://w3id.org/ipt-kg/article/ipt-explained">'
    bad = {
        "two.html": f"<!doctype html>{canonical}{canonical.replace('explained', 'else')}<title>x</title>",
        "large.html": "<!doctype html>" + "x" * 300_000,
    }
    for name, content in bad.items():
        (site / name).write_text(content, "utf-8")
    (site / "wide.html").write_bytes("<html>".encode("utf-16-be"))
    settings = (EVIDENCE / "ipt-kg.toml").read_text("utf-8") + "max_file_bytes = 200_000\n"
    evidence = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    (evidence / "ipt-kg.toml").write_text(settings, "utf-8")
    done = ipt_kg("embed", site, "--records", evidence)
    assert done.returncode == 2
    for rule in ("page-address", "page-too-large", "page-encoding"):
        assert f"[{rule}]" in done.stderr
    (site / "two.html").write_text(text, "utf-8")
    done = ipt_kg("embed", site, "--records", evidence)
    assert done.stderr.count("2 pages state the address of ipt-explained: give the one that is meant") == 2
    assert {name: (site / name).read_text("utf-8") == bad[name] for name in ("large.html",)} == {"large.html": True}
    (site / "two.html").unlink()
    done = ipt_kg("embed", site, "--records", evidence)
    assert (done.returncode, done.stdout.startswith("changed ")) == (2, False) or MARK in good.read_text("utf-8")


def test_a_page_that_cannot_be_written_does_not_stop_the_others(
    evidence_settings: Settings, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused like one that cannot be parsed."""
    from ipt_kg import embedding

    def full(file: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ipt_kg.files.write_file", full)
    done = embedding.embed([str(site)], [EVIDENCE], evidence_settings)
    assert [str(page.fate) for page in done.pages] == ["left alone", "refused"]
    assert "not changed: No space left on device [page-unwritable]" in "\n".join(map(str, done.diagnostics))


def test_two_records_of_one_address_are_refused(ipt_kg: Run, site: Path, tmp_path: Path) -> None:
    """Nobody could say which of them the page is about."""
    evidence = shutil.copytree(EVIDENCE, tmp_path / "evidence")
    own = '[pages.ipt-depression]\nurl = "https://w3id.org/ipt-kg/article/ipt-explained"\n'
    (evidence / "ipt-kg.toml").write_text((EVIDENCE / "ipt-kg.toml").read_text("utf-8") + own, "utf-8")
    done = ipt_kg("embed", site, "--records", evidence)
    assert (done.returncode, done.stdout) == (2, "")
    assert "several records have its address: ipt-depression, ipt-explained" in done.stderr


def test_links_are_written_through_and_not_followed_out(ipt_kg: Run, site: Path, tmp_path: Path) -> None:
    """A link that is given, or leads to a page of the folder, stays a link."""
    page, elsewhere = site / "ipt/index.html", tmp_path / "elsewhere.html"
    page.rename(elsewhere)
    page.symlink_to(elsewhere)
    out = ipt_kg("embed", site, "--records", EVIDENCE)
    assert out.returncode == 2
    assert "a link that leads out of its folder: left alone" in out.stderr
    done = ipt_kg("embed", page, "--records", EVIDENCE)
    assert done.returncode == 0, done.stderr
    assert page.is_symlink()
    assert MARK in elsewhere.read_text("utf-8")


def test_markup_of_others_that_contradicts_is_told_and_left_alone(ipt_kg: Run, site: Path) -> None:
    """With the line; what agrees, or is about something else, is not."""
    page = site / "ipt/index.html"
    address = "https://w3id.org/ipt-kg/article/ipt-explained"
    nodes = [
        {"@type": "Article", "mainEntityOfPage": {"@id": address}, "headline": "Another"},
        {"@graph": [{"@type": "BlogPosting", "@id": f"{address}#post", "datePublished": "2020-01-01T00:00:00Z"}]},
        {"@type": "WebPage", "url": f"{address}/", "author": {"@id": "#me"}, "datePublished": "2026-11-22T10:00:00Z"},
        {"@type": "Person", "@id": "#me", "name": "Somebody Else"},
        {"@type": "FAQPage", "mainEntity": []},
        {"@type": "Comment", "url": f"{address}#comment-1", "datePublished": "1999-01-01", "author": "x"},
        {"@type": "Article", "@id": "https://example.org/other", "headline": "Other"},
        {"@type": "Article", "url": address, "headline": " Does interpersonal psychotherapy help with depression? "},
    ]
    theirs = [f'<script type="Application/LD+JSON">\n{json.dumps(node)}\n</script>\n' for node in nodes]
    text = page.read_text("utf-8").replace(
        "</style>\n", "</style>\n" + "".join(theirs) + theirs[0][:45] + "</script>\n"
    )
    page.write_text(text, "utf-8")
    done = ipt_kg("embed", site, "--records", EVIDENCE)
    assert done.returncode == 0
    told = re.findall(r"index\.html:(\d+): (\w+): .*\[(markup-[a-z-]+)\]", done.stderr)
    first = text.split("\n").index('<script type="Application/LD+JSON">') + 2
    assert told == [
        (str(first), "warning", "markup-headline"),
        (str(first + 3), "warning", "markup-published"),
        (str(first + 6), "warning", "markup-author"),
        (str(first + 12), "warning", "markup-second-faq"),
        (str(first + 24), "info", "markup-broken"),
    ]
    assert "'Another'" in done.stderr
    written = page.read_text("utf-8")
    assert all(each in written for each in theirs)


def test_what_the_page_does_not_show_is_told(ipt_kg: Run, site: Path) -> None:
    """An answer that the page has in other words, or hides."""
    page = site / "ipt/index.html"
    text = page.read_text("utf-8")
    heading = "Is IPT as good as medication?"
    assert text.count(f">{heading}<") == 1
    page.write_text(text.replace(f">{heading}<", f" hidden>{heading}<"), "utf-8")
    done = ipt_kg("embed", site, "--records", EVIDENCE)
    assert done.returncode == 0
    (line,) = (line for line in done.stderr.splitlines() if "markup-unseen" in line)
    assert "the page does not show this name, so that search engines would read what readers cannot see" in line
    assert heading in line


def test_a_page_that_would_take_for_ever_is_refused(ipt_kg: Run, site: Path) -> None:
    """The parser's time grows with the square of the depth; an ordinary page beside it is embedded."""
    page = site / "deep.html"
    page.write_text("<!doctype html><title>Deep</title><body>" + "<div>" * 100_000, "utf-8")
    begun = time.monotonic()
    done = ipt_kg("embed", site, "--records", EVIDENCE)
    assert time.monotonic() - begun < 30
    assert "more than 2000 elements stand in one another: close them [page-deep]" in done.stderr
    assert 'data-ipt-kg="ipt-explained"' in (site / "ipt/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("<svg>" + '<path d="M0 0"/>' * 3000 + "</svg>", False),
        ("<script>" + "if(a <b && c);" * 3000 + "</script>", False),
        ("<script>" + '"<path d=1>";' * 3000 + "</script>", False),
        ("<p>one<li>two" * 3000, False),
        ("<div></x>" * 3000, True),
        ("<div><!-- </div> -->" * 3000, True),
        ("<div/>" * 3000, True),
    ],
)
def test_depth_is_that_of_the_parser(text: str, refused: bool) -> None:
    """What only looks deep is let pass, and what only looks shut is not."""
    with pytest.raises(PageError, match="stand in one another") if refused else nullcontext():
        refuse_depth(f"<!doctype html><title>x</title>{text}")


def test_a_check_fails_where_the_page_says_otherwise(ipt_kg: Run, site: Path) -> None:
    """The element is the record's, and the page was changed since: no site should stay green on that."""
    page = site / "ipt/index.html"
    ipt_kg("embed", site, "--records", EVIDENCE)
    assert ipt_kg("embed", site, "--records", EVIDENCE, "--check").returncode == 0
    before, body, after = page.read_text("utf-8").partition("<body>")
    page.write_text(before + body + after.replace("0.63", "0.42"), "utf-8")
    done = ipt_kg("embed", site, "--records", EVIDENCE, "--check")
    assert done.returncode == 1
    assert "markup-unseen" in done.stderr


def test_an_element_that_no_record_knows_any_more_is_told(ipt_kg: Run, site: Path) -> None:
    """The address of the page, or of the record, was changed: the old markup would stay for ever."""
    ipt_kg("embed", site, "--records", EVIDENCE)
    (site / "old.html").write_text((site / "ipt/index.html").read_text("utf-8").replace('ipt-explained">', 'old">'))
    done = ipt_kg("embed", site, "--records", EVIDENCE, "--check")
    assert done.returncode == 1
    (line,) = (line for line in done.stderr.splitlines() if "page-orphan" in line)
    assert "old.html: warning: it has an element of ours, and no record has its address" in line


def test_an_amp_page_does_not_stand_in_the_way(ipt_kg: Run, site: Path) -> None:
    """It states the address of the page that it is a copy of."""
    text = (site / "ipt/index.html").read_text("utf-8")
    (site / "ipt/amp.html").write_text(text.replace("<html ", "<html amp ", 1), "utf-8")
    done = ipt_kg("embed", site, "--records", EVIDENCE)
    assert done.returncode == 0, done.stderr
    assert "data-ipt-kg" in (site / "ipt/index.html").read_text("utf-8")
    assert "data-ipt-kg" not in (site / "ipt/amp.html").read_text("utf-8")
    assert "page-twin" in done.stderr


def test_people_and_dates_that_the_page_does_not_show_are_told() -> None:
    """A name in its words; a date in them or marked up as a time."""
    people = [{"@type": "Person", "@id": "x#person", "name": "Ann Able"}]
    page = {"@type": "MedicalWebPage", "@id": "x", "datePublished": "2026-01-05", "reviewedBy": [{"@id": "x#person"}]}
    markup = {"@graph": [page, *people]}
    for shown in ("By Ann Able, 5 January 2026", 'Ann Able <time datetime="2026-01-05T09:00">yesterday</time>'):
        assert not list(visible.unseen(markup, tree.parse(f"<body>{shown}"), "page.html"))
    told = [each.message for each in visible.unseen(markup, tree.parse("<body>By Bob, 6 January 2026"), "page.html")]
    assert [message.partition(":")[0] for message in told] == [
        "the page does not show its reviewedBy, Ann Able",
        "the page does not show its datePublished, 2026-01-05",
    ]


@pytest.mark.alone
def test_the_time_grows_with_the_page_and_no_faster() -> None:
    """Twice the page takes about twice the time, also where tags never end and scripts are many."""
    made: dict[str, Callable[[int], str]] = {
        "ends": lambda n: "<!doctype html><head><script>" + "</script " * n,
        "scripts": lambda n: "<!doctype html><head>" + '<script type="application/ld+json">1</script>\n' * n,
    }
    for name, make in made.items():
        times: list[float] = []
        for size in (2_000, 16_000):
            text = make(size)
            parsed = tree.parse(text)
            begun = time.process_time()
            list(place._PARTS.finditer(text))
            list(others._read(parsed, text))
            times.append(time.process_time() - begun)
        assert times[1] < 30 * times[0] + 0.1, (name, times)


def test_a_pattern_does_not_lead_out_of_its_folder(ipt_kg: Run, site: Path, tmp_path: Path) -> None:
    """Neither by the name of a page nor by that of a folder."""
    outside = tmp_path / "outside"
    shutil.copytree(site / "ipt", outside)
    shutil.rmtree(site / "ipt")
    (site / "link").symlink_to(outside, target_is_directory=True)
    before = (outside / "index.html").read_bytes()
    done = ipt_kg("embed", f"{site}/*", "--records", EVIDENCE)
    assert (outside / "index.html").read_bytes() == before
    assert "page-outside" in done.stderr


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('It\'s "better"...', "It’s “better”…"),
        ("d = -0.19 -- so", "d = −0.19 – so"),
        ("12-16 sessions", "12–16\u00a0sessions"),
    ],
)
def test_typographic_marks_are_the_same_words(written: str, shown: str) -> None:
    """Site generators set them so; a figure or a word is another matter."""
    markup = {"@graph": [{"@type": "Article", "headline": written}]}
    page = tree.parse(f"<body><h1>{shown}</h1>")
    assert not list(visible.unseen(markup, page, "page.html"))
    other = tree.parse(f"<body><h1>{shown.replace('s', 'z').replace('1', '7')}</h1>")
    assert len(list(visible.unseen(markup, other, "page.html"))) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["embed"], "Missing argument"),
        (["embed", "evidence/articles"], "Missing option '--records'"),
        (["embed", "no/such.html", "--records", "evidence"], "no page here"),
        (["embed", "docs", "--records", "evidence"], "no page here"),
        (["embed", "none/**/*.html", "--records", "evidence"], "no page here"),
        (["embed", "evidence/articles", "--records", "evidence/studies"], "there is no article here"),
        (["embed", "evidence/articles", "--records", "evidence", "--id", "nobody"], "no article 'nobody'"),
        (["embed", "evidence/articles", "--records", "none"], "no such file or folder"),
        (
            ["embed", "evidence/articles", "--records", "evidence", "--site-url", "example.org"],
            "the address of a site is one such as",
        ),
    ],
)
def test_bad_usage_says_what_to_do(arguments: list[str], said: str, ipt_kg: Run) -> None:
    """One message, no traceback, status 2."""
    done = ipt_kg(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
