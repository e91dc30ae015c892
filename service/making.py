"""Making downloads in a process of its own, before or when they are asked for."""

import asyncio
import contextlib
import logging
import sys

from graph.export import dumps
from graph.export.dumps import Dump, Order
from graph.export.formats import FORMATS, Format
from graph.export.selection import Selection
from graph.snapshots import BUILD, Snapshot
from service import downloads
from service.desk import Desks
from service.problems import Busy, Failed
from service.settings import Settings

_LOG = logging.getLogger("rejoinder")
_WAITING = 8  # files that may wait to be made
_LONGEST = 3600.0  # seconds that one may take
_LOOK = 5.0  # seconds between two looks whether another revision is published
_TOLD = 500
Key = tuple[str, Format, Selection]


class Dumps:
    """Makes files one at a time, each once, however many ask for it."""

    def __init__(self, settings: Settings) -> None:
        """Make nothing yet."""
        self._settings = settings
        self._making: dict[Key, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def get(self, snapshot: Snapshot, format_: Format, selection: Selection) -> Dump:
        """Give a file, made if it is not there yet.

        Busy if too many wait to be made or it takes longer than a query may; it is made on. Failed says why
        it cannot be made.
        """
        dump = await asyncio.to_thread(dumps.found, snapshot, format_, selection)
        if dump is not None:
            return dump
        if len(self._making) >= _WAITING and (snapshot.revision, format_, selection) not in self._making:
            raise Busy("Too many downloads are being made; ask again.", headers={"Retry-After": "10"})
        task = self._begun(snapshot, format_, selection)
        try:
            await asyncio.wait_for(asyncio.shield(task), self._settings.timeout)
        except TimeoutError:
            told = f"{format_.filename} is being made, which takes a while; ask again in a minute."
            raise Busy(told, headers={"Retry-After": "60"}) from None
        dump = await asyncio.to_thread(dumps.found, snapshot, format_, selection)
        if dump is None:
            raise Failed(f"{format_.filename} was made and is gone; ask again.")
        return dump

    async def keep_ready(self, desks: Desks) -> None:
        """Make every file of each build that is published, as long as the service runs, if it shall.

        One is begun when the one before is made, so that who asks waits for one of them at most.
        """
        ready = ""
        while self._settings.downloads == "ready":
            desk = desks.latest
            if desk and desk.snapshot.revision != ready and _has_files(desk.snapshot):
                ready = desk.snapshot.revision
                for format_ in FORMATS:
                    if await asyncio.to_thread(dumps.found, desk.snapshot, format_) is None:
                        with contextlib.suppress(Failed):  # which is in the log
                            await self._begun(desk.snapshot, format_, Selection(), idle=True)
            await asyncio.sleep(_LOOK)

    async def close(self) -> None:
        """End what is being made; nothing half-made stays under its name."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begun(
        self, snapshot: Snapshot, format_: Format, selection: Selection, *, idle: bool = False
    ) -> asyncio.Task[None]:
        """Begin to make a file, if that is not begun yet; idle, if nobody waits for it."""
        key = (snapshot.revision, format_, selection)
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(snapshot, format_, selection, idle=idle))
            self._making[key].add_done_callback(lambda task: self._ended(key, task))
        return self._making[key]

    def _ended(self, key: Key, task: asyncio.Task[None]) -> None:
        del self._making[key]
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.warning("%s", error)

    async def _make(self, snapshot: Snapshot, format_: Format, selection: Selection, *, idle: bool) -> None:
        store = str(self._settings.store.absolute())
        order = Order(store, snapshot.revision, format_.name, format_.part, selection, idle)
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "graph.export.dumps", order.text()),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                _, told = await asyncio.wait_for(process.communicate(), _LONGEST)
            finally:
                if process.returncode is None:
                    with contextlib.suppress(ProcessLookupError):
                        process.kill()
                    await process.wait()
        if process.returncode:
            reason = told.decode(errors="replace").strip()[-_TOLD:] or f"ended with {process.returncode}"
            raise Failed(f"{format_.filename} cannot be made: {reason}")


def _has_files(snapshot: Snapshot) -> bool:
    """Say whether files of a revision are made unasked: of what a build made that is kept here."""
    return snapshot.cause == BUILD and downloads.kept(snapshot)
