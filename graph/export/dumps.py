"""Forms of a snapshot that are kept beside it, to be downloaded: `python -m graph.export.dumps ORDER`.

snapshots/<revision>/dumps/<variant>/<filename>        the file, whole or not there
snapshots/<revision>/dumps/<variant>/<filename>.json   its size, hash and when it was made
"""

import dataclasses
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from graph import publication, snapshots
from graph.errors import RejoinderError
from graph.export import formats
from graph.export.export import export
from graph.export.formats import Format
from graph.export.selection import Selection
from graph.files import digest
from graph.snapshots import Snapshot

MOST_VARIANTS = 32  # parts of a snapshot that are kept beside the whole of it
_WHOLE = "whole"


@dataclass(frozen=True)
class Dump:
    """One file that is there: its size in bytes, the SHA-256 of them, and when it was made (UTC)."""

    path: Path
    size: int
    sha256: str
    made: str


@dataclass(frozen=True)
class Order:
    """What another process is told to make; an idle one lets others go first, for nobody waits for it."""

    store: str
    revision: str
    format: str
    part: str
    selection: Selection
    idle: bool = False

    def text(self) -> str:
        """Write it as one argument."""
        return json.dumps(dataclasses.asdict(self), default=date.isoformat)

    @classmethod
    def read(cls, text: str) -> "Order":
        """Read what `text` wrote."""
        told = json.loads(text)
        chosen = told.pop("selection")
        for bound in ("since", "until"):
            chosen[bound] = date.fromisoformat(chosen[bound]) if chosen[bound] else None
        chosen["documents"] = tuple(chosen["documents"])
        return cls(**told, selection=Selection(**chosen))


def found(snapshot: Snapshot, format_: Format, selection: Selection | None = None) -> Dump | None:
    """Find a file that was made; None if it is not there, not as it was made, or by another version."""
    file = _folder(snapshot, selection or Selection()) / format_.filename
    try:
        told = json.loads(_told(file).read_text(encoding="utf-8"))
        dump = Dump(file, int(told["size"]), str(told["sha256"]), str(told["made"]))
        whole = file.stat().st_size == dump.size
        return dump if whole and told["made_by"] == publication.made_by() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def make(snapshot: Snapshot, format_: Format, selection: Selection) -> None:
    """Make a file and what is told of it; ExportError if it cannot be written."""
    folder = _folder(snapshot, selection)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / format_.filename
    export(snapshot, format_, file, selection, replace=True)
    told = {
        "size": file.stat().st_size,
        "sha256": digest(file),
        "made_by": publication.made_by(),
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    fresh = file.with_name(f".{file.name}.json")
    fresh.write_text(json.dumps(told), encoding="utf-8")
    fresh.replace(_told(file))
    for old in _oldest(folder.parent):
        shutil.rmtree(old, ignore_errors=True)


def _folder(snapshot: Snapshot, selection: Selection) -> Path:
    whole = selection == Selection()
    named = "" if whole else hashlib.sha256(repr(selection).encode()).hexdigest()[:16]
    return snapshot.directory / "dumps" / (named or _WHOLE)


def _told(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _oldest(dumps: Path) -> Iterator[Path]:
    """Give the parts that are too many, but for those that were touched last."""
    parts = [part for part in dumps.iterdir() if part.name != _WHOLE]
    parts.sort(key=lambda part: part.stat().st_mtime_ns, reverse=True)
    yield from parts[MOST_VARIANTS:]


def main(arguments: list[str]) -> int:
    """Make what an order says; what is in the way is told in one line."""
    order = Order.read(arguments[0])
    if order.idle:
        os.nice(10)
    try:
        snapshot = snapshots.find(Path(order.store), order.revision)
        make(snapshot, formats.find(order.format, order.part or None), order.selection)
    except (RejoinderError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
