"""Comparing copies, each in a process of its own that is ended at its limits."""

import asyncio
import json
import logging
import os
import signal
from asyncio.subprocess import Process
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from service.engine.process import ENVIRONMENT, command
from service.problems import Busy, Failed, OutOfMemory, OutOfTime, repeated
from service.settings import Settings
from service.verifying.comparison import Order
from service.verifying.worker import OUT_OF_MEMORY

_LOG = logging.getLogger("rejoinder")
_AT_ONCE = 2
_WAITING = 8  # copies that are in memory or on their way there
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each takes a share of the address space


class Comparer:
    """Compares a few copies at the same time; each is in memory alone, and gone with its answer."""

    def __init__(self, settings: Settings) -> None:
        """Start with nothing to do."""
        self._settings = settings
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._inside = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Let in a copy that is about to be read; Busy if too many are in memory."""
        if self._inside >= _WAITING:
            raise Busy(
                f"{_WAITING} copies are being compared. Ask again in a while.", headers={"Retry-After": "5"}
            )
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def compare(self, order: Order, body: bytes) -> dict[str, Any]:
        """Compare a copy; a Problem says why it cannot be."""
        async with self._places:
            process = await _started()
            try:
                async with asyncio.timeout(self._settings.timeout):
                    said = await _asked(process, self._head(order), body)
            except TimeoutError:
                raise OutOfTime(
                    f"The comparison was ended at its limit of {self._settings.timeout:g} s. Send a part.",
                    limit=self._settings.timeout,
                    unit="seconds",
                ) from None
            finally:
                await _ended(process)
        return self._read(said)

    def _head(self, order: Order) -> bytes:
        limits = {"memory_mib": self._settings.memory, "seconds": self._settings.timeout}
        return json.dumps(order.told() | limits).encode() + b"\n"

    def _read(self, said: bytes) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(said)
        except ValueError:
            told = {"failed": "it ended without an answer"}
        if "problem" in told:
            raise repeated(told["problem"])
        if told.get("failed") == OUT_OF_MEMORY:
            raise OutOfMemory(
                f"The comparison needed more than its limit of {self._settings.memory} MiB. Send a part.",
                limit=self._settings.memory,
                unit="MiB",
            )
        if "compared" not in told:
            _LOG.warning("a comparison failed: %s", told["failed"])
            raise Failed("The comparison failed on this copy. If it fails again, please report it.")
        compared: dict[str, Any] = told["compared"]
        return compared


async def _started() -> Process:
    return await asyncio.create_subprocess_exec(
        *command("service.verifying.worker"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=ENVIRONMENT | _ONE_THREAD,
        start_new_session=True,
    )


async def _asked(process: Process, head: bytes, body: bytes) -> bytes:
    """Hand over an order and read the answer; the copy is not joined to anything, so it is here once."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("process: a comparison needs pipes")
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended by itself, and has said why
        process.stdin.write(head)
        process.stdin.write(body)
        await process.stdin.drain()
        process.stdin.close()
    return await process.stdout.read()


async def _ended(process: Process) -> None:
    """End a process, if it has not ended by itself."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.communicate()
