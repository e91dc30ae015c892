"""The graph as a property graph: nodes with labels and properties, relationships with a layer.

Nodes are our things, and those of others that have a class; labels are the classes of our ontology and Thing.
Literals and controlled values are properties, statements between two nodes are relationships. Left out is
what other vocabularies say a second time (schema, prov, sem, cito, oa …), and blank nodes. Labels, types and
names of properties are letters, digits and low lines whatever a store holds: only values need escapes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pyoxigraph import Literal, NamedNode

from graph.export.propertyvalues import Column, Kind, literal_kind
from graph.export.selection import Term, code, identifier
from graph.export.sorting import in_order
from graph.export.source import Source, Statements
from graph.terms import BASE, CONCEPT, GRAPH, ID, ONTOLOGY, OWL, PREFIXES, RDF, RDFS, SH, SKOS

Labels = tuple[str, ...]

_DCTERMS, _ORG, _OA = PREFIXES["dcterms"], PREFIXES["org"], PREFIXES["oa"]
_TYPE = RDF + "type"
_CLASS = re.compile(re.escape(ONTOLOGY) + r"([A-Z][A-Za-z0-9]*)", re.ASCII)
_PROPERTY = re.compile(re.escape(ONTOLOGY) + r"([a-z][A-Za-z0-9]*)", re.ASCII)
# What the facts take from other vocabularies because ours has no word for it.
_TAKEN = {
    **{_ORG + name: name for name in ("member", "organization", "role")},
    **{_DCTERMS + name: name for name in ("identifier", "language", "publisher", "title")},
    **{RDFS + name: name for name in ("comment", "label")},
    **{SKOS + name: name for name in ("altLabel", "editorialNote", "exactMatch")},
}
# Stands in every language, in English where there is no name in that one: kept only where it is one.
_NAMES = {ONTOLOGY + "russianLabel": ("name_ru", "ru"), ONTOLOGY + "kazakhLabel": ("name_kk", "kk")}
_ANY_LANGUAGE = SKOS + "altLabel"  # all spellings, to be searched at once
# No functional property in the ontology, but one a thing and language by its shapes or its sense.
_ONE = frozenset(
    {
        *(ONTOLOGY + name for name in ("cue", "exception", "mostValue", "originalTitle", "paraphrase")),
        *(_DCTERMS + name for name in ("identifier", "language", "title")),
        *(RDFS + name for name in ("comment", "label")),
    }
)
_SERVING = frozenset({SH + "SPARQLExecutable", _OA + "TextPositionSelector"})
_META = (OWL, RDFS, RDF, SKOS, SH)
_LAYERS = ("asserted", "curated", "inferred")
_RULE = GRAPH + "rule/"
_FUNCTIONAL = f"SELECT ?property WHERE {{ ?property a <{OWL}FunctionalProperty> }}"
_RUN = 20_000  # nodes are longer than statements
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Node:
    """A thing: labels, Thing first; the texts of its properties by name, id and iri among them."""

    labels: Labels
    values: Mapping[str, list[str]]


@dataclass(frozen=True)
class Relationship:
    """A statement between two nodes, named by their ids; the rule that derives it, or nothing."""

    start: str
    end: str
    layer: str
    rule: str


class PropertyGraph:
    """What a source holds, as nodes and as relationships, each in an order that is always the same."""

    def __init__(self, source: Source) -> None:
        """Read all nodes once, so that the columns are known; the nodes are kept on the disk."""
        self.columns: dict[str, Column] = {}
        self.names: dict[Labels, set[str]] = {}
        self.controls: set[str] = set()  # which of them stand in values
        self._source = source
        self._functional = {row["property"].value for row in source.ask(_FUNCTIONAL)} | _ONE
        self._layers = _ranks(source)
        self._id = lru_cache(_REMEMBERED)(self._id_of)
        self._kept = source.room / "nodes.jsonl"
        source.progress.begin("reading", source.snapshot.quads)
        with self._kept.open("w", encoding="ascii") as kept:
            kept.writelines(in_order(self._records(), source.room, _RUN))

    def nodes(self) -> Iterator[tuple[Labels, Iterator[Node]]]:
        """Give the nodes by their labels, then by id; each group has to be read before the next."""
        with self._kept.open(encoding="ascii") as kept:
            records = map(json.loads, kept)
            for labels, group in groupby(records, key=lambda record: tuple(record[0])):
                yield labels, (Node(labels, record[2]) for record in group)

    def relationships(self) -> Iterator[tuple[str, Iterator[Relationship]]]:
        """Give the relationships by type, then by the ids of both ends; each group before the next.

        What several graphs state is told once, by the lowest layer, then the first rule by its name.
        """
        self._source.progress.begin("joining", self._source.snapshot.quads)
        lines = map(json.loads, in_order(self._links(), self._source.room))
        first = (next(same) for _, same in groupby(lines, key=lambda link: link[:3]))
        for type_, group in groupby(first, key=lambda link: str(link[0])):
            yield type_, (Relationship(link[1], link[2], _layer(link[3]), link[4]) for link in group)

    def _records(self) -> Iterator[str]:
        for iri in self._subjects():
            said = self._source.of(NamedNode(iri))
            labels = labels_of(iri, _iris(said.get(_TYPE, ())))
            if labels is None:
                continue
            values = self._values(said) | {"id": [identifier(iri)], "iri": [iri]}
            for name in ("id", "iri"):
                self.columns.setdefault(name, Column("string", several=False))
            self.names.setdefault(labels, set()).update(values)
            yield _line([labels, values["id"][0], values])

    def _subjects(self) -> Iterator[str]:
        quads = self._source.quads()
        subjects = (quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
        lines = (_line(iri) for iri in subjects if not iri.startswith(BASE) or iri.startswith(ID))
        return map(json.loads, in_order(lines, self._source.room))

    def _values(self, said: Statements) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        several = set()
        for property_, values in said.items():
            for name, kind, text in _told(property_, values):
                texts = found.setdefault(name, [])
                if text not in texts:
                    texts.append(text)
                self.columns.setdefault(name, Column(kind, several=False)).widen(kind, several=False)
                self.controls.update(character for character in text if character < " ")
                if property_ not in self._functional and property_ not in _NAMES:
                    several.add(name)
        for name, texts in found.items():
            column = self.columns[name]
            column.widen(column.kind, several=name in several or len(texts) > 1)
        return found

    def _links(self) -> Iterator[str]:
        for quad in self._source.quads():
            if not (isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode)):
                continue
            name = property_name(quad.predicate.value)
            start = name and self._id(quad.subject.value)
            end = start and self._id(quad.object.value)
            if end:
                graph = getattr(quad.graph_name, "value", "")
                rule = graph.removeprefix(_RULE) if graph.startswith(_RULE) else ""
                rank = self._layers.get(graph, len(_LAYERS))
                yield _line([relationship_type(name), start, end, rank, rule])

    def _id_of(self, iri: str) -> str:
        """Give the id of a node, nothing for what is none."""
        if iri.startswith(BASE) and not iri.startswith(ID):
            return ""
        node = NamedNode(iri)
        classes = _iris(self._source.values(node, _TYPE))
        known = bool(classes) or bool(self._source.of(node))
        return identifier(iri) if known and labels_of(iri, classes) is not None else ""


def labels_of(iri: str, classes: Iterable[str]) -> Labels | None:
    """Give the labels of a thing by its classes; None for what is no node.

    Canned queries and the selectors of Web Annotation are none, nor is what belongs to a vocabulary.
    """
    types = set(classes)
    ours = iri.startswith(ID)
    if types & _SERVING or not (ours or any(not type_.startswith(_META) for type_ in types)):
        return None
    found = {match[1] for match in map(_CLASS.fullmatch, types) if match}
    if _ORG + "Membership" in types:
        found.add("Membership")
    return ("Thing", *sorted(found - {"Thing"}))


@lru_cache(1_000)
def property_name(iri: str) -> str:
    """Give the name of a property of ours, or of one that we take from others; else nothing."""
    match = _PROPERTY.fullmatch(iri)
    return match[1] if match else _TAKEN.get(iri, "")


def relationship_type(name: str) -> str:
    """Write a name as the type of a relationship: respondsTo as RESPONDS_TO."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper()


