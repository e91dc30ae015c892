"""What of other people's graphs has to do with ours, by the shapes of the real ontology."""

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph import foreign
from graph.sources import Roots
from graph.terms import GRAPH
from tests.graph.small import TURTLE

OURS = "act:a rj:venue <urn:hall> ; a <urn:Class> . <urn:Sub> rdfs:subClassOf rj:Act ."


def near(turtle: str) -> set[Quad]:
    store = Store()
    store.load((TURTLE + OURS).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode(f"{GRAPH}document/000"))
    store.load((TURTLE + turtle).encode(), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:g"))
    store.load((TURTLE + "<urn:far> <urn:p> <urn:away> .").encode(), format=RdfFormat.TURTLE)
    every = foreign.foreign(store)
    found = foreign.near(every, foreign.nodes_of(store, Roots()))
    assert found < every
    return found


@pytest.mark.parametrize(
    "turtle",
    [
        "<urn:x> <urn:p> act:b .",
        "<urn:x> rj:speaker <urn:y> .",
        "<urn:x> a rj:SpeechAct .",
        "act:a <urn:p> 1 .",
        "<urn:hall> <urn:p> 1 .",
        "<urn:x> <urn:p> <urn:hall> .",
        "<urn:x> a org:Membership .",
        "<urn:x> a <urn:Sub> .",
    ],
)
def test_what_names_ours_or_stands_in_ours_is_near(turtle: str) -> None:
    assert len(near(turtle)) == 1


@pytest.mark.parametrize(
    "turtle",
    [
        "<urn:x> <urn:p> <urn:y> . <urn:y> <urn:q> <urn:z> . <urn:z> <urn:p> act:a .",
        "<urn:x> <urn:p> act:a, <urn:y> . <urn:y> <urn:q> [ <urn:p> 1 ] .",
        "<urn:x> a <urn:C> . <urn:C> rdfs:subClassOf <urn:D> . <urn:D> rdfs:subClassOf org:Membership .",
        "<urn:x> rdfs:seeAlso act:a ; a <urn:C> . <urn:x> <urn:p> 1 , 2 .",
    ],
)
def test_what_is_joined_to_something_near_is_near(turtle: str) -> None:
    assert len(near(turtle)) == sum(turtle.count(mark) for mark in (" .", ",", ";", "] ."))


@pytest.mark.parametrize(
    "turtle",
    [
        "<urn:x> <urn:p> <urn:y>, 1 ; a <urn:Class>, owl:Class, foaf:Person .",
        "<urn:x> rdfs:label 'Putin' ; skos:inScheme <urn:scheme> ; skos:definition 'no stop' .",
        "[] <urn:p> [] .",
        "<urn:y> <urn:p> 'act:a' .",
    ],
)
def test_what_shares_but_a_class_a_property_or_a_text_is_apart(turtle: str) -> None:
    assert near(turtle) == set()


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = "".join(f"<urn:{number}> <urn:p> <urn:{number + 1}> .\n" for number in range(20_000))
    assert len(near(f"{chain}<urn:20000> <urn:p> act:a .")) == 20_001
