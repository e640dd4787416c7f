# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""An audited article as one HTML page that needs nothing else: no script, no request, its style within."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, NamedTuple

from ipt_kg.audit.assessment import ArticleAudit, Assessment, Suppressed
from ipt_kg.audit.rule import Finding, Result, Rule, Verdict
from ipt_kg.audit.trials import Chain
from ipt_kg.model import Article
from ipt_kg.reports import chains as words_of_chains
from ipt_kg.reports.audit_plot import interval_plot
from ipt_kg.reports.audit_view import (
    CALM,
    VERDICTS,
    ClaimView,
    SectionView,
    counts,
    flags,
    rest,
    rules_of,
    sections,
    source_name,
    tally,
)
from ipt_kg.reports.markup import Markup, element, text, together
from ipt_kg.version import __version__
from ipt_kg.wording import plural, source_words

_ICONS: Final[Mapping[Verdict, str]] = {
    Verdict.CONTRADICTED: "M4.5 4.5l7 7m0-7l-7 7",
    Verdict.OVERSTATED: "M8 13V4m-4 4l4-4 4 4",
    Verdict.UNSUPPORTED: "M5.5 6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.5m0 2.2v.3",
    Verdict.SUPPORTED: "M3.5 8.5l3 3 6-7",
    Verdict.NOT_CHECKABLE: "M4 8h8",
}

# A rule's title says what holds where all is well, so that a reader must be told whether it does.
_OUTCOMES: Final[Mapping[Result, str]] = {
    Result.FLAGGED: "",
    Result.HOLDS: "Holds: ",
    Result.NOT_CHECKED: "Not checked: ",
}


class Context(NamedTuple):
    """What the parts of a page look things up in: rules, the addresses of studies, the article's language."""

    rules: Mapping[str, Rule]
    addresses: Mapping[str, str]
    language: str


def render(
    article: Article,
    audit: ArticleAudit,
    *,
    rules: Mapping[str, Rule],
    chains: Sequence[Chain] = (),
    references: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
) -> str:
    """Write the page.

    `rules` are those that may have spoken, `references` the printed references of their sources by key, and
    `addresses` where each study can be read, by identifier; a study without one is named and not linked.
    """
    context = Context(rules, addresses or {}, article.language)
    views = sections(article, audit)
    claims = [claim for each in views for claim in each.claims]
    body = together(
        _sprite(),
        element("a", "Skip to the claims", class_="skip", href="#claims"),
        element("header", _masthead(article), class_="wrap"),
        element(
            "main",
            _summary(claims),
            _to_mend(claims),
            _whole(article, audit, context),
            element("div", *(_section(each, context) for each in views), id="claims"),
            _trials(chains),
            _meanings(),
            _glossary(rules_of(audit), context, references or {}),
            class_="wrap",
        ),
        element(
            "footer",
            element("p", f"Written by ipt-kg {__version__} from the records of the article and its sources."),
            class_="wrap",
        ),
    )
    return f"<!doctype html>\n{element('html', _head(article), element('body', body), lang='en')}\n"


def _head(article: Article) -> Markup:
    style = _style()
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Audit: {article.title}"),
        element("style", Markup(style)),
    )


@cache
def _style() -> str:
    """Give the style sheet, without the comment at its top."""
    return (files("ipt_kg.reports") / "audit.css").read_text("utf-8").partition("*/\n")[2].strip()


def _sprite() -> Markup:
    symbols = (
        element("symbol", element("path", d=path), id=f"icon-{verdict}", viewBox="0 0 16 16")
        for verdict, path in _ICONS.items()
    )
    return element("svg", *symbols, class_="sprite", aria_hidden="true")


def _icon(verdict: Verdict) -> Markup:
    return element("svg", element("use", href=f"#icon-{verdict}"), class_="icon", aria_hidden="true")


def _badge(verdict: Verdict) -> Markup:
    return element("span", _icon(verdict), VERDICTS[verdict].name, class_=f"badge {verdict}")


