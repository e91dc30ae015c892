"""Search from the command line, without a server, and write what was found."""

import csv
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typer

from graph import snapshots, spreadsheet, wordindex
from graph.terms import KINDS, SCHEMES
from service import found, parameters, tables
from service.search import Search, readable

_SHOWN = ("name", "label", "matched", "way", "description")


@dataclass(frozen=True)
class Wish:
    """What a person typed after `rejoinder search`."""

    words: str
    kinds: tuple[str, ...]
    limit: int
    shape: Literal["table", "json", "csv"]


def look(wish: Wish, store_dir: Path) -> None:
    """Search the published revision; BadParameter says what is wrong with the words or the kinds."""
    text = readable("words", wish.words)
    kinds = [parameters.choice("kind", kind, (*KINDS, *SCHEMES)) for kind in wish.kinds]
    snapshot = snapshots.current(store_dir)
    search = Search(wordindex.of(snapshot.store, snapshot.index, snapshot.revision))
    hits, more = search.find(text, kinds, limit=wish.limit)
    rows = [found.row(hit, text) for hit in hits]
    if wish.shape == "json":
        typer.echo(
            json.dumps({"q": text, "revision": snapshot.revision, "results": rows}, ensure_ascii=False)
        )
    elif wish.shape == "csv":
        table = io.StringIO(newline="")
        writer = csv.DictWriter(table, found.COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
        sys.stdout.buffer.write(spreadsheet.plain(table.getvalue().encode()))
    else:
        tables.write(_SHOWN, rows)
        beyond = "more with --limit; " if more else ""
        typer.echo(f"{len(rows)} found; {beyond}revision {snapshot.revision}", err=True)
