# ruff: noqa: E501 - a fault a line
"""Faults of meaning to plant in a copy of the real graph, and what must be said of which thing.

A fault changes the block of one thing in a file, or adds a block at its end. What is said is a text, or the name
of a check in ontology/checks, whose summary it stands for, with a part of the detail behind a colon.
"""

from typing import NamedTuple


class Fault(NamedTuple):
    copy: str  # faults of one copy do not hide each other
    file: str
    block: str
    old: str
    new: str
    subject: str
    said: str


TYPE = "http://www.w3.org/2001/XMLSchema#date"
GIFT = "<https://w3id.org/rejoinder/concept/frame/gift>"
F0, F1, F2, F4 = (f"facts/00{number}.ttl" for number in (0, 1, 2, 4))
PERSONS, STATES, CLAIMS = "reference/persons.ttl", "reference/states.ttl", "reference/claims.ttl"
BODIES = "reference/bodies.ttl"
CURATED, TERMS, KINDS = "curated/responses.ttl", "ontology/rejoinder.ttl", "ontology/kinds/"
NEW = ""  # the block is added
IDLE = '\nrj:idle a owl:ObjectProperty ;\n    skos:prefLabel "idle"@en ;\n    skos:definition "Joins nothing with anything."@en .\n'
NOBODY = '\nperson:nobody a rj:Person ;\n    rdfs:label "Nobody Whosoever"@en .\n'
ACCENT = '\nperson:v-nikonov a rj:Person ;\n    rdfs:label "Vyachesláv Nikonov"@en .\n'
SPELT = '\nperson:tokaev a rj:Person ;\n    rdfs:label "Qasym-Zhomart Tokaev"@en .\n'
NAMELY = '\nperson:of-no-class rdfs:label "Of No Class"@en .\n'
TAJIKS = '\nstate:tadjiks a rj:State ;\n    rdfs:label "Tadjikistan"@en .\n'
UNVOICED = (
    '\nclaim:idle a rj:Claim ;\n    rdfs:label "Nobody says so"@en ;\n    rj:claimKind claim-kind:policy .\n'
)
AGAIN = '\nresponse:russia-tleuberdi-again a rj:Response ;\n    rdfs:label "Once more"@en ;\n    rj:linkBasis link-basis:explicit-in-text ;\n    rj:reply act:russia-takes-entreaties-seriously ;\n    rj:responseType response-type:accepts ;\n    rj:to act:tleuberdi-asks-reassurance .\n'

# What is made up or spelt wrong, and where it stands.
FORM = [
    Fault("one", F0, "act:shperov-temporary", "rj:speaker", "rj:speeker", "act:shperov-temporary", "rj:speeker is used but nowhere declared"),
    Fault("one", F0, "act:shperov-temporary", "frame:temporarily-seized", "frame:temporary-seizure", "act:shperov-temporary", "frame:temporary-seizure is used but nowhere declared"),
    Fault("one", F0, "act:zhainakov-relays-russia", "person:anuar-zhainakov", "person:anuar-zhaynakov", "act:zhainakov-relays-russia", "person:anuar-zhaynakov is used but nowhere declared"),
    Fault("one", F0, NEW, "", "\nact:Not_Kebab a rj:SpeechAct .\n", "act:Not_Kebab", "is no IRI of the form id/KIND/SLUG"),
    Fault("one", F0, "act:belarus-complains-of-eeu", "rj:paraphrase", "rj:venue [] ;\n    rj:paraphrase", "act:belarus-complains-of-eeu", "blank node at rj:venue"),
    Fault("one", F1, NEW, "", "\nact:slutsky-blames-journalist rj:speaker person:leonid-slutsky .\n", "act:slutsky-blames-journalist", "stands in two graphs"),
    Fault("one", CURATED, "response:tokayev-inherited-fedorov", "rdfs:label", 'rdfs:comment "Once more"@en ;\n    rdfs:label', "", "is not in canonical form"),
    Fault("one", PERSONS, NEW, "", ACCENT, "person:v-nikonov", "two IRIs for one person by spelling: person:vyacheslav-nikonov"),
    Fault("one", PERSONS, NEW, "", SPELT, "person:tokaev", "two IRIs for one person by spelling: person:kassym-jomart-tokayev"),
    Fault("one", STATES, NEW, "", TAJIKS, "state:tadjiks", "two IRIs for one state by spelling: state:tajikistan"),
    Fault("one", PERSONS, NEW, "", NOBODY, "person:nobody", "reference-in-use.rq"),
    Fault("one", STATES, "state:ukraine", '"369"', '"36"', "state:ukraine", "codes-are-whole.rq: 36"),
    Fault("one", STATES, "state:kazakhstan", '"KZK"', '"KZ"', "state:kazakhstan", "codes-are-whole.rq: KZ"),
    Fault("one", KINDS + "cameo.ttl", "cameo:010", 'notation "010"', 'notation "10"', "cameo:010", "codes-are-whole.rq: 10"),
    Fault("one", TERMS, "rj:speaker", "skos:prefLabel", "skos:altLabel", "rj:speaker", "label-and-definition.rq"),
    Fault("one", TERMS, "rj:speaker", 'act."@en', 'act"@en', "rj:speaker", "definition-is-a-sentence.rq"),
    Fault("one", TERMS, NEW, "", IDLE, "rj:idle", "term-in-use.rq"),
    Fault("one", KINDS + "body-kind.ttl", "body-kind:committee", "rj:givesWeight official-weight:legislature ;", "", "act:slutsky-blames-journalist", "capacity-has-weight.rq"),
]  # fmt: skip

