"""What the tables are: read from definitions/, one table a file, in the order of TABLES.

A column has a path from the row's thing to its values: steps by `/`, backwards by `^`, alternatives by `|`.
`is` says how a value is written (text where nothing is said), `many` that there may be several, `to` in which
table an id is found, `scheme` in which scheme a code is, `lang` which language of a text, `from` another of
the row's things, `of` what a special kind is asked for. `use` stands for columns of common.yaml.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from graph.terms import expand

TABLES = (
    "claims", "acts", "responses", "non_responses", "events", "actors", "posts", "memberships", "territories",
    "relations", "quantities", "judgements", "groupings", "notions", "discrepancies", "evidence", "documents",
    "passages", "works", "citations", "codes", "icow", "plover",
)  # fmt: skip
Sort = Literal[
    "text", "id", "name", "code", "integer", "number", "date", "kind", "qid", "polarity", "relays",
    "criterion", "notation", "match", "lost",
]  # fmt: skip
_FOLDER = Path(__file__).parent / "definitions"
Step = tuple[str, bool]  # a property, and whether it is followed backwards


@dataclass(frozen=True)
class Column:
    """One column; an empty path is the thing itself. told is empty where the ontology tells it."""

    name: str
    told: str
    paths: tuple[tuple[Step, ...], ...]
    sort: Sort
    many: bool
    to: str
    scheme: str
    lang: str
    of: str
    start: str

    @property
    def type(self) -> Literal["string", "integer", "number", "date"]:
        """Name the type of its values."""
        return self.sort if self.sort in {"integer", "number", "date"} else "string"


@dataclass(frozen=True)
class Table:
    """One table: of which classes its rows are, which of their things it takes, what multiplies its rows."""

    name: str
    title: str
    told: str
    classes: tuple[str, ...]
    where: tuple[Step, ...]
    kinds: tuple[str, ...]
    times: Mapping[str, str]
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@cache
def tables() -> tuple[Table, ...]:
    """Read every table."""
    common = _read("common")
    return tuple(_table(name, _read(name), common) for name in TABLES)


def table(name: str) -> Table:
    """Find a table by its name."""
    return next(found for found in tables() if found.name == name)


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return read


def _table(name: str, told: Mapping[str, Any], common: Mapping[str, Any]) -> Table:
    columns = tuple(_columns(told["columns"], common))
    where = told.get("where", {})
    return Table(
        name=name,
        title=told["title"],
        told=told["told"],
        classes=tuple(expand(class_) for class_ in told["of"]),
        where=_path(where["path"]) if where else (),
        kinds=tuple(_list(where.get("kind", ()))),
        times={thing: expand(path) for thing, path in told.get("times", {}).items()},
        key=tuple(told.get("key", (columns[0].name,))),
        columns=columns,
    )


def _columns(told: Mapping[str, Any], common: Mapping[str, Any]) -> Iterator[Column]:
    for name, column in told.items():
        if name == "use":
            for group in _list(column):
                yield from _columns(common[group], common)
        else:
            yield _column(name, column)


def _column(name: str, told: Mapping[str, Any]) -> Column:
    sort = told.get("is", "text")
    if sort not in get_args(Sort):
        raise ValueError(f"column {name}: is {sort}, which is none of {', '.join(get_args(Sort))}")
    written = told.get("path", "")
    return Column(
        name=name,
        told=told.get("told", ""),
        paths=tuple(_path(one) for one in written.split("|")) if written else ((),),
        sort=sort,
        many=told.get("many", False),
        to=told.get("to", ""),
        scheme=told.get("scheme", ""),
        lang=told.get("lang", ""),
        of=told.get("of", ""),
        start=told.get("from", ""),
    )


def _path(written: str) -> tuple[Step, ...]:
    return tuple((expand(step.removeprefix("^")), step.startswith("^")) for step in written.split("/"))


def _list(given: Any) -> list[str]:
    return [given] if isinstance(given, str) else list(given)
