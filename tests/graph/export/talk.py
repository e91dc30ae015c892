"""A small invented graph of acts, replies and reports, with names and dates that are hard to write."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from pyoxigraph import NamedNode, Quad

from graph import snapshots
from graph.export import formats
from graph.export.export import to_stream
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from graph.terms import GRAPH
from tests.graph.small import triples

ASSERTED = NamedNode(GRAPH + "document/invented")
DERIVED = NamedNode(GRAPH + "rule/invented")
LAYERS = {
    "asserted": (ASSERTED.value,),
    "curated": (ASSERTED.value,),
    "inferred": (ASSERTED.value, DERIVED.value),
}
FORMS = ("gexf", "graphml")
ODD = "http://example.org/a_b/state:k?x=1&y='2'"

HOSTILE = {
    "markup": "<b>&amp;</b> ]]> \"both\" 'kinds' -->",
    "lines": "first\nsecond\tthird\r\nfourth\r",
    "control": "a\u0001b\u0008c\u001fd\ufffee",
    "cyrillic": "Қазақстан и Россия",
    "arabic": "كازاخستان \u202eabc\u202c",
    "emoji": "🇰🇿 👩‍👩‍👧 𝕏",
    "long": "word " * 200,
}
_ACTS = """
act:one a rj:SpeechAct ; rdfs:label "One speaks"@en ; rj:speaker person:a ; rj:addressee group:b ;
    rj:target state:k ; rj:affirms claim:c ; rj:illocution illocution:demand ; rj:inCapacity membership:m ;
    rj:certainty certainty:probable ; rj:date "2017-01"^^edtf:EDTF .
act:two a rj:SpeechAct ; rdfs:label "Two answers"@en ; rj:speaker state:k ;
    rj:target state:k ; rj:denies claim:c .
act:odd a rj:SpeechAct ; rj:speaker <http://example.org/a_b/state:k?x=1&y='2'> , "nobody" , [] ;
    rj:target state:k , [] ; rj:questions claim:c .
response:r a rj:Response ; rj:reply act:two ; rj:to act:one ; rj:responseType response-type:rejects ;
    rj:linkBasis link-basis:explicit-in-text .
claim:c a rj:Claim ; rdfs:label "K is large"@en ; rj:claimKind claim-kind:territory ; rj:claimAbout state:k .
claim:unheard a rj:Claim ; rdfs:label "Nobody says this"@en .
person:a a rj:Person ; rdfs:label "A"@en ; rj:russianLabel "А"@ru .
person:unheard a rj:Person ; rdfs:label "Silent"@en .
group:b a rj:Group ; rdfs:label "B"@en .
state:k a rj:State ; rdfs:label "K"@en ; rj:isoAlpha3 "KKK" .
body:p a rj:Body ; rj:ofState state:k .
membership:m a org:Membership ; rdfs:label "A, deputy"@en ; org:member person:a ; org:organization body:p .
document:000 a rj:Document ; rdfs:label "First"@en . document:001 a rj:Document ; rdfs:label "Second"@en .
passage:000-0-1 a rj:Passage ; rj:document document:000 .
passage:001-0-1 a rj:Passage ; rj:document document:001 .
report:000-one a rj:Report ; rj:reports act:one ; rj:evidence passage:000-0-1 ; rj:stance stance:hedges ;
    rj:mode mode:paraphrase ; rj:hop hop:far , hop:near .
hop:near a rj:Hop ; rj:position 1 ; rj:by work:w . hop:far a rj:Hop ; rj:position 2 ; rj:by group:b .
work:w a rj:Work ; rdfs:label "A work"@en .
report:001-two a rj:Report ; rj:reports act:two , response:r ; rj:evidence passage:001-0-1 ;
    rj:stance stance:asserts .
"""
_FOLLOWS = """
act:one rj:earliest "2017-01-01"^^xsd:date ; rj:latest "2017-01-31"^^xsd:date ; rj:standing standing:hedged ;
    rj:replyCount 1 ; rj:reportedIn document:000 .
