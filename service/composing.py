"""Answers by name that are made of whole rows: plain JSON, a receipt alone, Parquet, a page."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service import querypage, receipt, rows
from service.calls import Call
from service.desk import Desk
from service.receipt import Receipt
from service.rows import Cell

Rows = Sequence[Mapping[str, Cell]]


@dataclass(frozen=True)
class Answered:
    """A call, its rows up to its limit, its receipt; here is where the service is served, if it is."""

    desk: Desk
    call: Call
    table: Rows
    receipt: Receipt
    here: str | None


def _plain(made: Answered) -> bytes:
    return json.dumps({"receipt": made.receipt, "rows": made.table}, ensure_ascii=False).encode()


def _receipt(made: Answered) -> bytes:
    return json.dumps(made.receipt, ensure_ascii=False, indent=2).encode()


def _parquet(made: Answered) -> bytes:
    """Write Parquet: whole numbers as int64, truth as bool, other numbers as double, all else as string.

    A column without any value is one of strings. The receipt stands in the file's metadata.
    """
    import pyarrow  # noqa: PLC0415 - 0.2 s and 40 MiB that nobody else needs
    import pyarrow.parquet  # noqa: PLC0415

    columns = {name: [row.get(name) for row in made.table] for name in made.call.query.columns}
    fields = [pyarrow.field(name, _type(cells)) for name, cells in columns.items()]
    told = {"rejoinder": _receipt(made)}
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


def _page(made: Answered) -> bytes:
    return querypage.answered(made.desk, made.call, made.table, made.receipt, made.here or "")


# By the name of the format; of all others the engine's own bytes are sent.
COMPOSERS: Mapping[str, Callable[[Answered], bytes]] = {
    "json": _plain,
    "receipt": _receipt,
    "parquet": _parquet,
    "html": _page,
}


def composed(name: str, desk: Desk, call: Call, answer: bytes, here: str | None) -> tuple[bytes, int]:
    """Make the bytes of a format from the answer to a call's probe in SPARQL JSON, and count its rows."""
    table = rows.rows(answer)
    limit = call.narrowing.limit
    more = limit is not None and len(table) > limit
    table = table[:limit]
    told = receipt.receipt(desk, call, len(table), here, more=more)
    return COMPOSERS[name](Answered(desk, call, table, told, here)), len(table)
