"""The revisions that are kept in a store: list them, compare two, remove old ones."""

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, Store

from graph import publication, snapshots
from graph.errors import DamagedStore, MissingStore, UnknownRevision
from graph.revision import canonical, lines, quads
from graph.snapshots import Snapshot

_LIST = "`rejoinder revisions` lists them"


@dataclass(frozen=True)
class Difference:
    """What two revisions do not share in one graph, as sorted lines of N-Quads; a graph by its IRI."""

    graph: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Pruned:
    """Which revisions were removed, and how many bytes of the disk that gave back."""

    removed: tuple[str, ...]
    room: int


def whole(store_dir: Path) -> list[Snapshot]:
    """List the snapshots that are whole, the newest first."""
    found = []
    for directory in _directories(store_dir):
        try:
            found.append(snapshots.read(directory))
        except DamagedStore:
            continue  # `damaged` tells of them
    return sorted(found, key=_age, reverse=True)


def damaged(store_dir: Path) -> list[str]:
    """Name what lies among the snapshots and is none."""
    known = {snapshot.revision for snapshot in whole(store_dir)}
    return sorted(place.name for place in _directories(store_dir) if place.name not in known)


def find(store_dir: Path, name: str) -> Snapshot:
    """Find the one revision that begins so; UnknownRevision if there is none or more than one."""
    fits = [place for place in _directories(store_dir) if name and place.name.startswith(name)]
    if not fits:
        raise UnknownRevision(f"{name}: no revision in {store_dir} begins so; {_LIST}")
    if len(fits) > 1:
        several = ", ".join(sorted(place.name for place in fits))
        raise UnknownRevision(f"{name}: more than one revision begins so ({several}); write more of it")
    return snapshots.read(fits[0])


def compare(old: Snapshot, new: Snapshot) -> list[Difference]:
    """Find what the newer revision has and the older has not, and the reverse, graph by graph.

    Blank nodes of our graphs get canonical names, which may shift where the ontology changes.
    """
    before, after = (canonical(lines(Store.read_only(str(one.store)))) for one in (old, new))
    added, removed = _by_graph(after - before), _by_graph(before - after)
    return [
        Difference(graph, added.get(graph, ()), removed.get(graph, ()))
        for graph in sorted({*added, *removed})
    ]


def prune(store_dir: Path, keep: int, *, dry_run: bool = False) -> Pruned:
    """Remove all revisions but the newest few, the current one and the base of its writes.

    What is not whole goes too. A dry run only tells. Readers that have a revision open keep its files until
    they leave. StoreError where nothing can be removed.
    """
    if not (store_dir / "snapshots").is_dir():
        raise MissingStore(f"{store_dir}: no graph was built here yet; run `rejoinder build`")
    with nullcontext() if dry_run else publication.exclusively(store_dir):
        current = snapshots.current(store_dir)
        kept = {current.revision, current.base, *(one.revision for one in whole(store_dir)[:keep])}
        gone = sorted((place for place in _directories(store_dir) if place.name not in kept), key=_changed)
        room = _room(gone)
        if gone and not dry_run:
            with publication.room(store_dir) as folder:
                for place in gone:
                    place.rename(folder / place.name)
        return Pruned(tuple(place.name for place in gone), room)


def _room(directories: Iterable[Path]) -> int:
    """Count the bytes that nothing else shares: files of several snapshots may be links to one."""
    files = [path.stat() for directory in directories for path in directory.rglob("*") if path.is_file()]
    links = Counter(file.st_ino for file in files)
    alone = {file.st_ino: file.st_size for file in files if links[file.st_ino] == file.st_nlink}
    return sum(alone.values())


def _by_graph(found: Iterable[bytes]) -> dict[str, tuple[str, ...]]:
    graphs: dict[str, list[Quad]] = {}
    for quad in quads(found):
        graphs.setdefault(str(getattr(quad.graph_name, "value", "")), []).append(quad)
    return {
        graph: tuple(line.decode().rstrip() for line in sorted(lines(those)))
        for graph, those in graphs.items()
    }


def _directories(store_dir: Path) -> list[Path]:
    """List the places of snapshots, whole or not."""
    folder = store_dir / "snapshots"
    return [place for place in folder.iterdir() if place.name[:1] != "."] if folder.is_dir() else []


def _age(snapshot: Snapshot) -> tuple[str, int]:
    return snapshot.made, _changed(snapshot.directory)


def _changed(directory: Path) -> int:
    return directory.stat().st_mtime_ns
