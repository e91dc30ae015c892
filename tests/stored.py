"""The published graph walked statement by statement: no query, no service, so that it can contradict both."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from graph import snapshots
from graph.terms import ID, ONTOLOGY, RDFS

LABEL = ox.NamedNode(RDFS + "label")


class Stored:
    """A store that was published."""

    def __init__(self, store: Path) -> None:
        self.store = ox.Store.read_only(str(snapshots.current(store).store))

    def each(self, word: str) -> Iterator[tuple[str, str]]:
        """Give subject and object of every statement by a property of ours, IRIs without their base."""
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(ONTOLOGY + word), None, None):
            yield told(quad.subject), told(quad.object)

    def of(self, thing: str, word: str) -> list[str]:
        """List what a thing has by a property of ours."""
        pattern = (ox.NamedNode(ID + thing), ox.NamedNode(ONTOLOGY + word), None, None)
        return sorted({told(quad.object) for quad in self.store.quads_for_pattern(*pattern)})

    def label(self, thing: str) -> str:
        """Give the name of a thing, the last part of the IRI of a controlled value."""
        for quad in self.store.quads_for_pattern(ox.NamedNode(ID + thing), LABEL, None, None):
            return told(quad.object)
        return thing.rpartition("/")[2].replace("-", " ")

    def firm(self, response: str) -> bool:
        """Say whether the curator reads a link with more than low confidence."""
        return not any(value.endswith("confidence/low") for value in self.of(response, "confidence"))


def told(term: object) -> str:
    """Write a term as text, an IRI of ours without its base."""
    return str(getattr(term, "value", "")).removeprefix(ID)
