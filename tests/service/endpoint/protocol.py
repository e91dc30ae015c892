"""A query asked of another store by way of our workers, and its answer by value."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from graph.terms import XSD
from service.engine.endpoint import Endpoint
from service.engine.pool import Pool
from service.engine.question import Question

Cell = tuple[str, str] | None
Rows = list[tuple[Cell, ...]]
Table = tuple[list[str], Rows]
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal"))
_PATIENCE = 110.0  # Virtuoso translates a few texts for half a minute before it answers


@dataclass(frozen=True)
class Store:
    """A store, the workers that ask it, the loop in which they are spoken to."""

    pool: Pool
    graphs: Sequence[str]
    loop: asyncio.AbstractEventLoop

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something in the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_PATIENCE + 10)


@contextmanager
def asking(endpoint: Endpoint, graphs: Sequence[str]) -> Iterator[Store]:
    """Start workers on a store, in a loop of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    store = Store(Pool(endpoint, workers=2), graphs, loop)
    try:
        store.wait(store.pool.start())
        yield store
        store.wait(store.pool.close())
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def ask(store: Store, text: str) -> Table:
    """Ask a store for a table."""
    read = ox.parse_query_results(store.wait(_asked(store, text)), format=ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QuerySolutions)
    return table(read)


async def _asked(store: Store, text: str) -> bytes:
    answer = await store.pool.ask(Question(text, graphs=store.graphs), timeout=_PATIENCE, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()])


def table(solutions: ox.QuerySolutions) -> Table:
    """Read columns and rows, each cell by value."""
    names = [variable.value for variable in solutions.variables]
    return names, [tuple(cell(row[name]) for name in names) for row in solutions]


def cell(term: object) -> Cell:
    """Write the value of a term, so that terms of one value are the same.

    Virtuoso writes true as 1, a whole decimal as an integer, and numbers in forms of their own; the letters
    of a language are the same in any case.
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return term.value, "iri"
    assert isinstance(term, ox.Literal), term
    if term.language:
        return term.value, f"@{term.language.lower()}"
    datatype = term.datatype.value
    if datatype == f"{XSD}boolean":
        return {"1": "true", "0": "false"}.get(term.value, term.value), datatype
    if datatype in _NUMBERS:
        return f"{Decimal(term.value).normalize():f}", "number"
    return term.value, datatype
