"""The property graph as CSV files for `neo4j-admin database import full`, with the command in a script.

Made for a machine: every text stands exactly as it is, so a cell may look like a formula to a spreadsheet.
Texts are quoted, numbers, days and what is absent are not, as the importer tells "" from nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from graph.errors import ExportError
from graph.export.cypher import CONSTRAINT
from graph.export.propertygraph import Labels, Node, PropertyGraph, Relationship
from graph.export.propertyvalues import Column, written
from graph.export.source import Source

IMPORT, README, CONSTRAINTS = "import.sh", "README.txt", "constraints.cypher"
_BUFFER = 2**20
_LONGEST = 100
# Between the values of a list: a control that no value has. Line ends and tabs are not for this.
_SEPARATORS = [chr(number) for number in (*range(0x1F, 0x0D, -1), *range(8, 0, -1))]
_SCRIPT = """#!/bin/sh
# Import into a database that is not there yet, or is stopped: sh import.sh [DATABASE [OPTION...]]
# Options go to neo4j-admin, such as --overwrite-destination=true. Set NEO4J_ADMIN if that is not on the path.
# Afterwards run {constraints} by cypher-shell.
set -eu
cd "$(dirname "$0")"
database=${{1:-neo4j}}
[ $# -eq 0 ] || shift
exec "${{NEO4J_ADMIN:-neo4j-admin}}" database import full "$database" \\
  --id-type=string --array-delimiter=U+{separator:04X} --multiline-fields=true \\
  --trim-strings=false --ignore-empty-strings=false --legacy-style-quoting=false \\
{files}  "$@"
"""
_TOLD = """Rejoinder as a property graph, revision {revision}: CSV files for Neo4j 5 or later.

1. Stop the database, or take one that is not there yet.
2. sh import.sh neo4j --overwrite-destination=true
   This runs neo4j-admin database import full; look into it for the whole command.
3. Start the database, then: cypher-shell --file {constraints}

nodes-LABELS.csv          things, by their labels; the first line has the type of each property
relationships-TYPE.csv    statements between two things, each with its layer (asserted, curated, inferred, or
                          other for the graphs of others) and with the rule that derives it, if one does

The files are UTF-8. Values of a list are separated by U+{separator:04X}, a control character that none has.
They are exact, for a machine: a cell may begin like a formula, so do not open them in a spreadsheet.
"""


def folder(source: Source, into: Path) -> None:
    """Write nodes by their labels, relationships by type, the command that imports them, and a word on it."""
    graph = PropertyGraph(source)
    separator = _separator(graph.controls)
    options = [
        f"--nodes={':'.join(labels)}={_nodes(into, labels, nodes, graph, separator)}"
        for labels, nodes in graph.nodes()
    ]
    options += [
        f"--relationships={type_}={_relationships(into, type_, told)}"
        for type_, told in graph.relationships()
    ]
    words = {
        "constraints": CONSTRAINTS,
        "files": "".join(f"  {option} \\\n" for option in options),
        "revision": source.snapshot.revision,
        "separator": ord(separator),
    }
    for name, text in ((IMPORT, _SCRIPT), (README, _TOLD)):
        (into / name).write_text(text.format(**words), encoding="utf-8", newline="\n")
    (into / CONSTRAINTS).write_text(CONSTRAINT, encoding="utf-8", newline="\n")


def quoted(text: str) -> str:
    """Write a text as a cell, whatever is in it."""
    return '"' + text.replace('"', '""') + '"'


def _nodes(into: Path, labels: Labels, nodes: Iterator[Node], graph: PropertyGraph, separator: str) -> str:
    names = sorted(graph.names[labels] - {"id"})
    columns = [(name, graph.columns[name]) for name in names]
    name = f"nodes-{_stem('-'.join(labels[1:] or labels))}.csv"
    with (into / name).open("wb", buffering=_BUFFER) as out:
        _row(out, ["id:ID", *(f"{name}:{_type(column)}" for name, column in columns)])
        for node in nodes:
            cells = (_cell(node.values.get(name, []), column, separator) for name, column in columns)
            _row(out, [quoted(node.values["id"][0]), *cells])
    return name


def _relationships(into: Path, type_: str, told: Iterator[Relationship]) -> str:
    name = f"relationships-{_stem(type_)}.csv"
    with (into / name).open("wb", buffering=_BUFFER) as out:
        _row(out, [":START_ID", ":END_ID", "layer:string", "rule:string"])
        for one in told:
            rule = quoted(one.rule) if one.rule else ""
            _row(out, [quoted(one.start), quoted(one.end), quoted(one.layer), rule])
    return name


def _type(column: Column) -> str:
    return f"{column.kind}[]" if column.several else column.kind


def _cell(texts: list[str], column: Column, separator: str) -> str:
    cell = separator.join(written(column.kind, text) for text in texts)
    return quoted(cell) if texts and (column.kind == "string" or column.several) else cell


def _row(out: IO[bytes], cells: Iterable[str]) -> None:
    out.write(f"{','.join(cells)}\n".encode())


def _stem(name: str) -> str:
    """Keep the name of a file short enough for any disk, whatever classes others make up."""
    return name if len(name) <= _LONGEST else hashlib.sha256(name.encode()).hexdigest()[:32]


def _separator(taken: set[str]) -> str:
    for separator in _SEPARATORS:
        if separator not in taken:
            return separator
    raise ExportError("neo4j: texts of this graph have every control character, so none can separate lists")
