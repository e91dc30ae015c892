"""Engines of Cypher that load what was exported, each by its own reader."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kglite
import ladybug

from tests.graph.export import reading

Row = dict[str, Any]
_TYPES = {"long": "INT64", "double": "DOUBLE", "boolean": "BOOL", "date": "DATE", "string": "STRING"}
_CSV = "(header=true, parallel=false, escape='\"')"


class Script:
    """An engine without a schema, which takes a script as it is, a statement at a time like cypher-shell."""

    def __init__(self) -> None:
        self._graph = kglite.KnowledgeGraph()

    def load(self, script: Path) -> None:
        for statement in reading.statements(script):
            self._graph.cypher("".join(statement))

    def ask(self, query: str) -> list[Row]:
        found = self._graph.cypher(query)
        assert isinstance(found, kglite.ResultView)
        return [dict(row) for row in found]

    def nodes(self) -> dict[str, Row]:
        rows = [row["told"] for row in self.ask("MATCH (n:Thing) RETURN properties(n) AS told")]
        return {row["id"]: {name: row[name] for name in row if not _own(name, row[name])} for row in rows}


def _own(name: str, value: object) -> bool:
    """Say whether that engine says it of itself: it gives each node a type, a title and a label."""
    return value is None or name == "type" or (name, value) == ("label", "Thing")


class Files:
    """An engine with a schema and a loader of CSV of its own; the schema comes from the first lines."""

    def __init__(self, folder: Path) -> None:
        self._connection = ladybug.Connection(ladybug.Database(":memory:"))
        self._tables: list[tuple[str, list[str]]] = []
        self._ran("CREATE NODE TABLE Thing(id STRING PRIMARY KEY)")
        between = reading.separator(folder)
        for number, (_, file) in enumerate(reading.files(folder, "nodes")):
            self._load_nodes(f"Nodes{number}", file, between)
        for (type_,), file in reading.files(folder, "relationships"):
            self._ran(f"CREATE REL TABLE {type_}_(FROM Thing TO Thing, layer STRING, rule STRING)")
            self._ran(f"COPY {type_}_ FROM '{file}' {_CSV}")

    def nodes(self) -> dict[str, Row]:
        return {row["id"]: row for name, columns in self._tables for row in self._rows(name, columns)}

    def relationships(self, type_: str) -> dict[tuple[str, str], tuple[str, str]]:
        found = self._ran(f"MATCH (a)-[r:{type_}_]->(b) RETURN a.id, b.id, r.layer, r.rule")
        return {(start, end): (layer, rule or "") for start, end, layer, rule in found}

    def _load_nodes(self, table: str, file: Path, between: str) -> None:
        columns = _columns(file)
        declared = ", ".join(f"`{name}` {_declared(kind)}" for name, kind in columns.items())
        self._ran(f"CREATE NODE TABLE {table}({declared}, PRIMARY KEY(id))")
        # It takes no control for what separates the values of a list, so lists are read as one text.
        texts = {name: "string" if kind.endswith("[]") else kind for name, kind in columns.items()}
        read = ", ".join(f"`{name}` {_declared(kind)}" for name, kind in texts.items())
        given = ", ".join(
            f"CAST(string_split(`{name}`, '{between}') AS {_declared(kind)})"
            if kind.endswith("[]")
            else f"`{name}`"
            for name, kind in columns.items()
        )
        loaded = f"LOAD WITH HEADERS ({read}) FROM '{file}' {_CSV}"
        self._ran(f"COPY {table} FROM ({loaded} RETURN {given})")
        self._ran(f"COPY Thing FROM ({loaded} RETURN id)")
        self._tables.append((table, list(columns)))

    def _rows(self, table: str, columns: list[str]) -> Iterator[Row]:
        values = ", ".join(f"n.`{name}`" for name in columns)
        for row in self._ran(f"MATCH (n:{table}) RETURN {values}"):
            yield {name: value for name, value in zip(columns, row, strict=True) if value is not None}

    def _ran(self, query: str) -> list[list[Any]]:
        result = self._connection.execute(query)
        assert isinstance(result, ladybug.QueryResult)
        return [list(row) for row in result.get_all()]


def _columns(file: Path) -> dict[str, str]:
    """Read the first line: names and types, as Neo4j has them."""
    with file.open(encoding="utf-8") as text:
        told = dict(column.split(":") for column in next(text).rstrip("\n").split(","))
    return {name: "string" if kind == "ID" else kind for name, kind in told.items()}


def _declared(kind: str) -> str:
    plain = kind.removesuffix("[]")
    return _TYPES[plain] + kind[len(plain) :]
