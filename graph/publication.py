"""Writing a snapshot so that it is there whole or not at all."""

import errno
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, Store

from graph.errors import StoreError

FORMAT = 1
_PATIENCE = 120.0
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def made_by() -> str:
    """Name the versions that write this store."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in ("rejoinder", "pyoxigraph"))


@contextmanager
def exclusively(store_dir: Path) -> Iterator[None]:
    """Hold the only right to publish here, sweep what dead builds left, and put errors into words."""
    try:
        (store_dir / "snapshots").mkdir(parents=True, exist_ok=True)
        with (store_dir / "lock").open("a") as lock:
            _acquire(lock, store_dir)
            for remnant in (store_dir / "snapshots").glob(".building-*"):
                shutil.rmtree(remnant)
            yield
    except OSError as error:
        raise _worded(error, store_dir) from error


def write(target: Path, quads: Iterable[Quad], stated: Mapping[str, object]) -> None:
    """Make the snapshot beside its place and move it there once every byte is on the disk."""
    room = target.parent / f".building-{secrets.token_hex(8)}"
    try:
        ready = room / "ready"
        ready.mkdir(parents=True)
        _store(room / "scratch", ready / "store", quads)
        files = {file.name: file.stat().st_size for file in sorted((ready / "store").iterdir())}
        text = json.dumps({**stated, "files": files}, indent=2, sort_keys=True, ensure_ascii=False)
        (ready / "manifest.json").write_text(text + "\n", encoding="utf-8")
        for path in (*(ready / "store").iterdir(), ready / "store", ready / "manifest.json", ready):
            _sync(path)
        if target.exists():  # a damaged one: readers that have it open keep their files until they leave
            target.rename(room / "damaged")
        ready.rename(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def point(pointer: Path, name: str) -> None:
    """Make a revision the current one in one step, unless it already is."""
    if pointer.is_file() and pointer.read_bytes() == f"{name}\n".encode():
        return
    fresh = pointer.with_name("current.new")
    fresh.write_text(f"{name}\n", encoding="ascii")
    _sync(fresh)
    fresh.replace(pointer)
    _sync(pointer.parent)


def _store(scratch: Path, place: Path, quads: Iterable[Quad]) -> None:
    # A backup has no write-ahead log to replay, so readers open it without writing to it.
    store = Store(scratch)
    store.bulk_extend(quads)
    store.optimize()
    store.flush()
    store.backup(place)
    del store
    shutil.rmtree(scratch)


def _acquire(lock: IO[str], store_dir: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise StoreError(f"{store_dir}: another build holds it; wait for its end or end it") from None
            time.sleep(0.05)
        else:
            return


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _worded(error: OSError, store_dir: Path) -> StoreError:
    # The store's own errors carry the number only in their text.
    if error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL):
        return StoreError(f"no space left for the store in {store_dir}: free some; nothing was published")
    return StoreError(f"{store_dir}: cannot be written ({error}); nothing was published; check its rights")
