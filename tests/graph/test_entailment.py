"""What OWL 2 RL entails: a slow, independent reasoner finds the same, and what says nothing is left out."""

from pathlib import Path

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from graph import entailment, paths
from graph.bridge import to_oxigraph, to_rdflib
from graph.check import assemble, check
from graph.patterns import sentence
from graph.sources import Roots
from graph.terms import GRAPH, RDFS
from tests.graph.small import draft, explained, leaves, triples
from tests.graph.tiny import copy

# Axioms, facts, and what is worth keeping of that which follows.
CASES = {
    "a chain of subclasses": (
        "rj:A rdfs:subClassOf rj:B . rj:B rdfs:subClassOf rj:C .",
        "act:x a rj:A .",
        {"act:x rdf:type rj:B", "act:x rdf:type rj:C"},
    ),
    "domain and range": (
        "rj:p rdfs:domain rj:A ; rdfs:range rj:B .",
        "act:x rj:p act:y .",
        {"act:x rdf:type rj:A", "act:y rdf:type rj:B"},
    ),
    "the domain of a literal": ("rj:v rdfs:domain rj:A .", "act:x rj:v 1 .", {"act:x rdf:type rj:A"}),
    "an inverse": ("rj:p owl:inverseOf rj:q .", "act:x rj:p act:y .", {"act:y rj:q act:x"}),
    "a subproperty": (
        "rj:p rdfs:subPropertyOf rj:q . rj:v rdfs:subPropertyOf rj:w .",
        "act:x rj:p act:y ; rj:v 1 .",
        {"act:x rj:q act:y", "act:x rj:w 1"},
    ),
    "both directions": ("rj:p a owl:SymmetricProperty .", "act:x rj:p act:y .", {"act:y rj:p act:x"}),
    "on and on": (
        "rj:p a owl:TransitiveProperty .",
        "act:x rj:p act:y . act:y rj:p act:z .",
        {"act:x rj:p act:z"},
    ),
    "the same class": ("rj:A owl:equivalentClass rj:B .", "act:x a rj:B .", {"act:x rdf:type rj:A"}),
    "the same property": ("rj:p owl:equivalentProperty rj:q .", "act:x rj:q act:y .", {"act:x rj:p act:y"}),
    "a value that makes a class": (
        "rj:A owl:equivalentClass [ a owl:Restriction ; owl:onProperty rj:p ; owl:hasValue act:y ] .",
        "act:x rj:p act:y . act:z a rj:A .",
        {"act:x rdf:type rj:A", "act:z rj:p act:y"},
    ),
    "an intersection": (
        "rj:C owl:equivalentClass [ owl:intersectionOf ( rj:A rj:B ) ] .",
        "act:x a rj:A , rj:B . act:y a rj:A .",
        {"act:x rdf:type rj:C"},
    ),
    "a union": (
        "rj:C owl:equivalentClass [ owl:unionOf ( rj:A rj:B ) ] .",
        "act:x a rj:A .",
        {"act:x rdf:type rj:C"},
    ),
    "two names for one": (
        "rj:p a owl:FunctionalProperty .",
        "act:x rj:p act:y , act:z . act:z rj:v 1 .",
        {"act:y owl:sameAs act:z", "act:z owl:sameAs act:y", "act:y rj:v 1"},
    ),
    "nothing new": ("rj:A rdfs:subClassOf rj:B .", "act:x a rj:B ; rj:v 1 . rj:A rj:p act:x .", set()),
}
DECLARED = """
rj:A a owl:Class . rj:B a owl:Class . rj:C a owl:Class .
rj:p a owl:ObjectProperty . rj:q a owl:ObjectProperty .
rj:v a owl:DatatypeProperty . rj:w a owl:DatatypeProperty .
"""


def second(given: set[ox.Triple]) -> set[ox.Triple]:
    """Reason with the other reasoner."""
    graph = rdflib.Graph()
    for triple in given:
        graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    found = [
        row for row in graph if isinstance(row[1], rdflib.URIRef) and not isinstance(row[0], rdflib.Literal)
    ]
    return {ox.Triple(*map(to_oxigraph, row)) for row in found} - given  # type: ignore[arg-type]


