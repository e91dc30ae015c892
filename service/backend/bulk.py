"""One file of N-Quads that a store's own bulk loader takes, with all that `load` would have left there."""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from graph.export import targets
from graph.export.progress import Progress
from graph.snapshots import Snapshot
from service.backend import graphs, holding
from service.backend.holding import HELD, Holding
from service.engine.dataset import ALL

SUFFIX = ".nq"
_END = b" .\n"


def write(snapshot: Snapshot, out: Path, progress: Progress | None = None) -> int:
    """Write a snapshot for a store that holds nothing of ours yet; give the number of lines.

    EndpointError for a graph that no other store can keep, ExportError if the file cannot be written.
    """
    shown = progress or Progress()
    with targets.target(out) as room:
        beside = room / "graphs"
        beside.mkdir()
        files = graphs.written(snapshot, beside, shown)
        shown.begin("graphs to join", len(files))
        number = 0
        with (room / "made").open("wb") as joined:
            for name, file in files.items():
                own, both = (f" <{graph}>".encode() + _END for graph in (name, ALL))
                with file.path.open("rb") as triples:
                    for triple in triples:
                        said = triple.removesuffix(_END)
                        joined.write(said + own + said + both)
                        number += 2
                file.path.unlink()
                shown.step()
            held = list(_record(holding.of(snapshot, {name: file.part for name, file in files.items()})))
            joined.write(serialize(held, format=RdfFormat.N_QUADS) or b"")
        return number + len(held)


def _record(held: Holding) -> Iterator[Quad]:
    for thing, name, value in holding.statements(held):
        yield Quad(NamedNode(thing), NamedNode(name), Literal(value), NamedNode(HELD))
