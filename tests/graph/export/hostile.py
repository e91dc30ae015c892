"""A store with texts, names and numbers that would break a careless export; no write lets most of them in."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph import snapshots
from graph.terms import ONTOLOGY
from tests.graph.written import TURTLE, built

OTHERS = "urn:x:others"
STRANGER = "http://x.example/a?b='c'&d=(e)"
TEXTS = (
    "",
    "a \"quote\" and 'another'",
    '"',
    "ends in a backslash \\",
    "\\u0041 \\\\u0022 \\n stay as they are",
    "line\nbreak\r\nand\ttab",
    "`ticks` $dollar ${x} {a: 1} [2]",
    '"}] AS row MATCH (n) DETACH DELETE n; //',
    ";\n:exit\nMATCH (n) DETACH DELETE n;\n",
    "Қазақстан ж 漢 😀",
    "שלום \u202eright to left\u202c",
    "controls \x01\x08\x0b\x0c\x1e\x1f\x7f\x85 \u2028\u2029\ufeff",
    ', ; | "",""',
    "=HYPERLINK(1)",
    "  spaced  ",
    "/* no */ // comment",
    "null",
    "true",
    "007",
)


def hostile(folder: Path) -> Path:
    """Publish the tiny graph with a graph of others beside it; give the store."""
    place = built(folder)
    terms = [str(Literal(text)) for text in TEXTS]
    acts = "".join(
        f"act:h{number} a rj:SpeechAct ; rdfs:label {term} ; rj:speaker <{STRANGER}> .\n"
        for number, term in enumerate(terms)
    )
    # An empty text alone in a list is none to the importer of Neo4j; among others it is one.
    listed = f"report:h a rj:Report ; rj:quotedTerm {', '.join(terms)} ; rj:reports act:h0 , act:h1 .\n"
    strange = f"""
        <{STRANGER}> a <urn:x:Who> , rj:Person , rj:not-a-name , rdfs:Class ;
            rdfs:label "le meunier"@fr , "the miller" ; rj:speaker <urn:x:nobody> , [ a rj:Person ] .
        <https://w3id.org/rejoinder/id/{STRANGER}> a rj:Person ; rdfs:label "not the same" .
        <urn:x:Vocabulary> a owl:Class ; rdfs:label "no thing" .
        <urn:x:class> a skos:Concept ; rdfs:label "no thing either" .
        act:h1 <{ONTOLOGY}bad-name> "left out" ; <{ONTOLOGY}Bad> act:h0 ; rj:value 1 ; rj:date "a" , "b" .
        act:h2 rj:value 2.50 ; rj:earliest "2017-02-28"^^xsd:date .
        act:h3 rj:earliest "2017-02-30"^^xsd:date ; rj:leastDays 9223372036854775807 .
        act:h4 rj:mostDays 9223372036854775808 ; rj:length "no number"^^xsd:integer .
    """
    text = (TURTLE + acts + listed + strange).encode()
    graph = NamedNode(OTHERS)
    written = {
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in parse(text, format=RdfFormat.TURTLE)
    }
    store = folder / "hostile"
    snapshots.publish(store, place.quads() | written, place.current.layers)
    return store
