"""Tables as Parquet: typed, several values as lists, exact, a few thousand rows in memory at a time."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graph.export.source import Source
from graph.export.tables import dictionary
from graph.export.tables.definition import Column, Table, tables
from graph.export.tables.rows import Row, Rows, Value

_GROUP = 5_000  # rows
_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32()}


def folder(source: Source, out: Path) -> None:
    """Write every table, with a data dictionary; each column also carries its own meaning."""
    rows = Rows(source)
    for one in tables():
        _write(source, rows, one, out / f"{one.name}.parquet")
    dictionary.write(source, out, "parquet")


def _write(source: Source, rows: Rows, one: Table, file: Path) -> None:
    schema = pa.schema(
        [
            pa.field(column.name, _type(column), metadata={"description": dictionary.meaning(source, column)})
            for column in one.columns
        ],
        metadata={"title": one.title, "description": one.told, "revision": source.snapshot.revision},
    )
    given = rows.of(one)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(given, _GROUP)):
            writer.write_table(pa.Table.from_pydict(dict(_columns(one, group)), schema=schema))


def _columns(one: Table, group: list[Row]) -> Iterator[tuple[str, list[object]]]:
    for column in one.columns:
        yield column.name, [_cell(row[column.name], column) for row in group]


def _cell(values: list[Value], column: Column) -> object:
    if column.type == "number":
        values = [float(value) for value in values]  # type: ignore[arg-type, misc]
    if column.many:
        return values
    if len(values) > 1 and column.type == "string":
        return dictionary.SEPARATOR.join(map(str, values))
    return values[0] if values else None


def _type(column: Column) -> pa.DataType:
    return pa.list_(_TYPES[column.type]) if column.many else _TYPES[column.type]
