"""Where an export goes: a file, a folder, an archive of one, each there whole or not at all."""

import fcntl
import glob
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from graph.errors import ExportError
from graph.files import full, sync

_ROOM, _OLD = ".part", "replaced"
_NOTHING = "nothing was written"
_UNDATED = (1980, 1, 1, 0, 0, 0)  # so that the same files make the same archive


@contextmanager
def target(out: Path, *, folder: bool = False, replace: bool | None = None) -> Iterator[Path]:
    """Give a folder to work in; what is `made` in it, a file or a folder, becomes the target afterwards.

    ExportError if the target is there already and shall not be replaced (None where nobody could say so), or
    is no such thing as will be made; if its place cannot be written, or is full; then what was there stays as
    it was. What an export that was killed left beside it is swept.
    """
    place = Path(os.path.abspath(out))  # noqa: PTH100 - `resolve` would follow a link instead of replacing it
    if not place.parent.is_dir():
        raise ExportError(f"{out.parent}: is no folder; make it, or name another place")
    try:
        _sweep(place)
        _refuse_existing(out, folder=folder, replace=replace)
        with _room(place) as room:
            yield room
            _settle(room, place, replace)
    except OSError as error:
        raise worded(error, str(out)) from error


def archive(folder: Path, out: Path) -> None:
    """Put the files of a folder into one archive, by name."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, _UNDATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with file.open("rb") as read, packed.open(entry, "w", force_zip64=True) as written:
                shutil.copyfileobj(read, written, 2**20)


def worded(error: OSError, out: str) -> ExportError:
    """Say what kept an export from being written, and what to do."""
    if full(error):
        return ExportError(f"{out}: no space left there; free some or name another place; {_NOTHING}")
    return ExportError(f"{out}: cannot be written ({error.strerror or error}); {_NOTHING}; check its rights")


@contextmanager
def _room(out: Path) -> Iterator[Path]:
    """Make a folder beside the target that is locked while it is in use, and leave nothing of it behind."""
    room = out.parent / f".{out.name}.{token_hex(6)}{_ROOM}"
    room.mkdir()
    try:
        with _locked(room):
            os.utime(room)  # fails if another export took it for a dead one's before it was locked
            yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which ends with the process; BlockingIOError if another holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sweep(out: Path) -> None:
    """Remove the rooms of exports to this target that died; what one had put aside there is put back."""
    for room in out.parent.glob(f".{glob.escape(out.name)}.{'[0-9a-f]' * 12}{_ROOM}"):
        with suppress(OSError), _locked(room):  # one that cannot be locked is in use
            old = room / _OLD
            if os.path.lexists(old) and not os.path.lexists(out):
                old.rename(out)
            shutil.rmtree(room)


def _settle(room: Path, out: Path, replace: bool | None) -> None:
    made = room / "made"
    for path in (*made.iterdir(), made) if made.is_dir() else (made,):
        sync(path)
    if made.is_dir() and replace and os.path.lexists(out):
        _refuse_strange(out, made)
        old = room / _OLD
        out.rename(old)
        try:
            made.rename(out)
        except OSError:
            old.rename(out)
            raise
    else:
        _refuse_existing(out, folder=made.is_dir(), replace=replace)
        made.rename(out)
    sync(out.parent)


def _refuse_existing(out: Path, *, folder: bool, replace: bool | None) -> None:
    if not os.path.lexists(out):
        return
    if not replace:
        offered = "" if replace is None else ", or say --replace"
        raise ExportError(f"{out}: is there already; name another{offered}")
    if out.is_symlink():  # it is replaced itself, what it leads to stays
        return
    if not (out.is_dir() if folder else out.is_file()):
        what = "folder" if folder else "file"
        raise ExportError(f"{out}: is no {what}, and only a {what} is replaced by one; name another place")


def _refuse_strange(out: Path, made: Path) -> None:
    """Refuse to replace a folder that holds what such an export does not make."""
    if out.is_symlink():
        return
    strange = {path.name for path in out.iterdir()} - {path.name for path in made.iterdir()}
    if strange:
        raise ExportError(
            f"{out}: holds {min(strange)}, which this export does not make; move it, or name another place"
        )
