"""The revision of a graph: a name made from nothing but what it says."""

import hashlib
from collections.abc import Iterable

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize


def revision(quads: Iterable[Quad]) -> str:
    """Name a set of quads: 16 hexadecimal digits of SHA-256 over its canonical, sorted N-Quads.

    Blank nodes get RDFC-1.0 names first; only the quads that have them take part, for that is what costs.
    """
    named: set[Quad] = set()
    blank: set[Quad] = set()
    for quad in quads:
        (blank if _is_blank(quad) else named).add(quad)
    if blank:
        dataset = Dataset(blank)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        named.update(dataset)
    lines = serialize(named, format=RdfFormat.N_QUADS) or b""
    digest = hashlib.sha256()
    for line in sorted(lines.splitlines(keepends=True)):
        digest.update(line)
    return digest.hexdigest()[:16]


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
