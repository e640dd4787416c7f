# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Every prefix and term of the graph: the only module with an IRI in it.

Terms of others come first (schema.org, Dublin Core, PRISM and FaBiO, CiTO, Web Annotation);
our own stand only where none of theirs fits, and are defined in `ontology/ipt.ttl`.
"""

from __future__ import annotations

from typing import Final

IPTKG: Final = "https://w3id.org/ipt-kg/ontology#"
CONCEPT: Final = "https://w3id.org/ipt-kg/concept/"
RULE: Final = "https://w3id.org/ipt-kg/rule/"
SHAPE: Final = "https://w3id.org/ipt-kg/shape/"
CITO: Final = "http://purl.org/spar/cito/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCT: Final = "http://purl.org/dc/terms/"
FABIO: Final = "http://purl.org/spar/fabio/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
NP: Final = "http://www.nanopub.org/nschema#"
NPX: Final = "http://purl.org/nanopub/x/"
OA: Final = "http://www.w3.org/ns/oa#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
PRISM: Final = "http://prismstandard.org/namespaces/basic/2.0/"
PROV: Final = "http://www.w3.org/ns/prov#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA: Final = "https://schema.org/"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
SEMAPV: Final = "https://w3id.org/semapv/vocab/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SPDX: Final = "http://spdx.org/rdf/terms#"
SSSOM: Final = "https://w3id.org/sssom/"
VOID: Final = "http://rdfs.org/ns/void#"
CSVW: Final = "http://www.w3.org/ns/csvw"
FORMATS: Final = "http://www.w3.org/ns/formats/"
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
RO_CRATE: Final = "https://w3id.org/ro/crate/1.2"
PRIMARY_TOPIC: Final = FOAF + "primaryTopic"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
VERSION_IRI: Final = f"{OWL}versionIRI"

PREFIXES: Final[dict[str, str]] = {
    "iptkg": IPTKG,
    "concept": CONCEPT,
    "cito": CITO,
    "dct": DCT,
    "fabio": FABIO,
    "oa": OA,
    "owl": OWL,
    "prism": PRISM,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "rule": RULE,
    "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}
"""Prefixes of every file and query that the toolkit writes."""

DATASET_PREFIXES: Final[dict[str, str]] = {
    "dcat": DCAT,
    "dct": DCT,
    "fabio": FABIO,
    "foaf": FOAF,
    "iptkg": IPTKG,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "spdx": SPDX,
    "void": VOID,
    "xsd": XSD,
}
"""Prefixes of what describes a dataset as a whole."""

CODE_LISTS: Final = (
    "analysis-kind",
    "assertion",
    "audit-result",
    "bias-domain",
    "bias-risk",
    "caveat-kind",
    "claim-kind",
    "contributor-kind",
    "direction",
    "interval-basis",
    "nnt-method",
    "rater",
    "relation",
    "score-time",
    "section-role",
    "side",
    "stated-by",
    "verdict",
)
"""The code lists; a code's IRI is its list's part below `CONCEPT`."""

# The ontology by itself, to which the graph conforms.
ONTOLOGY: Final = "https://w3id.org/ipt-kg/ontology"

# The program as the agent of what it says of claims.
SOFTWARE: Final = "https://w3id.org/ipt-kg/software"

ORCID: Final = "https://orcid.org/"

# Where records' IRIs are minted when no base is set: reserved by RFC 2606, so nobody else's.
EXAMPLE_BASE: Final = "https://example.org/ipt-kg/"

JSON_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"

TYPE: Final = RDF + "type"
MESSAGE: Final = SH + "message"
SPARQL: Final = SH + "sparql"

# Classes
STUDY: Final = IPTKG + "Study"
CITATION: Final = IPTKG + "Citation"
EFFECT_ESTIMATE: Final = IPTKG + "EffectEstimate"
COMPARISON: Final = IPTKG + "Comparison"
POPULATION: Final = IPTKG + "Population"
ARM: Final = IPTKG + "Arm"
HETEROGENEITY: Final = IPTKG + "Heterogeneity"
SCORE: Final = IPTKG + "Score"
BIAS_JUDGEMENT: Final = IPTKG + "BiasJudgement"
SOURCE_FACT: Final = IPTKG + "SourceFact"
DATA_SOURCE: Final = IPTKG + "DataSource"
CONFIDENCE_INTERVAL: Final = IPTKG + "ConfidenceInterval"
NUMBER_NEEDED_TO_TREAT: Final = IPTKG + "NumberNeededToTreat"
NNT_INTERVAL: Final = IPTKG + "NumberNeededToTreatInterval"
NNT_LIMIT: Final = IPTKG + "NumberNeededToTreatLimit"
REPORTED_NUMBER: Final = IPTKG + "ReportedNumber"
CAVEAT: Final = IPTKG + "Caveat"
ARTICLE: Final = IPTKG + "Article"
SECTION: Final = IPTKG + "Section"
CLAIM: Final = IPTKG + "Claim"
STATED_FIGURES: Final = IPTKG + "StatedFigures"
QUANTITY: Final = IPTKG + "Quantity"
SUPPRESSION: Final = IPTKG + "Suppression"
ASSESSMENT: Final = IPTKG + "Assessment"
AUDIT_FINDING: Final = IPTKG + "AuditFinding"
AUDIT_RULE: Final = IPTKG + "AuditRule"
SOFTWARE_AGENT: Final = PROV + "SoftwareAgent"
RELATED_WORK: Final = IPTKG + "RelatedWork"
PERSON: Final = SCHEMA + "Person"
CONTRIBUTOR: Final = IPTKG + "Contributor"
QUOTE_SELECTOR: Final = OA + "TextQuoteSelector"
POSITION_SELECTOR: Final = OA + "TextPositionSelector"

# A study and what it reports
REPORTED_IN: Final = IPTKG + "isReportedIn"
HAS_DESIGN: Final = IPTKG + "hasDesign"
STUDY_SUBJECT: Final = SCHEMA + "studySubject"
HEALTH_CONDITION: Final = SCHEMA + "healthCondition"
NUMBER_OF_STUDIES: Final = IPTKG + "numberOfStudies"
NUMBER_OF_COMPARISONS: Final = IPTKG + "numberOfComparisons"
NUMBER_OF_PARTICIPANTS: Final = IPTKG + "numberOfParticipants"
HAS_ESTIMATE: Final = IPTKG + "hasEstimate"
HAS_CAVEAT: Final = IPTKG + "hasCaveat"
READ_AT: Final = IPTKG + "wasReadAt"
REGISTRATION: Final = IPTKG + "registration"
SEARCHED_UNTIL: Final = IPTKG + "searchedUntil"
IS_TAKEN_FROM: Final = IPTKG + "isTakenFrom"
LICENSE: Final = DCT + "license"
VERSION: Final = SCHEMA + "version"
CREDIT_TEXT: Final = SCHEMA + "creditText"

# A citation
TITLE: Final = DCT + "title"
ISSUED: Final = DCT + "issued"
MODIFIED: Final = DCT + "modified"
LAST_REVIEWED: Final = SCHEMA + "lastReviewed"
LANGUAGE: Final = SCHEMA + "inLanguage"
AUTHOR: Final = SCHEMA + "author"
REVIEWED_BY: Final = SCHEMA + "reviewedBy"
MORE_AUTHORS: Final = IPTKG + "hasMoreAuthors"
FAMILY_NAME: Final = SCHEMA + "familyName"
GIVEN_NAME: Final = SCHEMA + "givenName"
NAME: Final = SCHEMA + "name"
IDENTIFIER: Final = SCHEMA + "identifier"
URL: Final = SCHEMA + "url"
JOURNAL: Final = PRISM + "publicationName"
VOLUME: Final = PRISM + "volume"
ISSUE: Final = PRISM + "issueIdentifier"
PAGES: Final = PRISM + "pageRange"
REFERENCE: Final = DCT + "bibliographicCitation"
DOI: Final = PRISM + "doi"
PMID: Final = FABIO + "hasPubMedId"
PMCID: Final = FABIO + "hasPubMedCentralId"

# An effect estimate
HAS_COMPARISON: Final = IPTKG + "hasComparison"
HAS_MEASURE: Final = IPTKG + "hasMeasure"
HAS_VALUE: Final = IPTKG + "hasValue"
HAS_INTERVAL: Final = IPTKG + "hasInterval"
HAS_LOWER_LIMIT: Final = IPTKG + "hasLowerLimit"
HAS_UPPER_LIMIT: Final = IPTKG + "hasUpperLimit"
HAS_LEVEL: Final = IPTKG + "hasLevel"
IS_COMPUTED_FROM: Final = IPTKG + "isComputedFrom"
HAS_STANDARD_ERROR: Final = IPTKG + "hasStandardError"
HAS_P_VALUE: Final = IPTKG + "hasPValue"
HAS_DIRECTION: Final = IPTKG + "hasDirection"
HIGHER_VALUES_FAVOUR: Final = IPTKG + "higherValuesFavour"
HAS_NNT: Final = IPTKG + "hasNumberNeededToTreat"
HAS_METHOD: Final = IPTKG + "hasMethod"
HAS_EVENT: Final = IPTKG + "hasEvent"
HAS_NNT_INTERVAL: Final = IPTKG + "hasNumberNeededToTreatInterval"
HAS_LIMIT: Final = IPTKG + "hasLimit"
FAVOURS: Final = IPTKG + "favours"
HAS_ARM: Final = IPTKG + "hasArm"
OF_SIDE: Final = IPTKG + "isOfSide"
NUMBER_OF_EVENTS: Final = IPTKG + "numberOfEvents"
HAS_RATE: Final = IPTKG + "hasRate"
HAS_SCORE: Final = IPTKG + "hasScore"
TAKEN_AT: Final = IPTKG + "wasTakenAt"
HAS_N: Final = IPTKG + "hasSampleSize"
HAS_MEAN: Final = IPTKG + "hasMean"
HAS_SD: Final = IPTKG + "hasStandardDeviation"
INSTRUMENT: Final = IPTKG + "instrument"
RATED_BY: Final = IPTKG + "isRatedBy"
HAS_BIAS_JUDGEMENT: Final = IPTKG + "hasBiasJudgement"
OF_DOMAIN: Final = IPTKG + "isOfDomain"
HAS_RISK: Final = IPTKG + "hasRisk"
HAS_SOURCE_FACT: Final = IPTKG + "hasSourceFact"
FACT_NAME: Final = IPTKG + "factName"
FACT_TEXT: Final = IPTKG + "factText"
HAS_HETEROGENEITY: Final = IPTKG + "hasHeterogeneity"
HAS_I_SQUARED: Final = IPTKG + "hasISquared"
HAS_TAU_SQUARED: Final = IPTKG + "hasTauSquared"
HAS_Q: Final = IPTKG + "hasQ"
ANALYSIS: Final = IPTKG + "analysis"
HAS_ANALYSIS_KIND: Final = IPTKG + "hasAnalysisKind"
AUTHORS_LABEL: Final = IPTKG + "authorsLabel"
LOCATOR: Final = IPTKG + "locator"

# A comparison
HAS_POPULATION: Final = IPTKG + "hasPopulation"
HAS_CONDITION: Final = IPTKG + "hasCondition"
HAS_INTERVENTION: Final = IPTKG + "hasIntervention"
HAS_COMPARATOR: Final = IPTKG + "hasComparator"
HAS_OUTCOME: Final = IPTKG + "hasOutcome"
HAS_PHASE: Final = IPTKG + "hasPhase"
TIMING: Final = IPTKG + "timing"

# A number as printed
PRINTED: Final = IPTKG + "printed"
DECIMAL_VALUE: Final = IPTKG + "decimalValue"
HAS_RELATION: Final = IPTKG + "hasRelation"

# A caveat, and things said
STATEMENT: Final = IPTKG + "statement"
DESCRIPTION: Final = DCT + "description"
HAS_KIND: Final = IPTKG + "hasKind"
STATED_BY: Final = IPTKG + "isStatedBy"
LIMITS: Final = IPTKG + "limits"

# An article and its claims
ABOUT: Final = SCHEMA + "about"
CITES_AS_EVIDENCE: Final = CITO + "citesAsEvidence"
CITES_AS_RELATED: Final = CITO + "citesAsRelated"
HAS_PART: Final = SCHEMA + "hasPart"
HAS_ROLE: Final = IPTKG + "hasRole"
HAS_CLAIM: Final = IPTKG + "hasClaim"
HAS_ANCHOR: Final = IPTKG + "hasAnchor"
EXACT: Final = OA + "exact"
FOUND_AT: Final = IPTKG + "wasFoundAt"
START: Final = OA + "start"
END: Final = OA + "end"
TEXT_DIGEST: Final = IPTKG + "textDigest"
IS_IN_SECTION: Final = IPTKG + "isInSection"
IS_ABOUT: Final = IPTKG + "isAbout"
ASSERTS: Final = IPTKG + "asserts"
STATES: Final = IPTKG + "statesFigures"
STATED_NNT: Final = IPTKG + "statesNumberNeededToTreat"
STATED_ONE_IN: Final = IPTKG + "statesOneIn"
STATED_MAGNITUDE: Final = IPTKG + "statesMagnitude"
STATED_QUANTITY: Final = IPTKG + "statesQuantity"
QUANTITY_OF: Final = IPTKG + "quantityOf"
TELLS_OF: Final = IPTKG + "tellsOf"
POSITION: Final = IPTKG + "position"

# A flag of the audit that stands for a reason
HAS_SUPPRESSION: Final = IPTKG + "hasSuppression"
RULE_IDENTIFIER: Final = IPTKG + "ruleIdentifier"
REASON: Final = IPTKG + "reason"

# What the audit says of a claim
ASSESSES: Final = IPTKG + "assesses"
AGAINST: Final = IPTKG + "against"
OF_CITED_SOURCE: Final = IPTKG + "isOfCitedSource"
HAS_VERDICT: Final = IPTKG + "hasVerdict"
HAS_FINDING: Final = IPTKG + "hasFinding"
CONCERNS: Final = IPTKG + "concerns"
BY_RULE: Final = IPTKG + "byRule"
HAS_RESULT: Final = IPTKG + "hasResult"
AUDITED_FIELD: Final = IPTKG + "auditedField"
CLAIMED_FIGURE: Final = IPTKG + "claimedFigure"
FOUND_FIGURE: Final = IPTKG + "foundFigure"
WORKING: Final = IPTKG + "working"
EXPLANATION: Final = IPTKG + "explanation"
SUGGESTED_WORDING: Final = IPTKG + "suggestedWording"
IS_SUPPRESSED: Final = IPTKG + "isSuppressed"
DERIVED_FROM: Final = PROV + "wasDerivedFrom"
ATTRIBUTED_TO: Final = PROV + "wasAttributedTo"
LABEL: Final = RDFS + "label"

# A concept
IN_SCHEME: Final = SKOS + "inScheme"
BROADER: Final = SKOS + "broader"
PREF_LABEL: Final = SKOS + "prefLabel"
DEFINITION: Final = SKOS + "definition"
ALT_LABEL: Final = SKOS + "altLabel"
NOTATION: Final = SKOS + "notation"
NULL_VALUE: Final = IPTKG + "nullValue"
BETTER_WHEN: Final = IPTKG + "betterWhen"
HIGHER: Final = IPTKG + "higher"

# Names of terms in vocabularies elsewhere, and what they say of a term that is no longer to be used
NAMES: Final = (
    PREF_LABEL,
    LABEL,
    SCHEMA + "name",
    "http://schema.org/name",
    DCT + "title",
)
OTHER_NAMES: Final = (
    ALT_LABEL,
    SCHEMA + "alternateName",
    "http://www.geneontology.org/formats/oboInOwl#hasExactSynonym",
)
DEPRECATED: Final = OWL + "deprecated"
SAME_AS: Final = OWL + "sameAs"
REPLACED_BY: Final = ("http://purl.obolibrary.org/obo/IAO_0100001", DCT + "isReplacedBy")
"""IAO_0100001 is "term replaced by" of the Information Artifact Ontology."""

# A nanopublication, and how those of others state a sentence
HYCL_STATEMENT: Final = "http://purl.org/petapico/o/hycl#Statement"
AIDA: Final = "http://purl.org/aida/"
NANOPUBLICATION: Final = NP + "Nanopublication"
HAS_ASSERTION: Final = NP + "hasAssertion"
HAS_PROVENANCE: Final = NP + "hasProvenance"
HAS_PUBLICATION_INFO: Final = NP + "hasPublicationInfo"
HAS_NANOPUB_TYPE: Final = NPX + "hasNanopubType"
HAS_ALGORITHM: Final = NPX + "hasAlgorithm"
HAS_PUBLIC_KEY: Final = NPX + "hasPublicKey"
HAS_SIGNATURE: Final = NPX + "hasSignature"
HAS_SIGNATURE_TARGET: Final = NPX + "hasSignatureTarget"
SIGNED_BY: Final = NPX + "signedBy"
SUPERSEDES: Final = NPX + "supersedes"
RETRACTS: Final = NPX + "retracts"
PRIMARY_SOURCE: Final = PROV + "hadPrimarySource"
PUBLISHER: Final = DCT + "publisher"
SOURCE: Final = DCT + "source"
ORGANIZATION: Final = SCHEMA + "Organization"
