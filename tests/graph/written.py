"""The tiny graph in a store of its own, to be written to."""

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph import snapshots
from graph.build import build
from graph.changes import Written, write
from graph.snapshots import Snapshot
from graph.terms import GRAPH, PREFIXES
from tests.graph.tiny import Tiny, copy

TURTLE = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
SPARQL = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
DOCUMENT = f"{GRAPH}document/000"


@dataclass(frozen=True)
class Place:
    """A store and the folders it was built from."""

    tiny: Tiny

    @property
    def store(self) -> Path:
        return self.tiny.folder.parent / "store"

    @property
    def current(self) -> Snapshot:
        return snapshots.current(self.store)

    def build(self, *, without_writes: bool = False) -> Snapshot:
        return build(self.store, None, self.tiny.roots, without_writes=without_writes)

    def update(self, text: str, expected: str | None = None) -> Written:
        """Run an update in SPARQL, with the prefixes of the project."""

        def change(store: Store) -> None:
            store.update(SPARQL + text)

        return write(self.store, change, cause="update", expected=expected, roots=self.tiny.roots)

    def insert(self, graph: str, turtle: str) -> Written:
        """Add Turtle to a graph."""

        def change(store: Store) -> None:
            text = (TURTLE + turtle).encode()
            store.load(text, format=RdfFormat.TURTLE, to_graph=NamedNode(graph))

        return write(self.store, change, cause=f"POST graph {graph}", roots=self.tiny.roots)

    def quads(self) -> set[Quad]:
        return set(Store.read_only(str(self.current.store)))

    def ask(self, pattern: str) -> bool:
        store = Store.read_only(str(self.current.store))
        return bool(store.query(f"{SPARQL}ASK {{ {pattern} }}", use_default_graph_as_union=True))

    def times(self) -> dict[str, int]:
        """List everything in the store with the time it was touched."""
        # A folder's own time changes when a write that comes to nothing makes its room in it.
        files = (path for path in self.store.rglob("*") if path.is_file() and path.name != "lock")
        return {str(path): path.stat().st_mtime_ns for path in files}


def built(folder: Path) -> Place:
    place = Place(copy(folder))
    place.build()
    return place
