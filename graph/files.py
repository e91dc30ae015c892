"""Files as they lie on the disk: what they hold, and that it is there."""

import errno
import hashlib
import os
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def digest(file: Path) -> str:
    """Hash what a file holds, as hexadecimal SHA-256."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def full(error: OSError) -> bool:
    """Say whether there was no space left; the engine's own errors carry the number only in their text."""
    return error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL)
