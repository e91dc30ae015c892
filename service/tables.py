"""Rows on a terminal: a table where it fits, else one block a row."""

import re
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph.terms import shorten
from service.rows import Cell

# Where nobody looks (a pipe, a file) lines need not end at the width of a screen.
_PIPE_WIDTH = 200
_GAP = 3
# What would steer the terminal; texts come from whoever may write to the graph.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def write(columns: Sequence[str], rows: Sequence[Mapping[str, Cell]]) -> None:
    """Write rows to the standard output, IRIs as prefixed names, absent values as nothing."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    table = [[_shown(row.get(column)) for column in columns] for row in rows]
    widths = [max([len(name), *(len(row[at]) for row in table)]) for at, name in enumerate(columns)]
    if sum(widths) + _GAP * len(columns) <= console.width:
        console.print(_grid(columns, table))
        return
    for number, row in enumerate(table, 1):
        console.print(Text(f"— {number} —", style="bold"))
        console.print(_block(columns, row))


def _grid(columns: Sequence[str], table: Sequence[Sequence[str]]) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in table:
        grid.add_row(*map(Text, row))
    return grid


def _block(columns: Sequence[str], row: Sequence[str]) -> Table:
    block = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    block.add_column(no_wrap=True)
    block.add_column(overflow="fold")
    for column, cell in zip(columns, row, strict=True):
        if cell:
            block.add_row(Text(column, style="dim"), Text(cell))
    return block


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", shorten(cell)) if isinstance(cell, str) else str(cell)
