"""Reading a snapshot for an export: what a selection keeps of it, piece by piece."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolution, QuerySolutions, Store

from graph import revision
from graph.errors import ExportError
from graph.export.progress import Progress
from graph.export.selection import Keeper, Selection, Term
from graph.export.sorting import in_order
from graph.snapshots import Snapshot
from graph.terms import ID, ONTOLOGY, RDF, RDFS, SKOS

Node = NamedNode | BlankNode
Graph = NamedNode | BlankNode | DefaultGraph
Statements = Mapping[str, list[Term]]
_LABELS = (RDFS + "label", SKOS + "prefLabel")
_REMEMBERED = 50_000


class Source:
    """A snapshot as a selection shows it; what is held of it in memory is bounded."""

    def __init__(self, snapshot: Snapshot, selection: Selection, room: Path, progress: Progress) -> None:
        """Open a snapshot; room is a folder for what does not fit into memory.

        ExportError names a layer or a document that is not there.
        """
        self.snapshot = snapshot
        self.room = room
        self.progress = progress
        self._store = Store.read_only(str(snapshot.store))
        self._graphs = _graphs(snapshot, selection.layer)
        self._keeps = None if selection.whole else Keeper(self._store, selection).keeps
        self.name = lru_cache(_REMEMBERED)(self._name)
        self._check(selection)

    def quads(self) -> Iterator[Quad]:
        """Give all that is kept, in no order."""
        for quad in self._store.quads_for_pattern(None, None, None):
            self.progress.step()
            if self.kept(quad):
                yield quad

    def ask(self, query: str) -> list[QuerySolution]:
        """Ask the union of all graphs, whatever the selection, for a few rows."""
        return list(cast("QuerySolutions", self._store.query(query, use_default_graph_as_union=True)))

    def of(self, node: Node) -> Statements:
        """Give what is said of a thing: values by property, sorted, none of them twice."""
        found: dict[str, set[Term]] = defaultdict(set)
        for quad in self._store.quads_for_pattern(node, None, None):
            if self.kept(quad):
                found[quad.predicate.value].add(quad.object)
        return {name: sorted(values, key=str) for name, values in found.items()}

    def values(self, node: Node, property_: str) -> Iterator[Term]:
        """Give what one property of a thing has, in no order; a value again for each graph that says it."""
        for quad in self._store.quads_for_pattern(node, NamedNode(property_), None):
            if self.kept(quad):
                yield quad.object

    def into(self, property_: str, node: Node) -> list[NamedNode]:
        """List what points at a thing by a property, sorted, but for blank nodes."""
        quads = self._store.quads_for_pattern(None, NamedNode(property_), node)
        return sorted(
            {quad.subject for quad in quads if isinstance(quad.subject, NamedNode) and self.kept(quad)},
            key=str,
        )

    def members(self, class_: str) -> Iterator[NamedNode]:
        """Give the things of a class by their IRIs, but for blank nodes."""
        quads = self._store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(class_))
        lines = (
            f"{quad.subject.value}\n"
            for quad in quads
            if isinstance(quad.subject, NamedNode) and self.kept(quad)
        )
        for line in in_order(lines, self.room):
            self.progress.step()
            yield NamedNode(line[:-1])

    def kept(self, quad: Quad) -> bool:
        """Say whether a statement of the store is kept."""
        return self._shows(quad.graph_name) and (
            self._keeps is None or (self._keeps(quad.subject) and self._keeps(quad.object))
        )

    def _shows(self, graph: object) -> bool:
        return self._graphs is None or graph in self._graphs

    def _name(self, node: Node) -> str:
        """Name a thing in English, else in any language, else by nothing; the layer does not matter."""
        for label in _LABELS:
            quads = self._store.quads_for_pattern(node, NamedNode(label), None)
            names = [quad.object for quad in quads if isinstance(quad.object, Literal)]
            if names:
                return min(names, key=lambda name: (name.language != "en", name.value)).value
        return ""

    def elsewhere(self, node: BlankNode) -> bool:
        """Say whether a graph of others holds a blank node."""
        patterns = ((node, None, None), (None, None, node))
        found = (quad for pattern in patterns for quad in self._store.quads_for_pattern(*pattern))
        return any(not revision.ours(quad.graph_name) for quad in found)

    def definition(self, property_: str) -> str:
        """Give the ontology's definition of a property in English, or nothing."""
        quads = self._store.quads_for_pattern(NamedNode(property_), NamedNode(SKOS + "definition"), None)
        return next((quad.object.value for quad in quads if isinstance(quad.object, Literal)), "")

    def _check(self, selection: Selection) -> None:
        type_, document = NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "Document")
        known = {
            quad.subject.value.removeprefix(f"{ID}document/")
            for quad in self._store.quads_for_pattern(None, type_, document)
            if isinstance(quad.subject, NamedNode)
        }
        for slug in selection.documents:
            if slug not in known:
                some = ", ".join(sorted(known)[:20]) or "none"
                raise ExportError(f"document {slug[:60]}: is not in this graph; there are {some}")


def _graphs(snapshot: Snapshot, layer: str) -> set[Graph] | None:
    """Find the graphs of a layer; None for all there are, which those of others belong to."""
    if layer not in snapshot.layers:
        raise ExportError(
            f"layer {layer[:60]}: is none; write one of {', '.join(snapshot.layers) or 'inferred'}"
        )
    return None if layer == "inferred" else {NamedNode(name) for name in snapshot.layers[layer]}
