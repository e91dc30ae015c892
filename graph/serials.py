"""Number facts and passages, so that answers can be ordered by a whole number.

Ordering by an IRI is slow in Oxigraph (it decodes each string) and orders nothing a reader knows.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.terms import ONTOLOGY, XSD

# Later than every day a document can speak of: what has no date comes last.
_UNDATED = 10**9


def serials(store: Store) -> Iterator[Triple]:
    """Give each reported fact its place by date and name, each passage its place by document and offset.

    The bounds of dates must stand in the store already. Numbers start at 1 in each of the two orders.
    """
    facts = {quad.object for quad in store.quads_for_pattern(None, _term("reports"), None)}
    yield from _numbered(
        sorted(
            (_number(store, fact, "earliestDay"), _number(store, fact, "latestDay"), fact.value)
            for fact in facts
            if isinstance(fact, NamedNode)
        )
    )
    passages = {quad.subject for quad in store.quads_for_pattern(None, _term("document"), None)}
    yield from _numbered(
        sorted(
            (_value(store, passage, "document"), _number(store, passage, "start"), passage.value)
            for passage in passages
            if isinstance(passage, NamedNode)
        )
    )


def _numbered(ordered: list[tuple[int, int, str]] | list[tuple[str, int, str]]) -> Iterator[Triple]:
    for number, (*_, iri) in enumerate(ordered, 1):
        yield Triple(
            NamedNode(str(iri)), _term("serial"), Literal(str(number), datatype=NamedNode(XSD + "integer"))
        )


def _number(store: Store, subject: NamedNode, name: str) -> int:
    found = _value(store, subject, name)
    return int(found) if found.lstrip("-").isdigit() else _UNDATED


def _value(store: Store, subject: NamedNode, name: str) -> str:
    quad = next(store.quads_for_pattern(subject, _term(name), None), None)
    return quad.object.value if quad and isinstance(quad.object, NamedNode | Literal) else ""


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
