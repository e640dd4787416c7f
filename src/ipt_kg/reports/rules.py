# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What each rule asks for, in a line: readers' rules by the table here, the audit's by title, shapes by message."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from ipt_kg import resources
from ipt_kg.audit.rule import RULES
from ipt_kg.namespaces import MESSAGE, SHAPE, SPARQL

READING: Final[Mapping[str, str]] = {
    "anchors-stale": "The lock beside an article has the places of all its claims, on the page as it is.",
    "anchors-unreadable": "The lock beside an article is one that `ipt-kg anchor` wrote.",
    "base-not-set": "A site mints the IRIs of its records under its own base.",
    "citation-ambiguous": "The registers that know a work have one identifier, volume or page for it.",
    "citation-completed": "What a register has of a citation, and the record had not, was added to it.",
    "citation-corrected": "Who corrects a publication may correct a figure of the record: it is read again.",
    "citation-differs": "A register of publications and the record say the same of a work.",
    "citation-incomplete": "A citation has the parts that a register has of it.",
    "citation-not-found": "A register has the work that is cited, under its title, first author and year.",
    "citation-not-written": "What is added to a record changes nothing else in its file.",
    "citation-of-another-work": "The DOI or PMID of a citation leads to the work that is cited, and to no other.",
    "citation-of-concern": "Where editors doubt a publication, who rests on it knows.",
    "citation-retracted": "What was retracted is no evidence: nothing rests on it unawares.",
    "citation-unknown": "The DOI or PMID of a citation leads to a work.",
    "concept-unknown": "A concept is one of the vocabulary's, from a scheme that the field takes.",
    "flag-suppressed": "A flag of the audit that stands has a reason.",
    "file-missing": "A path leads to a file of records, or to a folder with some.",
    "file-unreadable": "A file of records is UTF-8, within the limit of size, and may be read.",
    "id-repeated": "An identifier is used once.",
    "import-cell": "A cell of a table of trials is a number where one belongs.",
    "import-encoding": "A table is in UTF-8; one that is not is read as best it can be.",
    "import-differs": "What was imported and edited since is not written over unasked.",
    "import-unattributed": "What was imported says whose it is, and under which licence.",
    "json-depth": "Data are not nested deeply.",
    "json-duplicate-key": "A key stands once in an object.",
    "json-number": "A number is finite.",
    "json-syntax": "A line of JSON Lines is one JSON object.",
    "left-out": "What a form does not carry of the records is told.",
    "mapping-concept": "A mapping of a concept of ours names one that there is, by the label that it has.",
    "mapping-contradiction": "Mappings do not speak against each other: an exact match is one term of a vocabulary.",
    "mapping-cycle": "No term is broader than itself, by way of mappings and of broader concepts.",
    "mapping-dead": "A mapping leads to a term that its vocabulary still has, and still wants to be used.",
    "mapping-merged": "A mapping leads to the term that took the place of an older one.",
    "mapping-predicate": "A mapping says how its terms stand to each other: exact, close, broad, narrow or related.",
    "mapping-prefix": "A prefix means one IRI, an IRI has one prefix, and both are those of the frozen prefix map.",
    "mapping-repeated": "A mapping stands once.",
    "mapping-unreadable": "A mapping set is a table of SSSOM in UTF-8, with a curie_map and the columns it needs.",
    "mapping-unreviewed": "A mapping says how sure it is, and who reviewed it.",
    "markup-author": "JSON-LD of others on a page names the authors that the record names.",
    "markup-broken": "JSON-LD of others on a page is JSON.",
    "markup-headline": "JSON-LD of others on a page has the headline that the record has.",
    "markup-language": "JSON-LD of others on a page has the language that the record has.",
    "markup-modified": "JSON-LD of others on a page has the date of change that the record has.",
    "markup-published": "JSON-LD of others on a page has the date that the record has.",
    "markup-second-faq": "A page has one FAQPage.",
    "markup-unseen": "What markup quotes stands on the page for its readers to see.",
    "options-ambiguous": "What options say of a page is for one article.",
    "page-address": "The address that a page states is that of its record.",
    "page-anchor": "A claim's anchor stands once on the page, in the claim's section.",
    "page-deep": "The elements of a page are not nested without end.",
    "page-encoding": "A page is in an encoding in which its tags can be told by their bytes.",
    "page-heading": "A section's heading stands on the page, after those of the sections before it.",
    "page-heading-unlisted": "A heading of the page belongs to a section of the record.",
    "page-missing": "An article has the text of its page beside it.",
    "page-not-at-hand": "Markup quotes a page only where its text is at hand.",
    "page-opening-unlisted": "What stands between a page's title and its first heading belongs to a section.",
    "page-orphan": "A page with an element of ours is that of a record.",
    "page-outside": "A link in a folder leads to a page in it.",
    "page-part": "A page is whole, with a head.",
    "page-place": "The end of a page's head can be found.",
    "page-repeated": "A record has one page, and a page one record.",
    "page-script-repeated": "A page has one script element of ours.",
    "page-title": "An article's title is a heading of its page.",
    "page-too-large": "A page is within the limit of size.",
    "page-twin": "A page of an article is told from its copies.",
    "page-unmatched": "An article has its page among those that are given.",
    "page-unwritable": "A page may be written.",
    "page-unreadable": "The text of a page is Markdown or plain text.",
    "record-left-out": "An article goes out when the studies that it rests on are good.",
    "record-schema": "A record has the fields that it must have, no unknown ones, and values of their forms.",
    "reference-dangling": "What a record refers to exists.",
    "section-heading": "A section has a heading, unless it is the answer.",
    "source-not-listed": "A claim is about studies that the article is based on.",
    "suppression-unused": "A flag that is suppressed is one that is raised.",
    "text-unwritable": "Text holds no NUL and no half of a character.",
    "yaml-alias": "Values are written out: aliases are not allowed.",
    "yaml-depth": "Data are not nested deeply.",
    "yaml-duplicate-key": "A key stands once in a mapping.",
    "yaml-syntax": "A file of records is YAML.",
    "yaml-tag": "Tags are not allowed, unless they say what holds anyway.",
}


def description(rule: str) -> str:
    """Say what a rule asks for.

    >>> description("id-repeated")
    'An identifier is used once.'
    >>> description("ConfidenceInterval-order")
    'The lower limit is above the upper one: look the figures up again.'
    """
    if rule in RULES:
        return RULES[rule].title
    return READING.get(rule) or _shape_messages().get(rule) or f"{rule}."


def shapes() -> Mapping[str, str]:
    """Give the rules that stand in shapes, with what each says."""
    return _shape_messages()


@cache
def _shape_messages() -> dict[str, str]:
    """Read the message of every bundled shape, which may stand on its SPARQL constraint."""
    from pyoxigraph import RdfFormat, parse

    shapes = sorted(resources.folder("shapes").rglob("*.ttl"))
    quads = [quad for file in shapes for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE)]
    said = {quad.subject: str(quad.object.value) for quad in quads if quad.predicate.value == MESSAGE}
    said |= {
        quad.subject: said[quad.object] for quad in quads if quad.predicate.value == SPARQL and quad.object in said
    }
    return {str(shape.value).removeprefix(SHAPE): message for shape, message in said.items()}
