"""RDF that somebody sends: read strictly, without anything that would reach out or grow without bound."""

import re
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, RdfFormat, Triple, parse

from graph.errors import RejoinderError

FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
# Entities can make a gigabyte of a kilobyte. The NUL bytes of UTF-16 and UTF-32 are left out before looking.
_DECLARATION = re.compile(rb"<!(?:doctype|entity)", re.IGNORECASE)


class UploadError(RejoinderError):
    """A part of an upload cannot be taken."""


@dataclass(frozen=True)
class Part:
    """One piece of RDF: the name of its format, the IRI that relative ones are read against, its bytes."""

    format: str
    base: str | None
    body: bytes


def triples(part: Part) -> list[Triple]:
    """Parse a part; UploadError says where and what, its blank nodes are its own."""
    if part.format == "rdfxml" and _DECLARATION.search(part.body.replace(b"\x00", b"")):
        raise UploadError("the RDF/XML declares a document type or an entity; leave out the DOCTYPE")
    parser = parse(part.body, format=FORMATS[part.format], base_iri=part.base, rename_blank_nodes=True)
    found: list[Triple] = []
    try:
        for quad in parser:
            if not isinstance(quad.graph_name, DefaultGraph):
                raise UploadError("it names a graph inside; send one graph, without a name")
            found.append(quad.triple)
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        raise UploadError(f"{place}{error.msg}; correct it there") from error
    except (ValueError, OSError) as error:
        raise UploadError(f"{error}; correct it") from error
    return found
