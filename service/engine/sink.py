"""Where the engine writes an answer: a file object that cuts what it gets into frames."""

import json
import os
from dataclasses import dataclass

from service.engine import frames
from service.engine.frames import Frame
from service.engine.tally import Tally

FIRST_PIECE = 64 * 1024  # bytes; a shorter answer leaves in one write, head and end included
PIECE = 32 * 1024


class TooLargeError(Exception):
    """The answer has more rows or bytes than it may have."""

    def __init__(self, unit: str, limit: int) -> None:
        """Keep the limit and its unit, rows or bytes."""
        self.unit, self.limit = unit, limit
        super().__init__(f"more than {limit} {unit}")


@dataclass(frozen=True)
class Limits:
    """The most rows and bytes that an answer may have."""

    rows: int
    size: int


class Sink:
    """A binary file for pyoxigraph to write to, on the file descriptor of a pipe."""

    def __init__(self, descriptor: int) -> None:
        """Start with nothing to send."""
        self._descriptor = descriptor
        self._head = b""
        self._body = bytearray()
        self._begun = False
        self._size = 0
        self._limits: Limits | None = None
        self._tally: Tally | None = None

    def begin(self, form: str, name: str, variables: list[str], limits: Limits) -> None:
        """Start an answer: the form of its result, the name of its format, its variables, its limits."""
        self._size, self._limits = 0, limits
        self._tally = Tally(name) if form == "solutions" else None
        head = {"form": form, "format": name, "variables": variables}
        self._head = Frame(frames.HEAD, json.dumps(head).encode()).pack()
        self._begun = False

    def write(self, data: bytes) -> int:
        """Take some bytes of the answer; sends them on when there are enough, TooLargeError for too many."""
        self._body += data
        self._watch(data)
        if len(self._body) >= (PIECE if self._begun else FIRST_PIECE):
            self._put(self._take())
            self._begun = True
        return len(data)

    def flush(self) -> None:
        """Do nothing: the last frame, which `send` adds, takes the rest along."""

    def send(self, frame: Frame) -> None:
        """Send what is left of the answer, then this frame."""
        self._put(self._take() + frame.pack())

    def drop(self) -> None:
        """Forget what was not sent yet."""
        self._head, self._body = b"", bytearray()

    def counted(self) -> int:
        """Tell how many solutions were written; 0 for a boolean or a graph."""
        return self._tally.rows if self._tally else 0

    def rows(self, name: str) -> int | None:
        """Count the solutions of an answer of which nothing was sent yet, else None.

        Counting all of a long answer in JSON would cost more than half as much as writing it (measured: 0.4 s
        after 0.6 s for 31 MB), and its asker has seen the first byte long before the number is known.
        """
        if self._begun:
            return None
        match name:
            case "json":
                return len(json.loads(self._body)["results"]["bindings"])
            case "xml":
                return self._body.count(b"<result>")
            case "tsv":
                return self._body.count(b"\n") - 1
            case _:
                outside_quotes = b"".join(self._body.split(b'"')[::2])
                return outside_quotes.count(b"\n") - 1

    def _watch(self, data: bytes) -> None:
        self._size += len(data)
        if self._limits is None:
            return
        if self._size > self._limits.size:
            raise TooLargeError("bytes", self._limits.size)
        if self._tally is not None:
            self._tally.see(data)
            if self._tally.rows > self._limits.rows:
                raise TooLargeError("rows", self._limits.rows)

    def _take(self) -> bytes:
        data = Frame(frames.DATA, bytes(self._body)).pack() if self._body else b""
        taken = self._head + data
        self.drop()
        return taken

    def _put(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
