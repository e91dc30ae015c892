"""One revision of the graph, in another store: looked at, counted, tried, and asked."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import httpx2

from graph.errors import DamagedStore, MissingStore, StoreError
from graph.snapshots import Snapshot
from service.backend import holding
from service.backend.holding import HELD, Holding
from service.engine.endpoint import Endpoint
from service.engine.errors import EngineError, Replaced
from service.engine.pool import Pool
from service.engine.process import Home
from service.engine.question import Formats, Question
from service.engine.remote import SOLUTIONS, options, unreachable
from service.settings import Settings

_LOG = logging.getLogger("rejoinder")
_LOOK = 1.0  # seconds between two looks at the store; who fills it waits longer before it begins
_SILENT = 5.0  # seconds that it may be silent at such a look
_COUNTING = 600.0  # seconds
_ROWS = 20_001  # more than the stores cut answers at that do so out of the box
_JSON = Formats()


class Elsewhere:
    """One revision, which another store holds.

    It is looked at once a second, by a connection of our own. While it is filled it answers nothing: what it
    was asked before is ended too, since its answers may be of neither revision.
    """

    def __init__(self, settings: Settings, endpoint: Endpoint, pool: Pool) -> None:
        """Take the address; `begin` looks for the first time."""
        self._folder, self._endpoint, self._pool = settings.store, endpoint, pool
        self._told = endpoint.query
        self._client = httpx2.AsyncClient(**options(endpoint.told(), _SILENT))
        self._seen: Holding | StoreError = DamagedStore(f"{self._told}: was not looked at yet")
        self._tried: Snapshot | None = None
        self._trying = asyncio.Lock()
        self.trouble: str | None = None
        self._graphs: dict[str, tuple[str, ...]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Look for the first time, and then once a second."""
        await self._look()
        self._looking = asyncio.create_task(self._go_on())

    async def mark(self) -> Hashable:
        """Name the revision that was seen at the last look; Replaced while there is none."""
        with self._told_once():
            if isinstance(self._seen, StoreError):
                raise self._seen
            if not (self._seen.parts or self._seen.said):
                raise self._problem(f"holds no graph of ours; run `rejoinder build --load-into {self._told}`")
        if self._seen.revision is None:
            raise Replaced("the graph is being replaced in the store behind the service")
        return self._seen.revision

    async def current(self) -> Snapshot:
        """Count what the store holds, graph by graph, and try how it answers; DamagedStore if it differs."""
        async with self._trying:
            with self._told_once():
                if isinstance(self._seen, StoreError):
                    raise self._seen
                if self._tried is None or self._tried.revision != self._seen.revision:
                    self._tried = await self._well(self._seen)
            return self._tried

    @contextlib.contextmanager
    def _told_once(self) -> Iterator[None]:
        """Let what is wrong with the store be told to who starts the service, and to nobody who asks it."""
        try:
            yield
        except StoreError as error:
            if self._tried is None:
                raise
            self.trouble = str(error)
            raise Replaced("the store behind the service does not hold the graph as it should") from error

    async def find(self, revision: str) -> Snapshot:
        """Find the one revision that there is."""
        snapshot = await self.current()
        if snapshot.revision != revision:
            raise MissingStore(f"{self._told}: holds no revision {revision[:40]}")
        return snapshot

    def is_there(self, snapshot: Snapshot) -> bool:
        """Say whether it was there at the last look."""
        return isinstance(self._seen, Holding) and self._seen.revision == snapshot.revision

    def home(self, _: Snapshot) -> Home:
        """Name the store."""
        return self._endpoint

    def question(self, snapshot: Snapshot, query: str, formats: Formats = _JSON, **told: Any) -> Question:
        """Ask the store of the graphs of this revision."""
        return Question(query, formats, graphs=self._graphs[snapshot.revision], **told)

    async def close(self) -> None:
        """Look no longer."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._client.aclose()

    async def _well(self, seen: Holding) -> Snapshot:
        """Compare what the store holds with its record of it, and try how it answers."""
        try:
            snapshot = seen.snapshot(self._folder)
        except DamagedStore as error:
            raise self._problem(str(error)) from error
        self._graphs[snapshot.revision] = tuple(sorted(seen.parts))
        await self._counted(seen)
        await self._whole(snapshot)
        return snapshot

    def _problem(self, told: str) -> DamagedStore:
        return DamagedStore(f"{self._told}: {told}")

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            before = self._seen
            with contextlib.suppress(StoreError):
                await self._look()
            now = self._seen
            if isinstance(before, Holding) and isinstance(now, Holding) and now.revision != before.revision:
                _LOG.warning("%s: holds revision %s, after %s", self._told, now.revision, before.revision)
                self._pool.end_all(Replaced("the graph was replaced in the store behind the service"))

    async def _look(self) -> None:
        """Read what the store says that it holds."""
        try:
            self._seen, self.trouble = await self._read(), None
        except StoreError as error:
            self.trouble = str(error)
            # Who has seen a revision and then sees nothing goes on: each question meets what is wrong itself.
            if not (isinstance(self._seen, Holding) and isinstance(error, MissingStore)):
                self._seen = error
            raise

    async def _read(self) -> Holding:
        fields = {"query": holding.QUERY, "default-graph-uri": HELD}
        try:
            async with asyncio.timeout(_SILENT):
                response = await self._client.post(
                    self._endpoint.query, data=fields, headers={"Accept": SOLUTIONS}
                )
        except httpx2.HTTPError as error:
            raise MissingStore(f"{self._told}: {unreachable(error)}") from error
        except TimeoutError as error:
            raise MissingStore(f"{self._told}: it is silent") from error
        if response.status_code != 200:
            raise MissingStore(f"{self._told}: answers with status {response.status_code}")
        try:
            return holding.read(response.content)
        except ValueError as error:
            raise MissingStore(f"{self._told}: {error}") from error

    async def _counted(self, seen: Holding) -> None:
        """Compare the numbers of statements with those recorded."""
        graphs = tuple(seen.parts)
        each = await self._asked(holding.COUNT_EACH, graphs, graphs)
        union = await self._asked(holding.COUNT, graphs, None)
        if wrong := seen.wrong(each, union):
            raise self._problem(f"{wrong}; fill it again by `rejoinder build --load-into`")

    async def _whole(self, snapshot: Snapshot) -> None:
        """Try whether it cuts long answers; it may not say so."""
        wanted = min(_ROWS, snapshot.quads)
        query = f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o }} LIMIT {wanted}"
        answer = await self._asked(query, self._graphs[snapshot.revision], None)
        if (found := len(json.loads(answer)["results"]["bindings"])) != wanted:
            raise self._problem(
                f"cuts answers at {found} rows without saying so; raise that limit "
                "(of Virtuoso, ResultSetMaxRows)"
            )

    async def _asked(self, query: str, graphs: Sequence[str], named: Sequence[str] | None) -> bytes:
        question = Question(query, _JSON, graphs=graphs, named_graphs=named)
        try:
            answer = await self._pool.ask(question, timeout=_COUNTING, lane="canned")
            return b"".join([chunk async for chunk in answer.chunks()])
        except EngineError as error:
            raise self._problem(str(error)) from error
