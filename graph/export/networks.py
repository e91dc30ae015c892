"""The networks: who and what stands in them and what joins them, as streams of nodes and edges."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pyoxigraph import NamedNode

from graph.export import ties, values
from graph.export.selection import kind
from graph.export.sorting import in_order
from graph.export.source import Source, Statements
from graph.export.ties import Tie

Value = str | int
T = TypeVar("T")
_LASTING = frozenset({"document", "work"})  # what is told by them took place at other times


class Thing(NamedTuple):
    """What a node stands for, and what is said of it."""

    node: NamedNode
    said: Statements


@dataclass(frozen=True)
class Field(Generic[T]):
    """An attribute that nodes or edges can have: what it is called, and how it is read."""

    name: str
    read: Callable[[Source, T], Value | None]
    number: bool = False


@dataclass(frozen=True)
class Element:
    """A node or an edge. key is what no other has; label is short; values are those it has, by field.

    start and end are days, either of them empty where it is open or unknown; hue is what its colour tells.
    """

    key: str
    label: str
    hue: str
    start: str
    end: str
    values: dict[str, Value]
    source: str = ""
    target: str = ""


@dataclass(frozen=True)
class Network:
    """One network: the fields of its nodes and edges, and what joins two of its things.

    A thing that nothing joins to another is no part of it.
    """

    name: str
    told: str
    ties: Callable[[Source], Iterator[Tie]]
    node_fields: tuple[Field[Thing], ...]
    edge_fields: tuple[Field[Tie], ...]

    def nodes(self, source: Source) -> Iterator[Element]:
        """Give the nodes by IRI: what is an end of an edge, found by going through the edges once."""
        ends = (f"{end.value}\n" for tie in self.ties(source) for end in (tie.source, tie.target))
        for line in in_order(ends, source.room):
            node = NamedNode(line[:-1])
            yield self._node(source, Thing(node, source.of(node)))

    def edges(self, source: Source) -> Iterator[Element]:
        """Give the edges, those of one fact together."""
        for tie in self.ties(source):
            start, end = _time(tie.dated)
            ends = values.thing(tie.source), values.thing(tie.target)
            yield Element(
                " ".join((values.thing(tie.fact), tie.relation, *ends, *tie.step)),
                values.short(source.name(tie.fact)),
                tie.hue,
                start,
                end,
                _read(self.edge_fields, source, tie),
                *ends,
            )

    def _node(self, source: Source, thing: Thing) -> Element:
        start, end = ("", "") if kind(thing.node) in _LASTING else _time(thing.said)
        name = source.name(thing.node) or values.thing(thing.node)
        held = _read(self.node_fields, source, thing)
        key = values.thing(thing.node)
        return Element(key, values.short(name), kind(thing.node), start, end, held)


def _read(fields: tuple[Field[T], ...], source: Source, what: T) -> dict[str, Value]:
    held = ((field.name, field.read(source, what)) for field in fields)
    return {name: value for name, value in held if value is not None and value != ""}


def _time(said: Statements) -> tuple[str, str]:
    """Tell from when to when a thing lies; a claim, when it was voiced."""
    start = values.day(said, "earliest") or values.day(said, "firstVoiced")
    end = values.day(said, "latest") or values.day(said, "lastVoiced")
    return ("", "") if start and end and start > end else (start, end)


def _code(name: str, property_: str) -> Field[Thing]:
    return Field(name, lambda _, thing: values.codes(thing.said, property_))


def _count(name: str, property_: str) -> Field[Thing]:
    return Field(name, lambda _, thing: values.count(thing.said, property_), number=True)


def _tied(name: str, property_: str) -> Field[Tie]:
    return Field(name, lambda _, tie: values.codes(tie.said, property_))


def _tied_thing(name: str, property_: str) -> Field[Tie]:
    return Field(name, lambda _, tie: values.things(tie.said, property_))


def _tied_name(name: str, property_: str) -> Field[Tie]:
    return Field(name, lambda source, tie: values.names(source, tie.said, property_))


def _tied_count(name: str, property_: str) -> Field[Tie]:
    return Field(name, lambda _, tie: values.count(tie.said, property_), number=True)


_NODE: tuple[Field[Thing], ...] = (
    Field("thing", lambda _, thing: values.thing(thing.node)),
    Field("kind", lambda _, thing: kind(thing.node) or "other"),
    Field("name", lambda source, thing: source.name(thing.node)),
    Field("name_ru", lambda _, thing: values.russian(thing.said)),
    Field("state", lambda source, thing: values.states(source, *thing)),
)
_FACT: tuple[Field[Thing], ...] = (
    _code("date", "date"),
    Field("speaker", lambda source, thing: values.names(source, thing.said, "speaker")),
    _code("illocution", "illocution"),
    _code("event_kind", "eventKind"),
    _code("standing", "standing"),
)
_RELATION: Field[Tie] = Field("relation", lambda _, tie: tie.relation)
_NAME: Field[Tie] = Field("name", lambda source, tie: source.name(tie.fact))
_CLAIM_NAMES: Field[Tie] = Field(
    "claim_name", lambda source, tie: values.BETWEEN.join(source.name(claim) for _, claim in tie.claims())
)

SPEAKERS = Network(
    "speakers",
    "Who speaks to whom (addressee) or about which state (target): an edge for each act and each of these.",
    ties.spoken,
    _NODE,
    (
        _RELATION,
        Field("act", lambda _, tie: values.thing(tie.fact)),
        _NAME,
        _tied("illocution", "illocution"),
        Field("polarity", lambda _, tie: values.BETWEEN.join(how for how, _ in tie.claims())),
        Field("claim", lambda _, tie: values.BETWEEN.join(values.thing(claim) for _, claim in tie.claims())),
        _CLAIM_NAMES,
        _tied("date", "date"),
        _tied("certainty", "certainty"),
        _tied_name("capacity", "inCapacity"),
        _tied("official_weight", "officialWeight"),
        Field("speaker_state", lambda source, tie: ties.states(source, tie, "speakerState")),
        _tied("standing", "standing"),
        _tied_thing("documents", "reportedIn"),
    ),
)
REPLIES = Network(
    "replies",
    "Which claims are affirmed, denied or questioned by which acts, and which acts reply to what.",
    ties.replied,
    (
        *_NODE,
        *_FACT,
        _code("claim_kind", "claimKind"),
        Field("about", lambda source, thing: values.about(source, thing.said)),
        _code("official_weight", "officialWeight"),
        Field("documents", lambda _, thing: values.things(thing.said, "reportedIn")),
        _count("replies", "replyCount"),
        _count("doubtful_replies", "replyDoubtfulCount"),
        _count("affirming", "affirmingCount"),
        _count("denying", "denyingCount"),
        _count("questioning", "questioningCount"),
        _count("speakers", "speakerCount"),
    ),
    (
        _RELATION,
        Field("fact", lambda _, tie: values.thing(tie.fact)),
        _NAME,
        _tied("response_type", "responseType"),
        _tied("link_basis", "linkBasis"),
        _tied("confidence", "confidence"),
        _tied_count("least_days", "leastDays"),
        _tied_count("most_days", "mostDays"),
        Field("date", lambda _, tie: values.codes(tie.dated, "date")),
        _tied("certainty", "certainty"),
        _tied("standing", "standing"),
        _tied_thing("documents", "reportedIn"),
    ),
)
REPORTS = Network(
    "reports",
    "Which documents report which facts (reports), from whom they have it (takes-from), and so on to whoever "
    "is nearest to the fact (tells).",
    ties.reported,
    (*_NODE, *_FACT, _count("reports", "reportCount"), _count("origins", "independentOrigins")),
    (
        _RELATION,
        Field("report", lambda _, tie: values.thing(tie.fact)),
        _tied("stance", "stance"),
        _tied("mode", "mode"),
        _tied("cue", "cue"),
        Field("relays", lambda _, tie: len(set(values.nodes(tie.said, "hop"))), number=True),
        Field("position", lambda _, tie: int(tie.step[0]) if tie.step else None, number=True),
    ),
)
NETWORKS = (SPEAKERS, REPLIES, REPORTS)
