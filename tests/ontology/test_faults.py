# ruff: noqa: E501 - a fault a line
"""Faults planted in a copy of the real graph, each of which a shape or check must find."""

from pathlib import Path

import pytest

from tests.real import copied, corpus

FACTS = "facts/000.ttl"
TEMPORARY = "act:shperov-temporary a rj:SpeechAct ;\n"

FAULTS = [
    (FACTS, "document:000 a rj:Document ;", "document:000 a rj:Document ", "000.ttl"),
    (FACTS, "rj:speaker person:pavel-shperov", "rj:speeker person:pavel-shperov", "rj:speeker"),
    (FACTS, "frame:temporarily-seized", "frame:temporary-seizure", "frame:temporary-seizure"),
    (FACTS, "rj:speaker person:anuar-zhainakov", "rj:speaker person:anuar-zhaynakov", "anuar-zhaynakov"),
    (FACTS, 'rj:date "2017-02-01"', 'rj:date "2017-01-01"', "dated before what it answers"),
    (FACTS, 'rj:date "2017-01-26"', 'rj:date "26 January 2017"', "26 January 2017"),
    (FACTS, 'rj:date "2017-01-30"', 'rj:date "2017-01-29"', "lies outside the date"),
    (FACTS, "rj:inCapacity membership:shperov-duma", "rj:inCapacity membership:slutsky-duma", "not held by its speaker"),
    (FACTS, "rj:capacityBasis capacity-basis:stated", "rj:capacityBasis capacity-basis:not-stated", "no basis for it"),
    (FACTS, TEMPORARY, TEMPORARY + "    rj:denies claim:kazakhstan-territory-is-a-gift ;\n", "one claim"),
    (FACTS, "rj:actCount 24", "rj:actCount 25", "states 25, holds 24"),
    (FACTS, "rj:stance stance:hedges", "rj:mode mode:paraphrase", "one stance"),
    (FACTS, "rj:reports act:shperov-temporary", "rj:reports act:shperov-take-back", "no report"),
    (FACTS, "rj:dateSource work:rusreality-2017-02-02 ;", "", "names no source"),
    (FACTS, "rj:dateBasis date-basis:printed", "rj:dateBasis date-basis:unknown", "no basis for its date"),
    (FACTS, "rj:position 2", "rj:position 3", "from 1 without a gap"),
    (FACTS, "rj:target state:kazakhstan", "rj:target territory:crimea", "a target is a state"),
    (FACTS, "rj:quotedTerm \"taken back\"@en", 'rj:quotedTerm "some six words of the text"@en', "five words"),
    (FACTS, 'rj:sha256 "742bdf0c', 'rj:sha256 "742bdf0', "64 digits"),
    ("curated/responses.ttl", "skos:editorialNote", "rj:paraphrase", "no reason"),
    (FACTS, "rj:responseType response-type:out-of-context", "rj:responseType frame:gift", "response-type"),
    (FACTS, "rj:evidence passage:000-268-570", "rj:evidence passage:003-114-282", "another"),
    ("reference/persons.ttl", "person:vyacheslav-nikonov a", 'person:v-nikonov a rj:Person ;\n    rdfs:label "Vyachesláv Nikonov"@en .\n\nperson:vyacheslav-nikonov a', "v-nikonov"),
    ("reference/states.ttl", 'rj:cowNumber "369"', 'rj:cowNumber "36"', "lost a digit"),
    ("reference/states.ttl", '"KZK"', '"KZ"', "lost a digit"),
    ("reference/claims.ttl", "rj:claimKind claim-kind:territory", "rj:claimKind <https://w3id.org/rejoinder/concept/frame/gift>", "claim-kind"),
    ("reference/claims.ttl", "claim:belarus-fares-badly-in-eeu a", 'claim:idle a rj:Claim ;\n    rdfs:label "Nobody says so"@en ;\n    rj:claimKind claim-kind:policy .\n\nclaim:belarus-fares-badly-in-eeu a', "no act"),
    ("curated/responses.ttl", "rj:mode mode:curator-inference", "rj:mode mode:paraphrase", "the other way round"),
    ("curated/responses.ttl", "rdfs:label", 'rdfs:comment "Once more"@en ;\n    rdfs:label', "canonical"),
    ("ontology/rejoinder.ttl", 'skos:definition "The one who performed the act."@en', 'skos:definition "The one who performed the act"@en', "full stop"),
    ("ontology/rejoinder.ttl", 'skos:prefLabel "speaker"@en', 'skos:altLabel "speaker"@en', "no English label"),
    ("ontology/kinds/body-kind.ttl", "rj:givesWeight official-weight:legislature ;", "", "no official weight"),
    ("ontology/kinds/frame.ttl", "skos:inScheme", "skos:broader", "frame"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "said"), FAULTS, ids=[fault[3] + " " + fault[2][:30] for fault in FAULTS]
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    graph = copied(tmp_path)
    graph.edit(file, old, new)
    found = graph.findings()
    assert any(said in line for line in found), found


def test_the_real_graph_has_no_fault(tmp_path: Path) -> None:
    assert copied(tmp_path).findings() == []


def test_every_passage_stands_in_the_documents(tmp_path: Path) -> None:
    assert copied(tmp_path).findings(corpus()) == []


PASSAGE_FAULTS = [
    ("rj:end 570", "rj:end 571", "passage:000-268-570"),
    ("rj:end 570", "rj:end 57000", "past the end"),
    ('rj:sha256 "742bdf0c', 'rj:sha256 "842bdf0c', "passage:000-268-570"),
    ("rj:length 5822", "rj:length 5823", "document:000"),
]


@pytest.mark.parametrize(("old", "new", "said"), PASSAGE_FAULTS)
def test_a_passage_that_does_not_fit_its_document_is_found(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    graph = copied(tmp_path)
    graph.edit(FACTS, old, new)
    found = graph.findings(corpus())
    assert any(said in line for line in found), found