def _masthead(article: Article) -> Markup:
    dates = {"published": article.published, "last changed": article.modified}
    return together(
        element("p", "Audit of an article against its sources", class_="eyebrow"),
        element("h1", article.title, lang=article.language, dir="auto"),
        element(
            "p", _link(article.url, article.url or "") if article.url else element("code", article.id), class_="faint"
        ),
        _line(f"{what} {date}" for what, date in dates.items() if date),
    )


def _line(parts: Iterable[str]) -> Markup | None:
    words = ", ".join(parts)
    return element("p", words[:1].upper() + words[1:], class_="faint") if words else None


def _link(address: str | None, words: str) -> Markup:
    """Link words to a web address; anything else than http and https is not followed."""
    if address is None or not address.startswith(("https://", "http://")):
        return element("bdi", words)
    return element("a", element("bdi", words), href=address, rel="noreferrer")


def _summary(claims: Sequence[ClaimView]) -> Markup:
    numbers = counts(claims)
    items = (
        element("li", _badge(verdict), element("strong", str(count))) for verdict, count in numbers.items() if count
    )
    return element(
        "section",
        element("h2", "Summary", id="summary"),
        element("p", f"{plural(len(claims), 'claim')}, each held against the sources that it names: {tally(numbers)}."),
        _bar(numbers),
        element("ul", *items, class_="legend"),
        aria_labelledby="summary",
    )


def _bar(numbers: Mapping[Verdict, int]) -> Markup | None:
    """Draw how many claims have which verdict, as parts of one bar."""
    whole = sum(numbers.values())
    if not whole:
        return None
    parts, x = [], 0.0
    for verdict, count in numbers.items():
        width = 1000 * count / whole
        if count:
            parts.append(element("rect", class_=f"part {verdict}", x=x, y=0, width=max(width - 4, 2), height=24))
        x += width
    return element(
        "svg",
        element("title", "Claims by verdict", id="bar-title"),
        element("desc", f"{tally(numbers)}.", id="bar-desc"),
        *parts,
        class_="bar",
        viewBox="0 0 1000 24",
        preserveAspectRatio="none",
        role="img",
        aria_labelledby="bar-title bar-desc",
    )


def _to_mend(claims: Sequence[ClaimView]) -> Markup | None:
    """List the claims that ask for a change of the page, the gravest first, with links to them."""
    order = list(Verdict)
    found = sorted((each for each in claims if each.verdict not in CALM), key=lambda each: order.index(each.verdict))
    if not found:
        return None
    items = (
        element(
            "li",
            element("a", each.claim.statement, href=f"#claim-{each.claim.id}", dir="auto"),
            " ",
            _badge(each.verdict),
        )
        for each in found
    )
    return element(
        "nav", element("h2", "To mend", id="mend"), element("ul", *items, class_="mend"), aria_labelledby="mend"
    )


def _whole(article: Article, audit: ArticleAudit, context: Context) -> Markup | None:
    """Tell what concerns the article as a whole, with the claim at which to mend it."""
    statements = {claim.id: claim.statement for claim in article.claims}
    notes = [(claim, _finding(note, context)) for claim, note in audit.notes]
    notes += [(claim, _suppressed(let, context)) for claim, let in audit.suppressed]
    items = [
        together(
            told,
            element(
                "p", "To mend at: ", element("a", statements.get(claim, claim), href=f"#claim-{claim}"), class_="faint"
            ),
        )
        for claim, told in notes
    ]
    if not items:
        return None
    return element(
        "section",
        element("h2", "On the article as a whole", id="whole"),
        element("div", _list("findings", items), class_="card"),
        aria_labelledby="whole",
    )


def _trials(chains: Sequence[Chain]) -> Markup | None:
    """Tell of the trials behind the sources."""
    if not chains:
        return None
    return element(
        "section",
        element("h2", words_of_chains.HEADING, id="trials"),
        element("p", words_of_chains.EXPLANATION, class_="faint"),
        *(element("div", *_chain(each), class_="card") for each in chains),
        aria_labelledby="trials",
    )


