# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The parameters of named queries: what is given as a word becomes a term of SPARQL, never a piece of its text.

>>> therapy = Parameter("therapy", ("therapy",), "the therapy", None)
>>> values(therapy, ["IPT"])
'VALUES ?therapy { <https://w3id.org/ipt-kg/concept/interpersonal-psychotherapy> }'
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from ipt_kg.errors import IptKgError, QueryError
from ipt_kg.graph.terms import iri, literal
from ipt_kg.namespaces import XSD
from ipt_kg.store.network import escaped
from ipt_kg.vocabulary import Concept, vocabulary

_IRI: Final = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
_HALF: Final = re.compile("[\ud800-\udfff]")  # as a shell gives what is no UTF-8
_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")
_ENDPOINT: Final = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[!#-;=?-\[\]_a-z~]*)?")
"""Without a user or password, which would be sent to it, and without anything that no IRI of SPARQL has."""
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_RECORDS: Final = (("study",), ("article",))

EVERYWHERE: Final = "any"
"""What stands for all vocabularies in a query's file."""

Given = Mapping[str, str | Sequence[str]]
"""Values by the name of their parameter: one, or several of which any may hold."""


class Parameter(msgspec.Struct, frozen=True):
    """What a query can be given: `kinds` are schemes of concepts, or `study` or `article` for a record, or else.

    That is `number`, `language`, or `endpoint`, which is no value in the query but whom its SERVICE asks.

    Without a default it must be given, unless it is optional: then the query is not narrowed.
    """

    name: str
    kinds: tuple[str, ...]
    description: str
    default: str | None
    optional: bool = False

    @property
    def required(self) -> bool:
        """Whether the query cannot be asked without it."""
        return self.default is None and not self.optional

    @property
    def variable(self) -> str:
        """The variable that takes the values: `?study` is a node in queries, and `?study_id` its record."""
        return f"{self.name}_id" if self.kinds in _RECORDS else self.name


def values(parameter: Parameter, given: Iterable[str]) -> str:
    r"""Write the VALUES of a parameter.

    The word that would go to the network has its first letter escaped: in a value it is harmless, and the text of
    the query can then be asked wherever the word is refused.

    >>> values(Parameter("study", ("study",), "the study", None), ["customer-service-2011"])
    'VALUES ?study_id { "customer-\\u0073ervice-2011" }'

    Raises:
        QueryError: a value is none that the parameter takes.
    """
    written = " ".join(_term(parameter, value) for value in given)
    return f"VALUES ?{parameter.variable} {{ {escaped(written)} }}"


def service(parameter: Parameter, given: Sequence[str]) -> str:
    """Write whom a SERVICE asks, before its group: an address that has nothing in it that could end it.

    >>> service(Parameter("endpoint", ("endpoint",), "", None), ["https://example.org/sparql?default=x"])
    'SERVICE <https://example.org/sparql?default=x>'

    Raises:
        QueryError: there is more than one address, or it is none of the web.
    """
    if len(given) != 1 or not _ENDPOINT.fullmatch(given[0]):
        told = ", ".join(map(repr, given))
        raise QueryError(f"{parameter.name} must be one address such as https://example.org/sparql, found {told}")
    return f"SERVICE {iri(given[0])}"


def matches(parameter: Parameter, given: Sequence[str], variable: str, system: str) -> str:
    """Write the VALUES of the terms elsewhere that match the concepts given, or all of these kinds if none is given.

    `system` is a vocabulary as the mappings name it, or `any`: then the concepts' own IRIs are among them.

    >>> matches(Parameter("x", ("therapy",), "", None), ["psychotherapy"], "item", "Wikidata")
    'VALUES ?item { <http://www.wikidata.org/entity/Q183257> }'

    Raises:
        QueryError: a value is none that the parameter takes, or has no exact match there.
    """
    all_of = [vocabulary().get(id) for id in vocabulary().of(parameter.kinds)]
    chosen = [_concept(parameter, value) for value in given] or all_of
    found = dict.fromkeys(each for concept in chosen for each in _elsewhere(concept, system))
    if not found:
        known = ", ".join(concept.code for concept in all_of if _elsewhere(concept, system))
        named = " or ".join(given) or "none of them"
        raise QueryError(f"{parameter.name}: {named} has no exact match in {system} here; these have one: {known}")
    return f"VALUES ?{variable} {{ {escaped(' '.join(map(iri, found)))} }}"


def _elsewhere(concept: Concept, system: str) -> list[str]:
    own = [concept.iri] if system == EVERYWHERE else []
    return own + [match.iri for match in concept.matches if system in (EVERYWHERE, match.system)]


def collected(
    query: str, parameters: Sequence[Parameter], given: Given, *, whole: bool = True
) -> dict[str, tuple[str, ...]]:
    """Give the values of each parameter that has some, defaults included; `whole` asks for all that are required.

    Raises:
        QueryError: a parameter is unknown, or one that is required is missing.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name in given:
        if name not in known:
            raise QueryError(f"the query {query!r} has no parameter {name!r}{_near(name, known)}")
    missing = [parameter for parameter in parameters if parameter.required and not given.get(parameter.name)]
    if missing and whole:
        lacking = "; ".join(f"{each.name}: {each.description}" for each in missing)
        raise QueryError(f"the query {query!r} needs a value for each of these parameters: {lacking}")
    defaults = {name: each.default for name, each in known.items() if each.default is not None}
    chosen = {**defaults, **{name: value for name, value in given.items() if value}}
    return {name: (value,) if isinstance(value, str) else tuple(value) for name, value in chosen.items()}


def _near(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    if not names:
        return ", and no other"
    near = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are {', '.join(names)}"


def _term(parameter: Parameter, value: str) -> str:
    if _HALF.search(value):
        raise QueryError(f"{parameter.name}: {value!a} is no text: half a character stands there")
    if parameter.kinds in _RECORDS:
        return literal(value)
    if parameter.kinds == ("number",):
        if not _NUMBER.fullmatch(value):
            raise QueryError(f"{parameter.name} must be a number such as 0.05, found {value!r}")
        return literal(value, XSD + "decimal")
    if parameter.kinds == ("language",):
        if not _LANGUAGE.fullmatch(value):
            raise QueryError(f"{parameter.name} must be the code of a language such as de or pt-BR, found {value!r}")
        return literal(value)
    return iri(value if _IRI.fullmatch(value) else _concept(parameter, value).iri)


def _concept(parameter: Parameter, value: str) -> Concept:
    """Find a concept of the parameter's kinds by what it is called."""
    try:
        return vocabulary().find(value, parameter.kinds)
    except IptKgError as error:
        raise QueryError(f"{parameter.name}: {error}") from None
