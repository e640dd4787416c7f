# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The reports of an audit: whole, in order, inert, and readable by everybody."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import msgspec
import pytest
from click.testing import CliRunner, Result

import audited
import ipt_kg
from audited import ADDRESSES, AUDIT, FIGURES, REFERENCES, RULES
from conftest import EVIDENCE, Run
from ipt_kg.audit import audit_article, rules
from ipt_kg.audit.assessment import ArticleAudit, Assessment, Scale
from ipt_kg.audit.rule import Verdict
from ipt_kg.cli import audit as command
from ipt_kg.cli import main
from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError
from ipt_kg.model import Article
from ipt_kg.records import Reading
from ipt_kg.records.source import SourceMap
from ipt_kg.reports import audit_html, audit_json, audit_text, explain
from ipt_kg.reports.audit_plot import interval_plot
from ipt_kg.reports.audit_view import VERDICTS, counts, view
from ipt_kg.reports.explain import Book
from test_embed import needs_chromium, output_of, run_chromium

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "</style><script>document.title='stolen'</script>"
    "<img src=https://example.org/x.png onerror=alert(1)>\x00\x1b[31m\"'&lt;"
)
WORST = Scale(measure=HOSTILE, null=0, ratio=False, value=1, lower=0, upper=2, left=HOSTILE, right=HOSTILE)


@pytest.fixture(scope="module")
def article(evidence: Reading) -> Article:
    found = evidence.corpus.article("ipt-depression")
    assert found
    return found


@pytest.fixture(scope="module")
def page(article: Article) -> str:
    return audit_html.render(article, AUDIT, rules=RULES, references=REFERENCES, addresses=ADDRESSES)


