"""The answer to one question: what is known before its first byte, and its bytes as they come."""

import json
from collections.abc import AsyncGenerator
from typing import cast

from service.engine import frames
from service.engine.question import Form
from service.engine.turn import Turn

HELD_BACK = (
    64 * 1024
)  # bytes read before the asker sees any, so that most failures still get a status of their own


class Answer:
    """One answer; iterate chunks() once, or read body where it is complete.

    rows counts solutions or triples, elapsed is the worker's time in ms; both are known once the answer
    ended, which a small one has before the asker gets it. rows stays None for booleans, and for solutions of
    more than 64 KiB.
    """

    form: Form
    format: str
    variables: tuple[str, ...]
    rows: int | None = None
    elapsed: float | None = None

    def __init__(self, turn: Turn) -> None:
        """Wait for read_head."""
        self._turn = turn
        self._held: list[bytes] = []
        self.complete = False

    async def read_head(self) -> None:
        """Read up to the first 64 KiB; a failure up to there raises an EngineError."""
        size = 0
        while size < HELD_BACK and (chunk := await self._next()) is not None:
            self._held.append(chunk)
            size += len(chunk)

    @property
    def body(self) -> bytes | None:
        """All bytes of an answer that was complete within the first 64 KiB, else None."""
        return b"".join(self._held) if self.complete else None

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """Give the bytes as they come; leaving early, or a failure, ends the worker."""
        try:
            for held in self._held:
                yield held
            while (chunk := await self._next()) is not None:
                yield chunk
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the answer: its worker is killed unless it has finished."""
        self._turn.abandon()

    async def _next(self) -> bytes | None:
        while not self.complete:
            frame = await self._turn.read()
            match frame.kind:
                case frames.DATA:
                    return frame.payload
                case frames.HEAD:
                    head = json.loads(frame.payload)
                    self.form = cast("Form", head["form"])
                    self.format = head["format"]
                    self.variables = tuple(head["variables"])
                case _:
                    end = json.loads(frame.payload)
                    self.rows, self.elapsed, self.complete = end["rows"], end["ms"], True
        return None
