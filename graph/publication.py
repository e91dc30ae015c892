"""Writing a snapshot so that it is there whole or not at all."""

import fcntl
import json
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import IO

from pyoxigraph import Store

from graph import wordindex
from graph.errors import StoreError
from graph.files import digest, full, sync

FORMAT = 2
_PATIENCE = 120.0


def made_by() -> str:
    """Name the versions that write this store."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in ("rejoinder", "pyoxigraph"))


@contextmanager
def exclusively(store_dir: Path) -> Iterator[None]:
    """Hold the only right to publish here, sweep what dead ones left, and put errors into words."""
    try:
        (store_dir / "snapshots").mkdir(parents=True, exist_ok=True)
        with (store_dir / "lock").open("a") as lock:
            _acquire(lock, store_dir)
            for remnant in (store_dir / "snapshots").glob(".building-*"):
                shutil.rmtree(remnant)
            yield
    except OSError as error:
        raise _worded(error, store_dir) from error


@contextmanager
def room(store_dir: Path) -> Iterator[Path]:
    """Give a folder to work in, on the disk of the snapshots, and leave nothing of it behind."""
    folder = store_dir / "snapshots" / f".building-{secrets.token_hex(8)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        # A store that is still open in it could make a file there, while it is removed, under the old name.
        gone = folder.rename(f"{folder}-gone")
        shutil.rmtree(gone, ignore_errors=True)


def place(
    store: Store, folder: Path, target: Path, stated: Mapping[str, object], names: Path | None = None
) -> None:
    """Make a snapshot of a flushed store in a folder, and move it to its place once all is on the disk.

    names may point at a whole index of words that says the same as this store.
    """
    ready = folder / "ready"
    ready.mkdir()
    # A backup has no write-ahead log to replay, so readers open it without writing to it.
    store.backup(ready / "store")
    files = {
        file.name: {"size": file.stat().st_size, "sha256": digest(file)}
        for file in sorted((ready / "store").iterdir())
    }
    _manifest(ready / "manifest.json", {**stated, "files": files})
    if names is None:
        wordindex.write(store, ready / "index", target.name)
    else:
        wordindex.take_over(names, ready / "index", target.name)
    for path in (*(ready / "store").iterdir(), ready / "store", ready):
        sync(path)
    if target.exists():  # a damaged one: readers that have it open keep their files until they leave
        target.rename(folder / "damaged")
    ready.rename(target)
    sync(target.parent)


def reindex(folder: Path, target: Path) -> None:
    """Make the index of a snapshot anew, where it is missing or not whole; nothing else of it is touched."""
    fresh, kept = folder / "index", target / "index"
    wordindex.write(Store.read_only(str(target / "store")), fresh, target.name)
    if kept.exists():
        kept.rename(folder / "damaged-index")
    fresh.rename(kept)
    sync(target)


def restate(folder: Path, target: Path, stated: Mapping[str, object]) -> None:
    """Replace what a snapshot's manifest says in one step, all but its files."""
    place = target / "manifest.json"
    files = json.loads(place.read_text(encoding="utf-8"))["files"]
    _manifest(folder / "manifest.json", {**stated, "files": files})
    (folder / "manifest.json").replace(place)
    sync(target)


def point(pointer: Path, name: str) -> None:
    """Make a revision the current one in one step, unless it already is."""
    if pointer.is_file() and pointer.read_bytes() == f"{name}\n".encode():
        return
    fresh = pointer.with_name("current.new")
    fresh.write_text(f"{name}\n", encoding="ascii")
    sync(fresh)
    fresh.replace(pointer)
    sync(pointer.parent)


def _manifest(file: Path, stated: Mapping[str, object]) -> None:
    file.write_text(json.dumps(stated, indent=2, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    sync(file)


def _acquire(lock: IO[str], store_dir: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError(
                    f"{store_dir}: another build or write holds it; wait for its end or end it"
                ) from None
            time.sleep(0.05)
        else:
            return


def _worded(error: OSError, store_dir: Path) -> StoreError:
    if full(error):
        return StoreError(f"no space left for the store in {store_dir}: free some; nothing was published")
    return StoreError(f"{store_dir}: cannot be written ({error}); nothing was published; check its rights")
