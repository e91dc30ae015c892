"""What a page shows of a thing: names, statements by property, who says so, what leads to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from graph.terms import BASE, EDTF, GRAPH, ONTOLOGY, RDF, RDFS, SKOS, XSD, expand, shorten
from service.described import links
from service.described.asking import Description

_RULES = f"{GRAPH}rule/"
_NAMED = tuple(map(expand, ("rdfs:label", "skos:prefLabel", "rj:russianLabel", "rj:kazakhLabel")))
_TOLD = tuple(map(expand, ("rj:paraphrase", "skos:definition", "rj:criterion", "dcterms:description")))
_SELDOM_SAID = {XSD + "string", XSD + "integer", XSD + "date", EDTF, RDF + "langString"}
# As one reads: what it is and is called, what is told, who, as what, to whom, about what, when.
_ORDER = """
rdf:type rdfs:label skos:prefLabel rj:russianLabel rj:kazakhLabel skos:altLabel skos:definition
rj:paraphrase rj:speaker rj:judge org:member org:role org:organization rj:inCapacity rj:capacityBasis
rj:onBehalfOf rj:relationSubject rj:relationKind rj:relationObject rj:reply rj:to rj:responseType
rj:expectedFrom rj:participant rj:illocution rj:affirms rj:denies rj:questions rj:judgementAbout
rj:addressee rj:target rj:aboutTerritory rj:frame rj:date rj:dateBasis rj:reports rj:stance rj:mode
rj:cue rj:evidence rj:document rj:start rj:end rj:standing
"""
_RANK = {expand(name): at for at, name in enumerate(_ORDER.split())}


@dataclass(frozen=True)
class Ref:
    """An IRI as it is shown: by its label, with a link where it may be one."""

    iri: str
    label: str
    language: str
    href: str | None

    @property
    def name(self) -> str:
        """Return the prefixed name."""
        return shorten(self.iri)


@dataclass(frozen=True)
class Text:
    """A literal as it is shown; the datatype only where it tells something."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Value:
    """One value of a property; inferred is what stands in graphs of rules alone."""

    ref: Ref | None
    text: Text | None
    inferred: bool


@dataclass(frozen=True)
class Group:
    """What a thing has of one property."""

    by: Ref
    values: tuple[Value, ...]

    @property
    def inferred(self) -> bool:
        """Say whether all of it is inferred."""
        return all(value.inferred for value in self.values)


@dataclass(frozen=True)
class Leading:
    """What leads to a thing by one property: how much in all (None if it was not counted), and some of it."""

    by: Ref
    count: int | None
    things: tuple[Ref, ...]


@dataclass(frozen=True)
class Portrait:
    """A thing as a page shows it; kind is the first step of its path, such as act or concept."""

    iri: str
    kind: str
    names: tuple[Text, ...]
    told: tuple[Text, ...]
    types: tuple[Ref, ...]
    stated: tuple[Group, ...]
    inferred: tuple[Group, ...]
    parts: tuple[tuple[Ref, tuple[Group, ...]], ...]
    leading: tuple[Leading, ...]

    @property
    def name(self) -> Text:
        """Return the name that heads the page."""
        return self.names[0]


