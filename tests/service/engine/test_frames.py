"""Frames: what one side packs the other reads, and a cut stream is noticed."""

import asyncio
import io

import pytest

from service.engine import frames
from service.engine.frames import Frame, FrameError
from tests.service.engine.engines import runs

SENT = [Frame(frames.HEAD, b"{}"), Frame(frames.DATA, bytes(range(256)) * 300), Frame(frames.END)]


def stream(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


def test_a_blocking_reader_gets_the_frames_that_were_packed() -> None:
    source = io.BytesIO(b"".join(frame.pack() for frame in SENT))
    assert [frames.read(source) for _ in SENT] == SENT
    assert frames.read(source) is None


@runs
async def test_an_asyncio_reader_gets_the_frames_that_were_packed() -> None:
    source = stream(b"".join(frame.pack() for frame in SENT))
    assert [await frames.receive(source) for _ in SENT] == SENT
    assert await frames.receive(source) is None


@pytest.mark.parametrize("kept", [1, 4, 5, 9])
def test_a_stream_that_ends_inside_a_frame_is_an_error(kept: int) -> None:
    cut = Frame(frames.DATA, b"12345").pack()[:kept]
    with pytest.raises(FrameError, match="ended"):
        frames.read(io.BytesIO(cut))
    with pytest.raises(FrameError, match="ended"):
        asyncio.run(receive_once(cut))


@pytest.mark.parametrize("prefix", [b"Z\0\0\0\1", b"D\xff\xff\xff\xff"])
def test_what_is_no_frame_is_refused_before_its_payload_is_read(prefix: bytes) -> None:
    with pytest.raises(FrameError, match="no frame"):
        frames.read(io.BytesIO(prefix))
    with pytest.raises(FrameError, match="no frame"):
        asyncio.run(receive_once(prefix))


def test_a_frame_beyond_the_cap_is_not_packed() -> None:
    with pytest.raises(FrameError, match="at most"):
        Frame(frames.DATA, bytes(frames.LARGEST + 1)).pack()


async def receive_once(data: bytes) -> Frame | None:
    return await frames.receive(stream(data))