DATES = [
    Fault("one", F0, "act:slutsky-denial", '"2017-02-01"', '"2017-01-01"', "response:slutsky-shperov", "reply-after-what-it-answers.rq"),
    Fault("one", F0, "response:tleuberdi-shperov", "act:tleuberdi-asks-reassurance", "act:shperov-take-back", "response:tleuberdi-shperov", "answers-another.rq"),
    Fault("two", F0, "response:tleuberdi-shperov", "rj:reply act:tleuberdi-asks-reassurance ;\n    rj:responseType response-type:requests-reassurance ;\n    rj:to act:shperov-temporary", "rj:reply act:shperov-temporary ;\n    rj:responseType response-type:requests-reassurance ;\n    rj:to act:tleuberdi-asks-reassurance", "response:tleuberdi-shperov", "reply-after-what-it-answers.rq"),
    Fault("one", F0, "act:tleuberdi-asks-reassurance", '"2017-02-01"', '"1 February 2017"', "act:tleuberdi-asks-reassurance", "“1 February 2017” is no date that is read"),
    Fault("one", F0, "act:zakharova-commitment", '"2017-02-03"', '"2017-02-03/2017-02-01"', "act:zakharova-commitment", "ends before it begins"),
    Fault("one", F0, "act:lukashenko-accuses-russia", '"2017-02-03"', '"2017-02-30"', "act:lukashenko-accuses-russia", "“2017-02-30” is no date that is read"),
    Fault("one", F0, "act:zakharova-democracy-best", "rj:date ", f'rj:earliest "2017-01-01"^^<{TYPE}> ;\n    rj:date ', "act:zakharova-democracy-best", "rules-derive-it.rq: rj:earliest"),
    Fault("one", F0, "report:000-slutsky-journalist", "rj:cue", 'rj:printedDate "XXXX-01-27"^^edtf:EDTF ;\n    rj:cue', "report:000-slutsky-journalist", "printed-date-agrees.rq"),
    Fault("one", F0, "act:slutsky-blames-journalist", "rj:dateSource work:rusreality-2017-02-02 ;", "", "act:slutsky-blames-journalist", "outside-date-has-a-source.rq"),
    Fault("one", F0, "act:zakharova-democracy-accepted", "date-basis:year-from-outside", "date-basis:unknown", "act:zakharova-democracy-accepted", "date-and-basis.rq"),
    Fault("one", F0, "membership:zakharova-spokeswoman", "org:member ", 'rj:date "2018/.."^^edtf:EDTF ;\n    org:member ', "act:zakharova-democracy-best", "capacity-at-that-date.rq"),
    Fault("two", F0, "membership:zakharova-spokeswoman", "org:member ", 'rj:date "2009/2016"^^edtf:EDTF ;\n    org:member ', "act:zakharova-democracy-best", "capacity-at-that-date.rq"),
]  # fmt: skip

