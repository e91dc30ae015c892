"""A query asked of another store by way of our workers, and its answer by value."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from service.backend.alike import Rows, table
from service.engine.endpoint import Endpoint
from service.engine.pool import Pool
from service.engine.question import Question

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


def ask(store: Store, text: str) -> Rows:
    """Ask a store for the rows of a table, by value."""
    return table(store.wait(_asked(store, text)))


async def _asked(store: Store, text: str) -> bytes:
    answer = await store.pool.ask(Question(text, graphs=store.graphs), timeout=_PATIENCE, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()])