def quads(given: set[ox.Triple]) -> list[ox.Quad]:
    return [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in given]


def entailed(given: set[ox.Triple]) -> list[ox.Triple]:
    store = ox.Store()
    store.extend(quads(given))
    return entailment.entailed(store)


@pytest.mark.parametrize("case", CASES)
def test_what_follows_is_kept_and_what_says_nothing_is_not(case: str) -> None:
    axioms, facts, expected = CASES[case]
    given = set(triples(DECLARED + axioms + facts))
    found = entailed(given)
    assert {sentence(triple) for triple in found} == expected
    assert set(found) == entailment.worth_keeping(second(given), quads(given))


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][2]])
def test_why_it_follows_is_an_axiom_and_a_fact_and_without_either_it_does_not(
    case: str, tmp_path: Path
) -> None:
    axioms, facts, _ = CASES[case]
    given = triples(DECLARED + axioms + facts)
    made = draft(given, tmp_path)
    for head in entailed(set(given)):
        step = explained(made, tmp_path, head)
        reasons = [leaf.triple for leaf in leaves(step)]
        assert head in entailment.new_from(reasons)
        for reason in reasons:
            if "_:" not in sentence(reason):  # half a list would be another list
                assert head not in entailment.new_from(each for each in reasons if each != reason)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_both_reasoners_find_the_same_on_the_ontology_and_one_exchange() -> None:
    files = sorted(path for path in paths.ontology().rglob("*.ttl") if path.name != "shapes.ttl")
    given = {quad.triple for file in files for quad in ox.parse(path=str(file))}
    sample = Path(__file__).parent / "data" / "exchange.ttl"
    given |= set(triples(sample.read_text(encoding="utf-8")))
    found = entailed(given)
    assert {"act:slutsky-denial rdf:type rj:Fact", "state:russia rdf:type rj:Agent"} <= set(
        map(sentence, found)
    )
    assert set(found) == entailment.worth_keeping(second(given), quads(given))


def test_in_the_real_graph_facts_and_agents_are_told_and_nothing_twice() -> None:
    made = assemble(Roots())
    graph = ox.NamedNode(f"{GRAPH}rule/{entailment.NAME}")
    kept = {quad.triple for quad in made.store.quads_for_pattern(None, None, None, graph)}
    assert kept
    assert all(len(list(made.store.quads_for_pattern(*triple, None))) == 1 for triple in kept)  # type: ignore[call-arg]
    facts = {t.subject for t in kept if sentence(t).endswith(" rdf:type rj:Fact")}
    classes = made.store.quads_for_pattern(None, ox.NamedNode(RDFS + "subClassOf"), None)
    leaf = [quad.subject for quad in classes if str(quad.object).endswith("#Fact>")]
    stated = {quad.subject for name in leaf for quad in made.store.quads_for_pattern(None, None, name)} - set(
        leaf
    )
    assert facts >= {thing for thing in stated if "/id/" in str(thing)}


def test_a_type_that_only_a_range_gives_does_not_please_a_shape(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit(
        "ontology/rejoinder.ttl",
        "rj:reply a owl:ObjectProperty .",
        "rj:reply a owl:ObjectProperty ;\n    rdfs:range rj:SpeechAct .",
    )
    tiny.edit("facts/000.ttl", "rj:reply act:denies-claim", "rj:reply person:baker")
    made = assemble(tiny.roots)
    assert "person:baker rdf:type rj:SpeechAct" in {sentence(quad.triple) for quad in made.store}
    from graph import shapes

    assert "person:baker rdf:type rj:SpeechAct" not in set(map(sentence, shapes.data(made)))


def test_two_things_that_would_be_one_are_found(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit(
        "ontology/rejoinder.ttl",
        "rj:speaker a owl:ObjectProperty",
        "rj:speaker a owl:FunctionalProperty , owl:ObjectProperty",
    )
    tiny.edit("facts/000.ttl", "rj:speaker person:baker", "rj:speaker person:baker , person:miller")
    said = [str(finding) for finding in check(tiny.roots, None)]
    assert any("person:baker: is entailed to be the same as person:miller" in line for line in said), said
