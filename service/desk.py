"""All that a question needs, opened for as long as the service runs: graph, engine, names, documents."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph.errors import DamagedStore
from graph.snapshots import Snapshot
from service import scope, things
from service.catalogue import CannedQuery
from service.engine.errors import EngineError
from service.engine.pool import Pool
from service.engine.question import Question
from service.scope import Document
from service.settings import Settings
from service.things import Names


@dataclass(frozen=True)
class Desk:
    """Settings, the graph that is served, the engine on it, the canned queries, what has a name."""

    settings: Settings
    snapshot: Snapshot
    pool: Pool
    catalogue: Mapping[str, CannedQuery]
    names: Names
    documents: tuple[Document, ...]


@asynccontextmanager
async def opened(
    settings: Settings, snapshot: Snapshot, catalogue: Mapping[str, CannedQuery], *, workers: int
) -> AsyncIterator[Desk]:
    """Start the engine on a snapshot and read the names in it; the engine is closed at the end."""
    pool = Pool(snapshot.store, workers=workers, memory_mib=settings.memory, queue=settings.queue)
    try:
        await pool.start()
    except EngineError as error:
        told = f"{snapshot.store}: the engine cannot open it: {error}"
        raise DamagedStore(
            f"{told}; if its files are damaged, remove {snapshot.directory} and run `rejoinder build`"
        ) from error
    try:
        names = things.read(await _told(pool, things.QUERY, settings.timeout))
        documents = scope.read(await _told(pool, scope.QUERY, settings.timeout))
        yield Desk(settings, snapshot, pool, catalogue, names, documents)
    finally:
        await pool.close()


async def _told(pool: Pool, query: str, seconds: float) -> bytes:
    answer = await pool.ask(Question(query), timeout=seconds, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()])
