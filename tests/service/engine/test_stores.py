"""Several stores in one worker, stores that cannot be read, limits on an answer, ending from outside."""

import asyncio
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from service.engine import refusals
from service.engine.errors import AnswerTooLarge, Cancelled, QuerySyntaxError, StoreFailed
from service.engine.pool import Pool
from service.engine.question import Formats, Question
from service.engine.refusals import TOLD
from tests.service.engine.engines import EX, RUNAWAY, SECONDS, THINGS, engine, runs, until, whole

ALL = f"SELECT ?name WHERE {{ ?thing <{EX}name> ?name }}"
GRAPH = f"CONSTRUCT {{ ?thing <{EX}name> ?name }} WHERE {{ ?thing <{EX}name> ?name }}"


def other(place: Path, text: str) -> Path:
    """Write a store of one statement."""
    store = Store(str(place))
    store.add(Quad(NamedNode(EX + "one"), NamedNode(EX + "name"), Literal(text)))
    store.flush()
    return place


async def told(pool: Pool, question: Question) -> str:
    answer = await pool.ask(question, timeout=SECONDS, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()]).decode()


@runs
async def test_one_worker_answers_from_any_store_and_its_own(tmp_path: Path) -> None:
    places = [other(tmp_path / f"other{n}", f"text {n}") for n in range(5)]
    async with engine(tmp_path, workers=1) as pool:
        for _ in range(2):  # the second time some were let go in between
            for n, place in enumerate(places):
                assert await told(pool, Question(ALL, Formats("csv"), store=place)) == f"name\r\ntext {n}\r\n"
                assert (await told(pool, Question(ALL, Formats("csv")))).count("\n") == THINGS + 1


@runs
async def test_a_store_that_is_not_there_is_told_and_nobody_else_suffers(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        for _ in range(3):
            with pytest.raises(StoreFailed):
                await told(pool, Question(ALL, store=tmp_path / "nowhere"))
            assert "name 7" in await told(pool, Question(ALL))
        await whole(pool)


@runs
async def test_a_store_that_is_damaged_is_told_and_read_again_once_it_is_mended(tmp_path: Path) -> None:
    place = other(tmp_path / "other", "text")
    manifests = list(place.glob("MANIFEST-*"))
    kept = [manifest.read_bytes() for manifest in manifests]
    async with engine(tmp_path, workers=1) as pool:
        for manifest in manifests:
            manifest.write_bytes(b"\x00" * 100)
        with pytest.raises(StoreFailed):
            await told(pool, Question(ALL, store=place))
        for manifest, content in zip(manifests, kept, strict=True):
            manifest.write_bytes(content)
        assert await told(pool, Question(ALL, Formats("csv"), store=place)) == "name\r\ntext\r\n"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Corruption: block checksum mismatch: stored = 1, computed = 2", "store"),
        ("IO error: No such file or directory: While open a file", "store"),
        ("Corruption: truncated block read from 000012.sst", "store"),
        ("The function is not known", "evaluation"),
    ],
)
def test_the_engine_s_words_of_damage_are_no_fault_of_the_query(words: str, kind: str) -> None:
    assert {OSError, RuntimeError} <= {*TOLD}
    assert refusals.describe(OSError(words))["kind"] == kind
    assert refusals.describe(RuntimeError(words))["kind"] == ("store" if "Corr" in words else "evaluation")


def test_a_query_cannot_put_words_of_damage_into_the_mouth_of_the_engine() -> None:
    for error in (
        RuntimeError("The function <urn:Corruption: checksum> is not known"),
        ValueError("corrupt"),
    ):
        assert refusals.describe(error)["kind"] != "store"


@runs
async def test_rows_up_to_the_limit_come_and_one_more_is_refused(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        for name in ("json", "xml", "csv", "tsv"):
            assert "name 7" in await told(pool, Question(ALL, Formats(name), rows=THINGS))
            with pytest.raises(AnswerTooLarge) as refused:
                await told(pool, Question(ALL, Formats(name), rows=THINGS - 1))
            assert (refused.value.unit, refused.value.limit) == ("rows", THINGS - 1)
        await whole(pool)


@runs
async def test_triples_and_bytes_are_limited_too_and_the_worker_lives_on(tmp_path: Path) -> None:
    async with engine(tmp_path, workers=1) as pool:
        worker = {running.pid for running in pool._crew}  # whether it is the same shows nowhere else
        size = len(await told(pool, Question(GRAPH, rows=THINGS)))
        await told(pool, Question(GRAPH, size=size))
        for question, unit in (
            (Question(GRAPH, rows=THINGS - 1), "rows"),
            (Question(GRAPH, size=size - 1), "bytes"),
        ):
            with pytest.raises(AnswerTooLarge) as refused:
                await told(pool, question)
            assert refused.value.unit == unit
        assert "name 7" in await told(pool, Question(ALL))
        assert {running.pid for running in pool._crew} == worker  # as above


@runs
async def test_what_runs_is_listed_and_ended_from_outside(tmp_path: Path) -> None:
    async with engine(tmp_path) as pool:
        asked = asyncio.create_task(pool.ask(Question(RUNAWAY), timeout=SECONDS, lane="adhoc"))
        await until(lambda: bool(pool.running))
        (running,) = pool.running
        assert (running.lane, running.query, running.seconds) == ("adhoc", RUNAWAY, SECONDS)
        assert 0 <= running.elapsed < SECONDS
        assert not pool.cancel(running.number + 1)
        assert pool.cancel(running.number)
        with pytest.raises(Cancelled):
            await asked
        assert (pool.running, pool.cancel(running.number)) == ([], False)
        await whole(pool)


@runs
async def test_an_answer_on_its_way_is_ended_from_outside_and_breaks_off(tmp_path: Path) -> None:
    query = "SELECT ?a ?c ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f }"
    async with engine(tmp_path) as pool:
        answer = await pool.ask(Question(query), timeout=SECONDS, lane="adhoc")
        (running,) = pool.running
        assert pool.cancel(running.number)
        with pytest.raises(Cancelled):
            async for _ in answer.chunks():
                pass
        await whole(pool)


@runs
async def test_the_deepest_nesting_that_may_be_set_crashes_no_worker(tmp_path: Path) -> None:
    queries = [
        "SELECT * WHERE " + "{" * 250 + "}" * 250,
        "SELECT (" + "(" * 250 + "1" + ")" * 250 + " AS ?x) WHERE {}",
        "SELECT * WHERE { ?s " + "(" * 250 + "<a:b>" + ")+" * 250 + " ?o }",
        "SELECT * WHERE { FILTER(" + "!" * 250 + "true) }",
        "SELECT * WHERE " + "{ SELECT * WHERE " * 120 + "{}" + "}" * 120,
    ]
    async with engine(tmp_path, workers=1) as pool:
        (worker,) = (running.pid for running in pool._crew)  # a crash shows in the process alone
        for query in queries:
            with suppress(QuerySyntaxError):
                await told(pool, Question(query))
            assert [running.pid for running in pool._crew] == [worker]  # as above


def test_the_kernel_ends_who_computes_longer_than_twice_the_limit() -> None:
    script = (
        "import json, resource, signal\n"
        "from service.engine import sandbox\n"
        "held = sandbox.limit_processor(7)\n"
        "again = sandbox.limit_processor(50)\n"
        "print(json.dumps([held, again, *resource.getrlimit(resource.RLIMIT_CPU)]))\n"
        "assert signal.getsignal(signal.SIGXCPU) == signal.SIG_DFL\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    held, again, soft, hard = json.loads(done.stdout)
    assert held
    assert again
    assert (102 <= soft <= 105, hard) == (True, -1)
