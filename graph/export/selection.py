"""Which part of the graph is exported: a layer, documents, a window of time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from graph.terms import CONCEPT, ID, ONTOLOGY

Term = NamedNode | BlankNode | Literal | Triple
_DATED = frozenset({"act", "event", "membership", "relation", "quantity", "grouping", "non-response"})
_UNDATED = frozenset({"response", "judgement", "citation"})
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Selection:
    """What is wanted: the facts that one of these documents reports (none named: all) within a window.

    documents are slugs. Days are inclusive; what may lie in the window is kept, the undated too, or only
    what certainly does. What is no fact (persons, states, claims, notions, works, the ontology) is always
    kept; what is a response, a discrepancy or a report of a fact left out is left out with it.
    """

    layer: str = "inferred"
    documents: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    certain: bool = False

    @property
    def whole(self) -> bool:
        """Say whether nothing is left out for its document or its date."""
        return not self.documents and self.since is None and self.until is None


def kind(node: object) -> str:
    """Name the kind of one of our things, such as act; nothing for any other term."""
    if not isinstance(node, NamedNode) or not node.value.startswith(ID):
        return ""
    return node.value.removeprefix(ID).partition("/")[0]


def identifier(iri: str) -> str:
    """Write the IRI of one of our things as kind/slug; any other, or what could be taken for one, as is."""
    short = iri.removeprefix(ID)
    return short if short != iri and short and ":" not in short else iri


def code(iri: str) -> str:
    """Write a controlled value, or a scheme, as the last part of its IRI, anything else as an id."""
    return iri.rpartition("/")[2] if iri.startswith(CONCEPT) else identifier(iri)


class Keeper:
    """Decides of one thing after another whether a selection keeps it, by looking at the whole graph.

    The layer does not matter here: in which documents a fact is reported is derived for every fact.
    """

    def __init__(self, store: Store, selection: Selection) -> None:
        """Look things up in a store."""
        self._store = store
        self._selection = selection
        self._documents = {f"{ID}document/{slug}" for slug in selection.documents}
        self._by_kind: dict[str, Callable[[NamedNode], bool]] = {
            **dict.fromkeys(_DATED, lambda node: self._told(node) and self._in_window(node)),
            **dict.fromkeys(_UNDATED, self._told),
            "response": lambda node: self._told(node) and self._all(node, "reply", "to"),
            "non-response": lambda node: self._told(node) and self._in_window(node) and self._all(node, "to"),
            "discrepancy": lambda node: self._all(node, "side"),
            "reply-path": lambda node: self._all(node, "pathFrom", "pathTo"),
            "document": self._named,
            "report": lambda node: self._from_document(node) and self._any(self._of(node, "reports")),
            "hop": lambda node: self._any(self._into("hop", node)),
            "passage": lambda node: (
                self._all(node, "document")
                and (self._any(self._into("evidence", node)) or self._any(self._into("citedIn", node)))
            ),
            "utterance": lambda node: self._any(self._into("utterance", node)),
        }
        self.keeps = lru_cache(_REMEMBERED)(self._keeps)

    def _keeps(self, node: object) -> bool:
        decide = self._by_kind.get(kind(node))
        if decide is None or not isinstance(node, NamedNode):
            return True
        whole, mark, _ = node.value.partition("#")  # the selector of a passage goes with the passage
        return self.keeps(NamedNode(whole)) if mark else decide(node)

    def _named(self, document: object) -> bool:
        return not self._documents or (isinstance(document, NamedNode) and document.value in self._documents)

    def _told(self, fact: NamedNode) -> bool:
        return not self._documents or any(map(self._named, self._of(fact, "reportedIn")))

    def _from_document(self, report: NamedNode) -> bool:
        return not self._documents or any(
            self._all(passage, "document")
            for passage in self._of(report, "evidence")
            if isinstance(passage, NamedNode)
        )

    def _in_window(self, fact: NamedNode) -> bool:
        chosen = self._selection
        least, most = self._day(fact, "earliest"), self._day(fact, "latest")
        if chosen.certain:
            after = chosen.since is None or (least is not None and least >= chosen.since)
            return after and (chosen.until is None or (most is not None and most <= chosen.until))
        after = chosen.since is None or most is None or most >= chosen.since
        return after and (chosen.until is None or least is None or least <= chosen.until)

    def _day(self, fact: NamedNode, bound: str) -> date | None:
        days = (day for day in self._of(fact, bound) if isinstance(day, Literal))
        try:
            return next((date.fromisoformat(day.value) for day in days), None)
        except ValueError:  # in a graph of others, whose dates are theirs
            return None

    def _all(self, node: NamedNode, *names: str) -> bool:
        return all(self.keeps(found) for name in names for found in self._of(node, name))

    def _any(self, nodes: Iterator[Term]) -> bool:
        return any(map(self.keeps, nodes))

    def _of(self, node: NamedNode, name: str) -> Iterator[Term]:
        quads = self._store.quads_for_pattern(node, NamedNode(ONTOLOGY + name), None)
        return (quad.object for quad in quads)

    def _into(self, name: str, node: NamedNode) -> Iterator[Term]:
        quads = self._store.quads_for_pattern(None, NamedNode(ONTOLOGY + name), node)
        return (quad.subject for quad in quads)