def read(page: str) -> Element:
    """Parse a page as browsers do; every parse error fails."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(page)
    return tree


def said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def classes(tree: Element, name: str) -> list[Element]:
    return [each for each in tree.iter() if name in (each.get("class") or "").split()]


def test_the_page_is_well_formed_and_asks_for_nothing(page: str) -> None:
    """No script, no style attribute, no address but those of links; the policy allows the style sheet alone."""
    tree = read(page)
    names = {each.tag.rpartition("}")[2] for each in tree.iter() if isinstance(each.tag, str)}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "base"}
    for each in tree.iter():
        assert not {name for name in each.attrib if name.startswith("on") or name in ("src", "style", "srcset")}
        assert each.tag == f"{XHTML}a" or each.get("href", "#").startswith("#")
    (style,) = tree.iter(f"{XHTML}style")
    assert style.text
    assert not re.search(r"url\(|@import|SPDX", style.text)
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    (policy,) = (each.get("content") for each in tree.iter(f"{XHTML}meta") if each.get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_links_lead_somewhere_and_names_are_used_once(page: str) -> None:
    """Those to claims, rules and icons, and what labels a part or picture."""
    tree = read(page)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    aimed = [each.get("href", "")[1:] for each in tree.iter() if each.get("href", "").startswith("#")]
    aimed += [id for each in tree.iter() for id in (each.get("aria-labelledby") or "").split()]
    assert set(aimed) <= set(ids)
    assert {f"rule-{rule}" for rule in RULES} <= set(aimed)


def test_headings_go_down_one_step_at_a_time(page: str) -> None:
    """One title, then the summary, the sections of the article, and their claims."""
    tree = read(page)
    levels = [int(found[1]) for each in tree.iter() if (found := re.fullmatch(rf"{XHTML}h(\d)", str(each.tag)))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= former + 1 for former, later in pairwise(levels))
    assert tree.get("lang") == "en"


def test_all_claims_stand_in_their_order_with_verdict_and_anchor(page: str, article: Article) -> None:
    """A badge has an icon and words."""
    cards = list(read(page).iter(f"{XHTML}article"))
    assert [said(next(card.iter(f"{XHTML}h3"))) for card in cards] == [each.statement for each in article.claims]
    for card, claim in zip(cards, article.claims, strict=True):
        badge = classes(card, "badge")[0]
        assert said(badge) == VERDICTS[view(claim, AUDIT).verdict].name
        assert next(badge.iter(f"{SVG}use")).get("href") == f"#icon-{view(claim, AUDIT).verdict}"
        assert said(next(card.iter(f"{XHTML}q"))) == claim.anchor


def test_a_claim_has_all_that_the_audit_says_of_it(page: str) -> None:
    """Figures, working, rules, wording, what was let stand and why, and what other studies make of it."""
    text = said(read(page))
    for each in audited.ASSESSMENTS:
        facts = [each.explanation, each.claimed, each.found, each.suggestion, each.source_words]
        facts += [fact for f in each.findings for fact in (f.explanation, f.claimed, f.found, f.working)]
        facts += [fact for s in each.suppressed for fact in (s.finding.explanation, s.reason)]
        for fact in filter(None, facts):
            assert fact in text, fact
    assert AUDIT.notes[0][1].explanation in text
    for rule in RULES.values():
        assert rule.title in text
        assert rule.why in text
    assert "Furukawa and Leucht (2011), a <b>journal</b>" in text
    assert "Held against other studies of the same comparison: 1 supported" in text


def test_what_other_studies_find_leaves_the_verdict_alone(article: Article) -> None:
    """The claim on medication is contradicted by its own source, and only a later study supports it."""
    (claim,) = (each for each in article.claims if each.id == "faq-medication")
    found = view(claim, AUDIT)
    assert found.verdict is Verdict.CONTRADICTED
    assert [each.verdict for each in found.others] == [Verdict.SUPPORTED]
    numbers = counts(view(each, AUDIT) for each in article.claims)
    assert [numbers[verdict] for verdict in Verdict] == [1, 2, 1, 1, len(article.claims) - 5]


def hostile(article: Article) -> tuple[Article, ArticleAudit]:
    """Put a hostile text wherever a text can stand."""
    spoil = msgspec.structs.replace
    claims = tuple(spoil(each, statement=HOSTILE, anchor=HOSTILE) for each in article.claims)
    sections = tuple(spoil(each, heading=HOSTILE) for each in article.sections)
    words = dict.fromkeys(("claimed", "found", "explanation"), HOSTILE)

    def worse(each: Assessment) -> Assessment:
        findings = tuple(spoil(f, **words, working=HOSTILE, field=HOSTILE) for f in each.findings)
        suppressed = tuple(spoil(s, reason=HOSTILE) for s in each.suppressed)
        told = {**words, "suggestion": HOSTILE, "source_words": HOSTILE}
        return spoil(each, **told, findings=findings, suppressed=suppressed, scale=WORST)

    audit = ArticleAudit(article.id, tuple(map(worse, AUDIT.assessments)), AUDIT.notes)
    return spoil(article, title=HOSTILE, url="javascript:alert(1)", claims=claims, sections=sections), audit


def hostile_page(article: Article) -> str:
    rules = {
        id: msgspec.structs.replace(rule, title=HOSTILE, why=HOSTILE, formula=HOSTILE) for id, rule in RULES.items()
    }
    references = dict.fromkeys(REFERENCES, HOSTILE)
    addresses = dict.fromkeys(ADDRESSES, "javascript:alert(1)")
    return audit_html.render(*hostile(article), rules=rules, references=references, addresses=addresses)


def test_hostile_texts_are_shown_and_do_nothing(article: Article) -> None:
    """They end no element and begin none; only what HTML cannot hold is replaced."""
    page = hostile_page(article)
    tree = read(page)
    assert not [each for each in tree.iter() if str(each.tag).rpartition("}")[2] in ("script", "img")]
    assert said(next(tree.iter(f"{XHTML}h1"))) == HOSTILE.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
    assert not [each for each in tree.iter() if each.get("href", "").startswith("javascript")]
    assert "<script" not in page
    assert "\x1b" not in audit_text.article(*hostile(article))


def colours(style: str) -> Iterator[dict[str, str]]:
    """Give the colours of the light page, the dark one and the printed one."""
    for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_all_texts_stand_out_from_their_ground(page: str) -> None:
    """As WCAG 2.2 asks for at AA, 4.5 to 1, on light, dark and paper."""
    found = list(colours(page))
    assert len(found) == 3
    for given in found:
        pairs = [(ink, ground) for ink in ("ink", "faint", "link") for ground in ("paper", "card")]
        pairs += [("ink", "code"), ("ink", "supported-wash"), ("faint", "band"), ("ink", "band")]
        pairs += [(str(verdict), f"{verdict}-wash") for verdict in Verdict]
        for ink, ground in pairs:
            assert contrast(given[ink], given[ground]) >= 4.5, (ink, ground, given[ink], given[ground])


def plotted(scale: Scale) -> Element:
    svg = interval_plot(scale, "p", claimed="claimed words", found="found words")
    assert svg is not None
    tree = read(f"<!doctype html><title>x</title>{svg}")
    return next(tree.iter(f"{SVG}svg"))


def place(svg: Element, kind: str) -> float:
    (found,) = (each for each in svg.iter() if each.get("class") == kind and each.tag != f"{SVG}text")
    if kind == "claimed":
        return float(found.get("d", "")[1:].split()[0])
    return float(found.get("x1") or float(found.get("x", "")) + float(found.get("width", "")) / 2)


def test_a_plot_has_every_figure_in_its_place() -> None:
    """On a line, equal steps are equal distances; on a ratio's, equal factors are."""
    facts: dict[str, Any] = {"measure": "d", "left": "a", "right": "b"}
    line = plotted(Scale(null=0, ratio=False, value=0.5, lower=0.25, upper=0.75, claimed=1.0, **facts))
    assert place(line, "found") - place(line, "null") == pytest.approx(
        place(line, "claimed") - place(line, "found"), abs=0.2
    )
    ratio = plotted(Scale(null=1, ratio=True, value=2, lower=1.5, upper=3, claimed=4, margin=1.25, **facts))
    assert place(ratio, "found") - place(ratio, "null") == pytest.approx(
        place(ratio, "claimed") - place(ratio, "found"), abs=0.2
    )
    assert place(ratio, "margin") == pytest.approx(place(ratio, "null"), abs=0.2)
    assert [each.get("class") for each in line.iter()].count("margin") == 0


