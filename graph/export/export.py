"""Exporting: a snapshot, what is wanted of it, and where it goes."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from graph.errors import ExportError
from graph.export import targets
from graph.export.formats import Format
from graph.export.progress import Progress
from graph.export.selection import Selection
from graph.export.source import Source
from graph.snapshots import Snapshot

_BUFFER = 2**20


def export(
    snapshot: Snapshot,
    format_: Format,
    out: Path,
    selection: Selection | None = None,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write a form of a snapshot to a file, or a folder; an archive of it if the target is named like one.

    ExportError if what is selected is not there, or the target is or cannot be written; then it is as it was.
    """
    archived = out.suffix == ".zip"
    makes_folder = format_.folder is not None and not archived
    with targets.target(out, folder=makes_folder, replace=replace) as room:
        source = Source(snapshot, selection or Selection(), room, progress or Progress())
        made = room / "made"
        if format_.file is not None:
            with made.open("wb", buffering=_BUFFER) as opened:
                format_.file(source, opened)
        elif format_.folder is not None:
            folder = room / "files" if archived else made
            folder.mkdir()
            format_.folder(source, folder)
            if folder is not made:
                targets.archive(folder, made)


def to_stream(
    snapshot: Snapshot, format_: Format, out: IO[bytes], selection: Selection | None = None
) -> None:
    """Write a form of one file as it is made, with nothing but a pipe to hold it back."""
    if format_.file is None:
        raise ExportError(f"{format_.name}: makes several files; name a folder, or a file that ends in .zip")
    with TemporaryDirectory() as room:
        format_.file(Source(snapshot, selection or Selection(), Path(room), Progress()), out)
    out.flush()
