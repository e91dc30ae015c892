"""Frames on a pipe: one letter, the length of the payload in four bytes, the payload.

O what to open, Q question, both to the worker · R ready, with its guards · A accepted
 · H head · D data · E end · X error
"""

import asyncio
import struct
from dataclasses import dataclass
from typing import BinaryIO

OPEN, QUESTION, READY, ACCEPTED = b"O", b"Q", b"R", b"A"
HEAD, DATA, END, ERROR = b"H", b"D", b"E", b"X"
LARGEST = 16 * 2**20  # bytes; a longer frame means that the two sides lost step

_PREFIX = struct.Struct(">cI")


class FrameError(Exception):
    """A frame is cut short, too long, or of no kind that is known."""


@dataclass(frozen=True)
class Frame:
    """One message on a pipe."""

    kind: bytes
    payload: bytes = b""

    def pack(self) -> bytes:
        """Write the frame as bytes."""
        if len(self.payload) > LARGEST:
            raise FrameError(f"a frame of {len(self.payload)} bytes; at most {LARGEST} are sent")
        return _PREFIX.pack(self.kind, len(self.payload)) + self.payload


def read(stream: BinaryIO) -> Frame | None:
    """Read the next frame from a blocking stream; None when it ends between two frames."""
    prefix = stream.read(_PREFIX.size)
    if not prefix:
        return None
    kind, length = _parse(prefix)
    payload = stream.read(length)
    if len(payload) < length:
        raise FrameError(f"the stream ended {length - len(payload)} bytes before the frame did")
    return Frame(kind, payload)


async def receive(stream: asyncio.StreamReader) -> Frame | None:
    """Read the next frame from an asyncio stream; None when it ends between two frames."""
    try:
        prefix = await stream.readexactly(_PREFIX.size)
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        prefix = error.partial
    kind, length = _parse(prefix)
    try:
        return Frame(kind, await stream.readexactly(length) if length else b"")
    except asyncio.IncompleteReadError as error:
        missing = length - len(error.partial)
        raise FrameError(f"the stream ended {missing} bytes before the frame did") from None


def _parse(prefix: bytes) -> tuple[bytes, int]:
    if len(prefix) < _PREFIX.size:
        raise FrameError("the stream ended inside the head of a frame")
    kind, length = _PREFIX.unpack(prefix)
    if kind not in b"OQRAHDEX" or length > LARGEST:
        raise FrameError(f"no frame begins with {prefix!r}")
    return kind, length