def _chain(chain: Chain) -> Iterator[Markup]:
    yield element("p", element("strong", words_of_chains.source_line(chain)))
    told = (element("div", element("dt", name), element("dd", words)) for name, words in words_of_chains.lines(chain))
    yield element("dl", *told, class_="figures")
    for name, group in ((f"to {chain.until}", chain.before), ("since", chain.since)):
        if group.all.trials:
            listed = (element("li", source_words(each.study.citation)) for each in group.all.trials)
            yield element("details", element("summary", f"Trials {name}"), element("ul", *listed))


def _section(view: SectionView, context: Context) -> Markup:
    name = f"section-{view.section.id}"
    language = context.language if view.section.heading else None
    return element(
        "section",
        element("h2", view.heading, id=name, lang=language, dir="auto"),
        *(_claim(claim, context) for claim in view.claims),
        aria_labelledby=name,
    )


def _claim(view: ClaimView, context: Context) -> Markup:
    claim = view.claim
    return element(
        "article",
        element(
            "header",
            _badge(view.verdict),
            element("h3", claim.statement, id=f"claim-{claim.id}", dir="auto"),
            element(
                "p", "On the page: ", element("q", claim.anchor, lang=context.language, dir="auto"), class_="faint"
            ),
        ),
        *(
            _assessment(each, f"plot-{claim.id}-{number}", context, told=len(view.own) > 1)
            for number, each in enumerate(view.own)
        ),
        element("p", element("a", "A note on the whole article", href="#whole"), " is best mended here.")
        if view.notes
        else None,
        _others(view, context),
        class_=f"card {view.verdict}" if view.own or view.others or view.notes else f"card {view.verdict} bare",
    )


def _others(view: ClaimView, context: Context) -> Markup | None:
    """Fold what other studies of the same comparison make of the claim."""
    if not view.others:
        return None
    numbers = {verdict: sum(each.verdict is verdict for each in view.others) for verdict in Verdict}
    told = (
        _assessment(each, f"plot-{view.claim.id}-other-{number}", context, told=True)
        for number, each in enumerate(view.others)
    )
    return element(
        "details",
        element("summary", f"Held against other studies of the same comparison: {tally(numbers)}"),
        *told,
        class_="others",
    )


def _assessment(each: Assessment, name: str, context: Context, *, told: bool) -> Markup:
    """Tell of a claim and one source; the verdict is `told` where it is not that of the claim alone."""
    plot = interval_plot(each.scale, name, claimed=each.claimed, found=each.found) if each.scale else None
    return element(
        "div",
        element("div", _held_against(each, context, told=told), _figures(each.claimed, each.found), class_="against"),
        element("figure", plot) if plot else None,
        element("div", *_reasons(each, context), class_="reasons"),
        class_=f"assessment {each.verdict}",
    )


def _reasons(each: Assessment, context: Context) -> Iterator[Markup | None]:
    """Say why the verdict is what it is, what to write instead, and what was let stand or holds."""
    yield element("p", each.explanation, dir="auto")
    yield _list("findings", (_finding(flag, context, beside=each) for flag in flags(each)))
    yield _instead(each.suggestion)
    yield from (_suppressed(flag, context) for flag in each.suppressed)
    yield _checks(each, context)


def _held_against(each: Assessment, context: Context, *, told: bool) -> Markup | None:
    if each.source is None and each.source_words is None:
        return None
    address = context.addresses.get(each.source.study) if each.source else None
    badge = together(_badge(each.verdict), " ") if told else None
    return element("p", badge, "Held against ", _link(address, source_name(each)), class_="source")


def _figures(claimed: str | None, found: str | None) -> Markup | None:
    rows = [
        element("div", element("dt", name), element("dd", figure, dir="auto"))
        for name, figure in (("Claimed", claimed), ("Found", found))
        if figure
    ]
    return element("dl", *rows, class_="figures") if rows else None


