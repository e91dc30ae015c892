"""Publish or write where there is ever more room, until it succeeds; run as a program in two ways.

disk WHAT STORE: the folder is a small file system of its own, filled but for some room.
limit WHAT STORE: no file may grow beyond a limit. What is done is to `publish` or to `write`. After each
failure the former snapshot must be current and whole, and nothing may be left behind. Prints the number
of failures.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from graph import changes, snapshots
from graph.errors import StoreError
from tests.graph.killed import LAYERS, quads


def disk(store: Path) -> Iterator[None]:
    """Leave more and more kilobytes free."""
    ballast = store.parent / "ballast"
    for free in (0, 1, 4, 16, 64, 96, 128, 160, 192, 256, 512, 2048):
        ballast.unlink(missing_ok=True)
        state = os.statvfs(store)
        ballast.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - free * 1024)))
        yield


def limit(_: Path) -> Iterator[None]:
    """Let files grow longer and longer."""
    for size in (0, 10, 100, 1000, 2000, 10_000, 60_000, 10_000_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        yield


def publish(store: Path) -> object:
    return snapshots.publish(store, quads("new"), LAYERS)


def write(store: Path) -> object:
    return changes.write(store, lambda held: held.extend([*quads("new"), *quads("newer")]), cause="update")


def attempt(work: Callable[[Path], object], store: Path) -> str:
    try:
        work(store)
    except StoreError as error:
        return str(error)
    return ""


def main(way: str, what: str, store: Path) -> int:
    former = snapshots.publish(store, quads("former"), LAYERS).revision
    for failures, _ in enumerate({"disk": disk, "limit": limit}[way](store)):
        failure = attempt({"publish": publish, "write": write}[what], store)
        if not failure:
            assert snapshots.verified(snapshots.current(store)).revision != former
            return failures
        assert f"no space left for the store in {store}: free some; nothing was published" in failure
        assert snapshots.verified(snapshots.current(store)).revision == former
        assert [path.name for path in (store / "snapshots").iterdir()] == [former]
    raise AssertionError("never succeeded")


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))}\n")
