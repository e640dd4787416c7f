# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What each field of the model is for, and an example as it stands in YAML: the one place for these words.

The examples show a form, and are there to be written over; most are from the evidence in this repository. A field
that holds other objects needs none: theirs are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ipt_kg import model as m


class Field(NamedTuple):
    """A field's description, one sentence or two, and an example."""

    description: str
    example: str | None = None


_STUDIES_OF_ESTIMATE = "How many studies this result rests on; not all that the study included."
_ORCID = "The ORCID iD, without https://orcid.org/."
_ID = "The end of its IRI. Once published, it stays."

FIELDS: Final[Mapping[type, Mapping[str, Field]]] = {
    m.Study: {
        "id": Field(f"{_ID} Name, year and subject do well.", "cuijpers-2011-ipt-depression"),
        "design": Field("How the study was done.", "meta-analysis-of-randomised-trials"),
        "therapies": Field("The therapies whose effect was studied.", "[interpersonal-psychotherapy]"),
        "conditions": Field("What the people in it suffered from.", "[depressive-disorder]"),
        "citation": Field("The publication. What nobody verified is left out."),
        "estimates": Field("The results, each with its own comparison, figures and direction."),
        "caveats": Field("What limits how a result, or the whole study, may be read."),
        "studies": Field("How many studies it included, over all comparisons.", "38"),
        "comparisons": Field("How many comparisons it included.", "518"),
        "participants": Field("How many people took part, over all comparisons.", "4356"),
        "registration": Field("Where it was registered, and under which number.", "PROSPERO CRD42020219891"),
        "searched_until": Field("Up to when it looked for trials: year, month or day.", "2019-11"),
        "source": Field("The data set of others from which the figures come, where nobody read the publication."),
        "read_at": Field(
            "Where the curators read it: web addresses.", "[https://pmc.ncbi.nlm.nih.gov/articles/PMC3646065]"
        ),
    },
    m.Citation: {
        "title": Field("The title, as printed.", '"Interpersonal Psychotherapy for Depression: A Meta-Analysis"'),
        "authors": Field("The authors, in the order of the publication."),
        "journal": Field("The journal's name.", "American Journal of Psychiatry"),
        "published": Field("When it came out, as far as it is known: year, month or day.", "2011"),
        "volume": Field("The volume, in quotes.", '"168"'),
        "issue": Field("The issue, in quotes.", '"6"'),
        "pages": Field("The pages.", "581-592"),
        "doi": Field("The DOI.", "10.1176/appi.ajp.2010.10101411"),
        "pmid": Field("The PubMed identifier, in quotes.", '"21362740"'),
        "pmcid": Field("The PubMed Central identifier.", "PMC3646065"),
        "reference": Field(
            "The reference as another source prints it, where the publication is known from that source only. Title "
            "and journal may then be absent.",
            '"Cuijpers P, and others. American Journal of Psychiatry 2011."',
        ),
        "more_authors": Field(
            "Whether there are authors after those named here, for lists that were not read whole.", "true"
        ),
    },
    m.DataSource: {
        "title": Field("The data set's name.", "Trials of others"),
        "license": Field("The address of its licence.", "https://creativecommons.org/licenses/by/4.0/"),
        "attribution": Field("Whom to name as the source, as its licence asks.", "The makers of the data set"),
        "version": Field("Its version, in quotes.", '"1.0"'),
        "url": Field("Its address.", "https://example.org/trials"),
    },
    m.PersonName: {
        "family": Field("The family name, as printed.", "Cuijpers"),
        "given": Field("Given names or initials, as printed.", "Pim"),
        "orcid": Field(_ORCID, "0000-0002-1694-233X"),
    },
    m.EffectEstimate: {
        "id": Field(f"{_ID} It follows `#estimate-`.", "vs-control"),
        "comparison": Field("What was compared with what, in whom, for which outcome, and when."),
        "direction": Field("Whom the result favours, as the study states or its interval shows.", "intervention"),
        "locator": Field("Where in the publication the figures stand.", "Abstract"),
        "measure": Field("The statistic in which the effect is expressed.", "cohens-d"),
        "value": Field("The effect, with its decimals as printed.", "0.63"),
        "interval": Field("The confidence interval."),
        "se": Field("The standard error of the value; for ratios that of the natural logarithm.", "0.14"),
        "p": Field("The p value, as printed; in quotes where it begins with a sign.", '"< 0.001"'),
        "higher_favours": Field(
            "The side for which values above no effect speak. Where lower scores are better and the difference is "
            "taken as it is (SMD = -0.24 for the intervention), or a ratio counts something bad, it is the comparator.",
            "intervention",
        ),
        "nnt": Field("The number needed to treat, as reported."),
        "arms": Field("The sides by themselves: sizes, events and rates, as far as they are reported."),
        "heterogeneity": Field("How much the pooled studies differ."),
        "studies": Field(_STUDIES_OF_ESTIMATE, "16"),
        "participants": Field("How many people this result rests on.", "1530"),
        "analysis": Field(
            "What was done to the data beside pooling them, or which part of the trials the result is of.",
            "adjusted for publication bias",
        ),
        "analysis_kind": Field(
            "What the result is of, where it is not the main effect of the comparison: a part of the people or trials, "
            "what changes an effect, by which way it comes about, a rank, or the same by other choices.",
            "sensitivity",
        ),
        "authors_label": Field("What the authors call the size of the effect, in their words.", "moderate-to-large"),
        "instrument": Field("The scale that measured the outcome, as the source calls it.", "HRSD-17"),
        "rated_by": Field("Who says how the people are: they themselves, or a clinician.", "clinician"),
        "bias": Field("How likely the result is biased, way by way, as the source judges."),
        "source_facts": Field("What a table of trials says of this row in fields for which there is no other here."),
        "suppressed": Field("Flags of the audit on these figures that stand, such as a misprint of the source."),
    },
    m.BiasJudgement: {
        "domain": Field("By what way bias may come in.", "allocation-concealment"),
        "risk": Field("How likely it came in by this way.", "low"),
    },
    m.SourceFact: {
        "name": Field("The source's name of the field.", "country"),
        "text": Field("What stands in it, character by character.", "eu"),
    },
    m.Comparison: {
        "population": Field("Who was studied."),
        "intervention": Field(
            "What the one side received; several are received together.", "[interpersonal-psychotherapy]"
        ),
        "comparator": Field("What the other side received.", "[control-condition]"),
        "outcome": Field("What was measured.", "depressive-symptoms"),
        "phase": Field("When in the course of treatment it was measured.", "acute-treatment"),
        "timing": Field("When, as the source puts it, where the phase alone does not say.", "6-12 months"),
    },
    m.Population: {
        "condition": Field("What they suffered from.", "depressive-disorder"),
        "description": Field("Who they were, in a few words of your own.", "adults in primary care"),
    },
    m.ConfidenceInterval: {
        "lower": Field("The lower limit, as printed.", "0.36"),
        "upper": Field("The upper limit, as printed: 0.90 is not 0.9.", "0.90"),
        "level": Field("The confidence level in percent.", "95"),
        "computed_from": Field(
            "From what it was computed, where the source does not print it; leave it out for a printed one.",
            "standard-error",
        ),
    },
    m.NumberNeededToTreat: {
        "value": Field("The number, as printed.", "2.91"),
        "method": Field("How it came about, as far as the publication says.", "not-stated"),
        "favours": Field("Whom it favours, where that is not whom the result favours.", "intervention"),
        "event": Field("What is counted, where the publication says so.", "remission"),
        "interval": Field("Its interval."),
    },
    m.NntInterval: {
        "limits": Field(
            "The two limits. Where they favour different sides, the interval goes through infinity: "
            "NNTB 10 to ∞ to NNTH 20."
        ),
        "level": Field("The confidence level in percent.", "95"),
    },
    m.NntLimit: {
        "value": Field("The limit, as printed.", "10"),
        "favours": Field("Whom it favours: the intervention (NNTB) or the comparator (NNTH).", "intervention"),
    },
    m.Arm: {
        "side": Field("Which side of the comparison it is.", "intervention"),
        "participants": Field("How many people were in it.", "1208"),
        "events": Field("How many of them had the outcome.", "72"),
        "rate": Field("How many of them had the outcome, in percent, as printed.", "55.2"),
        "description": Field("What the source says of this arm, where a trial has several of a kind.", "group format"),
        "scores": Field("The scores of its people, at one time each."),
    },
    m.Score: {
        "at": Field("When the score was taken.", "end"),
        "n": Field("How many people it counts for, as printed; part of a shared arm may be 19.5.", "40"),
        "mean": Field("The mean.", "12.6"),
        "sd": Field("The standard deviation.", "5.1"),
    },
    m.Heterogeneity: {
        "i_squared": Field("I² in percent.", "65"),
        "tau_squared": Field("τ², in squared units of the measure.", "0.12"),
        "q": Field("Cochran's Q.", "28.4"),
    },
    m.Caveat: {
        "id": Field(f"{_ID} It follows `#caveat-`.", "nnt-method"),
        "kind": Field("What sort of limit it is.", "converted-figure"),
        "statement": Field(
            "The caveat, in your own words.",
            "The abstract does not say how the number needed to treat came about.",
        ),
        "stated_by": Field("Who states it: the study's authors, or you on reading.", "curators"),
        "limits": Field("The ids of the estimates that it limits; without them it limits all.", "[vs-control]"),
    },
    m.Article: {
        "id": Field(_ID, "ipt-explained"),
        "title": Field("The page's title, as it stands in its first heading.", '"Does IPT help with depression?"'),
        "language": Field("The language tag of the page.", "en"),
        "therapies": Field("The therapies that it is about.", "[interpersonal-psychotherapy]"),
        "conditions": Field("The conditions that it is about.", "[depressive-disorder]"),
        "based_on": Field(
            "The ids of the studies that it rests on, with records of their own.",
            "[cuijpers-2011-ipt-depression]",
        ),
        "sections": Field("The parts of the page, in order, each with its heading."),
        "claims": Field("What the page asserts, claim by claim."),
        "authors": Field("Who wrote it."),
        "reviewers": Field("Who checked what it says, where the page names them."),
        "related": Field("Publications to which it points without resting on them."),
        "url": Field("Its address, where it is not the IRI that its graph has.", "https://example.org/ipt-explained"),
        "published": Field("When it was first published.", "2026-11-22"),
        "modified": Field("When it was last changed.", "2026-11-22"),
        "reviewed": Field("When it was last reviewed.", "2026-11-22"),
    },
    m.Section: {
        "id": Field(f"{_ID} It follows `#section-`.", "answer"),
        "role": Field("What the section is for.", "answer"),
        "heading": Field(
            "Its heading, as on the page; a long one may be cut short with …. Only the answer, between title and first "
            "heading, may do without.",
            "What the data show",
        ),
    },
    m.Claim: {
        "id": Field(f"{_ID} It follows `#claim-`.", "answer-control"),
        "kind": Field("What sort of thing it asserts.", "effect"),
        "statement": Field("The claim, in your own words.", "People did better with IPT than in control groups."),
        "section": Field("The id of the section where it stands.", "answer"),
        "anchor": Field(
            "A short fragment of the page, word for word, that its section has once: it shows where the claim stands.",
            "did better than people in control groups",
        ),
        "about": Field(
            "What it speaks of in the studies; in quotes where it holds a #.",
            '["cuijpers-2011-ipt-depression#estimate-vs-control"]',
        ),
        "comparison": Field("What it compares, where that is not the comparison of those estimates."),
        "figures": Field("The figures of a study that it states, as the page prints them."),
        "quantities": Field("Other figures that it states."),
        "asserts": Field(
            "What it says in words, whatever figures it states, so that it can be held against the source. The sides "
            "are those of its comparison, or of the result's where it has none.",
            "[intervention-better]",
        ),
        "limits": Field("The ids of the claims that this one, a caveat, limits.", "[answer-control]"),
        "suppressed": Field("Flags of the audit on this claim that stand."),
    },
    m.Suppression: {
        "rule": Field("The rule whose flag stands, as the report names it.", "symmetric-interval"),
        "reason": Field("Why it stands, for readers of the report.", "The source prints it so, and says why."),
    },
    m.StatedFigures: {
        "value": Field("The effect.", "0.63"),
        "lower": Field("The lower limit of its interval.", "0.36"),
        "upper": Field("The upper limit of its interval.", "0.90"),
        "level": Field("The confidence level in percent.", "95"),
        "p": Field("The p value; in quotes where it begins with a sign.", '"< 0.001"'),
        "nnt": Field("The number needed to treat.", "2.91"),
        "one_in": Field("The 3 of one in three.", "3"),
        "event": Field("What that frequency, or the number needed to treat, is said to count.", "remission"),
        "magnitude": Field("What the page calls the size of the effect, in its words.", "large"),
        "studies": Field(_STUDIES_OF_ESTIMATE, "16"),
        "participants": Field("How many people the effect rests on.", "4356"),
    },
    m.Quantity: {
        "what": Field("What it counts or measures.", "sessions"),
        "value": Field("The figure.", "12"),
        "lower": Field("The lower end, where it is a range.", "12"),
        "upper": Field("The upper end, where it is a range.", "16"),
    },
    m.Contributor: {
        "name": Field("The name, as on the page.", "The ipt_kg project"),
        "kind": Field("A person, or a group that writes under its own name.", "organization"),
        "url": Field("A page about them.", "https://example.org/about"),
        "orcid": Field(_ORCID, "0000-0002-1825-0097"),
    },
    m.RelatedWork: {
        "id": Field(f"{_ID} It follows `#related-`.", "cuijpers-2016"),
        "title": Field(
            "The title, as printed.",
            '"Interpersonal Psychotherapy for Mental Health Problems: A Comprehensive Meta-Analysis"',
        ),
        "doi": Field("The DOI.", "10.1176/appi.ajp.2015.15091141"),
        "study": Field(
            "The id of the study that it tells of, where that has a record.", "cuijpers-2011-ipt-depression"
        ),
    },
}
