import os
import signal
from pathlib import Path

import pytest

from service.engine.errors import MemoryLimit, TimeLimit, WorkerCrashed
from service.engine.question import Question
from tests.needs import need
from tests.service.engine.engines import (
    BOMB,
    DEEP,
    ENDLESS,
    RUNAWAY,
    SECONDS,
    crew,
    engine,
    runs,
    until,
    whole,
)


@runs
async def test_every_end_of_a_worker_is_counted_once_and_by_its_reason(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1, memory_mib=640) as pool:
        need("a limit on the memory of a process", pool.guards.memory)
        with pytest.raises(TimeLimit):
            await pool.ask(Question(RUNAWAY), timeout=0.2, lane="adhoc")
        with pytest.raises(MemoryLimit):
            await pool.ask(Question(BOMB), timeout=SECONDS, lane="adhoc")
        with pytest.raises(WorkerCrashed):
            await pool.ask(Question(DEEP), timeout=SECONDS, lane="adhoc")
        answer = await pool.ask(Question(ENDLESS), timeout=SECONDS, lane="adhoc")
        answer.close()
        await whole(pool)
        assert pool.deaths == {"time": 1, "memory": 1, "crash": 1, "left": 1}
        for worker in crew(pool):
            os.kill(worker, signal.SIGKILL)
        await until(lambda: pool.deaths["crash"] == 2)
        await whole(pool)
    assert pool.deaths.total() == 5  # the end of the pool is nobody's death
