# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The queries that come with the package, and how their files become standard SPARQL.

Some comments mean something. `# param: name | kind | what it is | default` at the head tells of a parameter; the
default may be left out, and `(optional)` there says that the query is not narrowed without a value. `# include: part`
stands for a part in `queries/parts` that several queries share. `# values: name` is where the values of a parameter go.

A query that asks others says whom at its head, `# service: Wikidata`. `# asks: name` stands before the group that goes
there, to the endpoint that the parameter gives; `# matches: name as variable in vocabulary` in the group is where the
terms go that match the concepts given. So the file is SPARQL as it stands, for who has all graphs in one place.

>>> sorted(named_queries())[:2]
['against-comparator', 'arms']
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from textwrap import indent
from typing import Final

import msgspec

from ipt_kg import resources
from ipt_kg.errors import QueryError
from ipt_kg.store.parameters import Given, Parameter, collected, matches, service, values

_INCLUDE: Final = re.compile(r"^( *)# include: ([a-z-]+)\n", re.MULTILINE)
_MARK: Final = re.compile(r"^( *)# (values|asks|matches): (\w+)(?: as (\w+) in (\w+))?$", re.MULTILINE)
_HEAD: Final = re.compile(r"^# (title|description|service): (.+)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"^# param: (.+)$", re.MULTILINE)
_LICENCE: Final = re.compile(r"\A(# SPDX-.*\n)+")
_OPTIONAL: Final = "(optional)"


class NamedQuery(msgspec.Struct, frozen=True):
    """A query that comes with the package; its text has its parts in it, and no values yet.

    `service` names whose endpoint it asks, if it does: one that is given with the parameter of the kind `endpoint`.
    """

    name: str
    title: str
    description: str
    text: str
    parameters: tuple[Parameter, ...] = ()
    service: str | None = None

    @property
    def endpoint(self) -> Parameter | None:
        """The parameter that says whom the query asks; None where it asks nobody else."""
        return next((each for each in self.parameters if each.kinds == ("endpoint",)), None)

    @property
    def asks(self) -> str:
        """A sentence that says whom the query asks; nothing where it asks nobody else."""
        return f"Asks {self.service}." if self.service else ""

    def with_values(self, given: Given) -> str:
        """Give the query's text with values for its parameters: standard SPARQL, for any endpoint.

        Raises:
            QueryError: a parameter is unknown or missing, or a value is none that it takes.
        """
        return self._written(collected(self.name, self.parameters, given))

    def shown(self, given: Given) -> str:
        """Give the text as far as values are given; a comment says where the others go.

        Raises:
            QueryError: a parameter is unknown, or a value is none that it takes.
        """
        return self._written(collected(self.name, self.parameters, given, whole=False))

    def _written(self, chosen: dict[str, tuple[str, ...]]) -> str:
        known = {each.name: each for each in self.parameters}

        def line(mark: re.Match[str]) -> str:
            return mark[1] + _line(mark, known[mark[3]], chosen)

        return _MARK.sub(line, self.text)


@cache
def named_queries() -> dict[str, NamedQuery]:
    """Read the bundled queries, by name."""
    files = sorted(resources.folder("queries").glob("*.rq"))
    return {file.stem: _named(file.stem, file.read_text(encoding="utf-8")) for file in files}


def named_query(name: str, given: Given | None = None) -> str:
    """Give the text of a bundled query, with values for its parameters.

    Raises:
        QueryError: there is none of that name, or it does not take these values.
    """
    return find(name).with_values(given or {})


def find(name: str) -> NamedQuery:
    """Give a bundled query.

    Raises:
        QueryError: there is none of that name.
    """
    try:
        return named_queries()[name]
    except KeyError:
        raise QueryError(f"no query {name!r}; there are {', '.join(named_queries())}") from None


def _named(name: str, text: str) -> NamedQuery:
    head = dict(_HEAD.findall(text))
    parameters = tuple(_parameter(told) for told in _PARAMETER.findall(text))
    whole = _INCLUDE.sub(_part, text)
    return NamedQuery(name, head["title"], head["description"], whole, parameters, head.get("service"))


def _line(mark: re.Match[str], parameter: Parameter, chosen: Mapping[str, tuple[str, ...]]) -> str:
    """Write what a mark stands for; a comment, where no value is given that it needs."""
    kind, variable, system = mark[2], mark[4], mark[5]
    given = chosen.get(parameter.name, ())
    if kind == "matches" and (given or parameter.optional):
        return matches(parameter, given, variable, system)
    if kind == "asks":
        return service(parameter, given) if given else f"# SERVICE <>: {parameter.description}"
    return (
        values(parameter, given)
        if given
        else f"# VALUES ?{variable or parameter.variable} {{ }}: {parameter.description}"
    )


def _part(mark: re.Match[str]) -> str:
    """Give the text of a part, which may include others, as far in as its mark."""
    text = (resources.folder("queries") / "parts" / f"{mark[2]}.rq").read_text(encoding="utf-8")
    return indent(_INCLUDE.sub(_part, _LICENCE.sub("", text)), mark[1])


def _parameter(told: str) -> Parameter:
    name, kinds, description, *default = (part.strip() for part in told.split("|"))
    optional = default == [_OPTIONAL]
    value = default[0] if default and not optional else None
    return Parameter(name, tuple(kinds.split(" or ")), description, value, optional)
