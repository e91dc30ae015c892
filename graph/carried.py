"""What was written into the graph since its build, carried over to the next one."""

import json
from collections.abc import Set
from pathlib import Path

from pyoxigraph import Quad, Store

from graph import held, revisions, snapshots
from graph.errors import BuildError, DamagedStore, MissingStore, StoreError
from graph.revision import Lines, blank, canonical, empty, lines, named, ours, quads
from graph.snapshots import Snapshot
from graph.sources import Draft, Roots

_LEFT_OUT = "`rejoinder build --without-writes` leaves the writes out; they stay in revision"


def writes(store_dir: Path) -> Snapshot | None:
    """Find the current snapshot if it carries writes, None if it carries none.

    StoreError where it is not whole, so that nobody knows what it carries, and some other does carry writes.
    """
    try:
        current = snapshots.current(store_dir)
    except MissingStore:
        return None
    except DamagedStore as error:
        carrying = [snapshot.revision for snapshot in revisions.whole(store_dir) if snapshot.written]
        said = _said_to_carry(store_dir)
        if not carrying and said is None:
            return None
        what = str(error).partition("; ")[0]
        raise StoreError(f"{what}; {_LEFT_OUT} {said or carrying[0]}, as far as that goes") from error
    return current if current.written else None


def _said_to_carry(store_dir: Path) -> str | None:
    """Name the current snapshot if its manifest says that it carries writes, whatever is wrong with it."""
    try:
        name = snapshots.pointed(store_dir)
        stated = json.loads((store_dir / "snapshots" / name / "manifest.json").read_text(encoding="utf-8"))
        return name if stated["base"] != stated["revision"] else None
    except (StoreError, OSError, ValueError, KeyError, TypeError):
        return None


def over(store_dir: Path, current: Snapshot, fresh: Draft, roots: Roots) -> Snapshot:
    """Publish a build with what was written since the last one, while the right to publish is held.

    What the writes added to the stated and the foreign quads of their base is added to those of the build,
    what they removed is removed, and all that follows is derived anew. A build that says what the base
    says leaves everything as it is.
    """
    built = lines(fresh.store)
    if named(built) == current.base:
        return current
    added, removed, emptied = _difference(store_dir, current)
    said = quads(built)
    merged = set(filter(held.stated, said)) - removed | added
    if not emptied and merged == set(filter(held.stated, said)):
        return snapshots.built(store_dir, built, fresh.layers())
    wanted, layers, findings = held.whole(merged, roots)
    if findings:
        raise BuildError(findings, f"{_LEFT_OUT} {current.revision}")
    base = snapshots.keep(store_dir, built, fresh.layers())
    return snapshots.built(store_dir, lines(wanted) | emptied, layers, base=base.revision)


def _difference(store_dir: Path, current: Snapshot) -> tuple[Set[Quad], Set[Quad], Lines]:
    """Find what writes added and removed, and which graphs they left there empty."""
    try:
        base = snapshots.read(store_dir / "snapshots" / current.base)
    except DamagedStore as error:
        what = (
            f"revision {current.revision} carries writes, but its base {current.base} is missing or not whole"
        )
        raise StoreError(f"{what}; {_LEFT_OUT} {current.revision}") from error
    before, after = (canonical(lines(Store.read_only(str(one.store)))) for one in (base, current))
    added, removed = (
        {quad for quad in quads(found) if not held.derived(quad)}
        for found in (after - before, before - after)
    )
    if any(blank(quad) and ours(quad.graph_name) for quad in added | removed):
        # Each build labels them anew, so there is no telling which of them is meant.
        what = f"revision {current.revision} has other blank nodes in the ontology than its base"
        raise StoreError(f"{what}, which cannot be carried over; {_LEFT_OUT} {current.revision}")
    return added, removed, empty(after)
