"""Derive what follows from the sources: what needs code in code, the rest by CONSTRUCT files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Triple

from graph import queryfiles
from graph.dates import Bounds, bounds, day_number
from graph.errors import DateError, SourceError
from graph.findings import Finding
from graph.keys import keys
from graph.origins import origins
from graph.replies import replies
from graph.serials import serials
from graph.sources import Draft, shown
from graph.terms import EDTF, GRAPH, ONTOLOGY, XSD


def apply(draft: Draft, directory: Path) -> None:
    """Derive into a draft: what needs code, such as bounds, then each rule file in the order of names.

    A rule sees all that was derived before it. What already stands in some graph is not derived again.
    """
    _store(draft, "bounds", _bounds(draft))
    for name, rule in (("serial", serials), ("keys", keys), ("replies", replies), ("origins", origins)):
        _store(draft, name, list(rule(draft.store)))
    for path in sorted(directory.glob("*.rq")):
        try:
            name, triples = _construct(draft, path)
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            draft.findings.append(Finding(shown(path), "", what, mend))
        else:
            _store(draft, name, triples)


def _construct(draft: Draft, path: Path) -> tuple[str, list[Triple]]:
    query = queryfiles.load(path)
    if GRAPH + f"rule/{query.name}" in draft.derived:
        raise SourceError(f"there is another rule {query.name}; rename the file")
    if query.form() != "CONSTRUCT":
        raise SourceError("is no CONSTRUCT query; write a rule as one CONSTRUCT")
    found = queryfiles.run(query, draft.store)
    triples = list(found) if isinstance(found, QueryTriples) else []
    if any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        raise SourceError("derives blank nodes; make an IRI from what the thing is about")
    return query.name, triples


def _store(draft: Draft, name: str, triples: Iterable[Triple]) -> None:
    graph = NamedNode(f"{GRAPH}rule/{name}")
    draft.derived.append(graph.value)
    fresh = [triple for triple in triples if not _stands(draft, triple)]
    draft.store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in fresh)


def _stands(draft: Draft, triple: Triple) -> bool:
    quads = draft.store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
    return next(quads, None) is not None


def _bounds(draft: Draft) -> list[Triple]:
    triples = []
    for quad in draft.store.quads_for_pattern(None, NamedNode(ONTOLOGY + "date"), None):
        date = quad.object
        if isinstance(date, Literal) and date.datatype.value == EDTF:
            try:
                found = bounds(date.value)
            except DateError:
                continue  # the check of all dates reports it, with its file
            triples += [Triple(quad.subject, *pair) for pair in _dated(found)]
    return triples


def _dated(found: Bounds) -> Iterator[tuple[NamedNode, Literal]]:
    for name, day in (("earliest", found.earliest), ("latest", found.latest)):
        if day is not None:
            number = str(day_number(day))
            yield NamedNode(ONTOLOGY + name), Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))
            yield (
                NamedNode(f"{ONTOLOGY}{name}Day"),
                Literal(number, datatype=NamedNode(XSD + "integer")),
            )
