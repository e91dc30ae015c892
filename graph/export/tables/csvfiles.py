"""Tables as CSV: UTF-8, a head line, several values of a cell joined; for people, so no cell is a formula."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from graph import spreadsheet
from graph.export.source import Source
from graph.export.tables import dictionary
from graph.export.tables.definition import Table, table, tables
from graph.export.tables.rows import Row, Rows, Value

_AT_ONCE = 1_000  # rows


def folder(source: Source, out: Path) -> None:
    """Write every table, with a data dictionary for Frictionless and one for CSVW."""
    rows = Rows(source)
    for each in tables():
        with (out / f"{each.name}.csv").open("wb") as opened:
            _write(rows, each, opened)
    dictionary.write(source, out, "csv")
    dictionary.write_csvw(source, out)


def one(name: str, source: Source, out: IO[bytes]) -> None:
    """Write the table of a name."""
    _write(Rows(source), table(name), out)


def _write(rows: Rows, told: Table, out: IO[bytes]) -> None:
    for lines in _lines(rows.of(told), told):
        out.write(spreadsheet.plain(lines.encode()))


def _lines(rows: Iterator[Row], told: Table) -> Iterator[str]:
    """Give the lines of a table, many at a time, each time whole rows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in told.columns)
    for number, row in enumerate(rows, 1):
        writer.writerow(joined(values) for values in row.values())
        if number % _AT_ONCE == 0:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def joined(values: list[Value]) -> str:
    """Write the values of a cell as one text; the separator is kept out of each of them."""
    return dictionary.SEPARATOR.join(str(value).replace(dictionary.SEPARATOR, " ¦ ") for value in values)
