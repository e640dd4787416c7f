# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What the audit said of an article's claims, as its triples in the store tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from ipt_kg import namespaces as ns
from ipt_kg.audit.rule import Result, Verdict, gravest
from ipt_kg.model import SourceRef

if TYPE_CHECKING:
    from pyoxigraph import Store, Triple

Node = Mapping[str, list[str]]
_NOTHING: Final[Node] = {}


class Finding(NamedTuple):
    """What a rule found; `reason` is why it was let stand, where it was."""

    rule: str
    result: Result
    explanation: str
    working: str | None
    reason: str | None


class Told(NamedTuple):
    """What came of holding a claim against a source."""

    claim: str
    verdict: Verdict
    source: SourceRef | None
    cited: bool
    claimed: str | None
    found: str | None
    suggestion: str | None
    findings: tuple[Finding, ...]

    @property
    def flags(self) -> tuple[Finding, ...]:
        """The findings that speak against the claim."""
        return tuple(each for each in self.findings if each.result is Result.FLAGGED and not each.reason)

    @property
    def let_stand(self) -> tuple[Finding, ...]:
        """The flags that stand for a reason."""
        return tuple(each for each in self.findings if each.reason)


def told(triples: Iterable[Triple], article: str, base: str) -> dict[str, tuple[Told, ...]]:
    """Read the assessments of an article, by the identifiers of its claims; `base` is that of the studies' IRIs."""
    nodes: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        links = nodes.setdefault(getattr(triple.subject, "value", ""), {})
        links.setdefault(triple.predicate.value, []).append(getattr(triple.object, "value", ""))
    found: dict[str, list[Told]] = {}
    for _, node in sorted(nodes.items()):
        if ns.ASSESSMENT in node.get(ns.TYPE, ()):
            each = _told(node, nodes, article, base)
            found.setdefault(each.claim, []).append(each)
    return {claim: tuple(several) for claim, several in found.items()}


def verdict_of(assessments: Iterable[Told]) -> Verdict:
    """Give a claim's verdict: the gravest of its own sources, which what others find does not touch."""
    return gravest(each.verdict for each in assessments if each.cited or each.source is None)


def verdicts_in(store: Store) -> dict[str, Verdict]:
    """Give the verdicts of all claims of a store that have one, by the claims' IRIs."""
    from pyoxigraph import NamedNode

    def values(predicate: str) -> dict[object, str]:
        quads = store.quads_for_pattern(None, NamedNode(predicate), None, None)
        return {quad.subject: getattr(quad.object, "value", "") for quad in quads}

    codes, cited, against = values(ns.HAS_VERDICT), values(ns.OF_CITED_SOURCE), values(ns.AGAINST)
    found: dict[str, list[Verdict]] = {}
    for node, claim in values(ns.ASSESSES).items():
        own = found.setdefault(claim, [])
        if cited.get(node) == "true" or node not in against:
            own.append(_verdict(codes.get(node)))
    return {claim: gravest(own) for claim, own in found.items()}


def _verdict(iri: str | None) -> Verdict:
    return Verdict(_code(iri, "verdict") or Verdict.NOT_CHECKABLE)


def _told(node: Node, nodes: Mapping[str, Node], article: str, base: str) -> Told:
    against = _first(node, ns.AGAINST)
    findings = sorted((nodes.get(each, _NOTHING) for each in node.get(ns.HAS_FINDING, ())), key=_position)
    return Told(
        claim=(_first(node, ns.ASSESSES) or "").removeprefix(f"{article}#claim-"),
        verdict=_verdict(_first(node, ns.HAS_VERDICT)),
        source=SourceRef(against.removeprefix(f"{base}study/")) if against else None,
        cited=_first(node, ns.OF_CITED_SOURCE) == "true",
        claimed=_first(node, ns.CLAIMED_FIGURE),
        found=_first(node, ns.FOUND_FIGURE),
        suggestion=_first(node, ns.SUGGESTED_WORDING),
        findings=tuple(_finding(each) for each in findings if each),
    )


def _finding(node: Node) -> Finding:
    return Finding(
        rule=(_first(node, ns.BY_RULE) or "").removeprefix(ns.RULE),
        result=Result(_code(_first(node, ns.HAS_RESULT), "audit-result") or Result.NOT_CHECKED),
        explanation=_first(node, ns.EXPLANATION) or "",
        working=_first(node, ns.WORKING),
        reason=_first(node, ns.REASON),
    )


def _first(node: Node, predicate: str) -> str | None:
    return min(node.get(predicate, ()), default=None)


def _position(node: Node) -> int:
    position = _first(node, ns.POSITION) or "0"
    return int(position) if position.isdecimal() else 0


def _code(iri: str | None, code_list: str) -> str | None:
    """Give the code of an IRI; None where it is of another list."""
    start = f"{ns.CONCEPT}{code_list}/"
    return iri.removeprefix(start) if iri and iri.startswith(start) else None
