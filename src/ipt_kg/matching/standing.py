# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Whether the terms that mappings lead to are still there: by a list, or by asking an endpoint.

An endpoint says that a term is dead by `owl:deprecated`, and what took its place by "term replaced by" (IAO_0100001) or
`dct:isReplacedBy`. Wikidata has `owl:sameAs` from a merged item to the one that it went into; elsewhere that
property is between vocabularies, so that it counts here only within one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from ipt_kg.diagnostics import Diagnostic, Severity
from ipt_kg.errors import IptKgError
from ipt_kg.matching.places import Placed, source
from ipt_kg.namespaces import DEPRECATED, REPLACED_BY, SAME_AS
from ipt_kg.texts import lines_of

AT_ONCE: Final = 200
"""So many terms are asked for in a query."""


class Standing(msgspec.Struct, frozen=True):
    """What is said of a term: by whom, whether it is there no more, and what took its place."""

    told_by: str
    dead: bool = False
    replaced_by: str | None = None


def read_list(text: str, file: str) -> dict[str, Standing]:
    """Read a list of dead terms: a CURIE or IRI a line and, after a tab, what took its place, if anything did.

    Raises:
        IptKgError: a line has more than the two.
    """
    found: dict[str, Standing] = {}
    lines = (line for line in lines_of(text) if not line.startswith("#"))
    for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        term, *more = (cell.strip() for cell in row)
        if len(more) > 1:
            raise IptKgError(f"{file}: a line has a term and what took its place, found {' '.join(row)!r}")
        if term:
            found[term] = Standing(file, dead=True, replaced_by=next(filter(None, more), None))
    return found


def ask_standing(endpoint: str, terms: Collection[str]) -> dict[str, Standing]:
    """Ask an endpoint which of the terms it has, and what it says of them; a term that it lacks has no entry.

    Raises:
        QueryError: the endpoint cannot be reached, or refuses.
    """
    from ipt_kg.matching.sparql import iris, rows

    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    properties = iris((DEPRECATED, SAME_AS, *REPLACED_BY))
    wanted = sorted(terms)
    for start in range(0, len(wanted), AT_ONCE):
        values = iris(wanted[start : start + AT_ONCE])
        for (term,) in rows(endpoint, f"SELECT DISTINCT ?term WHERE {{ VALUES ?term {{ {values} }} ?term ?p ?o }}"):
            said.setdefault(term, [])
        query = f"VALUES ?term {{ {values} }} VALUES ?property {{ {properties} }} ?term ?property ?value"
        for term, name, value in rows(endpoint, f"SELECT ?term ?property ?value WHERE {{ {query} }}"):
            said[term].append((name, value))
    return {term: _standing(endpoint, term, facts) for term, facts in said.items()}


def _standing(endpoint: str, term: str, facts: Sequence[tuple[str, str]]) -> Standing:
    dead = any(name == DEPRECATED and value in ("true", "1") for name, value in facts)
    home = term[: max(term.rfind("/"), term.rfind("#"), term.rfind("_")) + 1]
    merged = sorted(value for name, value in facts if name == SAME_AS and value.startswith(home) and value != term)
    replaced = sorted(value for name, value in facts if name in REPLACED_BY)
    return Standing(endpoint, dead=dead, replaced_by=next(iter((*replaced, *merged)), None))


def faults(mappings: Sequence[Placed], standings: Mapping[str, Standing], *, asked: bool) -> Iterator[Diagnostic]:
    """Yield the mappings that lead to a term which is dead, merged, or unknown where its neighbours are known.

    With `asked`, a term without a standing is one that the endpoint lacks: that is told where it has others of the
    same vocabulary, since an endpoint that has none of them says nothing by it.
    """
    known = {source(each.row.object) for each in mappings if each.object in standings}
    for each in mappings:
        standing = standings.get(each.object) or standings.get(each.row.object)
        if standing and standing.replaced_by:
            message = f"{standing.replaced_by} took the place of {each.row.object}, says {standing.told_by}"
            yield each.fault(Severity.VIOLATION, "mapping-merged", message)
        elif standing and standing.dead:
            message = f"{each.row.object} is no longer to be used, says {standing.told_by}"
            yield each.fault(Severity.VIOLATION, "mapping-dead", message)
        elif asked and not standing and source(each.row.object) in known:
            message = f"the endpoint has other terms of {source(each.row.object)}, and not {each.row.object}"
            yield each.fault(Severity.WARNING, "mapping-dead", message)
