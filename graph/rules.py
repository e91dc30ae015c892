"""Derive what follows from the sources: some rules in code, the others by CONSTRUCT files between them."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Triple

from graph import coderules, queryfiles
from graph.errors import SourceError
from graph.findings import Finding
from graph.sources import Draft, shown
from graph.terms import GRAPH


def apply(draft: Draft, directory: Path) -> None:
    """Derive into a draft: bounds of dates, numbers to order by, each rule file in the order of names, OWL.

    A rule sees all that was derived before it. What already stands in some graph is not derived again.
    """
    for rule in coderules.FIRST:
        _store(draft, rule.name, list(rule.derive(draft.store)))
    for path in sorted(directory.glob("*.rq")):
        try:
            name, triples = _construct(draft, path)
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            draft.findings.append(Finding(shown(path), "", what, mend))
        else:
            _store(draft, name, triples)
    for rule in coderules.LAST:
        _store(draft, rule.name, list(rule.derive(draft.store)))


def _construct(draft: Draft, path: Path) -> tuple[str, list[Triple]]:
    query = queryfiles.load(path)
    if query.name in coderules.BY_NAME or GRAPH + f"rule/{query.name}" in draft.derived:
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
