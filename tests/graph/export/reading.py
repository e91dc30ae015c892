"""Reading what was exported, by means that share nothing with how it was written."""

import csv
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r'date\(("[^"]*")\)|("(?:[^"\\]|\\.)*")|(\w+):')
_END = re.compile(
    r"\] AS row (?:MERGE \(n:Thing \{id: row\.id\}\) SET n = row(?:, n((?::[A-Z][A-Za-z0-9]*)+))?"
    r"|MATCH \(a:Thing \{id: row\.a\}\) MATCH \(b:Thing \{id: row\.b\}\) "
    r"MERGE \(a\)-\[r:([A-Z0-9_]+)\]->\(b\) SET r\.layer = row\.layer, r\.rule = row\.rule);\n"
)
Row = dict[str, Any]


@dataclass
class Seen:
    """Nodes by id, with their labels; relationships by type and both ends."""

    nodes: dict[str, Row] = field(default_factory=dict)
    labels: dict[str, set[str]] = field(default_factory=dict)
    relationships: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    def labelled(self, label: str) -> set[str]:
        return {id_ for id_, labels in self.labels.items() if label in labels}


def statements(script: Path) -> Iterator[list[str]]:
    """Give the lines of each statement, as cypher-shell finds them: to a semicolon that ends a line."""
    held: list[str] = []
    with script.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            held.append(line)
            if line.endswith(";\n"):
                yield held
                held = []
    assert held == []


def cypher(script: Path) -> Seen:
    """Read a script; each node and each relationship stands in it once."""
    seen = Seen()
    comment_and_constraint, *rest = statements(script)
    assert len(comment_and_constraint) == 2
    for first, *rows, last in rest:
        assert first == "UNWIND [\n"
        end = _END.fullmatch(last)
        assert end is not None, last
        for row in map(_row, rows):
            if end[2]:
                key = (end[2], row["a"], row["b"])
                assert key not in seen.relationships
                seen.relationships[key] = {"layer": row["layer"], "rule": row.get("rule", "")}
            else:
                assert row["id"] not in seen.nodes
                seen.nodes[row["id"]] = row
                seen.labels[row["id"]] = {"Thing", *(end[1] or "").split(":")[1:]}
    return seen


def command(folder: Path) -> list[str]:
    """Read the command that imports, word by word."""
    text = (folder / "import.sh").read_text(encoding="utf-8")
    return shlex.split(text[text.index("exec ") :])


def separator(folder: Path) -> str:
    (told,) = [word for word in command(folder) if word.startswith("--array-delimiter=U+")]
    return chr(int(told.partition("+")[2], 16))


def files(folder: Path, kind: str) -> list[tuple[list[str], Path]]:
    """List what the command imports as `nodes` or `relationships`: labels or type, and the file."""
    told = [word.split("=") for word in command(folder) if word.startswith(f"--{kind}=")]
    return [(names.split(":"), folder / name) for _, names, name in told]


def csvs(folder: Path) -> Seen:
    """Read the files that the command names, by the types in their first lines."""
    seen = Seen()
    between = separator(folder)
    for labels, file in files(folder, "nodes"):
        for row in _rows(file):
            id_ = row.pop("id:ID")
            typed = dict(name.split(":") for name in row)
            told = {name: row[f"{name}:{kind}"] for name, kind in typed.items()}
            seen.nodes[id_] = {
                name: _typed(text, typed[name], between) for name, text in told.items() if text
            } | {"id": id_}
            seen.labels[id_] = set(labels)
    for (type_,), file in files(folder, "relationships"):
        for row in _rows(file):
            key = (type_, row[":START_ID"], row[":END_ID"])
            seen.relationships[key] = {"layer": row["layer:string"], "rule": row["rule:string"]}
    return seen


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text, strict=True)


def _typed(text: str, kind: str, between: str) -> object:
    if kind.endswith("[]"):
        return [_typed(part, kind[:-2], between) for part in text.split(between)]
    return text if kind in {"string", "date"} else json.loads(text)


def _row(line: str) -> Row:
    """Make JSON of a map of Cypher, which differs in names without quotes and in dates."""
    text = _TOKEN.sub(lambda found: found[1] or found[2] or f'"{found[3]}":', line.rstrip("\n").rstrip(","))
    row: Row = json.loads(text)
    return row
