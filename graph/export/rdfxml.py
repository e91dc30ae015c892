"""RDF/XML, thing by thing; what XML cannot hold is refused, never bent.

The engine's own writer puts out elements without a name for properties that end in no name, and control
characters and carriage returns as they are, which no reader of XML gives back.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import ExportError
from graph.terms import PREFIXES, RDF, XSD, split

# What may begin a name in XML, and what may follow (XML 1.0, productions 4 and 4a, without the colon).
_BEGIN = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = re.compile(f"[{_BEGIN}][{_BEGIN}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*\\Z")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMESPACES = {space: prefix for prefix, space in PREFIXES.items()}
_XMLNS = "http://www.w3.org/2000/xmlns/"
_WORDS = "RDF ID about bagID parseType resource nodeID datatype li Description aboutEach aboutEachPrefix"
_RESERVED = {RDF + word for word in _WORDS.split()}
_REMEMBERED = 10_000
_MEND = "RDF/XML cannot hold it; export turtle or nquads"


def document(triples: Iterable[Triple]) -> Iterator[str]:
    """Give RDF/XML for statements, subject by subject; ExportError names what it cannot hold."""
    spaces = "".join(f'\n\txmlns:{prefix}="{space}"' for prefix, space in PREFIXES.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n'
    subject: object = None
    for triple in triples:
        if triple.subject != subject:
            yield "\t</rdf:Description>\n" if subject is not None else ""
            subject = triple.subject
            yield f"\t<rdf:Description {_node(subject, 'about')}>\n"
        yield f"\t\t{_statement(triple)}\n"
    yield "\t</rdf:Description>\n</rdf:RDF>\n" if subject is not None else "</rdf:RDF>\n"


def _statement(triple: Triple) -> str:
    element, declared = _element(triple.predicate.value)
    value = triple.object
    if not isinstance(value, Literal):
        return f"<{element}{declared} {_node(value, 'resource')}/>"
    unfit = _UNFIT.search(value.value)
    if unfit or value.direction:
        what = f"the character U+{ord(unfit[0]):04X}" if unfit else "a direction of writing"
        raise ExportError(f"{triple.subject} {triple.predicate}: has {what}; {_MEND}")
    sort = ""
    if value.language:
        sort = f' xml:lang="{value.language}"'
    elif value.datatype.value != XSD + "string":
        sort = f" rdf:datatype={quoteattr(value.datatype.value)}"
    return f"<{element}{declared}{sort}>{escape(value.value, {chr(13): '&#13;'})}</{element}>"


def _node(term: object, relation: str) -> str:
    if isinstance(term, NamedNode):
        return f"rdf:{relation}={quoteattr(term.value)}"
    if isinstance(term, BlankNode):
        return f'rdf:nodeID="b{term.value}"'  # a label may begin with a digit, a name of XML may not
    raise ExportError(f"{str(term)[:200]}: is a statement that another is about; {_MEND}")


@lru_cache(_REMEMBERED)
def _element(iri: str) -> tuple[str, str]:
    """Name the element of a property, and declare the namespace where it is none of ours."""
    parts = split(iri, _NAMESPACES)
    if iri in _RESERVED or (parts is None and iri.startswith(RDF)):
        raise ExportError(f"{iri}: is a word of RDF/XML itself and no property in it; {_MEND}")
    if parts is not None and _NAME.match(parts[1]):
        return ":".join(parts), ""
    local = _NAME.search(iri)
    if local is None or iri[: local.start()] in {"", _XMLNS}:
        raise ExportError(f"{iri}: is a property that ends in no name; {_MEND}")
    return f"n:{local[0]}", f" xmlns:n={quoteattr(iri[: local.start()])}"
