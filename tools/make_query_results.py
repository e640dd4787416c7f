# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Write what each named query gives on the committed evidence into tests/fixtures/queries: read what changed.

Heterogeneity is not in any abstract of the evidence, so that query is asked of the invented records in
tests/fixtures/complete; and what an audit says, of those with the invented audit in tests/fixtures/audit.nt. What
asks others by SERVICE is asked without the word, of a store with the invented graphs in tests/fixtures/federation, too.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ipt_kg import api, store
from ipt_kg.reports import answers
from ipt_kg.store import Given, NamedQuery

if TYPE_CHECKING:
    from pyoxigraph import Store

ROOT: Final = Path(__file__).parent.parent
RESULTS: Final = ROOT / "tests/fixtures/queries"
GUIDE: Final = ROOT / "docs/query.md"
OF_OTHERS: Final = ROOT / "tests/fixtures/federation"

ASKED: Final[dict[str, Given]] = {
    "against-comparator": {"against": "control-condition"},
    "claim-places": {"article": "ipt-explained"},
    "claims-and-findings": {"article": "ipt-explained"},
    "claims-limited": {"article": "ipt-explained"},
    "effects-of-therapy": {"therapy": "IPT"},
    "provenance": {"study": ["cohen-2024-ipt-antidepressants", "cuijpers-2011-ipt-depression"]},
    "two-therapies": {"a": "IPT", "b": "pharmacotherapy"},
}
"""Values for those that need some, or give more rows than one reads."""

ELSEWHERE: Final = {"heterogeneity": "tests/fixtures/complete", "overstated": "tests/fixtures/complete"}
BESIDE: Final = {"overstated": "tests/fixtures/audit.nt"}
"""Triples that belong beside those of the records."""


def local() -> list[NamedQuery]:
    """List the queries that ask nobody else."""
    return [named for named in store.named_queries().values() if not named.service]


def federated() -> list[NamedQuery]:
    """List the queries that ask others by SERVICE."""
    return [named for named in store.named_queries().values() if named.service]


def with_rows() -> list[NamedQuery]:
    """List the queries that give rows: a graph is compared with its record in another way."""
    return [named for named in store.named_queries().values() if not named.name.endswith("-graph")]


def content(name: str) -> str:
    """Give the rows of a query as CSV."""
    evidence = _evidence(ELSEWHERE.get(name, "evidence"))
    if store.find(name).service:
        answer = store.ask(_in_one_place(), without_service(name, ASKED.get(name, {})))
    elif name in BESIDE:
        opened = store.open_store(*_triples(evidence), (ROOT / BESIDE[name]).read_text(encoding="utf-8"))
        answer = store.ask(opened, store.named_query(name, ASKED.get(name, {})))
    else:
        answer = evidence.ask(name=name, params=ASKED.get(name, {}))
    return answers.render(answer, "csv").replace("\r\n", "\n")


def without_service(name: str, given: Given) -> str:
    """Give the text of a query with the group for others as any group, for a store that has their graphs, too."""
    text, count = re.subn("SERVICE <[^>]+>", "", store.named_query(name, given))
    assert count == 1, name  # noqa: S101 - a query that asks nobody, or twice, would be compared with itself
    return text


@cache
def _in_one_place() -> Store:
    files = sorted(OF_OTHERS.iterdir())
    theirs = [store.as_nquads(file.read_text(encoding="utf-8"), file.suffix) for file in files]
    evidence = _evidence("evidence")
    return store.open_store("".join(_triples(evidence)), *theirs)


def _triples(evidence: api.Evidence) -> list[str]:
    ids = [each.id for each in evidence.studies] + [each.id for each in evidence.articles]
    return [evidence.to_graph(id) for id in ids]


@cache
def _evidence(folder: str) -> api.Evidence:
    return api.load(ROOT / folder)


def listing() -> str:
    """Give the table of the named queries for docs/query.md."""
    lines = ["| query | what it gives | parameters |", "|---|---|---|"]
    for named in store.named_queries().values():
        told = [f"(`{each.name}`)" if not each.required else f"`{each.name}`" for each in named.parameters]
        lines.append(f"| `{named.name}` | {f'{named.description} {named.asks}'.strip()} | {', '.join(told)} |")
    return "\n".join(lines)


def with_listing(text: str) -> str:
    """Put the table between its marks."""
    begin, end = (text.index(mark) for mark in ("<!-- queries:", "<!-- end of queries -->"))
    first_line = text[begin : text.index("\n", begin)]
    return f"{text[:begin]}{first_line}\n{listing()}\n{text[end:]}"


def main() -> None:
    """Write the files, and remove those of queries that are no more; then the list in the documentation."""
    GUIDE.write_text(with_listing(GUIDE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    RESULTS.mkdir(exist_ok=True)
    for file in RESULTS.iterdir():
        file.unlink()
    for named in with_rows():
        (RESULTS / f"{named.name}.csv").write_text(content(named.name), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
