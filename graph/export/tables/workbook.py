"""Tables as one Excel workbook: a sheet a table, one about it all, one that says what the columns mean."""

from datetime import UTC, datetime
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from graph.errors import ExportError
from graph.export.source import Source
from graph.export.tables import dictionary
from graph.export.tables.csvfiles import joined
from graph.export.tables.definition import Column, Table, tables
from graph.export.tables.rows import Rows, Value
from graph.terms import BASE

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767  # of a sheet, of a cell
_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # the same graph makes the same bytes
_WIDE = 48


def write(source: Source, out: IO[bytes]) -> None:
    """Write the workbook; ExportError where a table or a text is larger than a sheet or a cell can hold."""
    options = {
        "constant_memory": True,
        "tmpdir": str(source.room),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    try:
        with Workbook(out, options) as book:
            _fill(source, book)
    except FileCreateError as error:  # the library's word for any failure to write
        raise OSError(str(error)) from error


def _fill(source: Source, book: Workbook) -> None:
    book.set_properties({"title": dictionary.TITLE, "created": _MADE})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    _about(source, book.add_worksheet("About"), head, wrapped)
    rows = Rows(source)
    for one in tables():
        _table(rows, one, book.add_worksheet(one.name), head)
    _meanings(source, book.add_worksheet("Columns"), head, wrapped)


def _about(source: Source, sheet: Worksheet, head: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 110)
    lines = [
        (dictionary.TITLE, ""),
        ("Revision", source.snapshot.revision),
        ("Licence", f"CC BY 4.0, {dictionary.LICENCE}"),
        ("To cite", f"Rejoinder, revision {source.snapshot.revision}, {BASE}r/{source.snapshot.revision}"),
        ("An empty cell", "says that nothing is known, not that there is nothing."),
        ("Dates", "are text, because a spreadsheet knows no day before 1900."),
        ("Several values", f"of a cell are joined by “{dictionary.SEPARATOR}”."),
        ("What columns mean", "stands on the last sheet; what codes mean, on the sheet codes."),
        *((one.name, f"{one.title}. {one.told}") for one in tables()),
    ]
    for number, (name, told) in enumerate(lines):
        sheet.write_string(number, 0, name, head if number == 0 else wrapped)
        sheet.write_string(number, 1, told, wrapped)


def _table(rows: Rows, one: Table, sheet: Worksheet, head: Format) -> None:
    for at, column in enumerate(one.columns):
        sheet.set_column(at, at, _width(column))
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(one.columns):
        sheet.write_string(0, at, column.name, head)
    number = 0
    for number, row in enumerate(rows.of(one), 1):
        if number >= MOST_ROWS:
            raise ExportError(
                f"{one.name}: has more rows than a sheet can hold; export csv or parquet instead"
            )
        for at, column in enumerate(one.columns):
            _cell(sheet, number, at, row[column.name], column)
    sheet.autofilter(0, 0, number, len(one.columns) - 1)


def _cell(sheet: Worksheet, number: int, at: int, values: list[Value], column: Column) -> None:
    if not values:
        return
    if column.type in {"integer", "number"} and len(values) == 1:
        sheet.write_number(number, at, values[0])
        return
    text = joined(values)
    if len(text) > MOST_CHARACTERS:
        told = (
            f"{column.name} of “{text[:40]}…” is longer than a cell can hold; export csv or parquet instead"
        )
        raise ExportError(told)
    sheet.write_string(number, at, text)


def _width(column: Column) -> int:
    if column.type != "string":
        return 12
    return _WIDE if column.name in {"label", "paraphrase", "note", "definition"} else 24


def _meanings(source: Source, sheet: Worksheet, head: Format, wrapped: Format) -> None:
    for at, (name, width) in enumerate((("table", 18), ("column", 24), ("type", 10), ("meaning", 110))):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, name, head)
    number = 0
    for one in tables():
        for column in one.columns:
            number += 1
            told = (one.name, column.name, column.type, dictionary.meaning(source, column))
            for at, text in enumerate(told):
                sheet.write_string(number, at, text, wrapped)
    sheet.freeze_panes(1, 0)
