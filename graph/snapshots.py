"""Published stores: immutable snapshots, one of which is current.

STORE/current                              the revision that is served, replaced in one step
STORE/snapshots/<revision>/store/          the database, read-only from the day it is made
STORE/snapshots/<revision>/manifest.json   what belongs to it, so that half a store is noticed
STORE/snapshots/<revision>/index/          the names in it, to be searched; made when needed if it is missing
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, Store

from graph import publication, wordindex
from graph.errors import DamagedStore, MissingStore
from graph.files import digest
from graph.revision import Lines, empty, graph_of, lines, named, quads

BUILD = "build"
REVISION = re.compile(r"[0-9a-f]{16}")
_MEND = "run `rejoinder build`"
Layers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Snapshot:
    """One published revision; layers name their graphs, each layer with those below it.

    It was made at a time (UTC) by a build or by a write, which the cause tells in one line, when its
    parent was current, if there was any. What was written stands on the last build, its base; a build
    is its own base.
    """

    revision: str
    directory: Path
    quads: int
    layers: Layers
    made: str
    cause: str
    parent: str | None
    base: str

    @property
    def store(self) -> Path:
        """Name the folder of the database."""
        return self.directory / "store"

    @property
    def index(self) -> Path:
        """Name the folder of the index of names, which may be missing."""
        return self.directory / "index"

    @property
    def written(self) -> bool:
        """Say whether it carries writes, which no file holds."""
        return self.base != self.revision


def current(store_dir: Path) -> Snapshot:
    """Find the snapshot that is served; MissingStore or DamagedStore say how to mend it."""
    name = pointed(store_dir)
    try:
        return read(store_dir / "snapshots" / name)
    except DamagedStore:
        if pointed(store_dir) == name:
            raise
        return current(store_dir)  # another was published and this one pruned while we looked


def pointed(store_dir: Path) -> str:
    """Read which revision is served; MissingStore or DamagedStore say how to mend it."""
    pointer = store_dir / "current"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise MissingStore(f"{store_dir}: no graph was built here yet; {_MEND}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedStore(f"{pointer}: cannot be read ({error}); {_MEND}") from error
    if not REVISION.fullmatch(name):
        raise DamagedStore(f"{pointer}: holds no revision; {_MEND}")
    return name


def find(store_dir: Path, revision: str) -> Snapshot:
    """Find a snapshot by its revision; MissingStore if there is none of that name."""
    directory = store_dir / "snapshots" / revision
    if not REVISION.fullmatch(revision) or not directory.is_dir():
        raise MissingStore(f"{store_dir}: holds no revision {revision[:40]}")
    return read(directory)


def read(directory: Path) -> Snapshot:
    """Read the manifest of one snapshot and compare the sizes of its files; DamagedStore if they disagree."""
    snapshot, files = _manifest(directory)
    for name, (size, _) in files.items():
        try:
            found = (snapshot.store / name).stat().st_size
        except OSError as error:
            raise DamagedStore(f"{snapshot.store / name}: is missing; {_MEND}") from error
        if found != size:
            raise DamagedStore(f"{snapshot.store / name}: holds {found} bytes instead of {size}; {_MEND}")
    return snapshot


def verified(snapshot: Snapshot) -> Snapshot:
    """Compare every byte of a snapshot with its manifest; DamagedStore names the file that has changed."""
    read(snapshot.directory)
    for name, (_, told) in _manifest(snapshot.directory)[1].items():
        try:
            found = digest(snapshot.store / name)
        except OSError as error:
            raise DamagedStore(f"{snapshot.store / name}: cannot be read ({error}); {_MEND}") from error
        if found != told:
            raise DamagedStore(f"{snapshot.store / name}: has other bytes than were written; {_MEND}")
    return snapshot


def publish(store_dir: Path, given: Iterable[Quad], layers: Layers) -> Snapshot:
    """Write the quads of a build as a snapshot, unless it is there and whole, and make it current.

    A second publication into the same place waits for the first. StoreError if the place cannot be
    written or is full: then nothing is published and what was current stays so.
    """
    with publication.exclusively(store_dir):
        return built(store_dir, lines(given), layers)


def built(store_dir: Path, held: Lines, layers: Layers, base: str | None = None) -> Snapshot:
    """Do what `publish` does with the lines of a build, while the caller holds the right to publish."""
    kept = keep(store_dir, held, layers, base)
    publication.point(store_dir / "current", kept.revision)
    return kept


def keep(store_dir: Path, held: Lines, layers: Layers, base: str | None = None) -> Snapshot:
    """Write a build as a snapshot without making it current, while the caller holds the right to publish."""
    name = named(held)
    planned = plan(store_dir, name, len(held - empty(held)), layers, BUILD, base or name)
    return settle(store_dir, planned, lambda room: bulk(room / "bulk", held))


def plan(store_dir: Path, name: str, quads: int, layers: Layers, cause: str, base: str) -> Snapshot:
    """Describe the snapshot that is to be made now."""
    made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        parent: str | None = pointed(store_dir)
    except (MissingStore, DamagedStore):
        parent = None
    directory = store_dir / "snapshots" / name
    return Snapshot(name, directory, quads, layers, made, cause, parent if parent != name else None, base)


def settle(
    store_dir: Path, planned: Snapshot, make: Callable[[Path], Store], names: Snapshot | None = None
) -> Snapshot:
    """Put a snapshot in its place, where the caller holds the right to publish.

    One that is there and whole is used again and keeps its time, cause and parent; `make`, which gives a
    flushed store and has a folder to make it in, is not called. Where it stood on another base, its
    manifest is written anew, so that a later build knows which writes it carries; so is its index, where
    that is not whole. Another snapshot may lend its index, if the names and texts in both are the same.
    """
    found = _whole(planned.directory)
    if found is None:
        lent = names.index if names and wordindex.whole(names.index, names.revision) else None
        with publication.room(store_dir) as room:
            publication.place(make(room), room, planned.directory, _stated(planned), lent)
    elif (found.layers, found.base) != (planned.layers, planned.base):
        with publication.room(store_dir) as room:
            publication.restate(room, planned.directory, _stated(planned))
    if found is not None and not wordindex.whole(found.index, found.revision):
        with publication.room(store_dir) as room:
            publication.reindex(room, planned.directory)
    return read(planned.directory)


def bulk(place: Path, held: Lines) -> Store:
    """Make a compact store of some lines."""
    store = Store(place)
    store.bulk_extend(quads(held))
    for line in empty(held):
        store.add_graph(graph_of(line))
    store.optimize()
    store.flush()
    return store


def _whole(directory: Path) -> Snapshot | None:
    try:
        return verified(read(directory))
    except DamagedStore:
        return None


def _manifest(directory: Path) -> tuple[Snapshot, dict[str, tuple[int, str]]]:
    manifest = directory / "manifest.json"
    try:
        stated = json.loads(manifest.read_text(encoding="utf-8"))
        if (stated["format"], stated["revision"]) != (publication.FORMAT, directory.name):
            raise DamagedStore(f"{manifest}: is of another format or another revision; {_MEND}")
        files = {
            str(name): (int(file["size"]), str(file["sha256"])) for name, file in stated["files"].items()
        }
        return _snapshot(stated, directory), files
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedStore(f"{manifest}: missing or not whole ({type(error).__name__}); {_MEND}") from error


def _snapshot(stated: Mapping[str, Any], directory: Path) -> Snapshot:
    return Snapshot(
        revision=str(stated["revision"]),
        directory=directory,
        quads=int(stated["quads"]),
        layers={str(layer): tuple(map(str, graphs)) for layer, graphs in stated["layers"].items()},
        made=str(stated["made"]),
        cause=str(stated["cause"]),
        parent=None if stated["parent"] is None else str(stated["parent"]),
        base=str(stated["base"]),
    )


def _stated(snapshot: Snapshot) -> dict[str, object]:
    return {
        "format": publication.FORMAT,
        "made_by": publication.made_by(),
        "revision": snapshot.revision,
        "quads": snapshot.quads,
        "layers": {layer: list(graphs) for layer, graphs in snapshot.layers.items()},
        "made": snapshot.made,
        "cause": snapshot.cause,
        "parent": snapshot.parent,
        "base": snapshot.base,
    }
