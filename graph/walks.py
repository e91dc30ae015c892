"""Property paths: which nodes they join, and over which triples they go."""

from collections.abc import Iterator

from pyoxigraph import Triple
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath
from rdflib.term import Identifier, URIRef

from graph.bridge import View, to_oxigraph, to_rdflib

Walk = tuple[Identifier, Identifier, tuple[Triple, ...]]
Step = URIRef | Path | None


def walks(view: View, step: Step, start: Identifier | None, end: Identifier | None) -> Iterator[Walk]:
    """Find the ends a predicate or path joins, each with the triples on the way; None is any of them."""
    if isinstance(step, InvPath):
        for first, last, way in walks(view, step.arg, end, start):
            yield last, first, way
    elif isinstance(step, SequencePath):
        yield from _sequence(view, list(step.args), start, end)
    elif isinstance(step, AlternativePath):
        for choice in step.args:
            yield from walks(view, choice, start, end)
    elif isinstance(step, MulPath):
        yield from _repeated(view, step, start, end)
    elif isinstance(step, NegatedPath):
        yield from _negated(view, step, start, end)
    else:
        yield from _direct(view, step if isinstance(step, Identifier) else None, start, end)


def _direct(
    view: View, predicate: Identifier | None, start: Identifier | None, end: Identifier | None
) -> Iterator[Walk]:
    wanted = (None if term is None else to_oxigraph(term) for term in (start, predicate, end))
    for triple in view.match(*wanted):
        yield to_rdflib(triple.subject), to_rdflib(triple.object), (triple,)


def _sequence(
    view: View, steps: list[Step], start: Identifier | None, end: Identifier | None
) -> Iterator[Walk]:
    if len(steps) == 1:
        yield from walks(view, steps[0], start, end)
    elif start is None and end is not None:
        for middle, last, after in walks(view, steps[-1], None, end):
            for first, _, before in _sequence(view, steps[:-1], None, middle):
                yield first, last, before + after
    else:
        for first, middle, before in walks(view, steps[0], start, None):
            for _, last, after in _sequence(view, steps[1:], middle, end):
                yield first, last, before + after


def _negated(
    view: View, path: NegatedPath, start: Identifier | None, end: Identifier | None
) -> Iterator[Walk]:
    inverse = {arg.arg for arg in path.args if isinstance(arg, InvPath)}
    forward = set(path.args) - {arg for arg in path.args if isinstance(arg, InvPath)}
    if forward or not inverse:
        for first, last, way in _direct(view, None, start, end):
            if to_rdflib(way[0].predicate) not in forward:
                yield first, last, way
    if inverse:
        for first, last, way in _direct(view, None, end, start):
            if to_rdflib(way[0].predicate) not in inverse:
                yield last, first, way


def _repeated(view: View, path: MulPath, start: Identifier | None, end: Identifier | None) -> Iterator[Walk]:
    if start is None and end is not None:
        turned = MulPath(InvPath(path.path), path.mod)
        for last, first, way in _repeated(view, turned, end, None):
            yield first, last, tuple(reversed(way))
        return
    for first in [start] if start is not None else _nodes(view):
        for last, way in _reached(view, path, first):
            if end is None or last == end:
                yield first, last, way


def _reached(view: View, path: MulPath, start: Identifier) -> Iterator[tuple[Identifier, tuple[Triple, ...]]]:
    """Go on from a node until nothing new is reached, the nearest first."""
    seen = set()
    if path.zero:
        seen.add(start)
        yield start, ()
    border: list[tuple[Identifier, tuple[Triple, ...]]] = [(start, ())]
    while border:
        reached = []
        for node, before in border:
            for _, last, way in walks(view, path.path, node, None):
                if last not in seen:
                    seen.add(last)
                    reached.append((last, before + way))
        yield from reached
        border = reached if path.more else []


def _nodes(view: View) -> list[Identifier]:
    found = {term for triple in view.match() for term in (triple.subject, triple.object)}
    return sorted(map(to_rdflib, found))
