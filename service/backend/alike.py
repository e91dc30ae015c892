"""Whether another store answers our questions as the embedded engine does, on the same graph."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from graph.terms import XSD
from service.catalogue import CannedQuery
from service.desk import Desk, opened
from service.engine.errors import EngineError
from service.settings import Settings

_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal"))
_TRUTHS = {"1": "true", "0": "false"}
Cell = tuple[str, str] | None
Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Difference:
    """A question that is answered otherwise, and how in a few words."""

    query: str
    how: str


async def differences(settings: Settings, known: Mapping[str, CannedQuery]) -> list[Difference]:
    """Ask every canned query, as it stands, of both; MissingStore if this machine lacks the revision."""
    found = []
    async with opened(settings, known, workers=2) as elsewhere:
        there = await elsewhere.current()
        own = settings.model_copy(update={"endpoint": None})
        async with opened(own, known, workers=2) as desks:
            here = await desks.of(there.snapshot.revision)
            for name, query in known.items():
                wanted = await _asked(here, query.text)
                try:
                    got = await _asked(there, query.text)
                except EngineError as error:
                    found.append(Difference(name, str(error)))
                    continue
                if got != wanted:
                    found.append(Difference(name, _told(got, wanted)))
    return found


async def _asked(desk: Desk, query: str) -> Rows:
    answer = await desk.pool.ask(desk.question(query), timeout=desk.settings.timeout, lane="canned")
    return table(b"".join([chunk async for chunk in answer.chunks()]))


def table(answer: bytes) -> Rows:
    """Read the rows of an answer in SPARQL JSON, in order, each cell by value."""
    read = json.loads(answer)
    names = read["head"]["vars"]
    return [tuple(cell(row.get(name)) for name in names) for row in read["results"]["bindings"]]


def cell(term: Mapping[str, str] | None) -> Cell:
    """Write the value of a term, so that terms of one value are the same.

    Virtuoso writes true as 1 and a whole decimal as an integer, and letters of a language in small ones.
    """
    if term is None:
        return None
    value, datatype = term["value"], term.get("datatype", "")
    if "xml:lang" in term:
        return value, "@" + term["xml:lang"].lower()
    if datatype == f"{XSD}boolean":
        return _TRUTHS.get(value, value), datatype
    if datatype in _NUMBERS:
        try:
            return f"{Decimal(value).normalize():f}", "number"
        except InvalidOperation:
            return value, datatype
    return value, datatype or term["type"]


def _told(got: Rows, wanted: Rows) -> str:
    if len(got) != len(wanted):
        return f"{len(got)} rows, not {len(wanted)}"
    if sorted(got, key=str) == sorted(wanted, key=str):
        return "the same rows in another order"
    return f"{sum(one != other for one, other in zip(got, wanted, strict=True))} rows of {len(got)} differ"
