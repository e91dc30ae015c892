"""A worker process as its parent sees it: started, spoken to, killed, buried."""

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyoxigraph

from service.engine import frames
from service.engine.endpoint import Endpoint
from service.engine.errors import EngineError, WorkerCrashed
from service.engine.frames import Frame
from service.engine.sandbox import Guards

# Our own code comes first: the environment may hold another copy of it.
_START = """
import sys
sys.path.insert(0, sys.argv.pop())
sys.path.append(sys.argv.pop())
from {module} import main
main()
"""
_PACKAGES = [str(Path(pyoxigraph.__file__).parents[1]), str(Path(__file__).parents[2])]
# Nothing is inherited: no proxies, no tokens. Few heap arenas, as each
# takes a share of the address space that a worker may have.
ENVIRONMENT = {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"}
_START_SECONDS = 15.0
_LAST_WORDS = 4096  # bytes of standard error that are kept
_OUT_OF_MEMORY = re.compile(
    r"memory allocation of \d+ bytes failed|bad_alloc|MemoryError|annot allocate memory"
)


def command(module: str, *arguments: str) -> list[str]:
    """Write the command that runs the main of a module of ours in a process of its own."""
    start = _START.format(module=module)
    return [sys.executable, "-I", "-X", "utf8", "-c", start, *arguments, *_PACKAGES]


Home = Path | Endpoint  # what a worker asks: a folder by its absolute path, or another store


@dataclass(frozen=True)
class Death:
    """How a worker ended."""

    status: int
    last_words: str

    @property
    def memory(self) -> bool:
        """Whether it died of its memory limit."""
        return _OUT_OF_MEMORY.search(self.last_words) is not None

    @property
    def detail(self) -> str:
        """Say what is known of it in one line."""
        if self.status >= 0:
            words = self.last_words.strip().splitlines()
            return f"it ended with status {self.status}" + (f" ({words[-1]})" if words else "")
        name = signal.Signals(-self.status).name
        if -self.status in {signal.SIGSEGV, signal.SIGBUS} or "overflowed its stack" in self.last_words:
            return f"{name}, as from a query that is nested too deeply"
        if -self.status == signal.SIGKILL:
            return f"{name} from outside, as when the machine runs out of memory"
        return name


class Worker:
    """One worker process; made by `start`, ended by `kill` and `bury`."""

    def __init__(self, process: asyncio.subprocess.Process, memory_mib: int) -> None:
        """Wrap a process that was just started; `start` does the rest."""
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("process: a worker needs pipes for all three standard streams")
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self.memory_mib = memory_mib
        self.guards = Guards()
        self.fate: EngineError | None = None
        self._reading = asyncio.Lock()
        self.gone: asyncio.Task[Death] = asyncio.create_task(self._watch(process.stderr))

    @classmethod
    async def start(cls, home: Home, memory_mib: int) -> Self:
        """Start a worker and wait until it has opened what it is to ask; WorkerCrashed if it cannot.

        What that is goes through the pipe: a command line, which may hold a password, can be seen by all.
        """
        process = await asyncio.create_subprocess_exec(
            *command("service.engine.worker", str(memory_mib)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=ENVIRONMENT,
            start_new_session=True,  # so that Ctrl-C reaches the parent alone
        )
        worker = cls(process, memory_mib)
        try:
            worker.send(Frame(frames.OPEN, json.dumps(_opening(home)).encode()))
            async with asyncio.timeout(_START_SECONDS):
                ready = await worker.receive()
        except BaseException:
            await worker.bury()
            raise
        if ready is None:
            place = home if isinstance(home, Path) else home.query
            raise WorkerCrashed(f"{(await worker.bury()).detail} while it opened the store {place}")
        worker.guards = Guards(**json.loads(ready.payload))
        return worker

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def send(self, frame: Frame) -> None:
        """Put a frame on the worker's standard input."""
        self._input.write(frame.pack())

    async def receive(self) -> Frame | None:
        """Read the next frame from the worker; None when it is dead."""
        async with self._reading:
            return await frames.receive(self._output)

    def kill(self, fate: EngineError | None = None) -> None:
        """End the process at once, whatever it does, and note what its question shall be told."""
        self.fate = self.fate or fate
        if self._process.returncode is None:
            # The process object's own kill() first polls, and so may take the status that asyncio waits for.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)

    async def bury(self) -> Death:
        """Kill the process, wait for its end and say how it came.

        What it had written before can still be received.
        """
        self.kill()
        self._input.close()
        async with self._reading:  # asyncio waits for no process whose pipe is not read to its end
            rest = asyncio.StreamReader()
            rest.feed_data(await self._output.read())
            rest.feed_eof()
            self._output = rest
        return await asyncio.shield(self.gone)

    async def _watch(self, errors: asyncio.StreamReader) -> Death:
        words = b""
        while chunk := await errors.read(_LAST_WORDS):
            words = (words + chunk)[-_LAST_WORDS:]
        return Death(await self._process.wait(), words.decode("utf-8", "replace"))


def _opening(home: Home) -> dict[str, object]:
    return {"store": str(home)} if isinstance(home, Path) else {"endpoint": home.told()}