def test_a_plot_tells_itself_in_words() -> None:
    """Its description has the figures as printed, the sides, and that a scale is logarithmic."""
    scale = Scale(measure="OR", null=1, ratio=True, value=0.37, lower=0.19, upper=0.73, left="worse", right="better")
    svg = plotted(scale)
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "p-title p-desc"
    assert said(next(svg.iter(f"{SVG}title"))) == "OR: claimed and found"
    assert said(next(svg.iter(f"{SVG}desc"))) == (
        "Claimed: claimed words. Found: found words. No effect is at 1; to its left worse, to its right better. "
        "The scale is logarithmic."
    )


@pytest.mark.parametrize("ratio", [True, False])
def test_a_plot_of_odd_figures_stays_within_itself(ratio: bool) -> None:
    """Infinities and ratios of zero are left out; tiny, huge and equal numbers find a place."""
    odd = [None, 0.0, -1.0, 1e-9, 1.0, 1e12, float("inf"), float("nan")]
    facts: dict[str, Any] = {
        "measure": "x",
        "null": 1.0 if ratio else 0.0,
        "ratio": ratio,
        "left": "l" * 90,
        "right": "r",
    }
    for value in odd:
        for claimed in odd:
            svg = interval_plot(Scale(value=value, claimed=claimed, **facts), "p")
            for number in re.findall(r' (?:x|x1|x2|width)="([^"]*)"', svg or ""):
                assert 0 <= float(number) <= 320, (value, claimed, svg)
    assert interval_plot(Scale(margin=0.2, **facts), "p") is None


MEASURE = """<!doctype html><meta charset=utf-8><pre id=out></pre>
<iframe id=f width=WIDTH height=900 style="border:0"></iframe>
<script>
const frame = document.getElementById("f");
frame.onload = () => {
  const page = frame.contentDocument, root = page.documentElement;
  const beyond = (each) => each.getBoundingClientRect().right > WIDTH + 1;
  const seen = (each) => each.checkVisibility({contentVisibilityAuto: true}) && each.getBoundingClientRect().height > 0;
  const all = [...page.body.querySelectorAll("*:not(.skip):not(.sprite *)")];
  const folded = [...page.querySelectorAll("details > *:not(summary)")];
  const card = page.querySelector("article.card");
  const boxes = (each) => [...each.children].map((child) => child.getBoundingClientRect());
  const meet = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
  const crowded = (each) => boxes(each).some((a, at, all) => all.slice(at + 1).some((b) => meet(a, b)));
  document.getElementById("out").textContent = JSON.stringify([
    page.title.length > 0,
    page.scripts.length,
    root.scrollWidth - root.clientWidth,
    all.filter(beyond).map((each) => each.className),
    [...new Set(folded.map(seen))],
    getComputedStyle(card).borderLeftWidth,
    [...page.querySelectorAll(".assessment, .card")].filter(crowded).map((each) => each.textContent.slice(0, 60)),
  ]);
};
frame.srcdoc = PAGE;
</script>"""


