"""The revision of a graph: a name made from nothing but what it says."""

import hashlib
from collections.abc import Iterable, Set

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from graph.terms import GRAPH

Lines = Set[bytes]


def revision(quads: Iterable[Quad]) -> str:
    """Name a set of quads: 16 hexadecimal digits of SHA-256 over its canonical, sorted N-Quads."""
    return named(frozenset(lines(quads)))


def named(given: Lines) -> str:
    """Name a graph that is given as the lines of N-Quads, as `revision` does."""
    digest = hashlib.sha256()
    for line in sorted(canonical(given)):
        digest.update(line)
    return digest.hexdigest()[:16]


def lines(held: Store | Iterable[Quad]) -> set[bytes]:
    """Write a store or some quads as N-Quads, each line with its end; one line is one quad."""
    if isinstance(held, Store):  # an order of magnitude less work than by way of its quads
        written = held.dump(format=RdfFormat.N_QUADS)
    else:
        written = serialize(held, format=RdfFormat.N_QUADS)
    return set((written or b"").splitlines(keepends=True))


def quads(given: Iterable[bytes]) -> set[Quad]:
    """Read lines of N-Quads; blank nodes keep their labels."""
    return set(parse(b"".join(given), format=RdfFormat.N_QUADS))


def canonical(given: Lines) -> Lines:
    """Give the blank nodes of our own graphs the names of RDFC-1.0, for each build labels them anew.

    Those of other people's graphs keep the labels they got when they came in. Nothing else writes them,
    and RDFC-1.0 takes 4 s for eight nodes that all point at each other: an upload could hold up
    everybody. So the same upload with blank nodes, made twice, makes two revisions.
    """
    tangled = quads(line for line in given if b"_:" in line)
    own = {quad for quad in tangled if blank(quad) and ours(quad.graph_name)}
    if not own:
        return given
    dataset = Dataset(own)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return (given - lines(own)) | lines(dataset)


def ours(graph: object) -> bool:
    """Say whether a graph is one of ours; all others, and the unnamed one, are foreign."""
    return isinstance(graph, NamedNode) and graph.value.startswith(GRAPH)


def blank(quad: Quad) -> bool:
    """Say whether a quad has a blank node."""
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
