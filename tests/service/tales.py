"""Invented documents, what a small graph says of them, and a folder that holds their texts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from graph import snapshots
from graph.passages import sha256
from graph.sources import parse_turtle
from graph.terms import PREFIXES
from service.evidence import Passage
from tests.service.small import ASSERTED, GRAPH

NONCE = "heronquill"  # stands in the text and nowhere else
TALE = (
    f"The {NONCE} of the mill\n\n"
    "The miller is said to have claimed the pond & the <b>weir</b>.\n"
    "Nobody answered \u202eesrever\u202c him, \x07 or so they tell.\n\n\n"
    "The baker \U0001d11e denied it. She said it twice.\n"
)
OTHER = "A second tale.\nIt has no blank line.\nIts third line is the last."
LAYERS = {"asserted": (ASSERTED,), "curated": (ASSERTED,), "inferred": (ASSERTED, GRAPH)}
_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def passage(start: int, end: int, text: str = TALE, document: str = "tale") -> Passage:
    """Name a stretch of a text."""
    return Passage(document, start, end, f"{document}-{start}-{end}", sha256(text[start:end]))


def around(first: str, last: str, text: str = TALE) -> Passage:
    """Name the stretch from some words to some others."""
    start = text.index(first)
    return passage(start, text.index(last, start) + len(last), text)


TITLE = around("The", "mill")
WIDE = around("The miller", "tell.")
INNER = around("claimed", "pond")
CROSSING = around("the pond &", "Nobody")
ACROSS = around("they tell", "The baker")
HELD = (TITLE, WIDE, INNER, CROSSING, ACROSS)
WRONG = Passage("tale", 60, 70, "tale-60-70", "0" * 64)
BEYOND = Passage("tale", 5000, 5010, "tale-5000-5010", "1" * 64)


def publish(place: Path) -> str:
    """Publish a graph of two tales, whose first has passages that overlap, and two that are wrong."""
    turtle = _HEAD + _document("tale", TALE) + _document("other", OTHER)
    turtle += 'person:teller a rj:Person ; rdfs:label "Ann <Teller>"@en .\n'
    for number, one in enumerate((*HELD, WRONG, BEYOND)):
        turtle += (
            f"passage:{one.slug} a rj:Passage ; rj:document document:tale ; rj:start {one.start} ;"
            f' rj:end {one.end} ; rj:sha256 "{one.sha256}" ; rj:serial {number} .\n'
            f"report:r{number} a rj:Report ; rj:reports act:a{number} ; rj:evidence passage:{one.slug} ;"
            " rj:stance stance:hedges ; rj:mode mode:paraphrase ; rj:chainLength 0 .\n"
            f'act:a{number} a rj:SpeechAct ; rdfs:label "Act <{number}>"@en ; rj:serial {number} ;'
            " rj:standing standing:doubted ; rj:passageCount 1 .\n"
        )
    quads = [
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(ASSERTED))
        for triple in parse_turtle(turtle).triples
    ]
    return snapshots.publish(place, quads, LAYERS).revision


def _document(slug: str, text: str) -> str:
    return (
        f'document:{slug} a rj:Document ; rdfs:label "Tale {slug}"@en ; dcterms:title "Tale {slug}"@en ;'
        f' rj:author person:teller ; rj:length {len(text)} ; rj:sha256 "{sha256(text)}" .\n'
    )


def attach(folder: Path, text: str = TALE, slug: str = "tale") -> Path:
    """Write a text into a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{slug}_1.txt"
    file.write_bytes(text.encode("utf-8"))
    return file


@dataclass
class Page(HTMLParser):
    """What a page shows: its paragraphs, the stretches of each passage by class, what has an id."""

    paragraphs: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    _within: list[str] = field(default_factory=list)
    _reading: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    @classmethod
    def of(cls, text: str) -> "Page":
        """Read a page."""
        made = cls()
        made.feed(text)
        made.close()
        return made

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.ids += [given["id"] or ""] if "id" in given else []
        self.targets += [given["href"] or ""] if "href" in given else []
        if given.get("class") == "words":
            self._reading = True
            self.paragraphs.append("")
        if tag == "mark":
            self._within = [name for name in (given.get("class") or "").split() if name != "deep"]

    def handle_endtag(self, tag: str) -> None:
        self._reading = self._reading and tag != "p"
        self._within = [] if tag == "mark" else self._within

    def handle_data(self, data: str) -> None:
        if self._reading:
            self.paragraphs[-1] += data
        for name in self._within:
            self.marks[name] = self.marks.get(name, "") + data


def letters(text: str) -> str:
    """Leave out white space, which stands between paragraphs and in none."""
    return "".join(text.split())
