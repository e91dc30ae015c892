"""Terms, triples and patterns as people write them: prefixed names, bare numbers, variables."""

import re
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Triple
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Identifier, Variable

from graph.bridge import to_oxigraph
from graph.layout import literal
from graph.terms import shorten

_IRI = re.compile(r"<([^<>]*)>")


def name(term: object) -> str:
    """Write a term of pyoxigraph."""
    if isinstance(term, NamedNode):
        short = shorten(term.value)
        return f"<{short}>" if short == term.value else short
    return literal(term, _datatype) if isinstance(term, Literal) else str(term)


def sentence(triple: Triple) -> str:
    """Write a triple on one line."""
    return " ".join(" ".join(map(name, triple)).split("\n"))


def written(part: object, known: Mapping[Identifier, Identifier]) -> str:
    """Write the triple patterns of a part of the algebra, with the known values put in."""
    if not isinstance(part, CompValue):
        return ""
    if part.name == "BGP":
        return " . ".join(" ".join(_node(node, known) for node in pattern) for pattern in part.triples)
    if part.name == "Project":
        known = {node: term for node, term in known.items() if node in part.PV}
    parts = [written(part[key], known) for key in ("p", "p1", "p2") if key in part]
    mark = " or " if part.name == "Union" else " . "
    condition = " (and a condition)" if part.name == "Filter" or _conditional(part) else ""
    return mark.join(text for text in parts if text) + condition


def _conditional(part: CompValue) -> bool:
    return part.name == "LeftJoin" and getattr(part.expr, "name", "") != "TrueFilter"


def _node(node: object, known: Mapping[Identifier, Identifier]) -> str:
    if isinstance(node, Path):
        return _IRI.sub(lambda found: shorten(found[1]), node.n3())
    if isinstance(node, Variable | BNode):
        found = known.get(node)
        return name(to_oxigraph(found)) if found is not None else f"?{node}"
    return name(to_oxigraph(node))


def _datatype(iri: str) -> str:
    return name(NamedNode(iri))
