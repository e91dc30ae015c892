"""All that a question needs: settings, engine, canned queries, and a revision of the graph with its names."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graph import entries, snapshots, wordindex
from graph.errors import DamagedStore, MissingStore, StoreError
from graph.snapshots import Snapshot
from service import scope
from service.backend import addresses
from service.backend.elsewhere import Elsewhere
from service.cache import Cache
from service.catalogue import CannedQuery
from service.engine.endpoint import Endpoint
from service.engine.errors import EngineError, Replaced
from service.engine.pool import Pool
from service.engine.process import Home
from service.engine.question import Formats, Question
from service.scope import Document
from service.search import Search
from service.settings import Settings
from service.shelf import Local, Shelf
from service.things import Names

_LOG = logging.getLogger("rejoinder")
_JSON = Formats()
_KEPT = 8  # revisions whose names, and what was made of them, are kept in memory
_AGAIN = 5.0  # seconds until a revision that could not be read is tried again
T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """Settings, the graph of one revision, the engine, the canned queries, what has a name."""

    settings: Settings
    snapshot: Snapshot
    pool: Pool
    catalogue: Mapping[str, CannedQuery]
    names: Names
    documents: tuple[Document, ...]
    shelf: Shelf

    def question(self, query: str, formats: Formats = _JSON, **told: Any) -> Question:
        """Put a query about this revision; told is what else a Question takes."""
        return self.shelf.question(self.snapshot, query, formats, **told)


class Made(Generic[T]):
    """What takes long to make of a revision, made when it is first asked for."""

    def __init__(self) -> None:
        """Start with nothing made."""
        self._made: OrderedDict[Hashable, T] = OrderedDict()
        self._making = asyncio.Lock()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Give what was made for a key, or make it."""
        async with self._making:
            if key not in self._made:
                self._made[key] = await make()
            self._made.move_to_end(key)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
            return self._made[key]


class Desks:
    """The desk of each revision that is read, the current one first of all."""

    def __init__(
        self, settings: Settings, pool: Pool, catalogue: Mapping[str, CannedQuery], shelf: Shelf
    ) -> None:
        """Start with none open."""
        self.settings, self.pool, self.catalogue, self.shelf = settings, pool, catalogue, shelf
        self.answers = Cache(settings.cache_bytes)
        self._open: OrderedDict[str, Desk] = OrderedDict()
        self._current: tuple[Hashable, Desk] | None = None
        self._opening = asyncio.Lock()
        self.trouble: str | None = None
        self._tried = 0.0

    async def current(self) -> Desk:
        """Give the desk of the revision that is published now.

        A StoreError or EngineError if it cannot be read and there was none before; else the service goes on
        with what it has, `trouble` says why, and after a while it tries again: a store may be mended, and an
        engine that was busy may be free.
        """
        mark = await self._mark()
        again = self.trouble is not None and time.monotonic() - self._tried > _AGAIN
        if self._current is None or self._current[0] != mark or again:
            self._tried = time.monotonic()
            try:
                desk = await self._opened(await self.shelf.current())
            except (StoreError, EngineError) as error:
                # What was served from another store is no longer there, as a folder would be.
                if self._current is None or isinstance(error, Replaced):
                    raise
                self._current, self.trouble = (mark, self._current[1]), str(error)
            else:
                self.pool.home = self.shelf.home(desk.snapshot)
                self._current, self.trouble = (mark, desk), None
        return self._current[1]

    async def of(self, revision: str) -> Desk:
        """Give the desk of a revision; MissingStore if there is none of that name."""
        desk = self._open.get(revision)
        if desk is not None and self.shelf.is_there(desk.snapshot):
            self._open.move_to_end(revision)
            return desk
        return await self._opened(await self.shelf.find(revision))

    @property
    def latest(self) -> Desk | None:
        """The desk that was current for the last request."""
        return self._current[1] if self._current else None

    async def _mark(self) -> Hashable:
        try:
            return await self.shelf.mark()
        except MissingStore:
            if self._current is None:
                raise
            return self._current[0]  # who holds a graph goes on with it

    async def _opened(self, snapshot: Snapshot) -> Desk:
        async with self._opening:
            if snapshot.revision not in self._open:
                self._open[snapshot.revision] = await self._read(snapshot)
                if len(self._open) > _KEPT:
                    self._open.popitem(last=False)
            return self._open[snapshot.revision]

    async def _read(self, snapshot: Snapshot) -> Desk:
        """Open the index of a revision's names; where it has none that is whole, make one in memory."""
        index = await asyncio.to_thread(wordindex.opened, snapshot.index, snapshot.revision)
        if index is None:
            if self.settings.endpoint is None:
                _LOG.warning(
                    "revision %s: its index of names is missing or not whole, so one is made in memory; "
                    "`rejoinder build` mends it",
                    snapshot.revision,
                )
            told = await self._told(snapshot, entries.QUERY, Formats(solutions="csv"))
            index = await asyncio.to_thread(wordindex.in_memory, told)
        documents = scope.read(await self._told(snapshot, scope.QUERY))
        names = Names(Search(index))
        return Desk(self.settings, snapshot, self.pool, self.catalogue, names, documents, self.shelf)

    async def _told(self, snapshot: Snapshot, query: str, formats: Formats = _JSON) -> bytes:
        question = self.shelf.question(snapshot, query, formats)
        answer = await self.pool.ask(question, timeout=self.settings.timeout, lane="canned")
        return b"".join([chunk async for chunk in answer.chunks()])


@asynccontextmanager
async def opened(
    settings: Settings, catalogue: Mapping[str, CannedQuery], *, workers: int
) -> AsyncIterator[Desks]:
    """Start the engine on what is published and open the names in it; the engine is closed at the end."""
    async with _shelf(settings, workers) as (shelf, pool):
        desks = Desks(settings, pool, catalogue, shelf)
        await desks.current()
        yield desks


@asynccontextmanager
async def _shelf(settings: Settings, workers: int) -> AsyncIterator[tuple[Shelf, Pool]]:
    if settings.endpoint is not None:
        endpoint = await asyncio.to_thread(addresses.endpoint, settings, settings.endpoint)
        async with _engine(endpoint, settings, workers) as pool:
            elsewhere = Elsewhere(settings, endpoint, pool)
            try:
                await elsewhere.begin()
                yield elsewhere, pool
            finally:
                await elsewhere.close()
        return
    async with _engine(snapshots.current(settings.store).store, settings, workers) as pool:
        yield Local(settings), pool


@asynccontextmanager
async def _engine(home: Home, settings: Settings, workers: int) -> AsyncIterator[Pool]:
    pool = Pool(home, workers=workers, memory_mib=settings.memory, queue=settings.queue)
    try:
        await pool.start()
    except EngineError as error:
        if isinstance(home, Endpoint):
            raise
        raise DamagedStore(
            f"{home}: the engine cannot open it: {error}; if its files are damaged, remove {home.parent} "
            "and run `rejoinder build`"
        ) from error
    try:
        yield pool
    finally:
        await pool.close()