def _finding(finding: Finding, context: Context, *, beside: Assessment | None = None) -> Markup:
    """Tell of a finding, without what the assessment `beside` it has told already."""
    same = beside is not None and finding.explanation == beside.explanation
    figures = (finding.claimed, finding.found)
    repeated = beside is not None and figures == (beside.claimed, beside.found)
    return together(
        element("p", *_named(finding, context), class_="rule"),
        None if same else element("p", finding.explanation, dir="auto"),
        None if repeated else _figures(*figures),
        _working(finding),
    )


def _working(finding: Finding) -> Markup | None:
    """Show the formula with the numbers in it, a line each."""
    return element("pre", element("code", finding.working), class_="working") if finding.working else None


def _named(finding: Finding, context: Context) -> tuple[str, Markup]:
    """Say what came of a rule: the fault by its name, or whether the rule holds."""
    return _OUTCOMES[finding.result], _rule_link(finding.rule, context, flagged=finding.result is Result.FLAGGED)


def _rule_link(rule: str, context: Context, *, flagged: bool = True) -> Markup:
    """Name a rule, or the fault that it found, and lead to it where the page's glossary has it."""
    known = context.rules.get(rule)
    if known is None:
        return element("code", rule)
    return element("a", known.fault if flagged else known.title, href=f"#rule-{rule}")


def _list(kind: str, items: Iterable[Markup]) -> Markup | None:
    entries = [element("li", item) for item in items]
    return element("ul", *entries, class_=kind) if entries else None


def _instead(suggestion: str | None) -> Markup | None:
    if suggestion is None:
        return None
    return element(
        "div",
        element("p", "A wording that the source bears out", class_="label"),
        element("p", suggestion, dir="auto"),
        class_="instead",
    )


def _suppressed(flag: Suppressed, context: Context) -> Markup:
    return element(
        "div",
        element("p", "Flag let stand: ", _rule_link(flag.finding.rule, context), class_="label"),
        element("p", flag.finding.explanation, dir="auto"),
        element("p", element("strong", "Reason: "), element("bdi", flag.reason)),
        class_="suppressed",
    )


def _checks(each: Assessment, context: Context) -> Markup | None:
    """Fold the rules that hold, and those that had nothing to go by."""
    held, not_checked = rest(each, Result.HOLDS), rest(each, Result.NOT_CHECKED)
    if not held and not not_checked:
        return None
    told = [
        f"{plural(len(found), 'check')} {what}"
        for found, what in ((held, "passed"), (not_checked, "not possible"))
        if found
    ]
    return element(
        "details",
        element("summary", "; ".join(told)),
        _list("findings", (_finding(each, context) for each in held)),
        _list("unchecked", (_unchecked(each, context) for each in not_checked)),
    )


def _unchecked(finding: Finding, context: Context) -> Markup:
    """Say in a line what was not checked, and why not."""
    return together(*_named(finding, context), " ", element("bdi", finding.explanation))


def _meanings() -> Markup:
    rows = (
        element("div", element("dt", _badge(verdict)), element("dd", words.meaning))
        for verdict, words in VERDICTS.items()
    )
    return element(
        "section",
        element("h2", "What the verdicts mean", id="verdicts"),
        element("dl", *rows, class_="meanings"),
        aria_labelledby="verdicts",
    )


def _glossary(names: Sequence[str], context: Context, references: Mapping[str, str]) -> Markup | None:
    known = [context.rules[name] for name in names if name in context.rules]
    if not known:
        return None
    return element(
        "section",
        element("h2", "The rules that were used", id="rules"),
        *(_rule(each, references) for each in known),
        aria_labelledby="rules",
    )


def _rule(rule: Rule, references: Mapping[str, str]) -> Markup:
    return element("div", element("h3", rule.title, id=f"rule-{rule.id}"), *_facts(rule, references), class_="entry")


def _facts(rule: Rule, references: Mapping[str, str]) -> Iterator[Markup]:
    yield element("p", element("code", rule.id), f" · {rule.severity}", class_="faint")
    yield element("p", rule.why)
    if rule.formula:
        yield element("pre", element("code", rule.formula), class_="working")
    if rule.source:
        yield element("p", "Source: ", text(references.get(rule.source, rule.source)), class_="faint")
