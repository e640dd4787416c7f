# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What a rule checks, why, and by which formula of whom, for a terminal; and the list of all rules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final, NamedTuple

from ipt_kg.audit.rule import Group, Rule
from ipt_kg.errors import IptKgError
from ipt_kg.reports.audit_text import Style, plain
from ipt_kg.reports.audit_view import VERDICTS
from ipt_kg.reports.rules import READING, shapes

GROUPS: Final[Mapping[Group, str]] = {
    Group.FIGURES: "Figures: can they be true?",
    Group.SOURCE: "A claim held against the source that it names",
    Group.EVIDENCE: "A claim held against all studies",
}
_LABEL: Final = 9


class Book(NamedTuple):
    """All rules: those of the audit, and the printed references of their sources by key."""

    rules: Mapping[str, Rule]
    references: Mapping[str, str]


def rule(name: str, book: Book, *, width: int = 100, style: Style = plain) -> str:
    """Explain a rule of the audit, of the readers of files, or of a shape.

    Raises:
        IptKgError: there is no such rule; the message names the nearest.
    """
    if name in book.rules:
        return _text(_facts(book.rules[name], book), book.rules[name].id, width, style)
    if name in READING:
        return _text([("checks", READING[name]), ("when", "records and pages are read")], name, width, style)
    if name in shapes():
        return _text([("says", shapes()[name]), ("when", "records are held to the shapes")], name, width, style)
    raise IptKgError(f"no rule {name!r}{_nearest(name, book)}")


def _nearest(name: str, book: Book) -> str:
    """Suggest rules whose names are much like it."""
    names = {each.lower(): each for each in (*shapes(), *READING, *book.rules)}
    found = [names[each] for each in get_close_matches(name.lower(), names, n=3, cutoff=0.6)]
    return f": did you mean {' or '.join(found)}?" if found else "; `ipt-kg explain --all` lists all rules"


def _facts(each: Rule, book: Book) -> Iterator[tuple[str, str]]:
    yield "checks", each.title
    yield "why", each.why
    yield "needs", ", ".join(each.needs) or "nothing"
    if each.formula:
        yield "formula", each.formula
    if each.source:
        yield "source", book.references.get(each.source, each.source)
    yield "example", each.example
    yield "severity", str(each.severity)
    yield "verdict", _effect(each)
    if each.shape:
        yield "shape", each.shape


def _effect(each: Rule) -> str:
    """Say what a flag does to the verdict of a claim."""
    if each.verdict is None:
        return "a flag does not touch the verdict"
    return f"a flag makes the claim {VERDICTS[each.verdict].name}"


def _text(facts: Iterable[tuple[str, str]], name: str, width: int, style: Style) -> str:
    room = max(width, 40) - _LABEL - 2
    lines = [style(name, "heading")]
    for label, words in facts:
        parts = [part for line in words.split("\n") for part in textwrap.wrap(line, room) or [""]]
        heads = [label, *("" for _ in parts[1:])]
        lines += [f"  {style(head.ljust(_LABEL), 'faint')}{part}" for head, part in zip(heads, parts, strict=True)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def listing(book: Book, *, width: int = 100, style: Style = plain, whole: bool = False) -> str:
    """List the audit's rules by group, each with what it asks for, and where `whole` is asked for all others."""
    groups = {
        title: {rule.id: rule.title for rule in book.rules.values() if rule.group is group}
        for group, title in GROUPS.items()
    }
    others = {"Reading records and pages": dict(READING), "Shapes": dict(shapes())}
    parts = (_group(title, rules, width, style) for title, rules in (groups | others if whole else groups).items())
    left = sum(map(len, others.values()))
    more = "" if whole else f" `ipt-kg explain --all` lists {left} more, of reading records and of shapes."
    return "\n".join(parts) + f"\n`ipt-kg explain RULE` tells more of one.{more}\n"


def _group(title: str, rules: Mapping[str, str], width: int, style: Style) -> str:
    lines = [style(title, "heading")]
    for name, words in sorted(rules.items()):
        told = textwrap.wrap(words, max(width, 40) - 4)
        lines += [f"  {style(name, 'rule')}", *(f"    {line}" for line in told)]
    return "".join(f"{line}\n" for line in lines)
