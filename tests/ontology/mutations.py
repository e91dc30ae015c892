"""Faults made from the shapes themselves: one for each thing that a property shape demands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple
from rdflib import RDF as RDFLIB
from rdflib import SH, Graph
from rdflib.collection import Collection
from rdflib.term import Node

from graph.sources import ONTOLOGY_GRAPH, Draft, Source
from graph.terms import EDTF, ONTOLOGY, RDF, SKOS, XSD

# Nothing may point at these but the things that are made of them.
_STRANGERS = (ONTOLOGY + "Hop", ONTOLOGY + "Passage")
_WRONG = {
    XSD + "integer": Literal("many"),
    XSD + "string": Literal("слово", language="ru"),
    EDTF: Literal("1900"),
    RDF + "langString": Literal("word"),
}
_RIGHT = {
    XSD + "integer": [Literal(n) for n in (4711, 4712, 4713)],
    XSD + "string": [Literal(word) for word in ("one", "two", "three")],
    EDTF: [Literal(year, datatype=NamedNode(EDTF)) for year in ("1900", "1901", "1902")],
    RDF + "langString": [Literal(word, language="en") for word in ("One", "Two", "Three")],
}
_COMPONENTS = """
class datatype languageIn lessThan maxCount maxLength minCount minInclusive node nodeKind or pattern
uniqueLang
"""
COMPONENTS = tuple(_COMPONENTS.split())


@dataclass(frozen=True)
class PropertyShape:
    """What the things of a class must have along a path; several predicates if any of them will do."""

    owner: str
    target: str
    paths: tuple[str, ...]
    message: str
    demands: dict[str, Node]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Planted:
    """A change of the statements about one node, and the message that names it."""

    shape: PropertyShape
    component: str
    node: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


def shapes(path: Path) -> tuple[list[PropertyShape], dict[str, str]]:
    """Read the property shapes that have a target, and of those that only others use the scheme they want."""
    graph = Graph().parse(path)
    found, schemes = [], {}
    for owner in sorted(graph.subjects(RDFLIB.type, SH.NodeShape), key=str):
        target = graph.value(owner, SH.targetClass)
        for node in graph.objects(owner, SH.property):
            demands = {
                name: value for name in COMPONENTS if (value := graph.value(node, SH[name])) is not None
            }
            if target is None:
                schemes[str(owner)] = str(graph.value(node, SH.hasValue))
                continue
            path_node = graph.value(node, SH.path)
            choice = graph.value(path_node, SH.alternativePath)
            paths = tuple(map(str, Collection(graph, choice))) if choice is not None else (str(path_node),)
            message = str(graph.value(node, SH.message))
            classes = tuple(_classes(graph, demands))
            found.append(PropertyShape(str(owner), str(target), paths, message, demands, classes))
    return found, schemes


def _classes(graph: Graph, demands: dict[str, Node]) -> Iterator[str]:
    if "class" in demands:
        yield str(demands["class"])
    if "or" in demands:
        for way in Collection(graph, demands["or"]):
            yield str(graph.value(way, SH["class"]))


class Planter:
    """Plans faults in a draft, each node and path at most once in one copy."""

    def __init__(self, draft: Draft, schemes: dict[str, str]) -> None:
        self.schemes = schemes
        self.values: dict[tuple[str, str], list[NamedNode | Literal]] = defaultdict(list)
        self.instances: dict[str, list[str]] = defaultdict(list)
        self.taken: set[tuple[int, str, str]] = set()
        for source, parsed in draft.parsed.items():
            for triple in parsed.triples:
                if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                    self.values[triple.subject.value, triple.predicate.value].append(triple.object)
                    kind, predicate = triple.object.value, triple.predicate.value
                    typed = predicate == RDF + "type" and source.graph != ONTOLOGY_GRAPH
                    if typed or predicate == SKOS + "inScheme":
                        self.instances[kind].append(triple.subject.value)

    def plan(self, shape: PropertyShape, component: str, copies: int) -> tuple[int, Planted] | None:
        """Find a node whose statements can be changed, and the copy to change them in."""
        for copy in range(copies):
            for node in self.instances[shape.target]:
                if any((copy, node, path) in self.taken for path in shape.paths):
                    continue
                planted = self._planted(shape, component, node)
                if planted is not None:
                    self.taken.update((copy, node, path) for path in shape.paths)
                    return copy, planted
        return None

    def _planted(self, shape: PropertyShape, component: str, node: str) -> Planted | None:
        present = [(path, value) for path in shape.paths for value in self.values[node, path]]
        statements = tuple(Triple(NamedNode(node), NamedNode(path), value) for path, value in present)
        if component == "minCount":
            return Planted(shape, component, node, statements, ()) if statements else None
        if component in {"maxCount", "uniqueLang"}:
            most = 1 if component == "uniqueLang" else int(str(shape.demands["maxCount"]))
            given = [value for _, value in present]
            more = [value for value in self._right(shape, node) if value not in given][: most + 1]
            statements = ()
        else:
            more = [self._wrong(shape, component, node)]
        paths = [NamedNode(path) for path in shape.paths]
        added = tuple(Triple(NamedNode(node), paths[n % len(paths)], value) for n, value in enumerate(more))
        return Planted(shape, component, node, statements, added)

    def _right(self, shape: PropertyShape, node: str) -> list[NamedNode | Literal]:
        """List values that are well and good one by one."""
        if "node" in shape.demands:
            return [NamedNode(n) for n in self.instances[self.schemes[str(shape.demands["node"])]]]
        if "datatype" in shape.demands:
            return list(_RIGHT[str(shape.demands["datatype"])])
        if shape.classes:
            return [NamedNode(n) for kind in shape.classes for n in self.instances[kind] if n != node]
        others = (self.values[other, path] for other in self.instances[shape.target] for path in shape.paths)
        return [*dict.fromkeys(value for values in others for value in values), *_RIGHT[XSD + "string"]]

    def _wrong(self, shape: PropertyShape, component: str, node: str) -> NamedNode | Literal:
        """Make a value that breaks one demand."""
        demanded = str(shape.demands[component])
        wrong: NamedNode | Literal
        match component:
            case "class" | "or":
                stranger = next(kind for kind in _STRANGERS if kind not in shape.classes)
                wrong = NamedNode(self.instances[stranger][0])
            case "node":
                scheme = next(s for s in self.schemes.values() if s != self.schemes[demanded])
                wrong = NamedNode(self.instances[scheme][0])
            case "datatype":
                wrong = _WRONG[demanded]
            case "languageIn":
                wrong = Literal("слово", language="ru")
            case "minInclusive":
                wrong = Literal(int(demanded) - 1)
            case "maxLength":
                wrong = Literal("word " * int(demanded), language="en")
            case "lessThan":
                wrong = Literal(int(self.values[node, demanded][0].value) + 1)
            case "nodeKind" | "pattern":
                wrong = Literal("one two three four five six", language="en")
            case _:
                raise AssertionError(component)
        return wrong


def plant(draft: Draft, faults: Iterable[Planted]) -> dict[Source, list[Triple]]:
    """Change the statements of some files: what each of them then holds."""
    changed = {source: set(parsed.triples) for source, parsed in draft.parsed.items()}
    homes: dict[str, Source] = {}
    for source, parsed in draft.parsed.items():
        for triple in parsed.triples:
            if isinstance(triple.subject, NamedNode):
                homes.setdefault(triple.subject.value, source)
    touched = set()
    for fault in faults:
        for source, triples in changed.items():
            if not triples.isdisjoint(fault.removed):
                triples.difference_update(fault.removed)
                touched.add(source)
        changed[homes[fault.node]].update(fault.added)
        touched.add(homes[fault.node])
    return {source: list(changed[source]) for source in touched}
