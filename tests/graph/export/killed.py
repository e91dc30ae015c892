"""An export that dies at a certain point; run as a program."""

import os
import signal
import sys
from pathlib import Path

from graph import snapshots
from graph.export.export import export
from graph.export.formats import Format
from graph.export.source import Source


def main(directory: str, out: str, where: str) -> None:
    """Export to a folder and die while it is written, before it takes its place, or between two renames."""

    def write(_: Source, folder: Path) -> None:
        (folder / "a.csv").write_text("half", encoding="utf-8")
        if where == "writing":
            os.kill(os.getpid(), signal.SIGKILL)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "os.rename" and (where == "settling" or str(arguments[0]).endswith("made")):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    dying = Format("dying", "x", "x/x", "", "", folder=write)
    export(snapshots.read(Path(directory)), dying, Path(out), replace=True)