act:two rj:earliest "2017-02-03"^^xsd:date ; rj:standing standing:asserted ; rj:reportedIn document:001 .
act:odd rj:earliest "2019-01-01"^^xsd:date ; rj:latest "2018-01-01"^^xsd:date ;
    rj:replyCount "many" , 99999999999 .
claim:c rj:firstVoiced "2017-02-30"^^xsd:date ; rj:lastVoiced "yesterday" ; rj:affirmingCount 1 .
response:r rj:leastDays 3 ; rj:mostDays 33 ; rj:standing standing:asserted ; rj:reportedIn document:001 .
"""


def talk() -> list[Quad]:
    """Give the invented graph: three acts of an argument, one of them by a thing of another's graph."""
    return [*_stated(_ACTS, ASSERTED), *_stated(_FOLLOWS, DERIVED)]


def named(names: Iterable[tuple[str, str]]) -> list[Quad]:
    """Give for each name a person of it, an act of the same name, and what it is about."""
    text = "".join(
        f"person:{slug} rdfs:label {_quoted(name)}@en . act:{slug} a rj:SpeechAct ; "
        f"rdfs:label {_quoted(name)}@en ; rj:speaker person:{slug} ; rj:target state:k .\n"
        for slug, name in names
    )
    return _stated(text, ASSERTED)


def published(place: Path, quads: Iterable[Quad]) -> Snapshot:
    return snapshots.publish(place, quads, LAYERS)


def made(snapshot: Snapshot, form: str, part: str, selection: Selection | None = None) -> bytes:
    out = BytesIO()
    to_stream(snapshot, formats.find(form, part), out, selection)
    return out.getvalue()


class Read:
    """A network as the standard library's reader of XML finds it: attributes of nodes and edges, by name."""

    def __init__(self, written: bytes) -> None:
        root = ET.fromstring(written)  # noqa: S314 # we wrote it
        gexf = root.tag.endswith("gexf")
        held = _gexf if gexf else _graphml
        self.nodes = {node.get("id", ""): held(node) for node in root.iterfind(".//{*}node")}
        self.edges = [
            (edge.get("source", ""), edge.get("target", ""), held(edge))
            for edge in root.iterfind(".//{*}edge")
        ]
        self.ids = [node.get("id", "") for node in root.iterfind(".//{*}node")]
        self.declared = {
            field.get("title") or field.get("attr.name")
            for field in root.iter()
            if field.tag.endswith(("}attribute", "}key"))
        }

    def node(self, thing: str) -> dict[str, str]:
        return next(held for held in self.nodes.values() if held["thing"] == thing)

    def edge(self, relation: str, name: str, value: str) -> dict[str, str]:
        (found,) = [held for *_, held in self.edges if held["relation"] == relation and held[name] == value]
        return found

    def joined(self) -> set[tuple[str, str, str]]:
        """Give relation and ends of every edge, by kind and slug whatever the form."""
        return {
            (held["relation"], self.nodes[source]["thing"], self.nodes[target]["thing"])
            for source, target, held in self.edges
        }


def _gexf(element: ET.Element) -> dict[str, str]:
    held = {name: element.get(name, "") for name in ("label", "start", "end") if element.get(name)}
    return held | {
        value.get("for", ""): value.get("value", "") for value in element.iterfind(".//{*}attvalue")
    }


def _graphml(element: ET.Element) -> dict[str, str]:
    return {data.get("key", "").partition(".")[2]: data.text or "" for data in element.iterfind("{*}data")}


def _stated(text: str, graph: NamedNode) -> list[Quad]:
    return [Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples(text)]


def _quoted(text: str) -> str:
    """Write a literal of Turtle, all but letters and digits by their numbers."""
    return '"' + "".join(c if c.isalnum() else f"\\U{ord(c):08X}" for c in text) + '"'
