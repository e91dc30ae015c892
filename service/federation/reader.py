"""Hands an answer to the process that reads it."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import pyoxigraph

from service.federation.errors import FederationError

_START = """
import sys
sys.path.insert(0, sys.argv[1])
sys.path.extend(sys.argv[2:])
from service.federation.reading import main
main()
"""
_COMMAND = [sys.executable, "-I", "-X", "utf8", "-c", _START]
_PACKAGES = [str(Path(__file__).parents[2]), str(Path(pyoxigraph.__file__).parents[1])]
_ENVIRONMENT = {"RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"}  # nothing is inherited


async def read(address: str, task: dict[str, object], body: bytes) -> str:
    """Read a body as `reading.read` does; FederationError says what is wrong with what the address gave.

    RuntimeError if the process failed for reasons of its own.
    """
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        *_PACKAGES,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_ENVIRONMENT,
        start_new_session=True,  # so that Ctrl-C reaches the parent alone
    )
    try:
        told, _ = await process.communicate(json.dumps(task).encode() + b"\n" + body)
    except asyncio.CancelledError:  # the time is over
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        await process.communicate()  # asyncio waits for no process whose pipe is not read to its end
        raise
    if process.returncode is None or process.returncode > 0:
        raise RuntimeError(f"the process that reads answers ended with status {process.returncode}")
    if process.returncode < 0:
        raise FederationError(address, "gave an answer too large or too deep to read; ask it for less")
    answer = json.loads(told)
    if "fault" in answer:
        raise FederationError(address, answer["fault"])
    return str(answer["text"])
