"""Where an export goes: a file, a folder, an archive of one, each there whole or not at all."""

import errno
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from graph.errors import ExportError
from graph.files import sync

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNDATED = (1980, 1, 1, 0, 0, 0)  # so that the same files make the same archive


@contextmanager
def target(out: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a folder to work in; what is `made` in it, a file or a folder, becomes the target afterwards.

    ExportError if the target is there already and shall not be replaced, if its place cannot be written, or
    is full; then what was there stays as it was.
    """
    _refuse_existing(out, replace)
    room = out.parent / f".{out.name}.{token_hex(6)}.part"
    try:
        room.mkdir()
        yield room
        _settle(room, out, replace)
    except OSError as error:
        raise _worded(error, out) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)


def archive(folder: Path, out: Path) -> None:
    """Put the files of a folder into one archive, by name."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, _UNDATED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with file.open("rb") as read, packed.open(entry, "w", force_zip64=True) as written:
                shutil.copyfileobj(read, written, 2**20)


def _settle(room: Path, out: Path, replace: bool) -> None:
    made = room / "made"
    for path in (*made.iterdir(), made) if made.is_dir() else (made,):
        sync(path)
    if replace and os.path.lexists(out) and (out.is_dir() or made.is_dir()):
        old = room / "replaced"
        out.rename(old)
        try:
            made.rename(out)
        except OSError:
            old.rename(out)
            raise
    else:
        _refuse_existing(out, replace)
        made.rename(out)
    sync(out.parent)


def _refuse_existing(out: Path, replace: bool) -> None:
    if os.path.lexists(out) and not replace:
        raise ExportError(f"{out}: is there already; name another, or say --replace")
    if not out.parent.is_dir():
        raise ExportError(f"{out.parent}: is no folder; make it, or name another --out")


def _worded(error: OSError, out: Path) -> ExportError:
    # The engine's own errors carry the number only in their text.
    if error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL):
        return ExportError(
            f"{out}: no space left there; free some or name another --out; nothing was written"
        )
    return ExportError(
        f"{out}: cannot be written ({error.strerror or error}); nothing was written; check its rights"
    )
