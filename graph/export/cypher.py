"""The property graph as a Cypher script: for Neo4j 5 by cypher-shell, and whatever else runs Cypher.

Each statement carries some hundred nodes or relationships, a line each, and ends with a semicolon. All are
merged by id, so that loading twice changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from graph.export.propertygraph import Node, PropertyGraph, Relationship
from graph.export.propertyvalues import Column, written
from graph.export.source import Source

CONSTRAINT = "CREATE CONSTRAINT rejoinder_thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE;\n"
_NODES, _RELATIONSHIPS = 200, 500  # a statement: some 100 kB, one transaction
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Controls (not every engine has signs for more of them), and what some readers take for the end of a line or
# the start of a file. A quote or a backslash is never written by its number: Cypher puts the characters in
# before it looks for the end of a string.
_ODD = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]')


def script(source: Source, out: IO[bytes]) -> None:
    """Write the whole graph as one script."""
    graph = PropertyGraph(source)
    out.write(f"// Rejoinder as a property graph, revision {source.snapshot.revision}\n".encode())
    out.write(CONSTRAINT.encode())
    for labels, nodes in graph.nodes():
        narrower = "".join(f":{label}" for label in labels[1:])
        end = f"] AS row MERGE (n:Thing {{id: row.id}}) SET n = row{f', n{narrower}' if narrower else ''};\n"
        _write(out, (_node(node, graph.columns) for node in nodes), end, _NODES)
    for type_, relationships in graph.relationships():
        end = (
            "] AS row MATCH (a:Thing {id: row.a}) MATCH (b:Thing {id: row.b}) "
            f"MERGE (a)-[r:{type_}]->(b) SET r.layer = row.layer, r.rule = row.rule;\n"
        )
        _write(out, map(_relationship, relationships), end, _RELATIONSHIPS)


def quoted(text: str) -> str:
    """Write a string literal of Cypher."""
    return f'"{_ODD.sub(_escaped, text)}"'


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def _write(out: IO[bytes], rows: Iterator[str], end: str, size: int) -> None:
    while some := list(islice(rows, size)):
        lines = ",\n".join(some)
        out.write(f"UNWIND [\n{lines}\n{end}".encode())


def _node(node: Node, columns: dict[str, Column]) -> str:
    return _map((name, _value(node.values[name], columns[name])) for name in _ordered(node.values))


def _relationship(told: Relationship) -> str:
    pairs = [("a", told.start), ("b", told.end), ("layer", told.layer), ("rule", told.rule)]
    return _map((name, quoted(text)) for name, text in pairs if text)


def _map(pairs: Iterable[tuple[str, str]]) -> str:
    return f"{{{', '.join(f'{name}: {value}' for name, value in pairs)}}}"


def _value(texts: list[str], column: Column) -> str:
    values = [_literal(text, column) for text in texts]
    return f"[{', '.join(values)}]" if column.several else values[0]


def _literal(text: str, column: Column) -> str:
    if column.kind == "date":
        return f'date("{text}")'
    return quoted(text) if column.kind == "string" else written(column.kind, text)


def _ordered(names: Iterable[str]) -> list[str]:
    """Put the id before all other names."""
    return sorted(names, key=lambda name: (name != "id", name != "iri", name))
