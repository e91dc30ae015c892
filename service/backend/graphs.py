"""The graphs of a snapshot as files of N-Triples, each with the digest by which it is known again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, cast

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    serialize,
)

from graph.export.progress import Progress
from graph.revision import blank, ours
from graph.snapshots import Snapshot
from service.backend import holding
from service.backend.addresses import EndpointError
from service.backend.holding import Part

_DIGITS = 2**128


@dataclass(frozen=True)
class GraphFile:
    """One graph as N-Triples."""

    path: Path
    part: Part


def written(snapshot: Snapshot, folder: Path, progress: Progress) -> dict[str, GraphFile]:
    """Write each graph of a snapshot as a file of N-Triples."""
    store = Store.read_only(str(snapshot.store))
    names = sorted(store.named_graphs(), key=str)
    if any(store.quads_for_pattern(None, None, None, DefaultGraph())):
        raise EndpointError("the graph holds statements in no named graph, which other stores keep elsewhere")
    progress.begin("graphs to write", len(names))
    files = {}
    for number, name in enumerate(names):
        if isinstance(name, BlankNode):
            raise EndpointError(f"the graph {name} has no name that another store could keep")
        path = folder / f"{number}.nt"
        files[name.value] = GraphFile(path, _part(snapshot, store, name, path))
        progress.step()
    return {name: file for name, file in files.items() if file.part.quads}


def _part(snapshot: Snapshot, store: Store, name: NamedNode, path: Path) -> Part:
    with path.open("wb") as out:
        serialize((quad.triple for quad in _quads(store, name)), cast("IO[bytes]", out), RdfFormat.N_TRIPLES)
    number, sum_ = 0, 0
    with path.open("rb") as lines:
        for line in lines:  # in any order the digest is the same
            number += 1
            sum_ += int.from_bytes(hashlib.sha256(line).digest()[:16])
    return Part(number, f"{sum_ % _DIGITS:032x}", holding.layer_of(snapshot.layers, name.value))


def _quads(store: Store, name: NamedNode) -> Iterator[Quad]:
    """Give the statements of a graph; in ours, blank nodes by the same name each time."""
    if not ours(name):
        return iter(store.quads_for_pattern(None, None, None, name))
    tangled = {quad for quad in store.quads_for_pattern(None, None, None, name) if blank(quad)}
    if not tangled:
        return iter(store.quads_for_pattern(None, None, None, name))
    named = Dataset(tangled)
    named.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    plain = (quad for quad in store.quads_for_pattern(None, None, None, name) if not blank(quad))
    return chain(plain, named)