def measured(page: str, width: int, folder: Path) -> Any:
    """Open a page in a frame of a width; tell what is wider, what is folded, and whether its style holds."""
    file = folder / "frame.html"
    quoted = json.dumps(page).replace("<", "\\u003c")
    file.write_text(MEASURE.replace("WIDTH", str(width)).replace("PAGE", quoted), "utf-8")
    return output_of(run_chromium(folder, file))


@needs_chromium
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(width: int, page: str, article: Article, tmp_path: Path) -> None:
    """The policy lets the style sheet in, texts without a space are broken, and what is folded is not seen."""
    assert measured(page, width, tmp_path) == [True, 0, 0, [], [False], "5px", []]
    assert measured(hostile_page(article), width, tmp_path)[1:4] == [0, 0, []]


@needs_chromium
@pytest.mark.parametrize("width", [360, 1280])
def test_no_part_of_a_real_report_lies_over_another(
    width: int, article: Article, evidence: Reading, tmp_path: Path
) -> None:
    """With pictures and without, as the audit of the first article has them."""
    report = audit_html.render(article, audit_article(article, evidence.corpus), rules=rules())
    assert measured(report, width, tmp_path)[-1] == []


@needs_chromium
def test_checks_that_are_folded_are_printed(page: str, tmp_path: Path) -> None:
    """The rules for paper, held to the screen; what other studies find stays folded."""
    printed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace(
        "@media print", "@media all"
    )
    assert measured(printed, 700, tmp_path)[2:5] == [0, [], [True, False]]


def test_json_has_a_row_for_each_claim_and_source(article: Article) -> None:
    """In order, all with the same keys, figures as printed; the rules are those that were broken."""
    rows = json.loads(audit_json.render([*audit_json.article_rows(article, AUDIT), *audit_json.figures_rows(FIGURES)]))
    assert len({tuple(row) for row in rows}) == 1
    assert {"claim", "statement", "source", "cited", "verdict", "rules", "claimed", "found"} <= set(rows[0])
    assert list(dict.fromkeys(row["claim"] for row in rows if row["verdict"])) == [each.id for each in article.claims]
    (large,) = (row for row in rows if row["claim"] == "findings-large")
    assert large["found"] == "d = 0.63 (95% CI 0.36 to 0.90)"
    assert large["rules"] == ["magnitude-above-figure"]
    assert large["findings"][0]["working"] == "0.5 ≤ 0.63 < 0.8"
    note, figures = rows[-2:]
    assert (note["verdict"], note["rules"], note["claim"]) == (None, ["value-differs"], "findings-effect")
    assert (figures["record"], figures["line"], figures["suppressed"][0]["reason"]) == (
        "a-trial-2020", 21, "A misprint of the source.",
    )  # fmt: skip


@pytest.mark.parametrize("width", [40, 72, 100])
def test_text_keeps_to_its_width_and_order(width: int, article: Article) -> None:
    """Claims in a line each where there is nothing to mend; how many of each verdict at the end."""
    told = audit_text.article(article, AUDIT, width=width)
    assert max(map(len, told.splitlines())) <= width
    places = [told.index(each) for each in ("findings-large", "results-one-in-three", "faq-medication")]
    assert places == sorted(places)
    assert told.count("✗ contradicted") == 1
    assert told.count("– not checkable") == len(article.claims) - 5
    last = f"{len(article.claims)} claims: 1 contradicted, 2 overstated, 1 unsupported, 1 supported, "
    assert last in " ".join(told.split())


def test_text_tells_all_when_asked(article: Article) -> None:
    """What holds, too; a style is given every part that it may colour."""
    roles: set[str] = set()

    def style(text: str, role: str) -> str:
        roles.add(role)
        return text

    short, whole = (audit_text.article(article, AUDIT, style=style, whole=whole) for whole in (False, True))
    assert "The source prints 0.63." not in short
    assert "The source prints 0.63." in whole
    assert roles <= {*map(str, Verdict), "heading", "statement", "faint", "rule"}
    assert audit_text.figures(FIGURES).endswith("2 sets of figures: 1 flag, 1 let stand for a reason\n")


