"""One question's turn at one worker: from handing it over to the last frame, or the worker's death."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Literal

from service.engine import errors, frames
from service.engine.frames import Frame, FrameError
from service.engine.process import Worker

# Why a worker's life ends: its question's time or memory limit, a fault or a kill from outside, an asker who
# left, or memory of a big answer that it keeps.
End = Literal["time", "memory", "crash", "left", "ended", "tired"]


class Turn:
    """A worker that answers one question, watched by a clock.

    The clock runs until the last frame was read, so a client that reads slowly cannot hold a worker longer
    than a slow query can. `done` is called once: with None if the worker may be asked again,
    else with why not.
    """

    def __init__(self, worker: Worker, seconds: float, done: Callable[[End | None], None]) -> None:
        """Start the clock."""
        self._worker, self.seconds, self._done = worker, seconds, done
        self._over = False
        self._began = time.monotonic()
        self._clock = asyncio.get_running_loop().call_later(seconds, self._expire)

    @property
    def elapsed(self) -> float:
        """Seconds since the worker was taken."""
        return time.monotonic() - self._began

    async def hand_over(self, question: Frame) -> bool:
        """Send the question; False if the worker was dead before it could take it."""
        try:
            self._worker.send(question)
            return (await self._worker.receive()) is not None or await self._fail()
        except (FrameError, ConnectionError):
            return await self._fail()

    async def read(self) -> Frame:
        """Read the next frame of the answer; an error frame or a death raises an EngineError."""
        try:
            frame = await self._worker.receive()
        except (FrameError, ConnectionError):
            frame = None
        if frame is None:
            raise await self._explain()
        if frame.kind == frames.END:
            self._finish("tired" if json.loads(frame.payload)["tired"] else None)
        elif frame.kind == frames.ERROR:
            raise self._refusal(json.loads(frame.payload))
        return frame

    def abandon(self) -> None:
        """Give up the turn; kills the worker if it is not yet over."""
        if not self._over:
            self._worker.kill(errors.EngineError("the answer was closed before its end"))
            self._finish("left")

    def cancel(self, error: errors.EngineError) -> None:
        """End the turn from outside; its asker meets this error."""
        self._worker.kill(error)
        self._finish("ended")

    def _finish(self, end: End | None) -> None:
        if not self._over:
            self._over = True
            self._clock.cancel()
            self._done(end)

    def _expire(self) -> None:
        self._worker.kill(errors.TimeLimit(self.seconds))
        self._finish("time")  # now, since a client that has stopped reading may never come back

    async def _fail(self) -> bool:
        if self._worker.fate is not None:
            raise self._worker.fate
        self._worker.kill()
        self._finish("crash")
        return False

    async def _explain(self) -> errors.EngineError:
        """Say why the worker is dead."""
        if self._worker.fate is not None:
            return self._worker.fate
        death = await self._worker.bury()
        self._finish("memory" if death.memory else "crash")
        return (
            errors.MemoryLimit(self._worker.memory_mib)
            if death.memory
            else errors.WorkerCrashed(death.detail)
        )

    def _refusal(self, told: dict[str, Any]) -> errors.EngineError:
        """Turn an error frame into the exception it stands for."""
        # A store that was found damaged stays so for who has it open, even when it is mended on the disk.
        ends: dict[str, End] = {"memory": "memory", "store": "crash"}
        self._finish(ends.get(told["kind"]))
        message: str = told["message"]
        meanings: dict[str, Callable[[], errors.EngineError]] = {
            "syntax": lambda: errors.QuerySyntaxError(message, told["line"], told["column"]),
            "not-acceptable": lambda: errors.NotAcceptable(message),
            "question": lambda: errors.QuestionError(message),
            "memory": lambda: errors.MemoryLimit(self._worker.memory_mib),
            "too-large": lambda: errors.AnswerTooLarge(told["unit"], told["limit"]),
            "store": lambda: errors.StoreFailed(message),
            "backend": lambda: errors.BackendFailed(message),
            "time": lambda: errors.TimeLimit(self.seconds),
        }
        return meanings.get(told["kind"], lambda: errors.EvaluationError(message))()
