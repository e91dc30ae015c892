"""The whole graph as RDF, in five formats; the same graph, the same bytes.

Statements pass through a sort on the disk, so that what belongs together stands together and memory stays
flat. Blank nodes in graphs of others keep the labels of the store, in RDF/XML with a letter before them.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import IO, cast

from pyoxigraph import BlankNode, DefaultGraph, Quad, RdfFormat, Triple, parse

from graph import jsonld, revision
from graph.errors import ExportError
from graph.export import rdfxml as xml
from graph.export import turtle as text
from graph.export.sorting import in_order
from graph.export.source import Source

_MARK = "\x00"  # which no statement has
_AT_ONCE = 5_000  # lines that are read back at a time


def nquads(source: Source, out: IO[bytes]) -> None:
    """Write canonical N-Quads: each statement with its graph, one a line, sorted by code point."""
    _write(in_order((f"{quad} .\n" for quad in _quads(source)), source.room), out)


def turtle(source: Source, out: IO[bytes]) -> None:
    """Write ontology and facts as one Turtle file without graphs, thing by thing."""
    _write(itertools.chain([text.HEAD], text.statements(_lines(source))), out)


def trig(source: Source, out: IO[bytes]) -> None:
    """Write TriG: the statements of each graph together, thing by thing."""
    lines = in_order((f"{_graph(quad)}{_MARK}{quad.triple} .\n" for quad in _quads(source)), source.room)
    pairs = (line.partition(_MARK) for line in lines)
    _write([text.HEAD], out)
    for named, some in itertools.groupby(pairs, key=lambda pair: pair[0]):
        _write(text.graph(named, (line for _, _, line in some)), out)


def rdfxml(source: Source, out: IO[bytes]) -> None:
    """Write ontology and facts as one RDF/XML file without graphs, thing by thing."""
    _write(xml.document(_read(_lines(source))), out)


def compact(source: Source, out: IO[bytes]) -> None:
    """Write compact JSON-LD without graphs, its context in it, a thing a line."""
    taken: set[str] = set()
    triples = _simple(_read(_lines(source, taken)))
    first = list(itertools.islice(triples, 1))  # by then all were read, so the schemes are known
    declared = source.ask(jsonld.DECLARED)
    coercions = jsonld.coercions(declared, source.ask(jsonld.sampling(declared)))
    jsonld.stream(itertools.chain(first, triples), coercions, taken, out.write)


def _write(pieces: Iterable[str], out: IO[bytes]) -> None:
    for piece in pieces:
        out.write(piece.encode())


def _lines(source: Source, schemes: set[str] | None = None) -> Iterator[str]:
    """Give each statement once, subject by subject, as a line of N-Triples.

    The schemes of IRIs that are met are put into a set, if there is one, before the first line is given.
    """

    def lines() -> Iterator[str]:
        for quad in _quads(source):
            line = f"{quad.triple} .\n"
            if schemes is not None:
                schemes.update(jsonld.schemes(line))
            yield line

    return in_order(lines(), source.room)


def _quads(source: Source) -> Iterator[Quad]:
    """Give each statement; blank nodes of our graphs, which each build names anew, get names of RDFC-1.0."""
    source.progress.begin("reading", source.snapshot.quads)
    tangled: set[Quad] = set()
    for quad in source.quads():
        if revision.blank(quad) and revision.ours(quad.graph_name):
            tangled.add(quad)
        else:
            yield quad
    named = revision.quads(revision.canonical(revision.lines(tangled)))
    # What a graph of others speaks of too would be torn in two, or one of the same new name taken for it.
    torn = any(map(source.elsewhere, _blank_nodes(tangled) | _blank_nodes(named)))
    yield from tangled if torn else named


def _blank_nodes(quads: Iterable[Quad]) -> set[BlankNode]:
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    return {term for term in terms if isinstance(term, BlankNode)}


def _graph(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)


def _read(lines: Iterable[str]) -> Iterator[Triple]:
    rest = iter(lines)
    while some := "".join(itertools.islice(rest, _AT_ONCE)):
        for quad in cast("Iterable[Quad]", parse(some, format=RdfFormat.N_TRIPLES)):
            yield quad.triple


def _simple(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        if isinstance(triple.object, Triple):
            raise ExportError(
                f"{triple.subject} {triple.predicate}: is about a statement; JSON-LD cannot hold it; "
                "export turtle or nquads"
            )
        yield triple
