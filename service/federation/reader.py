"""Hands an answer to the process that reads it."""

import asyncio
import contextlib
import json
import os
import signal

from service.engine.process import ENVIRONMENT, command
from service.federation.errors import FederationError


async def read(address: str, task: dict[str, object], body: bytes) -> str:
    """Read a body as `reading.read` does; FederationError says what is wrong with what the address gave.

    RuntimeError if the process failed for reasons of its own.
    """
    process = await asyncio.create_subprocess_exec(
        *command("service.federation.reading"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=ENVIRONMENT,
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
