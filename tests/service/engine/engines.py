"""What the tests of the engine share: a small store, a pool on it, and a few queries that misbehave."""

import asyncio
import functools
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, ParamSpec

from pyoxigraph import Literal, NamedNode, Quad, Store

from service.engine.pool import Pool
from service.engine.question import Formats, Lane, Question
from tests.needs import need

P = ParamSpec("P")

EX = "https://example.org/"
THINGS = 3000
SECONDS = 20.0

ONE = f"SELECT ?name WHERE {{ <{EX}thing/7> <{EX}name> ?name }}"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ENDLESS = "SELECT ?a ?c ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f }"
BOMB = f'SELECT (GROUP_CONCAT(?c; separator="{"x" * 1000}") AS ?all) WHERE {{ ?a ?b ?c . ?d ?e ?f }}'
DEEP = "SELECT * WHERE " + "{" * 2_000_000 + "}" * 2_000_000


def write_store(place: Path) -> Path:
    """Write 3,000 things with a name each, in three graphs."""
    store = Store(str(place))
    name = NamedNode(EX + "name")
    store.extend(
        Quad(NamedNode(f"{EX}thing/{n}"), name, Literal(f"name {n}"), NamedNode(f"{EX}graph/{n % 3}"))
        for n in range(THINGS)
    )
    store.flush()
    return place


@asynccontextmanager
async def engine(
    folder: Path, *, workers: int = 2, memory_mib: int = 1024, queue: int = 64
) -> AsyncIterator[Pool]:
    """Run a pool on a store of its own."""
    pool = Pool(write_store(folder / "store"), workers=workers, memory_mib=memory_mib, queue=queue)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def runs(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Let pytest call a coroutine."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


async def names(pool: Pool, query: str = ONE, lane: Lane = "adhoc") -> str:
    """Ask for a small answer as CSV and give its lines below the head."""
    answer = await pool.ask(Question(query, Formats(solutions="csv")), timeout=SECONDS, lane=lane)
    assert answer.body is not None
    return answer.body.decode().partition("\r\n")[2].strip()


async def whole(pool: Pool, seconds: float = 5.0) -> None:
    """Wait until every worker is there and free."""
    await until(lambda: pool.status.free == pool.status.workers, seconds)


async def until(holds: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait until something holds; TimeoutError if it does not in time."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(0.005)


def crew(pool: Pool) -> list[int]:
    """List the processes of a pool; other servers of the tests have theirs."""
    return [worker.pid for worker in pool._crew]


def children(parent: int | None = None) -> list[int]:
    """List the processes that one started, this one if none is named; the dead included."""
    need("Linux, which lists processes in /proc,", sys.platform == "linux")
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == (parent or os.getpid()):
            found.append(int(stat.parent.name))
    return found
