"""Fill another store from the command line."""

import time
from pathlib import Path

import typer

from graph.snapshots import Snapshot
from service.backend import bulk
from service.backend.load import load
from service.exporting import shown
from service.settings import Settings


def load_into(snapshot: Snapshot, settings: Settings, address: str) -> None:
    """Fill a store, or write the file for its own loader; an EndpointError or ExportError says why not."""
    if address.endswith(bulk.SUFFIX) and "://" not in address:
        with shown() as progress:
            lines = bulk.write(snapshot, Path(address), progress)
        typer.echo(f"{address}: {lines} statements, for a store that holds nothing of this graph yet")
        return
    began = time.monotonic()
    with shown() as progress:
        loaded = load(snapshot, settings, address, progress)
    seconds = time.monotonic() - began
    if not (loaded.sent or loaded.removed):
        typer.echo(f"{address}: holds this revision already ({loaded.kept} graphs, {seconds:.1f} s)")
        return
    typer.echo(
        f"{address}: {loaded.sent} graphs with {loaded.quads} statements sent, {loaded.kept} there already, "
        f"{loaded.removed} taken away, in {seconds:.1f} s"
    )
