"""What a description is of: a revision of a graph, at an address; and the IRIs of what is described."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import NamedNode

from graph.terms import BASE, GRAPH, PREFIXES, split
from service.scope import Document

_NAMESPACES = {space: prefix for prefix, space in PREFIXES.items()}
_PLAIN = re.compile(r"[\w-]+", re.ASCII)


@dataclass(frozen=True)
class About:
    """What is known of a dataset and its service beside counts.

    made is when the graph was built, as xsd:dateTime. address is the service's own, without a slash at its
    end. layers name their graphs, each layer with those below it; a dataset without layers is not of our
    making, so neither its title nor its licence is ours to tell.
    """

    revision: str
    made: str | None
    address: str
    documents: Sequence[Document]
    layers: Mapping[str, Sequence[str]]
    writable: bool
    federated: bool

    @property
    def ours(self) -> bool:
        """Say whether the dataset is one that was built here."""
        return bool(self.layers)

    def at(self, path: str) -> NamedNode:
        """Return the IRI of a route of the service."""
        return NamedNode(f"{self.address}/{path}")

    def described(self, fragment: str) -> NamedNode:
        """Return the IRI of a thing in the VoID document, the same wherever it is served if it is ours."""
        return NamedNode(f"{self.document}#{fragment}")

    @property
    def document(self) -> str:
        """Return the IRI of the VoID document."""
        return (BASE if self.ours else f"{self.address}/") + ".well-known/void"

    @property
    def dataset(self) -> NamedNode:
        """Return the IRI of the dataset."""
        return self.described("dataset")

    @property
    def service(self) -> NamedNode:
        """Return the IRI of the query service."""
        return self.at("sparql#service")

    def graph(self, name: str) -> NamedNode:
        """Return the IRI of what a named graph holds."""
        return self.described(f"graph-{graph_part(name)}")


def part(iri: str) -> str:
    """Write an IRI as one part of a fragment: prefix.name, or percent-encoded; parts are joined by a dot.

    No two IRIs have the same part: what is encoded has a percent sign, for its colon, and no dot.
    """
    prefix, name = split(iri, _NAMESPACES) or ("", "")
    return f"{prefix}.{name}" if _PLAIN.fullmatch(name) else _encoded(iri)


def graph_part(iri: str) -> str:
    """Write the name of a graph as the end of a fragment, ours in short."""
    steps = iri.removeprefix(GRAPH).split("/")
    ours = iri.startswith(GRAPH) and all(_PLAIN.fullmatch(step) for step in steps)
    return ".".join(steps) if ours else _encoded(iri)


def _encoded(iri: str) -> str:
    return quote(iri, safe="").replace(".", "%2E")
