"""The revision of a graph: a name made from nothing but what it says.

What a graph says is held as lines of N-Quads, a set of bytes: a line is a quad, with its end. A foreign graph
that is there and empty is a line too, a comment with its name.
"""

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
    """Write a store, with the foreign graphs that are empty in it, or some quads."""
    if not isinstance(held, Store):
        return set((serialize(held, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    # A dump is an order of magnitude less work than to go by way of the quads.
    written = set((held.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    foreign = (graph for graph in held.named_graphs() if not ours(graph))
    empty = (graph for graph in foreign if not any(held.quads_for_pattern(None, None, None, graph)))
    return written.union(f"# {graph}\n".encode() for graph in empty)


def quads(given: Iterable[bytes]) -> set[Quad]:
    """Read the quads among lines; blank nodes keep their labels."""
    return set(parse(b"".join(given), format=RdfFormat.N_QUADS))


def empty(given: Iterable[bytes]) -> set[bytes]:
    """Pick the lines that name an empty graph."""
    return {line for line in given if line.startswith(b"#")}


def graph_of(line: bytes) -> NamedNode | BlankNode:
    """Read the name of an empty graph from its line."""
    name = line.decode().removeprefix("# ").rstrip()
    return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name[1:-1])


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
