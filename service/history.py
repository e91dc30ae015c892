"""Revisions on the command line: what is kept, what sets two apart, and away with old ones."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from graph import revisions, snapshots
from graph.errors import DamagedStore
from graph.terms import graph_name
from service import settings, tables
from service.rows import Cell

cli = typer.Typer(help="List, compare and prune the revisions of the graph.", rich_markup_mode=None)
Store = Annotated[Path | None, typer.Option(help=settings.help_of("store"))]
Shape = Annotated[Literal["table", "json"], typer.Option("--format", help="how it is written")]


@cli.callback(invoke_without_command=True)
def listed(context: typer.Context, shape: Shape = "table", store: Store = None) -> None:
    """List the revisions, the newest first; an asterisk marks the one that is served."""
    if context.invoked_subcommand is not None:
        return
    place = settings.load(store=store).store
    rows = _rows(place)
    _write(["current", "revision", "made", "quads", "cause", "parent", "base"], rows, shape)
    for name in revisions.damaged(place):
        typer.echo(f"{name}: missing or not whole; `rejoinder revisions prune` removes it", err=True)


@cli.command()
def compare(
    old: Annotated[str, typer.Argument(metavar="A", help="a revision, or how it begins")],
    new: Annotated[str, typer.Argument(metavar="B", help="another")],
    quads: Annotated[bool, typer.Option("--quads", help="write each quad, in N-Quads")] = False,
    shape: Shape = "table",
    store: Store = None,
) -> None:
    """Show what B has and A has not (added), and the reverse (removed), graph by graph."""
    place = settings.load(store=store).store
    found = revisions.compare(revisions.find(place, old), revisions.find(place, new))
    rows: list[dict[str, Cell]] = [
        {"graph": graph_name(one.graph), "added": len(one.added), "removed": len(one.removed)}
        for one in found
    ]
    if shape == "json" and quads:
        told = [
            row | {"quads_added": one.added, "quads_removed": one.removed}
            for row, one in zip(rows, found, strict=True)
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if not quads:
        _write(["graph", "added", "removed"], rows, shape)
        return
    for one in found:
        for mark, lines in (("-", one.removed), ("+", one.added)):
            typer.echo("".join(f"{mark} {line}\n" for line in lines), nl=False)


@cli.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="how many of the newest to keep")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    shape: Shape = "table",
    store: Store = None,
) -> None:
    """Remove all but the newest revisions; what is served, and the build it rests on, always stays."""
    pruned = revisions.prune(settings.load(store=store).store, keep, dry_run=dry_run)
    if shape == "json":
        typer.echo(
            json.dumps({"removed": pruned.removed, "bytes": pruned.room, "dry_run": dry_run}, indent=2)
        )
        return
    for name in pruned.removed:
        typer.echo(name)
    done = "would be removed, which would give" if dry_run else "removed, which gave"
    typer.echo(f"{len(pruned.removed)} {done} {pruned.room / 1e6:.1f} MB", err=True)


def _rows(place: Path) -> list[dict[str, Cell]]:
    try:
        served = snapshots.pointed(place)
    except DamagedStore:
        served = ""
    return [
        {
            "current": "*" if one.revision == served else "",
            "revision": one.revision,
            "made": one.made,
            "quads": one.quads,
            "cause": one.cause,
            "parent": one.parent,
            "base": one.base,
        }
        for one in revisions.whole(place)
    ]


def _write(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]], shape: str) -> None:
    if shape == "json":
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        tables.write(columns, rows)
