"""Published stores: immutable snapshots, one of which is current.

STORE/current                              the revision that is served, replaced in one step
STORE/snapshots/<revision>/store/          the database, read-only from the day it is made
STORE/snapshots/<revision>/manifest.json   what belongs to it, so that half a store is noticed
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad

from graph import publication
from graph.errors import DamagedStore, MissingStore
from graph.revision import revision

_MEND = "run `rejoinder build`"
_REVISION = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Snapshot:
    """One published revision; layers name their graphs, each layer with those below it."""

    revision: str
    directory: Path
    store: Path
    quads: int
    layers: Mapping[str, tuple[str, ...]]


def current(store_dir: Path) -> Snapshot:
    """Find the snapshot that is served; MissingStore or DamagedStore say how to mend it."""
    pointer = store_dir / "current"
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise MissingStore(f"{store_dir}: no graph was built here yet; {_MEND}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedStore(f"{pointer}: cannot be read ({error}); {_MEND}") from error
    if not _REVISION.fullmatch(name):
        raise DamagedStore(f"{pointer}: holds no revision; {_MEND}")
    return read(store_dir / "snapshots" / name)


def find(store_dir: Path, revision: str) -> Snapshot:
    """Find a snapshot by its revision; MissingStore if there is none of that name."""
    directory = store_dir / "snapshots" / revision
    if not _REVISION.fullmatch(revision) or not directory.is_dir():
        raise MissingStore(f"{store_dir}: holds no revision {revision[:40]}")
    return read(directory)


def read(directory: Path) -> Snapshot:
    """Read the manifest of one snapshot and compare it with the files; DamagedStore if they disagree."""
    manifest = directory / "manifest.json"
    try:
        stated = json.loads(manifest.read_text(encoding="utf-8"))
        snapshot = Snapshot(
            revision=str(stated["revision"]),
            directory=directory,
            store=directory / "store",
            quads=int(stated["quads"]),
            layers={str(layer): tuple(map(str, graphs)) for layer, graphs in stated["layers"].items()},
        )
        files = {str(name): int(size) for name, size in stated["files"].items()}
        whole = stated["format"] == publication.FORMAT and snapshot.revision == directory.name
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedStore(f"{manifest}: missing or not whole ({type(error).__name__}); {_MEND}") from error
    if not whole:
        raise DamagedStore(f"{manifest}: is of another format or another revision; {_MEND}")
    _compare(snapshot.store, files)
    return snapshot


def publish(store_dir: Path, quads: Iterable[Quad], layers: Mapping[str, tuple[str, ...]]) -> Snapshot:
    """Write the quads as a snapshot, unless it is there and whole, and make it current in one step.

    A second publication into the same place waits for the first. StoreError if the place cannot be
    written or is full: then nothing is published and what was current stays so.
    """
    everything = set(quads)
    name = revision(everything)
    target = store_dir / "snapshots" / name
    with publication.exclusively(store_dir):
        if not _stands(target, layers):
            stated = {
                "format": publication.FORMAT,
                "made_by": publication.made_by(),
                "revision": name,
                "quads": len(everything),
                "layers": {layer: list(graphs) for layer, graphs in layers.items()},
            }
            publication.write(target, everything, stated)
        publication.point(store_dir / "current", name)
    return read(target)


def _stands(directory: Path, layers: Mapping[str, tuple[str, ...]]) -> bool:
    try:
        return read(directory).layers == layers
    except DamagedStore:
        return False


def _compare(store: Path, files: Mapping[str, int]) -> None:
    for name, size in files.items():
        try:
            found = (store / name).stat().st_size
        except OSError as error:
            raise DamagedStore(f"{store / name}: is missing; {_MEND}") from error
        if found != size:
            raise DamagedStore(f"{store / name}: holds {found} bytes instead of {size}; {_MEND}")
