"""Statements in the order in which they are made, with prefixed names for predicates, and their bytes."""

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from graph.terms import PREFIXES

NAMESPACES = {
    **PREFIXES,
    "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "formats": "http://www.w3.org/ns/formats/",
}
Said = NamedNode | Literal | int | None


class Statements:
    """Gathers triples."""

    def __init__(self) -> None:
        """Begin with none."""
        self.triples: list[Triple] = []

    def say(self, subject: NamedNode, predicate: str, *objects: Said) -> None:
        """Say of a subject one triple an object; None stands for what is not known."""
        for said in objects:
            if said is not None:
                found = Literal(said) if isinstance(said, int) else said
                self.triples.append(Triple(subject, term(predicate), found))


def term(name: str) -> NamedNode:
    """Expand a prefixed name of the vocabularies that describe."""
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)


def terms(names: Iterable[str]) -> list[NamedNode]:
    """Expand several."""
    return [term(name) for name in names]


def english(text: str) -> Literal:
    """Write a text in English."""
    return Literal(text, language="en")


def written(triples: Sequence[Triple], own: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Write triples in each format of RDF without named graphs, by its name; Turtle in the order given.

    own are prefixes that hold for these triples alone.
    """
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    known = {**NAMESPACES, **(own or {})}
    del known["graph"]  # names of graphs have slashes, which read worse behind a prefix
    used = {prefix: iri for prefix, iri in known.items() if f"<{iri}".encode() in lines}
    return {
        "turtle": serialize(triples, format=RdfFormat.TURTLE, prefixes=used) or b"",
        "ntriples": lines,
        "rdfxml": serialize(triples, format=RdfFormat.RDF_XML, prefixes=used) or b"",
        "jsonld": serialize(triples, format=RdfFormat.JSON_LD, prefixes=used) or b"",
    }
