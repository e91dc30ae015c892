# ruff: noqa: E501 - a case a line
"""A triple is typed in many ways; what is not there is said with what is near."""

import pyoxigraph as ox
import pytest

from graph import naming
from graph.errors import SourceError
from graph.patterns import sentence
from tests.graph.small import triples

GIVEN = """
act:denial a rj:SpeechAct ; rj:earliest "2017-02-01"^^xsd:date ; rj:mostDays -6 ; rj:cue "told"@en , "said"@en , "said"@ru ; rj:to act:claim .
act:claim rj:value 1.50 ; rj:venue "a \\"b\\" c" .
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    made = ox.Store()
    made.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples(GIVEN))
    return made


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("act:denial|a|rj:SpeechAct", "act:denial rdf:type rj:SpeechAct"),
        ("act:denial|rdf:type|rj:SpeechAct", "act:denial rdf:type rj:SpeechAct"),
        ("<https://w3id.org/rejoinder/id/act/denial>|rj:to|act:claim", "act:denial rj:to act:claim"),
        (
            "https://w3id.org/rejoinder/id/act/denial|rj:to|https://w3id.org/rejoinder/id/act/claim",
            "act:denial rj:to act:claim",
        ),
        ('act:denial|rj:earliest|"2017-02-01"^^xsd:date', 'act:denial rj:earliest "2017-02-01"^^xsd:date'),
        ("act:denial|rj:earliest|2017-02-01", 'act:denial rj:earliest "2017-02-01"^^xsd:date'),
        ("act:denial|rj:mostDays|-6", "act:denial rj:mostDays -6"),
        ("act:denial|rj:cue|told", 'act:denial rj:cue "told"@en'),
        ('act:denial|rj:cue|"said"@ru', 'act:denial rj:cue "said"@ru'),
        ("act:claim|rj:value|1.50", "act:claim rj:value 1.5"),
        ('act:claim|rj:venue|a "b" c', 'act:claim rj:venue "a \\"b\\" c"'),
    ],
)
def test_names_and_literals_are_typed_in_many_ways(store: ox.Store, words: str, said: str) -> None:
    assert sentence(naming.triple(store, *words.split("|"))) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "act:denial|rj:to|act:x",
            "act:denial rj:to act:x: is not in the graph; act:denial rj:to has act:claim",
        ),
        ("act:denial|rj:mostDay|6", "act:denial has no rj:mostDay; did you mean rj:mostDays?"),
        (
            "act:denial|rj:by|act:x",
            "act:denial has no rj:by; it has rdf:type, rj:cue, rj:earliest, rj:mostDays, rj:to",
        ),
        ("act:deniel|rj:to|act:x", "nothing is said of act:deniel; did you mean act:denial?"),
        ("hop:zzz|rj:to|act:x", "nothing is said of hop:zzz"),
        ("act:denial|rj:cue|said", 'said: which of "said"@en, "said"@ru'),
        ("nobody:x|rj:to|act:x", "nobody:x: no such prefix; write one of "),
        ("act:x y|rj:to|act:x", "act:x y: is no IRI; write a name such as act:x"),
        ('act:denial|rj:cue|"said', 'act:denial rj:cue "said: is not in the graph'),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(store: ox.Store, words: str, said: str) -> None:
    with pytest.raises(SourceError) as refused:
        naming.triple(store, *words.split("|"))
    assert said in str(refused.value)
