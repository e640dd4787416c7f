# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The references of studies for programs that cite: BibTeX, and CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from ipt_kg.export.losses import Carried, every_field
from ipt_kg.model import Citation, PersonName, Study

_OTHERS: Final = "others"
"""The name after the last one where a list of authors is not whole: BibTeX knows it, and pandoc in CSL-JSON, too."""

CARRIED: Final[Carried] = {
    Study: frozenset({"id", "citation"}),
    Citation: every_field(Citation),
    PersonName: every_field(PersonName, but={"orcid"}),
}
"""What of a study stands in its reference, in either form."""

# A brace counts as one in BibTeX even after a backslash: so none may stand in a text.
_TEX: Final = str.maketrans(
    {each: f"\\{each}" for each in "%&$#_"}
    | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
_SEVERAL: Final = re.compile(r",|\band\b|^others$", re.IGNORECASE)
_DASHES: Final = re.compile("[-–]+")


def bibtex(studies: Iterable[Study]) -> bytes:
    """Write references as BibTeX; `date`, which biblatex reads, has the day or month where it is known.

    Source:
        Patashnik, BibTeXing (1988): the fields of `article`; the manual of biblatex for `date`.
    """
    return "\n".join(map(bibtex_entry, studies)).encode()


def bibtex_entry(study: Study) -> str:
    """Write a study's reference as an entry of BibTeX, whose key is the study's identifier."""
    citation = study.citation
    names = [*map(_bibtex_name, citation.authors), *([_OTHERS] if citation.more_authors else [])]
    kind = "article" if citation.title else "misc"
    texts = {
        "note": citation.reference,
        "journal": citation.journal,
        "year": citation.published[:4],
        "date": citation.published,
        "volume": citation.volume,
        "number": citation.issue,
        "pages": citation.pages and _DASHES.sub("--", citation.pages),
        "doi": citation.doi,
        "pmid": citation.pmid,
        "pmcid": citation.pmcid,
    }
    # In braces of its own a title keeps its capitals in every style.
    fields = {"author": " and ".join(names)}
    fields |= {"title": f"{{{_escaped(citation.title)}}}"} if citation.title else {}
    fields |= {name: _escaped(text) for name, text in texts.items() if text}
    told = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
    return f"@{kind}{{{study.id},\n{told}\n}}\n"


def _bibtex_name(name: PersonName) -> str:
    """Write a name; that of a body, or one that would be taken for several, in braces."""
    family, given = _escaped(name.family), _escaped(name.given or "")
    if not given or _SEVERAL.search(family):
        family = f"{{{family}}}"
    if _SEVERAL.search(given):
        given = f"{{{given}}}"
    return f"{family}, {given}" if given else family


def _escaped(text: str) -> str:
    return text.translate(_TEX)


def csl_json(studies: Iterable[Study]) -> bytes:
    """Write references as CSL-JSON.

    Source:
        Citation Style Language 1.0.2, appendix IV (variables) and the schema csl-data.json.
    """
    items = [dict(_csl_item(study)) for study in studies]
    return msgspec.json.format(msgspec.json.encode(items), indent=2) + b"\n"


def _csl_item(study: Study) -> Iterator[tuple[str, Any]]:
    citation = study.citation
    names = [*map(_csl_name, citation.authors), *([{"literal": _OTHERS}] if citation.more_authors else [])]
    variables = {
        "id": study.id,
        "type": "article-journal" if citation.title else "document",
        "title": citation.title,
        "note": citation.reference,
        "author": names,
        "container-title": citation.journal,
        "issued": {"date-parts": [[int(part) for part in citation.published.split("-")]]},
        "volume": citation.volume,
        "issue": citation.issue,
        "page": citation.pages,
        "DOI": citation.doi,
        "PMID": citation.pmid,
        "PMCID": citation.pmcid,
    }
    return ((name, value) for name, value in variables.items() if value is not None)


def _csl_name(name: PersonName) -> dict[str, str]:
    return {"family": name.family, "given": name.given} if name.given else {"literal": name.family}
