"""The ontology as people read about it: classes, properties, schemes and values, alignments."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from graph.terms import CONCEPT, ONTOLOGY, OWL, RDF, RDFS, SKOS, shorten

IRI = ONTOLOGY.removesuffix("#")
MATCHES = tuple(f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related"))
NO_MATCH = ONTOLOGY + "noMatchIn"
_AXIOMS = (RDFS + "subClassOf", RDFS + "subPropertyOf")
_DCTERMS = "http://purl.org/dc/terms/"
_ANNOTATED = ("annotatedSource", "annotatedProperty", "annotatedTarget")
_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")


@dataclass(frozen=True)
class Term:
    """Anything with a name and a definition; labels by language, anchor is its place on the page."""

    iri: str
    labels: Mapping[str, str]
    definition: str
    notes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the prefixed name."""
        return shorten(self.iri)

    @property
    def anchor(self) -> str:
        """Return the fragment: the local name for terms of ours, so that the term's IRI leads to it."""
        return anchor(self.iri)


@dataclass(frozen=True)
class Class(Term):
    """A class with the classes above and below it, as IRIs."""

    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property(Term):
    """A property; domain and range are IRIs, empty where anything goes."""

    kind: str = ""
    domain: str = ""
    range: str = ""
    functional: bool = False

    @property
    def inferred(self) -> bool:
        """Say whether rules derive it."""
        return any(note.startswith("Inferred") for note in self.notes)


@dataclass(frozen=True)
class Alignment:
    """A statement that a term of ours matches another; all three are IRIs, why is a sentence or empty."""

    subject: str
    match: str
    target: str
    why: str = ""


@dataclass(frozen=True)
class Value(Term):
    """A controlled value, with its code if it has one and its matches in other schemes."""

    broader: tuple[str, ...] = ()
    notation: str = ""
    matches: tuple[Alignment, ...] = ()