ACTS = [
    Fault("one", F0, "act:slutsky-denial", "membership:slutsky-committee", "membership:shperov-duma", "act:slutsky-denial", "capacity-of-the-speaker.rq"),
    Fault("one", F0, "act:zakharova-personal-view", "capacity-basis:from-elsewhere-in-document", "capacity-basis:not-stated", "act:zakharova-personal-view", "capacity-basis-fits.rq"),
    Fault("one", F0, "act:slutsky-blames-journalist", "rj:certainty", "rj:denies claim:russia-means-to-revise-border ;\n    rj:certainty", "act:slutsky-blames-journalist", "an act affirms, denies or questions one claim"),
    Fault("one", F0, "act:shperov-take-back", "rj:target state:kazakhstan", "rj:target territory:crimea", "act:shperov-take-back", "a target is a state"),
    Fault("two", F0, "act:zakharova-commitment", "membership:zakharova-spokeswoman", "membership:zakharova-spokeswoman , membership:zhainakov-spokesman", "membership:zakharova-spokeswoman", "is entailed to be the same as membership:zhainakov-spokesman"),
    Fault("two", F0, "document:000", "rj:actCount 24", "rj:actCount 25", "document:000", "act-count.rq: states 25, holds 24"),
    Fault("one", F0, "act:regnum-belarus-leaving-csto", "rj:speaker body:regnum", "rj:speaker person:author-of-000", "act:regnum-belarus-leaving-csto", "act-is-no-judgement.rq: person:author-of-000 wrote"),
    Fault("one", F4, "act:abkhazia-declares-independence", "group:authorities-of-abkhazia", "person:sultan-akimbekov", "act:abkhazia-declares-independence", "act-is-no-judgement.rq: person:sultan-akimbekov is a judge"),
    Fault("one", F4, "act:cis-charter-on-sovereignty", "rj:venue work:cis-charter", "rj:venue work:uses-of-sovereignty", "act:cis-charter-on-sovereignty", "act-is-no-judgement.rq: work:uses-of-sovereignty is a scholarly"),
    Fault("one", F0, "response:zakharova-view-shperov", "rj:to act:shperov-temporary", "rj:to act:zakharova-personal-view", "response:zakharova-view-shperov", "answers-another.rq"),
    Fault("one", F0, "response:zakharova-commitment-shperov", "rj:to act:shperov-temporary", "rj:to act:zakharova-democracy-best", "response:zakharova-commitment-shperov", "answers-another.rq"),
    Fault("two", F0, NEW, "", AGAIN, "response:russia-tleuberdi-again", "one-response-a-pair.rq: response:russia-tleuberdi"),
    Fault("two", F0, "response:slutsky-shperov", "response-type:out-of-context", "frame:gift", "response:slutsky-shperov", "a response has one type"),
    Fault("one", CURATED, "response:tokayev-inherited-fedorov", "skos:editorialNote", "rj:paraphrase", "response:tokayev-inherited-fedorov", "inference-has-a-reason.rq"),
    Fault("one", CLAIMS, NEW, "", UNVOICED, "claim:idle", "claim-is-voiced.rq"),
    Fault("one", CLAIMS, "claim:belarus-fares-badly-in-eeu", "claim-kind:policy", GIFT, "claim:belarus-fares-badly-in-eeu", "a claim has one kind"),
    Fault("one", CLAIMS, "claim:kazakhstan-territory-is-a-gift", "rj:claimKind", "rj:contradicts claim:land-was-inherited-from-ancestors ;\n    rj:claimKind", "claim:land-was-inherited-from-ancestors", "two-sides-differ.rq"),
    Fault("one", F0, "relation:fsb-crimea-branch", "rj:relationObject body:fsb", "rj:relationObject body:fsb-crimea", "relation:fsb-crimea-branch", "two-sides-differ.rq"),
    Fault("two", BODIES, "body:fsb-crimea", "    rj:partOf body:fsb ;\n", "", "body:fsb-crimea", "branch-is-part.rq: no part of"),
]  # fmt: skip

