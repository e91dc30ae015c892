"""A pool of worker processes that answer SPARQL questions on one snapshot."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from service.engine import frames
from service.engine.answer import Answer
from service.engine.errors import (
    Cancelled,
    EngineError,
    PoolClosed,
    QuerySyntaxError,
    QuestionError,
    QueueFull,
    WorkerCrashed,
)
from service.engine.frames import QUESTION, Frame
from service.engine.lanes import Lanes
from service.engine.process import Home, Worker
from service.engine.question import Lane, Question
from service.engine.sandbox import Guards
from service.engine.turn import End, Turn
from service.tokenizer import undeclared

_RESTART_PAUSE = 1.0  # seconds, between attempts to start a worker that will not start


@dataclass(frozen=True)
class Running:
    """A question that is at a worker now: its number, lane and query, seconds so far and at most."""

    number: int
    lane: Lane
    query: str
    elapsed: float
    seconds: float


@dataclass(frozen=True)
class Status:
    """What the pool is doing now."""

    workers: int
    ready: int
    free: int
    waiting: int


class Pool:
    """Worker processes, each answering one question at a time: of read-only stores, or of another store.

    home is the store that new workers open first and that questions without one are asked of.

    deaths counts ends of workers by reason, refusals the questions by lane that no worker became free for.

    Whatever goes wrong with a question (time, memory, a crash, an asker who left) ends with the death of its
    worker, and a new one takes its place.
    """

    def __init__(self, home: Home, *, workers: int = 2, memory_mib: int = 2048, queue: int = 64) -> None:
        """Prepare a pool; `start` starts it. memory_mib is each worker's limit, queue each lane's length."""
        self.home: Home = home.absolute() if isinstance(home, Path) else home
        self._size, self._memory_mib = workers, memory_mib
        self._lanes: Lanes[Worker] = Lanes(workers, queue)
        self._crew: set[Worker] = set()
        self._chores: set[asyncio.Task[None]] = set()
        self._turns: dict[int, tuple[Turn, Lane, str]] = {}
        self._numbers = itertools.count(1)
        self._open = False
        self.deaths: Counter[End] = Counter()
        self.refusals: Counter[Lane] = Counter()

    async def start(self) -> None:
        """Start the workers; WorkerCrashed if one cannot open the store."""
        self._open = True
        attempts = await asyncio.gather(*(self._enlist() for _ in range(self._size)), return_exceptions=True)
        for outcome in attempts:
            if isinstance(outcome, BaseException):
                await self.close()
                raise outcome
            self._lanes.add(outcome)

    async def close(self) -> None:
        """Kill all workers and wait for their end; who waits or reads meets PoolClosed or WorkerCrashed."""
        self._open = False
        self._lanes.turn_away(PoolClosed("the engine is stopping"))
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
        crew = list(self._crew)
        for worker in crew:
            worker.kill(PoolClosed("the engine is stopping"))
        await asyncio.gather(*(worker.bury() for worker in crew))

    @property
    def guards(self) -> Guards:
        """Which guards are active in every worker."""
        return Guards.shared(worker.guards for worker in self._crew)

    @property
    def status(self) -> Status:
        """How many workers there should be, are ready and are free, and how many questions wait."""
        waiting = self._lanes.waiting("canned") + self._lanes.waiting("adhoc")
        return Status(self._size, len(self._crew), self._lanes.free, waiting)

    async def ask(
        self,
        question: Question,
        *,
        timeout: float,  # noqa: ASYNC109 - it is kept by a kill, not by leaving a wait
        lane: Lane,
    ) -> Answer:
        """Ask a question and wait for the first 64 KiB of its answer, or all of it.

        The timeout, in seconds, limits the evaluation up to the last byte, and before that the wait for a
        free worker. Failures up to the 64 KiB raise an EngineError here, later ones out of the chunks.
        """
        message = Frame(QUESTION, question.encode(timeout))
        if len(message.payload) > frames.LARGEST:
            raise QuestionError("with what other servers answered, the query is too long; ask them for less")
        for _ in range(self._size + 2):  # all idle workers may have been killed behind our back
            turn = await self._begin(lane, timeout, question.query)
            answer = Answer(turn)
            try:
                if await turn.hand_over(message):
                    await answer.read_head()
                    return answer
            except QuerySyntaxError as error:
                raise _clearer(error, question.query) from error
            except BaseException:
                turn.abandon()
                raise
        raise WorkerCrashed("workers end before they can take a question")

    @property
    def running(self) -> list[Running]:
        """What is at a worker now, the oldest first."""
        return [
            Running(number, lane, query, turn.elapsed, turn.seconds)
            for number, (turn, lane, query) in self._turns.items()
        ]

    def cancel(self, number: int) -> bool:
        """End a running question, whose asker meets Cancelled; False if it is not running."""
        found = self._turns.get(number)
        if found is None:
            return False
        found[0].cancel(Cancelled("the query was ended from outside"))
        return True

    def end_all(self, error: EngineError) -> None:
        """End every running question, whose asker meets this error."""
        for turn, _, _ in list(self._turns.values()):
            turn.cancel(error)

    async def _begin(self, lane: Lane, seconds: float, query: str) -> Turn:
        if not self._open:
            raise PoolClosed("the engine was not started, or is stopping")
        try:
            worker = await self._lanes.take(lane, seconds)
        except QueueFull:
            self.refusals[lane] += 1
            raise
        number = next(self._numbers)
        turn = Turn(worker, seconds, partial(self._end, worker, lane, number))
        self._turns[number] = (turn, lane, query)
        return turn

    def _end(self, worker: Worker, lane: Lane, number: int, end: End | None) -> None:
        del self._turns[number]
        if end is None and not worker.gone.done():
            self._lanes.give(worker, lane)
        else:
            self._do(self._replace(worker, lane, end or "crash"))

    def _died(self, worker: Worker, _: object) -> None:
        self._crew.discard(worker)
        if self._lanes.remove(worker):
            self._do(self._replace(worker, None, "crash"))

    async def _enlist(self) -> Worker:
        worker = await Worker.start(self.home, self._memory_mib)
        self._crew.add(worker)
        worker.gone.add_done_callback(partial(self._died, worker))
        return worker

    async def _replace(self, worker: Worker, lane: Lane | None, end: End) -> None:
        """Bury a worker and put a new one in its place; only then may its lane ask for another."""
        self.deaths[end] += 1
        await worker.bury()
        while True:
            try:
                fresh = await self._enlist()
                break
            except (OSError, TimeoutError, EngineError):
                await asyncio.sleep(_RESTART_PAUSE)
        if lane is None:
            self._lanes.add(fresh)
        else:
            self._lanes.give(fresh, lane)

    def _do(self, chore: Coroutine[None, None, None]) -> None:
        if not self._open:
            chore.close()
            return
        task = asyncio.create_task(chore)
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)


def _clearer(error: QuerySyntaxError, query: str) -> QuerySyntaxError:
    """Name a prefix that was not declared, which the engine reports as any other word it cannot read."""
    name = undeclared(query)
    if name is None:
        return error
    prefix = name.text.partition(":")[0]
    return QuerySyntaxError(f"the prefix {prefix}: is not declared", name.line, name.column)
