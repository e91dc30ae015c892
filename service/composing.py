"""Answers by name that are made of whole rows: plain JSON, a receipt alone, Parquet, a page."""

import io
import json
from collections.abc import Callable, Mapping, Sequence

from service import querypage, receipt, rows
from service.calls import Call
from service.desk import Desk
from service.rows import Cell

Rows = Sequence[Mapping[str, Cell]]
Composer = Callable[[Desk, Call, Rows, str | None], bytes]


def plain(desk: Desk, call: Call, table: Rows, here: str | None) -> bytes:
    """Write rows and receipt as JSON in UTF-8."""
    told = {"receipt": receipt.receipt(desk, call, len(table), here), "rows": table}
    return json.dumps(told, ensure_ascii=False).encode()


def _receipt(desk: Desk, call: Call, table: Rows, here: str | None) -> bytes:
    told = receipt.receipt(desk, call, len(table), here)
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _parquet(desk: Desk, call: Call, table: Rows, here: str | None) -> bytes:
    """Write Parquet: whole numbers as int64, truth as bool, other numbers as double, all else as string.

    A column without any value is one of strings. The receipt stands in the file's metadata.
    """
    import pyarrow  # noqa: PLC0415 - half a second and 60 MB that nobody else needs
    import pyarrow.parquet  # noqa: PLC0415

    columns = {name: [row.get(name) for row in table] for name in call.query.columns}
    fields = [pyarrow.field(name, _type(cells)) for name, cells in columns.items()]
    told = {"rejoinder": _receipt(desk, call, table, here)}
    schema = pyarrow.schema(fields, metadata=told)
    mixed = {name for name, cells in columns.items() if _type(cells) == pyarrow.string()}
    cells = [
        [None if cell is None else str(cell) for cell in column] if name in mixed else column
        for name, column in columns.items()
    ]
    written = io.BytesIO()
    arrays = [pyarrow.array(column, field.type) for column, field in zip(cells, fields, strict=True)]
    pyarrow.parquet.write_table(pyarrow.table(arrays, schema=schema), written)
    return written.getvalue()


def _type(cells: Sequence[Cell]) -> object:
    import pyarrow  # noqa: PLC0415 - as above

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int} and all(abs(cell) < 2**63 for cell in cells if isinstance(cell, int)):
        return pyarrow.int64()
    if kinds and kinds <= {int, float}:
        return pyarrow.float64()
    return pyarrow.bool_() if kinds == {bool} else pyarrow.string()


def _page(desk: Desk, call: Call, table: Rows, here: str | None) -> bytes:
    return querypage.answered(desk, call, table, receipt.receipt(desk, call, len(table), here), here or "")


# By the name of the format; of all others the engine's own bytes are sent.
COMPOSERS: Mapping[str, Composer] = {
    "json": plain,
    "receipt": _receipt,
    "parquet": _parquet,
    "html": _page,
}


def composed(name: str, desk: Desk, call: Call, answer: bytes, here: str | None) -> tuple[bytes, int]:
    """Make the bytes of a format from an answer in SPARQL JSON, and count its rows."""
    table = rows.rows(answer)
    return COMPOSERS[name](desk, call, table, here), len(table)