REPORTS = [
    Fault("two", F0, "report:000-shperov-take-back", "rj:reports act:shperov-take-back", "rj:reports act:shperov-temporary", "act:shperov-take-back", "reported.rq"),
    Fault("one", F0, "report:000-colleagues", "passage:000-661-848", "passage:003-114-282", "report:000-colleagues", "evidence-in-its-document.rq"),
    Fault("one", F0, "hop:000-russia-assurance-2", "rj:position 2", "rj:position 3", "report:000-russia-assurance", "hops-in-order.rq"),
    Fault("one", F0, "report:000-shperov-temporary", '"temporarily seized"', '"some six words of the text"', "report:000-shperov-temporary", "a quoted term is at most five words"),
    Fault("one", F0, "report:000-shperov-imminent-return", "stance:hedges", "stance:asserts", "report:000-shperov-imminent-return", "hedge-is-kept.rq: is then reported to have"),
    Fault("one", F1, "judgement:001-may-have-meant-keosayan", "certainty:possible", "certainty:certain", "report:001-conjecture", "hedge-is-kept.rq: may have had in mind"),
    Fault("one", CURATED, "report:curated-letter-sohu", "mode:curator-inference", "mode:paraphrase", "report:curated-letter-sohu", "curator-inference-stays-curated.rq"),
    Fault("one", F0, "passage:000-268-570", '"742bdf0c', '"742bdf0', "passage:000-268-570", "a passage has one SHA-256 of 64 digits"),
    Fault("one", F0, "passage:000-268-570", "rj:end 570", "rj:end 571", "passage:000-268-570", "its name disagrees with its offsets"),
    Fault("two", F0, "passage:000-268-570", "rj:end 570", "rj:end 5700", "passage:000-268-570", "its name disagrees with its offsets"),
    Fault("two", F0, "passage:000-661-848", "rj:end 848", "rj:end 57000", "passage:000-661-848", "past the end of document:000"),
    Fault("two", F0, "passage:000-268-659", "rj:end 659", "rj:end 268", "passage:000-268-659", "before anything follows its start"),
]  # fmt: skip

NOTES = [
    Fault("one", F4, "citation:004-12", "citation:004-10", "citation:004-9", "citation:004-12", "citation-goes-back.rq: another work"),
    Fault("one", F4, "citation:004-13", "passage:004-39802-39831", "passage:003-114-282", "citation:004-13", "citation-goes-back.rq: another document"),
    Fault("one", F4, "citation:004-28", "rj:refersBackTo citation:004-27", "rj:refersBackTo citation:004-29", "citation:004-28", "citation-goes-back.rq: not after"),
    Fault("one", F4, "citation:004-16", "rj:refersBackTo citation:004-9 ;", "", "citation:004-16", "citation-goes-back.rq: refers back to nothing"),
    Fault("two", F4, "citation:004-16", "reference-form:op-cit", "reference-form:ibid", "citation:004-16", "citation-goes-back.rq: ibid. across"),
    Fault("one", F4, "citation:004-41", "rj:noteNumber 41", "rj:noteNumber 43", "document:004", "notes-without-gap.rq"),
    Fault("one", F4, "grouping:pro-russian-states", "rj:groupingKind grouping-kind:class ;\n    rj:partOfGrouping grouping:post-soviet-states-by-policy", "rj:groupingKind grouping-kind:class", "grouping:pro-russian-states", "class-of-a-division.rq"),
    Fault("one", F4, "grouping:first-stage", "grouping-kind:stage", "grouping-kind:list", "grouping:first-stage", "class-of-a-division.rq"),
    Fault("one", PERSONS, NEW, "", NAMELY, "person:of-no-class", "not of what class it is"),
    Fault("one", F2, "grouping:customs-union-candidates", "state:armenia ,", "state:armenia , state:kazakhstan ,", "grouping:customs-union-members", "member-of-one-class.rq: state:kazakhstan"),
    Fault("one", F4, "quantity:rank-of-russia-in-trade", "rj:leastValue 1", "rj:leastValue 5", "quantity:rank-of-russia-in-trade", "quantity-says-how-much.rq: at least 5, at most 3"),
    Fault("two", F4, "quantity:rank-of-russia-in-trade", "rj:leastValue 1", "rj:value 1", "quantity:rank-of-russia-in-trade", "quantity-says-how-much.rq: both"),
    Fault("one", F0, "quantity:prosecuted-ethnic-russians", 'rj:paraphrase "a handful"@en ;', "", "quantity:prosecuted-ethnic-russians", "quantity-says-how-much.rq: no figure"),
]  # fmt: skip

FAULTS = [*FORM, *DATES, *ACTS, *REPORTS, *NOTES]
