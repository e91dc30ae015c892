"""Export from the command line: what was typed, how far it is, where it went."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from graph import snapshots
from graph.errors import ExportError
from graph.export import formats
from graph.export.export import export, to_stream
from graph.export.progress import Progress
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from service.controls import Layer
from service.narrowing import Dates, window

STREAM = Path("-")
_OFTEN = 5_000  # steps between two looks at the clock, where there are many


@dataclass(frozen=True)
class Wish:
    """What a person typed after `rejoinder export`."""

    format: str
    part: str | None
    out: Path
    layer: Layer
    documents: tuple[str, ...]
    since: str | None
    until: str | None
    dates: Dates
    revision: str | None
    replace: bool


def run(wish: Wish, store: Path) -> None:
    """Write one form of the graph; ExportError or StoreError says what is in the way."""
    format_ = formats.find(wish.format, wish.part)
    selection = _selection(wish)
    snapshot = snapshots.find(store, wish.revision) if wish.revision else snapshots.current(store)
    if wish.out == STREAM:
        _stream(snapshot, format_, selection)
        return
    began = time.monotonic()
    with shown() as progress:
        export(snapshot, format_, wish.out, selection, replace=wish.replace, progress=progress)
    files = sorted(wish.out.iterdir()) if wish.out.is_dir() else [wish.out]
    size = sum(file.stat().st_size for file in files)
    what = f"{len(files)} files, " if wish.out.is_dir() else ""
    told = f"{what}{size:,} bytes of revision {snapshot.revision} in {time.monotonic() - began:.1f} s"
    typer.echo(f"{wish.out}: {told}", err=True)


def _stream(snapshot: Snapshot, format_: formats.Format, selection: Selection) -> None:
    """Write to the standard output; if that fails, say so once, and not again when the process ends."""
    try:
        to_stream(snapshot, format_, sys.stdout.buffer, selection)
    except BrokenPipeError:  # who reads has read enough, which is no fault
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ExportError(f"the standard output: cannot be written ({error.strerror or error})") from error


def _selection(wish: Wish) -> Selection:
    given = {"since": wish.since, "until": wish.until}
    since, until = window({name: text for name, text in given.items() if text is not None})
    return Selection(wish.layer, wish.documents, since, until, wish.dates == "certain")


class _Bar(Progress):
    """Stages and steps as bars on a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = None if bars.disable else bars.add_task("", visible=False)
        self._steps, self._often = 0, _OFTEN

    def begin(self, stage: str, total: int | None = None) -> None:
        """Begin a bar anew under another name."""
        self._steps, self._often = 0, _OFTEN if total is None or total > _OFTEN else 1
        if self._task is not None:
            self._bars.reset(self._task, description=stage, total=total, visible=True)

    def step(self) -> None:
        """Count a step, and show it with many others."""
        self._steps += 1
        if self._task is not None and self._steps % self._often == 0:
            self._bars.update(self._task, completed=self._steps)


@contextmanager
def shown() -> Iterator[Progress]:
    """Show how far it is on the standard error, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield _Bar(bars)
