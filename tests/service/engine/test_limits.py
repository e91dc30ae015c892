"""Limits: whatever a question does, it ends in time, alone, and the pool is whole afterwards."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import pytest

from service.engine.errors import EngineError, MemoryLimit, PoolClosed, QueueFull, TimeLimit, WorkerCrashed
from service.engine.pool import Pool
from service.engine.question import Lane, Question
from tests.needs import need
from tests.service.engine.engines import (
    BOMB,
    DEEP,
    ENDLESS,
    ONE,
    RUNAWAY,
    SECONDS,
    THINGS,
    children,
    crew,
    engine,
    names,
    runs,
    until,
    whole,
    write_store,
)


@runs
async def test_a_runaway_ends_at_its_limit_while_others_are_answered(tmp_path: Path) -> None:
    lanes: list[Lane] = ["canned", "adhoc"]
    async with engine(tmp_path, workers=3) as pool:
        began = time.monotonic()
        runaway = asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=1, lane="adhoc"))
        await asyncio.sleep(0.05)
        answers = await asyncio.gather(*(names(pool, lane=lane) for lane in lanes * 5))
        assert answers == ["name 7"] * 10
        assert not runaway.done()
        with pytest.raises(TimeLimit) as ended:
            await runaway
        assert ended.value.seconds == 1
        assert 1 <= time.monotonic() - began < 2
        await whole(pool)
        assert await names(pool) == "name 7"


@runs
async def test_a_memory_bomb_ends_at_its_limit(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1, memory_mib=640) as pool:
        need("a limit on the memory of a process", pool.guards.memory)
        with pytest.raises(MemoryLimit) as ended:
            await pool.ask(Question(BOMB), timeout=SECONDS, lane="adhoc")
        assert ended.value.mib == 640
        assert await names(pool) == "name 7"
        await whole(pool)


@runs
async def test_nesting_that_overflows_the_stack_ends_only_its_worker(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        with pytest.raises(WorkerCrashed, match="nested too deeply"):
            await pool.ask(Question(DEEP), timeout=SECONDS, lane="adhoc")
        assert await names(pool) == "name 7"


@runs
async def test_a_stream_that_is_cut_at_the_limit_raises_and_does_not_just_end(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(ENDLESS), timeout=0.5, lane="adhoc")
        assert answer.body is None
        read: list[int] = []

        async def drain() -> None:
            async for chunk in answer.chunks():
                read.append(len(chunk))  # noqa: PERF401 - what was read before the failure is looked at

        with pytest.raises(TimeLimit):
            await drain()
        assert sum(read) >= 64 * 1024
        assert not answer.complete
        await whole(pool)


@runs
async def test_a_slow_reader_holds_its_worker_no_longer_than_the_limit(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(ENDLESS), timeout=0.3, lane="adhoc")
        chunks = answer.chunks()
        assert await anext(chunks)
        await asyncio.sleep(0.3)
        with pytest.raises(TimeLimit):
            async for _ in chunks:
                pass
        await whole(pool)


@runs
async def test_a_reader_who_never_comes_holds_nothing_either(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(ENDLESS), timeout=0.3, lane="adhoc")
        assert pool.status.free == 1
        await whole(pool)
        assert not answer.complete


@runs
async def test_what_a_worker_had_written_in_time_can_be_read_later(tmp_path: Path) -> None:
    # more bytes than are held back, fewer than buffers and pipe take
    query = f"SELECT ?thing WHERE {{ ?thing ?p ?name }} LIMIT {THINGS // 2}"
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(query), timeout=0.5, lane="adhoc")
        assert not answer.complete
        await asyncio.sleep(0.5)
        await whole(pool)
        body = b"".join([chunk async for chunk in answer.chunks()])
        assert answer.complete
        assert len(json.loads(body)["results"]["bindings"]) == THINGS // 2


@runs
async def test_a_reader_who_leaves_frees_the_worker_at_once(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        before = set(crew(pool))
        answer = await pool.ask(Question(ENDLESS), timeout=SECONDS, lane="adhoc")
        chunks = answer.chunks()
        assert await anext(chunks)
        assert pool.status.free == 1
        await chunks.aclose()
        left = time.monotonic()
        await whole(pool)
        assert time.monotonic() - left < 1
        assert len(before & set(crew(pool))) == 1


@runs
async def test_an_asker_who_is_cancelled_frees_the_worker(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        asking = asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=SECONDS, lane="adhoc"))
        await asyncio.sleep(0.1)
        assert pool.status.free == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await whole(pool)


@runs
async def test_an_answer_closed_while_another_task_reads_it_ends(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(ENDLESS), timeout=SECONDS, lane="adhoc")

        async def drain() -> None:
            async for _ in answer.chunks():
                pass

        reading = asyncio.create_task(drain())
        await asyncio.sleep(0.05)
        answer.close()
        with pytest.raises(EngineError, match="closed before its end"):
            await reading
        await whole(pool)


@runs
async def test_workers_killed_while_idle_cost_no_question(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        for worker in crew(pool):
            os.kill(worker, signal.SIGKILL)
        assert await names(pool) == "name 7"  # asked before anybody noticed
        await whole(pool)
        for worker in crew(pool):
            os.kill(worker, signal.SIGKILL)
        await until(lambda: pool.status.free < 2)
        await whole(pool)  # noticed without any question
        assert await names(pool) == "name 7"


@runs
async def test_a_worker_killed_while_busy_is_told_to_its_asker_and_replaced(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        asking = asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=SECONDS, lane="canned"))
        await asyncio.sleep(0.2)
        for worker in crew(pool):
            os.kill(worker, signal.SIGKILL)
        with pytest.raises(WorkerCrashed, match="SIGKILL from outside"):
            await asking
        await whole(pool)
        assert await names(pool) == "name 7"


@runs
async def test_adhoc_questions_leave_the_last_worker_to_canned_ones(tmp_path: Path) -> None:
    async with engine(tmp_path, queue=1) as pool:
        runaways = [
            asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=1, lane="adhoc")) for _ in range(2)
        ]
        await asyncio.sleep(0.1)
        assert (pool.status.free, pool.status.waiting) == (1, 1)
        with pytest.raises(QueueFull):
            await names(pool, lane="adhoc")
        assert await names(pool, lane="canned") == "name 7"
        outcomes = await asyncio.gather(*runaways, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} <= {TimeLimit, QueueFull}
        await whole(pool)


@runs
async def test_closing_ends_every_process_and_every_wait(tmp_path: Path) -> None:
    strangers = set(children())
    pool = Pool(write_store(tmp_path / "store"), workers=2, memory_mib=1024)
    await pool.start()
    stream = await pool.ask(Question(ENDLESS), timeout=SECONDS, lane="canned")
    busy = asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=SECONDS, lane="canned"))
    waiting = asyncio.create_task(pool.ask(Question(ONE), timeout=SECONDS, lane="canned"))
    await asyncio.sleep(0.1)
    assert len(set(children()) - strangers) == 2
    began = time.monotonic()
    await pool.close()
    assert time.monotonic() - began < 1
    assert set(children()) == strangers
    for task in (busy, waiting):
        with pytest.raises(PoolClosed):
            await task
    with pytest.raises(PoolClosed):
        async for _ in stream.chunks():
            pass
    with pytest.raises(PoolClosed):
        await pool.ask(Question(ONE), timeout=1, lane="canned")


@runs
async def test_a_pool_without_a_store_does_not_start_and_leaves_nothing(tmp_path: Path) -> None:
    strangers = set(children())
    with pytest.raises(WorkerCrashed, match="nowhere"):
        await Pool(tmp_path / "nowhere", workers=2).start()
    assert set(children()) == strangers