def test_a_rule_is_explained_and_a_near_miss_named() -> None:
    """Rules of the audit whole, those of readers and shapes by what they say."""
    book = Book(RULES, REFERENCES)
    told = explain.rule("nnt-below-least", book)
    for fact in ("NNT ≥ 1 / (2Φ(d/2) − 1)", "Furukawa and Leucht (2011)", "makes the claim overstated", "violation"):
        assert fact in told
    assert "The lower limit is above the upper one" in explain.rule("ConfidenceInterval-order", book)
    with pytest.raises(IptKgError, match="did you mean nnt-below-least"):
        explain.rule("nnt-below-last", book)
    with pytest.raises(IptKgError, match="lists all rules"):
        explain.rule("xyzzy", book)
    listed = explain.listing(book)
    assert all(f"  {name}\n" in listed for name in RULES)
    assert "id-repeated" not in listed
    listed = explain.listing(book, whole=True)
    assert all(f"  {name}\n" in listed for name in (*RULES, "id-repeated", "ConfidenceInterval-order"))


def test_explain_is_a_command(ipt_kg: Run) -> None:
    """It lists, tells of one, and refuses what there is not."""
    assert "Reading records and pages" not in ipt_kg("explain").stdout
    assert "Reading records and pages" in ipt_kg("explain", "--all").stdout
    assert "An identifier is used once." in ipt_kg("explain", "id-repeated").stdout
    refused = ipt_kg("explain", "id-repeat")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "did you mean id-repeated" in refused.stderr


FLAG = Diagnostic(Severity.WARNING, "magnitude-above-figure", "the word is bigger", file="x.yaml", line=3)


@pytest.fixture
def audit(article: Article, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command on an audit made by hand."""
    source = SourceMap("my-page.yaml", {"claims[0]": 3})
    own = SimpleNamespace(model=article, source=source)
    record = SimpleNamespace(record=own, article=AUDIT, chains=(), figures=(), diagnostics=(FLAG,))
    others = SimpleNamespace(figures=FIGURES, diagnostics=())
    given = SimpleNamespace(audit_records=lambda *_, **__: (record,), audit_files=lambda *_: (others,))
    monkeypatch.setitem(sys.modules, "ipt_kg.auditing", given)
    monkeypatch.setattr(ipt_kg, "auditing", given, raising=False)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["audit", *map(str, arguments)])

    return run


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        ([], 1),
        (["unsupported"], 1),
        (["contradicted"], 1),
        (["warning"], 1),
        (["violation"], 0),
        (["error"], 0),
        (["info"], 1),
        (["error", "overstated"], 1),
        (["never"], 0),
    ],
)
def test_the_status_is_what_was_asked_for(limits: list[str], status: int, audit: Any) -> None:
    """A verdict or a severity counts together with all that are worse."""
    done = audit(EVIDENCE, *(word for limit in limits for word in ("--fail-on", limit)))
    assert done.exit_code == status, done.output


def test_what_can_be_asked_for_is_what_there_is() -> None:
    """The command names verdicts and severities itself, to be quick with its help."""
    assert list(command._VERDICTS) == [str(each) for each in Verdict][:3]
    assert list(command._SEVERITIES) == list(map(str, Severity))


def test_every_form_goes_out(audit: Any, article: Article, page: str, tmp_path: Path) -> None:
    """To standard output or into a file; figures of others beside the articles."""
    table = tmp_path / "trials.csv"
    table.write_text("study;g\n", "utf-8")
    text = audit(EVIDENCE, table).stdout
    assert "a-trial-2020 estimates[1]" in text
    assert "\x1b" not in text
    assert json.loads(audit(EVIDENCE, "--format", "json").stdout)[0]["record"] == article.id
    assert audit(EVIDENCE, "--format", "github").stdout.startswith("::warning file=x.yaml,line=3")
    assert json.loads(audit(EVIDENCE, "--format", "sarif").stdout)["version"] == "2.1.0"
    file = tmp_path / "audit.html"
    assert audit(EVIDENCE, "--format", "html", "--out", file).exit_code == 1
    assert len(classes(read(file.read_text("utf-8")), "card")) == len(classes(read(page), "card"))
    assert audit(table, "--format", "html").exit_code == 2