def _told(property_: str, values: Iterable[Term]) -> Iterator[tuple[str, Kind, str]]:
    """Give name, kind and text of each value that is a property."""
    name = property_name(property_)
    for value in values if name else ():
        if isinstance(value, Literal):
            own = _named(property_, name, value.language or "")
            if own:
                yield own, literal_kind(value), value.value
        elif isinstance(value, NamedNode):
            if value.value.startswith(CONCEPT):
                yield name, "string", code(value.value)
            elif property_ == SKOS + "exactMatch":
                yield name, "string", value.value


def _named(property_: str, name: str, language: str) -> str:
    """Name a text: in English or in no language by the property, in another with that behind it."""
    if property_ in _NAMES:
        name, own = _NAMES[property_]
        return name if language == own else ""
    if property_ == _ANY_LANGUAGE or language.partition("-")[0] in {"", "en"}:
        return name
    return f"{name}_{language.lower().replace('-', '_')}"


def _iris(terms: Iterable[Term]) -> list[str]:
    return [term.value for term in terms if isinstance(term, NamedNode)]


def _ranks(source: Source) -> dict[str, int]:
    """Give the layer of each graph by its place in the list of them; graphs of others have none."""
    named: dict[str, int] = {}
    for rank, layer in reversed(list(enumerate(_LAYERS))):
        named.update(dict.fromkeys(source.snapshot.layers.get(layer, ()), rank))
    return named


def _layer(rank: int) -> str:
    return _LAYERS[rank] if rank < len(_LAYERS) else "other"


def _line(told: object) -> str:
    # Escaped, so that nothing in a value can end the line.
    return json.dumps(told, sort_keys=True) + "\n"
