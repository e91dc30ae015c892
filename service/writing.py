"""Writes, each in a process that may be killed without harm to what was published."""

import asyncio
import json
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from graph.errors import RejoinderError
from service.engine.process import ENVIRONMENT, Death, command
from service.problems import Busy, Failed, OutOfMemory, OutOfTime, Problem, repeated
from service.settings import Settings
from service.uploads import Part

_MEMORY = 2  # a write holds the graph several times over, so it may take so much of what a query may
_AT_ONCE = 4
_WAITING = 16
_GRACE = 30  # seconds that running writes have when the service stops


@dataclass(frozen=True)
class Order:
    """What is to be written.

    kind is update, put, post or delete. Of an update text, base and the graphs of the request are given; of
    the others graph is the IRI, None for the graph without a name, and parts hold what comes into it.
    expected is the revision that has to be current, only_new says that the graph must not be there yet,
    only_there that it must.
    """

    kind: str
    cause: str
    text: str = ""
    base: str | None = None
    using: Sequence[str] = ()
    using_named: Sequence[str] = ()
    graph: str | None = None
    parts: Sequence[Part] = field(default=(), repr=False)
    expected: str | None = None
    only_new: bool = False
    only_there: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a write did: the revision now published, quads added and removed, whether the graph was there."""

    revision: str
    added: int
    removed: int
    existed: bool


class Writer:
    """Carries out orders, each in a process of its own.

    A few work at the same time, so that what cannot be taken is refused while another write goes on; the
    store itself lets one of them change it at a time. A process that has loaded its code waits for the next.
    """

    def __init__(self, settings: Settings) -> None:
        """Start with nothing to do."""
        self._settings = settings
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._works: set[asyncio.Task[Outcome]] = set()
        self._spare: Process | None = None
        self._closing = False

    async def prepare(self) -> None:
        """Have a process ready for the next order."""
        if self._spare is None and not self._closing:
            self._spare = await _started()

    async def write(self, order: Order) -> Outcome:
        """Carry out an order; a Problem says why it was refused, and then nothing has changed.

        An order that was begun is carried out even if its client leaves.
        """
        if len(self._works) >= _WAITING:
            raise Busy(
                f"{_WAITING} writes wait already. Ask again in a while.", headers={"Retry-After": "10"}
            )
        work = asyncio.create_task(self._in_turn(order))
        self._works.add(work)
        work.add_done_callback(self._done)
        return await asyncio.shield(work)

    async def close(self) -> None:
        """Let running writes end, so that nobody has to guess whether they did; refuse those that wait."""
        self._closing = True
        if self._works:
            await asyncio.wait(self._works, timeout=_GRACE)
        for work in list(self._works):
            work.cancel()
        await asyncio.gather(*self._works, return_exceptions=True)
        if self._spare is not None:
            await _ended(self._spare)

    def _done(self, work: asyncio.Task[Outcome]) -> None:
        self._works.discard(work)
        if not work.cancelled():
            work.exception()  # looked at, whether or not the client waited for it

    async def _in_turn(self, order: Order) -> Outcome:
        async with self._places:
            if self._closing:
                raise Busy("The server is about to stop; nothing was written.", headers={"Retry-After": "10"})
            return await self._carried_out(order)

    async def _carried_out(self, order: Order) -> Outcome:
        process, self._spare = self._spare or await _started(), None
        try:
            async with asyncio.timeout(self._settings.write_timeout):
                said, errors = await process.communicate(self._encoded(order))
        except TimeoutError:
            raise OutOfTime(
                f"The write was ended at its limit of {self._settings.write_timeout:g} s. "
                "Nothing is half written; /health tells the revision. Write in smaller parts.",
                limit=self._settings.write_timeout,
                unit="seconds",
            ) from None
        finally:
            await _ended(process)
        await self.prepare()
        return self._outcome(process.returncode or 0, said, errors)

    def _encoded(self, order: Order) -> bytes:
        settings = self._settings
        told = vars(order) | {
            "store": str(settings.store.absolute()),
            "memory_mib": _MEMORY * settings.memory,
            "seconds": settings.write_timeout,
            "upload_bytes": settings.upload_bytes,
            "depth": settings.depth,
            "parts": [
                {"format": part.format, "base": part.base, "length": len(part.body)} for part in order.parts
            ],
        }
        return json.dumps(told).encode() + b"\n" + b"".join(part.body for part in order.parts)

    def _outcome(self, status: int, said: bytes, errors: bytes) -> Outcome:
        try:
            told: dict[str, Any] = json.loads(said)
        except ValueError:
            death = Death(status, errors.decode("utf-8", "replace"))
            raise (self._too_large() if death.memory else _died()) from WriterDied(death)
        if "problem" in told:
            raise repeated(told["problem"])
        return Outcome(**told["written"])

    def _too_large(self) -> OutOfMemory:
        mib = _MEMORY * self._settings.memory
        return OutOfMemory(
            f"The write needed more than its limit of {mib} MiB; /health tells the revision that "
            "is published. Write less at once.",
            limit=mib,
            unit="MiB",
        )


class WriterDied(RejoinderError):  # noqa: N818 - the name is the fact
    """The process of a write ended before it had answered; for the log."""

    def __init__(self, death: Death) -> None:
        """Keep its last words."""
        super().__init__(f"{death.detail}\n{death.last_words}")


def _died() -> Problem:
    return Failed(
        "The write ended the process that carried it out; /health tells the revision that is published. "
        "Write in smaller parts, nested less deeply."
    )


async def _started() -> Process:
    return await asyncio.create_subprocess_exec(
        *command("service.engine.writer"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )


async def _ended(process: Process) -> None:
    """End a process, if it has not ended by itself."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.communicate()
