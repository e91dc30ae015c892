"""What joins two things: acts, responses and reports of a graph, read as directed ties, one after another."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.export import values
from graph.export.source import Source, Statements
from graph.terms import ONTOLOGY

_POLARITIES = ("affirms", "denies", "questions")


@dataclass(frozen=True)
class Tie:
    """One fact or report that joins two things, and what is said of it.

    dated is what the days are said of; hue is what its colour tells; step tells the ties of a chain apart.
    """

    fact: NamedNode
    said: Statements
    relation: str
    source: NamedNode
    target: NamedNode
    dated: Statements
    hue: str
    step: tuple[str, ...] = ()

    def claims(self) -> list[tuple[str, NamedNode]]:
        """List the claims of an act, each with whether it is affirmed, denied or questioned."""
        return claims(self.said)


def claims(said: Statements) -> list[tuple[str, NamedNode]]:
    """List the claims of an act, each with whether it is affirmed, denied or questioned."""
    return [(how, claim) for how in _POLARITIES for claim in values.nodes(said, how)]


def states(source: Source, tie: Tie, name: str) -> str:
    """Tell the states that a property of ours names by their ISO alpha-3 codes."""
    return values.alpha3(source, list(values.nodes(tie.said, name)))


def spoken(source: Source) -> Iterator[Tie]:
    """Give who speaks to whom, and about which state, act by act."""
    for act in source.members(f"{ONTOLOGY}SpeechAct"):
        said = source.of(act)
        hue = next((how for how, _ in claims(said)), "")
        for speaker in values.nodes(said, "speaker"):
            for relation in ("addressee", "target"):
                for other in values.nodes(said, relation):
                    yield Tie(act, said, relation, speaker, other, said, hue)


def replied(source: Source) -> Iterator[Tie]:
    """Give what acts say of claims, act by act, then what they reply to, response by response."""
    for act in source.members(f"{ONTOLOGY}SpeechAct"):
        said = source.of(act)
        for how, claim in claims(said):
            yield Tie(act, said, how, act, claim, said, how)
    for response in source.members(f"{ONTOLOGY}Response"):
        said = source.of(response)
        for reply in values.nodes(said, "reply"):
            for earlier in values.nodes(said, "to"):
                yield Tie(response, said, "replies", reply, earlier, source.of(reply), "replies")


def reported(source: Source) -> Iterator[Tie]:
    """Give what documents report, report by report, and after it the chain of relays that it came through."""
    for report in source.members(f"{ONTOLOGY}Report"):
        said = source.of(report)
        facts = list(values.nodes(said, "reports"))
        documents = _documents(source, said)
        hue = values.codes(said, "stance")
        for document in documents:
            for fact in facts:
                yield Tie(report, said, "reports", document, fact, {}, hue)
        yield from _relayed(report, said, documents, _relays(source, said), facts)


def _relayed(
    report: NamedNode,
    said: Statements,
    documents: list[NamedNode],
    relays: list[NamedNode],
    facts: list[NamedNode],
) -> Iterator[Tie]:
    nearer = documents
    for position, relay in enumerate(relays, 1):
        for holder in nearer:
            yield Tie(report, said, "takes-from", holder, relay, {}, "takes-from", (str(position),))
        nearer = [relay]
    if relays:
        for fact in facts:
            yield Tie(report, said, "tells", relays[-1], fact, {}, "tells", (str(len(relays)),))


def _documents(source: Source, said: Statements) -> list[NamedNode]:
    found = {
        document
        for passage in values.nodes(said, "evidence")
        for document in values.nodes(source.of(passage), "document")
    }
    return sorted(found, key=str)


def _relays(source: Source, said: Statements) -> list[NamedNode]:
    """List those through whom a report came, the nearest to the reader first."""
    hops = [(hop, source.of(hop)) for hop in values.nodes(said, "hop")]
    hops.sort(key=lambda hop: (values.count(hop[1], "position") or 0, hop[0].value))
    return [relay for _, held in hops for relay in values.nodes(held, "by")]
