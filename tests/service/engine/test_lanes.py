"""Lanes: first come, first served, and the last worker is never an ad-hoc question's."""

import asyncio

import pytest

from service.engine.errors import QueueFull
from service.engine.lanes import Lanes
from tests.service.engine.engines import runs


def lanes(workers: int, queue: int = 8) -> Lanes[int]:
    made: Lanes[int] = Lanes(workers, queue)
    for number in range(workers):
        made.add(number)
    return made


@runs
async def test_adhoc_questions_never_hold_the_last_worker() -> None:
    made = lanes(3)
    held = [await made.take("adhoc", 1), await made.take("adhoc", 1)]
    with pytest.raises(QueueFull):
        await made.take("adhoc", 0.02)
    last = await made.take("canned", 1)
    assert sorted([*held, last]) == [0, 1, 2]


@runs
async def test_a_single_worker_serves_both_lanes() -> None:
    made = lanes(1)
    made.give(await made.take("adhoc", 1), "adhoc")
    assert await made.take("canned", 1) == 0


@runs
async def test_canned_questions_may_hold_every_worker() -> None:
    made = lanes(2)
    assert {await made.take("canned", 1), await made.take("canned", 1)} == {0, 1}


@runs
async def test_who_came_first_is_served_first() -> None:
    made = lanes(2)
    held = [await made.take("canned", 1), await made.take("canned", 1)]
    served: list[str] = []

    async def wait(name: str) -> None:
        worker = await made.take("canned", 5)
        served.append(name)
        made.give(worker, "canned")

    waiting = [asyncio.create_task(wait(name)) for name in ("first", "second", "third")]
    await asyncio.sleep(0)
    made.give(held[0], "canned")
    await asyncio.gather(*waiting)
    assert served == ["first", "second", "third"]


@runs
async def test_a_full_queue_turns_away_at_once_but_only_its_own_lane() -> None:
    made = lanes(2, queue=1)
    held = await made.take("adhoc", 1)
    waiting = asyncio.create_task(made.take("adhoc", 5))
    await asyncio.sleep(0)
    with pytest.raises(QueueFull) as refused:
        await made.take("adhoc", 5)
    assert (refused.value.waiting, refused.value.limit) == (1, 1)
    assert await made.take("canned", 1) == 0
    made.give(held, "adhoc")
    assert await waiting == held


@runs
async def test_a_waiter_who_leaves_takes_no_worker_along() -> None:
    made = lanes(1)
    held = await made.take("canned", 1)
    leaving = asyncio.create_task(made.take("canned", 5))
    served_too_late = asyncio.create_task(made.take("canned", 5))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.sleep(0)
    made.give(held, "canned")
    served_too_late.cancel()  # in the moment between being served and noticing
    await asyncio.gather(leaving, served_too_late, return_exceptions=True)
    assert made.free == 1
    assert await made.take("canned", 0.1) == held


@runs
async def test_a_free_worker_can_be_taken_out_and_a_held_one_cannot() -> None:
    made = lanes(2)
    held = await made.take("canned", 1)
    assert not made.remove(held)
    assert made.remove(1 - held)
    assert made.free == 0
