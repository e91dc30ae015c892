"""The queue of writes: a few at a time, so many may wait, none is begun that the server will not end."""

import asyncio
import json
import signal

import pytest
from pydantic import SecretStr

from service.problems import Busy, Failed, OutOfMemory, Problem
from service.settings import Settings
from service.uploads import Part
from service.writing import Order, Outcome, Writer
from tests.service.engine.engines import runs

ORDER = Order(kind="update", cause="update", text="CLEAR ALL")
DONE = Outcome(revision="0123456789abcdef", added=0, removed=0, existed=True)


class Slow(Writer):
    """Carries out nothing, and only when it is let."""

    def __init__(self) -> None:
        super().__init__(Settings(writable=True, token=SecretStr("open")))
        self.let = asyncio.Event()
        self.begun = 0
        self.ended = 0

    async def _carried_out(self, order: Order) -> Outcome:  # noqa: ARG002 - the signature of what it stands for
        self.begun += 1
        await self.let.wait()
        self.ended += 1
        return DONE


@runs
async def test_a_few_writes_run_and_so_many_wait() -> None:
    writer = Slow()
    writes = [asyncio.create_task(writer.write(ORDER)) for _ in range(16)]
    await asyncio.sleep(0)
    with pytest.raises(Busy) as refused:
        await writer.write(ORDER)
    assert int(refused.value.headers["Retry-After"]) > 0
    await asyncio.sleep(0.01)
    assert writer.begun == 4
    writer.let.set()
    assert await asyncio.gather(*writes) == [DONE] * 16
    assert await writer.write(ORDER) == DONE


@runs
async def test_a_write_whose_asker_left_is_carried_out() -> None:
    writer = Slow()
    write = asyncio.create_task(writer.write(ORDER))
    await asyncio.sleep(0.01)
    write.cancel()
    with pytest.raises(asyncio.CancelledError):
        await write
    writer.let.set()
    await writer.close()
    assert writer.ended == 1


@runs
async def test_a_server_that_stops_ends_what_runs_and_refuses_what_waits() -> None:
    writer = Slow()
    writes = [asyncio.create_task(writer.write(ORDER)) for _ in range(6)]
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0.01)
    assert not closing.done()
    writer.let.set()
    await closing
    outcomes = await asyncio.gather(*writes, return_exceptions=True)
    assert outcomes[:4] == [DONE] * 4
    assert [type(other) for other in outcomes[4:]] == [Busy, Busy]
    assert writer.begun == 4


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        (-signal.SIGKILL, b"", Failed),
        (-signal.SIGSEGV, b"", Failed),
        (-signal.SIGABRT, b"memory allocation of 99 bytes failed", OutOfMemory),
        (1, b"Traceback\nMemoryError", OutOfMemory),
        (1, b"\xff/secret/place", Failed),
    ],
)
def test_a_process_that_died_is_told_without_its_inside(
    status: int, words: bytes, kind: type[Problem]
) -> None:
    writer = Writer(Settings(memory=1600))
    with pytest.raises(kind) as told:
        writer._outcome(status, b"", words)
    assert "secret" not in str(told.value.document())
    assert type(told.value) is kind


def test_an_order_is_one_line_and_the_bytes_of_its_parts_behind_it() -> None:
    part = Part("turtle", None, b"a\nb\x00\xff")
    order = Order(kind="put", cause="line\nbreak", graph="a:b", parts=[part, part])
    line, _, rest = Writer(Settings())._encoded(order).partition(b"\n")
    told = json.loads(line)
    assert told["parts"] == [{"format": "turtle", "base": None, "length": 5}] * 2
    assert rest == part.body * 2
    assert (told["cause"], told["graph"]) == ("line\nbreak", "a:b")
