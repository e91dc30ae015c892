"""Answers by name that are made of whole rows: plain JSON, a receipt alone, Parquet, a page."""

import asyncio
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service import answers, negotiate, querypage, receipt, rows
from service.calls import Call
from service.controls import Controls
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

    columns = {name: _typed([row.get(name) for row in made.table]) for name in made.call.query.columns}
    arrays = {
        name: pyarrow.array(cells, pyarrow.type_for_alias(kind)) for name, (kind, cells) in columns.items()
    }
    table = pyarrow.table(arrays).replace_schema_metadata({"rejoinder": _receipt(made)})
    written = io.BytesIO()
    pyarrow.parquet.write_table(table, written)
    return written.getvalue()


def _typed(cells: Sequence[Cell]) -> tuple[str, Sequence[Cell]]:
    """Name the type that holds the cells of a column, and give them as it takes them."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {int} and all(abs(cell) < 2**63 for cell in cells if isinstance(cell, int)):
        return "int64", cells
    if kinds and kinds <= {int, float}:
        return "float64", cells
    if kinds == {bool}:
        return "bool", cells
    return "string", [None if cell is None else str(cell) for cell in cells]


def _page(made: Answered) -> bytes:
    return querypage.answered(made.desk, made.call, made.table, made.receipt, made.here or "")


# By the name of the format; of all others the engine's own bytes are sent.
COMPOSERS: Mapping[str, Callable[[Answered], bytes]] = {
    "json": _plain,
    "receipt": _receipt,
    "parquet": _parquet,
    "html": _page,
}


async def asked(name: str, desk: Desk, call: Call, seconds: float, here: str | None) -> bytes:
    """Ask the engine and make the bytes of a format; any failure is a Problem."""
    question = answers.canned(call, Controls(seconds), negotiate.choose("rows", None, name), composed=True)
    raw = await answers.whole(question, await answers.ask(desk, question), desk.settings.rows_bytes)
    return (await asyncio.to_thread(composed, name, desk, call, raw, here))[0]


def composed(name: str, desk: Desk, call: Call, answer: bytes, here: str | None) -> tuple[bytes, int]:
    """Make the bytes of a format from the answer to a call's probe in SPARQL JSON, and count its rows."""
    table = rows.rows(answer)
    limit = call.narrowing.limit
    more = limit is not None and len(table) > limit
    table = table[:limit]
    told = receipt.receipt(desk, call, len(table), here, more=more)
    return COMPOSERS[name](Answered(desk, call, table, told, here)), len(table)