class Painter:
    """Makes what is shown of a description; here is the address that links begin with."""

    def __init__(self, described: Description, here: str, labels: Iterable[ox.Quad] = ()) -> None:
        """Know the labels of all that is named."""
        self._described, self._here = described, here
        self._labels = _labels([*described.labels, *labels, *described.own])

    def portrait(self, counts: Mapping[str, int] | None) -> Portrait:
        """Make the page's data; counts say by property how much leads to the thing."""
        iri = self._described.iri
        own = [quad for quad in self._described.own if quad.subject == ox.NamedNode(iri)]
        groups = self.groups(own)
        return Portrait(
            iri=iri,
            kind=iri.removeprefix(BASE).removeprefix("id/").partition("/")[0],
            names=self._names(own),
            told=tuple(_text(q.object) for q in own if q.predicate.value in _TOLD and _literal(q.object)),
            types=tuple(v.ref for g in groups if g.by.iri == RDF + "type" for v in g.values if v.ref),
            stated=tuple(group for group in groups if not group.inferred),
            inferred=tuple(group for group in groups if group.inferred),
            parts=tuple(self._parts),
            leading=tuple(self._leading(counts)),
        )

    def ref(self, iri: str) -> Ref:
        """Show an IRI by its label, or by its prefixed name."""
        label, language = self._labels.get(iri, (shorten(iri), ""))
        return Ref(iri, label, language, links.href(iri, self._here))

    def value(self, term: object, *, inferred: bool = False) -> Value:
        """Show any term."""
        if isinstance(term, ox.NamedNode):
            return Value(self.ref(term.value), None, inferred)
        return Value(None, _text(term), inferred)

    def groups(self, quads: Iterable[ox.Quad]) -> list[Group]:
        """Group statements about one subject by property, in the order in which one reads them."""
        graphs: dict[str, dict[object, list[object]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            graphs[quad.predicate.value][quad.object].append(quad.graph_name)
        made = [
            Group(
                self.ref(name),
                tuple(
                    sorted(
                        (self.value(term, inferred=all(map(_ruled, found))) for term, found in terms.items()),
                        key=_shown_order,
                    )
                ),
            )
            for name, terms in graphs.items()
        ]
        return sorted(made, key=_reading_order)

    def _names(self, own: Iterable[ox.Quad]) -> tuple[Text, ...]:
        """List the names, English first, once in each language; without any, the prefixed name."""
        found: dict[str, Text] = {}
        quads = [quad for quad in own if quad.predicate.value in _NAMED and _literal(quad.object)]
        for quad in sorted(quads, key=lambda quad: (_NAMED.index(quad.predicate.value), str(quad.object))):
            text = _text(quad.object)
            found.setdefault(text.language, text)
        order = {"en": 0, "": 1, "ru": 2, "kk": 3}
        named = sorted(found.values(), key=lambda text: (order.get(text.language, 9), text.language))
        return tuple(named) or (Text(shorten(self._described.iri)),)

    @cached_property
    def _parts(self) -> list[tuple[Ref, tuple[Group, ...]]]:
        parts: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in self._described.own:
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value != self._described.iri:
                parts[quad.subject.value].append(quad)
        return [(self.ref(iri), tuple(self.groups(quads))) for iri, quads in sorted(parts.items())]

    def _leading(self, counts: Mapping[str, int] | None) -> Iterable[Leading]:
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self._described.incoming:
            if isinstance(quad.subject, ox.NamedNode):
                found[quad.predicate.value].add(quad.subject.value)
        for name in sorted({*found, *(counts or ())}, key=self._rank):
            things = sorted(map(self.ref, found[name]), key=lambda ref: (ref.label.casefold(), ref.iri))
            yield Leading(self.ref(name), counts.get(name) if counts else None, tuple(things))

    def _rank(self, name: str) -> tuple[bool, str]:
        return not name.startswith(ONTOLOGY), self.ref(name).label


def _labels(quads: Iterable[ox.Quad]) -> dict[str, tuple[str, str]]:
    """Choose a label for each thing: English if there is one."""
    found: dict[str, tuple[str, str]] = {}
    named = (quad for quad in quads if quad.predicate.value in {RDFS + "label", SKOS + "prefLabel"})
    pairs = [
        (quad.subject.value, quad.object.language or "", quad.object.value)
        for quad in named
        if isinstance(quad.object, ox.Literal) and isinstance(quad.subject, ox.NamedNode)
    ]
    for iri, language, text in sorted(pairs, key=lambda pair: (pair[1] != "en", pair)):
        found.setdefault(iri, (text, language))
    return found


def _literal(term: object) -> bool:
    return isinstance(term, ox.Literal)


def _text(term: object) -> Text:
    if not isinstance(term, ox.Literal):
        return Text(str(term))
    datatype = term.datatype.value
    return Text(term.value, term.language or "", "" if datatype in _SELDOM_SAID else shorten(datatype))


def _ruled(graph: object) -> bool:
    return isinstance(graph, ox.NamedNode) and graph.value.startswith(_RULES)


def _shown_order(value: Value) -> tuple[bool, str, str]:
    shown = value.ref.label if value.ref else value.text.text if value.text else ""
    return value.inferred, shown.casefold(), value.ref.iri if value.ref else ""


def _reading_order(group: Group) -> tuple[int, bool, str]:
    iri = group.by.iri
    return _RANK.get(iri, len(_RANK)), not iri.startswith(ONTOLOGY), group.by.label.casefold()
