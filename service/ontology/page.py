"""The page about the ontology, rendered once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from graph.terms import CONCEPT, ONTOLOGY, SKOS, shorten
from graph.vocabulary import NO_MATCH, Alignment, Class, Property, Term, Value, Vocabulary, anchor
from service import templating
from service.desk import Desk
from service.ontology.diagram import diagram, properties_of
from service.ontology.layers import Layer, layers

_VOCABULARIES = {
    "prov": "PROV-O",
    "org": "The Organization Ontology (ORG)",
    "foaf": "FOAF",
    "sem": "Simple Event Model (SEM)",
    "time": "OWL-Time",
    "oa": "Web Annotation",
    "schema": "schema.org",
    "dcterms": "Dublin Core terms",
    "cito": "CiTO",
    "bibo": "BIBO",
    "fabio": "FaBiO",
    "aif": "Argument Interchange Format (AIF)",
    "event-data": "Event data: CAMEO and PLOVER",
    "icow": "ICOW Territorial Claims",
}
_CODED = {"cameo": "CAMEO", "plover": "PLOVER"}
Examples = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Usage:
    """What the facts make of the terms: properties by class, schemes of values by property; all IRIs."""

    properties: Mapping[str, Sequence[str]]
    schemes: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Shown:
    """A layer as the page shows it."""

    layer: Layer
    picture: Markup
    classes: tuple[Class, ...]


def render(view: "View", desk: Desk, here: str) -> bytes:
    """Write the page for the address that its links begin with."""
    return templating.page("ontology.html", desk, here, view=view, vocabulary=view.vocabulary)


class View:
    """What the template asks for; examples hold, by class, a thing and what is said of it in Turtle."""

    def __init__(self, vocabulary: Vocabulary, usage: Usage, examples: Examples) -> None:
        self.vocabulary, self._used, self._examples = vocabulary, usage.properties, examples
        self._schemes = usage.schemes
        self._values = {value.iri: value for scheme in vocabulary.schemes for value in scheme.values}
        terms: tuple[Term, ...] = (*vocabulary.classes, *vocabulary.properties, *vocabulary.schemes)
        self._known = {term.iri for term in terms} | set(self._values) | set(vocabulary.borrowed)
        self._classes = {one.iri: one for one in vocabulary.classes}

    @property
    def layers(self) -> list[Shown]:
        return [
            Shown(
                layer,
                # All text in it was escaped where it was drawn.
                Markup(diagram(layer, self.vocabulary, self._used)),  # noqa: S704
                tuple(self._classes[iri] for iri in layer.classes),
            )
            for layer in layers(self._classes)
        ]

    @property
    def alignments(self) -> list[tuple[str, list[Alignment]]]:
        """Group alignments by vocabulary, in the order of the table of vocabularies."""
        groups: dict[str, list[Alignment]] = defaultdict(list)
        for one in self.vocabulary.alignments:
            groups[shorten(one.target).partition(":")[0]].append(one)
        order = [*_VOCABULARIES, *sorted(groups.keys() - _VOCABULARIES.keys())]
        return [(_VOCABULARIES.get(name, name), groups[name]) for name in order if name in groups]

    def properties(self, one: Class) -> list[Property]:
        return properties_of(one.iri, self.vocabulary, self._used)

    def values(self, one: Property) -> list[str]:
        """List the schemes that the values of a property are from, if it leads to controlled values."""
        return sorted(self._schemes.get(one.iri, ())) if one.range == SKOS + "Concept" else []

    def example(self, one: Class) -> tuple[str, str] | None:
        """Find the example of a class, or of the first class below it that has one."""
        below = (self._examples[child] for child in one.children if child in self._examples)
        return self._examples.get(one.iri) or next(below, None)

    def known(self, iris: Sequence[str]) -> list[str]:
        """Leave out what this page does not describe."""
        return [iri for iri in iris if iri in self._classes]

    def name(self, iri: str) -> str:
        return shorten(iri)

    def short(self, iri: str) -> str:
        """Write a name as short as it is clear here: a scheme or a term of ours without its prefix."""
        own = next((space for space in (ONTOLOGY, CONCEPT) if iri.startswith(space)), None)
        return iri.removeprefix(own) if own and "/" not in iri.removeprefix(own) else shorten(iri)

    def href(self, iri: str) -> str:
        return f"#{anchor(iri)}" if iri in self._known else iri

    def match(self, iri: str) -> str:
        """Put a kind of match into words."""
        local = iri.removeprefix(SKOS).removesuffix("Match")
        return {"subClassOf": "subclass of", "subPropertyOf": "subproperty of"}.get(shorten(iri)[5:], local)

    def codings(self, values: Sequence[Value]) -> list[str]:
        """List the coding schemes that some of the values match or are said not to."""
        found = {self._coding(match) for value in values for match in value.matches}
        return [name for name in _CODED if name in found]

    def coding(self, name: str) -> str:
        return _CODED[name]

    def codes(self, value: Value, coding: str) -> list[tuple[str, str, str]]:
        """List the codes of a value in a coding scheme: IRI (empty for no code), words, kind of match."""
        found = []
        for match in value.matches:
            if self._coding(match) == coding:
                if match.match == NO_MATCH:
                    found.append(("", "no code", ""))
                else:
                    code = self._values.get(match.target)
                    words = code.labels.get("en", "") if code else shorten(match.target)
                    found.append((match.target, words, self.match(match.match)))
        return found

    def _coding(self, match: Alignment) -> str:
        return match.target.removeprefix(CONCEPT).partition("/")[0]