@dataclass(frozen=True)
class Scheme(Term):
    """A scheme of controlled values."""

    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All of it; title, version and licence are empty where the ontology does not state them."""

    title: str
    description: str
    version: str
    version_iri: str
    licence: str
    classes: tuple[Class, ...]
    properties: tuple[Property, ...]
    schemes: tuple[Scheme, ...]
    alignments: tuple[Alignment, ...]
    borrowed: tuple[str, ...]


def anchor(iri: str) -> str:
    """Make the fragment of a term: `SpeechAct`, `org-Membership`, `scheme-frame`, `frame-gift`."""
    if iri.startswith(CONCEPT):
        scheme, _, value = iri.removeprefix(CONCEPT).partition("/")
        return f"{scheme}-{value}" if value else f"scheme-{scheme}"
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else shorten(iri).replace(":", "-")


def read(triples: Iterable[Triple]) -> Vocabulary:
    """Read what an ontology says of itself; a term is described here if it has a definition."""
    return _Reader(triples).vocabulary()


T = TypeVar("T", bound=Term)


@dataclass
class _Reader:
    triples: Iterable[Triple]
    about: dict[str, dict[str, list[Literal | NamedNode]]] = field(init=False)

    def __post_init__(self) -> None:
        self.about = defaultdict(lambda: defaultdict(list))
        for triple in self.triples:
            subject = triple.subject
            if not isinstance(subject, Triple):
                key = subject.value if isinstance(subject, NamedNode) else str(subject)
                if isinstance(triple.object, Literal | NamedNode):
                    self.about[key][triple.predicate.value].append(triple.object)

    def vocabulary(self) -> Vocabulary:
        alignments = tuple(sorted(self._alignments(), key=lambda one: (one.target.lower(), one.subject)))
        targets = {alignment.target for alignment in alignments}
        described = tuple(_by_name(self._terms()))
        known = {term.iri for term in described}
        borrowed = sorted(
            iri
            for iri in self.about
            if not iri.startswith(("_:", ONTOLOGY, CONCEPT))
            and iri not in known | targets
            and any(kind.startswith(OWL) for kind in self._iris(iri, RDF + "type"))
            and iri != IRI
        )
        return Vocabulary(
            title=self._text(IRI, _DCTERMS + "title"),
            description=self._text(IRI, _DCTERMS + "description"),
            version=self._text(IRI, OWL + "versionInfo"),
            version_iri=next(iter(self._iris(IRI, OWL + "versionIRI")), ""),
            licence=next(iter(self._iris(IRI, _DCTERMS + "license")), ""),
            classes=tuple(term for term in described if isinstance(term, Class)),
            properties=tuple(term for term in described if isinstance(term, Property)),
            schemes=tuple(self._schemes()),
            alignments=alignments,
            borrowed=tuple(borrowed),
        )

    def _terms(self) -> Iterator[Term]:
        for iri, facts in list(self.about.items()):
            kinds = [kind.removeprefix(OWL) for kind in self._iris(iri, RDF + "type")]
            if SKOS + "definition" not in facts:
                continue
            if "Class" in kinds:
                yield Class(
                    **self._common(iri),
                    parents=tuple(self._iris(iri, RDFS + "subClassOf")),
                    children=tuple(
                        sorted(s for s in self.about if iri in self._iris(s, RDFS + "subClassOf"))
                    ),
                )
            elif kind := next((kind for kind in _PROPERTIES if kind in kinds), ""):
                yield Property(
                    **self._common(iri),
                    kind=kind,
                    domain=next(iter(self._iris(iri, RDFS + "domain")), ""),
                    range=next(iter(self._iris(iri, RDFS + "range")), ""),
                    functional="FunctionalProperty" in kinds,
                )

    def _schemes(self) -> Iterator[Scheme]:
        values: dict[str, list[Value]] = defaultdict(list)
        for iri in list(self.about):
            for scheme in self._iris(iri, SKOS + "inScheme"):
                value = Value(
                    **self._common(iri),
                    broader=tuple(self._iris(iri, SKOS + "broader")),
                    notation=self._text(iri, SKOS + "notation"),
                    matches=tuple(
                        Alignment(iri, match, target)
                        for match in (*MATCHES, NO_MATCH)
                        for target in self._iris(iri, match)
                    ),
                )
                values[scheme].append(value)
        for iri in sorted(values):
            yield Scheme(**self._common(iri), values=tuple(_by_name(values[iri])))

    def _alignments(self) -> Iterator[Alignment]:
        reasons = {
            tuple(next(iter(self._iris(node, OWL + part)), "") for part in _ANNOTATED): self._text(
                node, RDFS + "comment"
            )
            for node in list(self.about)
            if OWL + "annotatedSource" in self.about[node]
        }
        for iri in list(self.about):
            for match in (*_AXIOMS, *MATCHES):
                for target in self._iris(iri, match):
                    if why := reasons.get((iri, match, target)):
                        yield Alignment(iri, match, target, why)

    def _common(self, iri: str) -> dict[str, Any]:
        labels = {o.language: o.value for o in self._literals(iri, SKOS + "prefLabel") if o.language}
        return {
            "iri": iri,
            "labels": labels,
            "definition": self._text(iri, SKOS + "definition"),
            "notes": tuple(o.value for o in self._literals(iri, SKOS + "scopeNote")),
            "examples": tuple(o.value for o in self._literals(iri, SKOS + "example")),
        }

    def _literals(self, iri: str, predicate: str) -> list[Literal]:
        found = self.about[iri].get(predicate, []) if iri in self.about else []
        return sorted((o for o in found if isinstance(o, Literal)), key=lambda o: (o.language or "", o.value))

    def _iris(self, iri: str, predicate: str) -> list[str]:
        found = self.about[iri].get(predicate, []) if iri in self.about else []
        return sorted(o.value for o in found if isinstance(o, NamedNode))

    def _text(self, iri: str, predicate: str) -> str:
        return next((o.value for o in self._literals(iri, predicate)), "")


def _by_name(terms: Iterable[T]) -> list[T]:
    return sorted(terms, key=lambda term: (term.anchor.lower(), term.iri))
