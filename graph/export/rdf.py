"""The whole graph as RDF, in five formats; the same graph, the same bytes.

Statements pass through a sort on the disk, so that what belongs together stands together and memory stays
flat. Blank nodes in graphs of others keep the labels of the store.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import IO, cast

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from graph import jsonld, revision
from graph.export.sorting import in_order
from graph.export.source import Source
from graph.terms import PREFIXES

_MARK = "\x00"  # which no statement has
_AT_ONCE = 5_000  # lines that are read back at a time


def nquads(source: Source, out: IO[bytes]) -> None:
    """Write canonical N-Quads: each statement with its graph, one a line, sorted by code point."""
    for line in in_order((f"{quad} .\n" for quad in _quads(source)), source.room):
        out.write(line.encode())


def turtle(source: Source, out: IO[bytes]) -> None:
    """Write ontology and facts as one Turtle file without graphs, thing by thing."""
    _flat(source, out, RdfFormat.TURTLE)


def rdfxml(source: Source, out: IO[bytes]) -> None:
    """Write ontology and facts as one RDF/XML file without graphs, thing by thing."""
    _flat(source, out, RdfFormat.RDF_XML)


def trig(source: Source, out: IO[bytes]) -> None:
    """Write TriG: the statements of each graph together, thing by thing."""
    lines = in_order((f"{quad.graph_name}{_MARK}{quad} .\n" for quad in _quads(source)), source.room)
    quads = _read(line.partition(_MARK)[2] for line in lines)
    serialize(quads, out, format=RdfFormat.TRIG, prefixes=PREFIXES)


def compact(source: Source, out: IO[bytes]) -> None:
    """Write compact JSON-LD without graphs, its context in it, a thing a line."""
    taken: set[str] = set()
    triples = _triples(source, taken)
    first = list(
        itertools.islice(triples, 1)
    )  # once the first is there, all were read and the schemes are known
    declared = source.ask(jsonld.DECLARED)
    coercions = jsonld.coercions(declared, source.ask(jsonld.sampling(declared)))
    jsonld.stream(itertools.chain(first, triples), coercions, taken, out.write)


def _flat(source: Source, out: IO[bytes], format_: RdfFormat) -> None:
    serialize(_triples(source), out, format=format_, prefixes=PREFIXES)


def _triples(source: Source, taken: set[str] | None = None) -> Iterator[Triple]:
    """Give each statement once, subject by subject; put the schemes of IRIs that are met into a set."""

    def lines() -> Iterator[str]:
        for quad in _quads(source):
            line = f"{quad.triple} .\n"
            if taken is not None:
                taken.update(jsonld.schemes(line))
            yield line

    for quad in _read(in_order(lines(), source.room)):
        yield quad.triple


def _quads(source: Source) -> Iterator[Quad]:
    """Give each statement; blank nodes of our graphs, which each build names anew, get names of RDFC-1.0."""
    source.progress.begin("reading", source.snapshot.quads)
    tangled: set[Quad] = set()
    for quad in source.quads():
        if revision.blank(quad) and revision.ours(quad.graph_name):
            tangled.add(quad)
        else:
            yield quad
    yield from revision.quads(revision.canonical(revision.lines(tangled)))


def _read(lines: Iterable[str]) -> Iterator[Quad]:
    rest = iter(lines)
    while some := "".join(itertools.islice(rest, _AT_ONCE)):
        yield from cast("Iterable[Quad]", parse(some, format=RdfFormat.N_QUADS))
