"""Counting a dataset: questions are asked from the cheap to the dear, and their answers read.

A triple counts once, in however many graphs it stands; within one graph it stands once anyway. An entity is
a subject that has an IRI. Any dataset can be counted, an empty one too.
"""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from os.path import commonprefix
from typing import Any

from service.description import questions

Rows = list[dict[str, Any]]
Ask = Callable[[str], Awaitable[Rows | None]]

_HOST = re.compile(r"[^/]*/{0,2}[^/]*/?")  # a scheme and a host say nothing of a dataset


@dataclass(frozen=True)
class Entities:
    """How many there are, and the first and last IRI in the order of characters; empty if there are none."""

    number: int
    first: str = ""
    last: str = ""

    @property
    def space(self) -> str | None:
        """Return what the IRIs of several all begin with, up to a / or #; None for a host or less."""
        # What the first and the last have in common, all between them have too.
        shared = commonprefix((self.first, self.last))  # noqa: RUF071 - these are no paths
        space = shared[: max(shared.rfind("/"), shared.rfind("#")) + 1]
        return None if self.number < 2 or _HOST.fullmatch(space) else space


@dataclass(frozen=True)
class Counts:
    """What is known of a dataset by counting; None where the engine had no time, or there were too many.

    Tables go by IRI: triples by graph, entities by class, triples by property, and by class and property.
    apart says that surely no triple stands in two named graphs, so that the triples of graphs add up.
    """

    triples: int | None = None
    subjects: int | None = None
    properties: int | None = None
    objects: int | None = None
    classes: int | None = None
    entities: Entities | None = None
    graphs: Mapping[str, int] | None = None
    members: Mapping[str, Entities] | None = None
    by_property: Mapping[str, int] | None = None
    by_class: Mapping[str, Mapping[str, int]] | None = None
    apart: bool = False


@dataclass
class _Count:
    """One after another, and no further once a question had no answer: those to come take longer."""

    ask: Ask
    open: bool = field(default=True, init=False)

    async def rows(self, query: str) -> Rows | None:
        rows = await self.ask(query) if self.open else None
        self.open = rows is not None
        return rows if rows is not None and len(rows) <= questions.MOST else None


async def counted(ask: Ask) -> Counts:
    """Count a dataset; ask asks the union of its graphs and gives rows of SPARQL JSON, None for no answer."""
    count = _Count(ask)
    classes = await count.rows(questions.CLASSES)
    graphs = _table(await count.rows(questions.GRAPHS), "graph")
    entities = await count.rows(questions.ENTITIES)
    members = await count.rows(questions.MEMBERS)
    totals = await count.rows(questions.TOTALS)
    properties = await count.rows(questions.PROPERTIES)
    by_class = await count.rows(questions.CLASS_PROPERTIES)
    named = await count.rows(questions.NAMED)
    return Counts(
        **_totals(totals),
        classes=None if classes is None else sum(row["class"]["type"] != "literal" for row in classes),
        entities=None if entities is None else _entities(entities[0]),
        graphs=graphs,
        members=_members(classes, members),
        by_property=_table(properties, "p"),
        by_class=_by_class(by_class),
        apart=bool(
            named and graphs is not None and int(named[0]["triples"]["value"]) == sum(graphs.values())
        ),
    )


def _totals(rows: Rows | None) -> dict[str, int]:
    return {} if rows is None else {name: int(cell["value"]) for name, cell in rows[0].items()}


def _table(rows: Rows | None, key: str) -> dict[str, int] | None:
    """Read a table with one key; what has no IRI has no name to be listed by."""
    if rows is None:
        return None
    named = [row for row in rows if row[key]["type"] == "uri"]
    return {row[key]["value"]: int(row["triples"]["value"]) for row in named}


def _members(classes: Rows | None, members: Rows | None) -> dict[str, Entities] | None:
    """Join all classes, of which some have blank nodes alone, with those that have entities."""
    if classes is None or members is None:
        return None
    known = {row["class"]["value"]: _entities(row) for row in members}
    names = [row["class"]["value"] for row in classes if row["class"]["type"] == "uri"]
    return {name: known.get(name, Entities(0)) for name in names}


def _entities(row: Mapping[str, Any]) -> Entities:
    first, last = (row.get(name, {}).get("value", "") for name in ("first", "last"))
    return Entities(int(row["entities"]["value"]), first, last)


def _by_class(rows: Rows | None) -> dict[str, dict[str, int]] | None:
    if rows is None:
        return None
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row["class"]["type"] == "uri":
            found[row["class"]["value"]][row["p"]["value"]] = int(row["triples"]["value"])
    return dict(found)
