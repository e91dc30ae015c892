"""Where the revisions of the graph are: in snapshots on this machine, or in another store."""

from collections.abc import Hashable
from typing import Any, Protocol

from graph import snapshots
from graph.errors import MissingStore
from graph.snapshots import Snapshot
from service.engine.process import Home
from service.engine.question import Formats, Question
from service.settings import Settings

_JSON = Formats()


class Shelf(Protocol):
    """Finds revisions."""

    async def mark(self) -> Hashable:
        """Tell what is published now from what was before; a StoreError if nothing is."""

    async def current(self) -> Snapshot:
        """Find what is published now; a StoreError or EngineError says why there is nothing to ask."""

    async def find(self, revision: str) -> Snapshot:
        """Find a revision; MissingStore if there is none of that name."""

    def is_there(self, snapshot: Snapshot) -> bool:
        """Say whether a revision that was found can still be asked."""

    def home(self, snapshot: Snapshot) -> Home:
        """Say what a worker is to open for a revision."""

    def question(self, snapshot: Snapshot, query: str, formats: Formats = _JSON, **told: Any) -> Question:
        """Put a query about a revision; told is what else a Question takes."""

    @property
    def trouble(self) -> str | None:
        """Say why nothing can be asked just now, None if nothing is in the way."""

    async def close(self) -> None:
        """Look no longer."""


class Local:
    """Snapshots in a folder of this machine.

    The pointer to the current one is looked at for every request (a stat of some microseconds), so that
    whoever wrote reads what was written, and a build in another process is served as soon as it is published.
    """

    trouble = None

    def __init__(self, settings: Settings) -> None:
        """Take the folder."""
        self._store = settings.store

    async def mark(self) -> Hashable:
        """Tell one published pointer from another: each is a file of its own."""
        try:
            found = (self._store / "current").stat()
        except OSError as error:
            raise MissingStore(
                f"{self._store}: no graph was built here yet; run `rejoinder build`"
            ) from error
        return found.st_ino, found.st_mtime_ns

    async def current(self) -> Snapshot:
        """Find the current snapshot."""
        return snapshots.current(self._store)

    async def find(self, revision: str) -> Snapshot:
        """Find a snapshot that is kept."""
        return snapshots.find(self._store, revision)

    def is_there(self, snapshot: Snapshot) -> bool:
        """Say whether its folder is."""
        return snapshot.directory.is_dir()

    def home(self, snapshot: Snapshot) -> Home:
        """Name the folder of its store."""
        return snapshot.store.absolute()

    def question(self, snapshot: Snapshot, query: str, formats: Formats = _JSON, **told: Any) -> Question:
        """Ask its own store."""
        return Question(query, formats, store=snapshot.store.absolute(), **told)

    async def close(self) -> None:
        """Do nothing."""
