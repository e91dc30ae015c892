"""Who gets the next free worker: first come, first served, but ad-hoc questions never hold the last one."""

import asyncio
from collections import Counter, deque
from typing import Generic, TypeVar

from service.engine.errors import QueueFull
from service.engine.question import Lane

T = TypeVar("T")


class Lanes(Generic[T]):
    """Hands out workers (or anything else) to two lanes.

    Each lane has a queue of its own length, so that many ad-hoc questions cannot turn a canned one away.
    """

    def __init__(self, workers: int, queue: int) -> None:
        """Start with no worker free; add them one by one."""
        self._queue = queue
        self._most: dict[Lane, int] = {"canned": workers, "adhoc": max(1, workers - 1)}
        self._held: Counter[Lane] = Counter()
        self._free: list[T] = []
        self._waiting: deque[tuple[Lane, asyncio.Future[T]]] = deque()

    @property
    def free(self) -> int:
        """How many workers nobody holds."""
        return len(self._free)

    def waiting(self, lane: Lane) -> int:
        """How many questions of a lane wait."""
        return sum(1 for other, _ in self._waiting if other == lane)

    def add(self, worker: T) -> None:
        """Put a new worker among the free ones."""
        self._free.append(worker)
        self._serve()

    def remove(self, worker: T) -> bool:
        """Take a worker from among the free ones; False if somebody holds it."""
        if worker not in self._free:
            return False
        self._free.remove(worker)
        return True

    async def take(self, lane: Lane, seconds: float) -> T:
        """Wait for a worker, QueueFull at once if the queue is, or when none came free in this time."""
        if self._free and self._open(lane):
            return self._grant(lane)
        waiting = self.waiting(lane)
        if waiting >= self._queue:
            raise QueueFull(waiting, self._queue)
        place: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((lane, place))
        try:
            async with asyncio.timeout(seconds):
                return await place
        except (TimeoutError, asyncio.CancelledError) as error:
            self._leave(lane, place)
            if isinstance(error, TimeoutError):
                raise QueueFull(waiting, self._queue, seconds) from None
            raise

    def give(self, worker: T, lane: Lane) -> None:
        """Take back a worker that can answer the next question."""
        self._held[lane] -= 1
        self.add(worker)

    def turn_away(self, error: Exception) -> None:
        """Let nobody wait any longer: all who do meet this error."""
        while self._waiting:
            _, place = self._waiting.popleft()
            if not place.done():
                place.set_exception(error)

    def _open(self, lane: Lane) -> bool:
        return self._held[lane] < self._most[lane]

    def _grant(self, lane: Lane) -> T:
        self._held[lane] += 1
        return self._free.pop()

    def _leave(self, lane: Lane, place: asyncio.Future[T]) -> None:
        if place.done() and not place.cancelled():  # served in the very moment it stopped waiting
            self.give(place.result(), lane)
        elif (lane, place) in self._waiting:
            self._waiting.remove((lane, place))

    def _serve(self) -> None:
        for lane, place in list(self._waiting):
            if not self._free:
                return
            if self._open(lane) and not place.done():
                place.set_result(self._grant(lane))
                self._waiting.remove((lane, place))
