"""Which revision is served, while others publish, damage, mend and remove; the engine answers from a list."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import pytest

from graph.errors import DamagedStore, MissingStore
from service.desk import Desks, Made
from service.engine.errors import QueueFull
from service.engine.pool import Pool
from service.engine.question import Question
from service.settings import Settings
from service.shelf import Local
from tests.service.engine.engines import runs
from tests.service.small import publish


class Engine:
    """Answers whatever it is asked with no rows, as long as nothing fails."""

    def __init__(self) -> None:
        self.home = Path()
        self.asked: list[Path | None] = []
        self.failing = False

    async def ask(self, question: Question, **_: object) -> "Engine":
        self.asked.append(question.store)
        if self.failing:
            raise QueueFull(64, 64)
        return self

    async def chunks(self) -> AsyncIterator[bytes]:
        yield b'{"head": {"vars": []}, "results": {"bindings": []}}'


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def desks(tmp_path: Path, engine: Engine) -> Desks:
    publish(tmp_path, "first")
    chosen = Settings(store=tmp_path)
    return Desks(chosen, cast("Pool", engine), {}, Local(chosen))


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.desk._AGAIN", -1.0)


async def served(desks: Desks) -> str:
    return (await desks.current()).snapshot.revision


def damage(place: Path, revision: str) -> Callable[[], None]:
    """Make a file of a snapshot longer; give what makes it whole again."""
    file = max((place / "snapshots" / revision / "store").glob("MANIFEST*"))
    content = file.read_bytes()
    file.write_bytes(content + b"x")

    def mend() -> None:
        file.write_bytes(content)

    return mend


@runs
async def test_what_is_published_is_read_next_and_names_are_read_once(
    desks: Desks, engine: Engine, tmp_path: Path
) -> None:
    assert desks.latest is None
    first = await served(desks)
    asked = len(engine.asked)
    assert [await served(desks) for _ in range(3)] == [first] * 3
    assert len(engine.asked) == asked
    second = publish(tmp_path, "second")
    assert await served(desks) == second
    assert (engine.home, desks.trouble) == (tmp_path / "snapshots" / second / "store", None)
    assert publish(tmp_path, "first") == first
    assert await served(desks) == first
    assert len(engine.asked) == 2 * asked


@runs
async def test_many_who_come_at_once_open_a_revision_once(desks: Desks, engine: Engine) -> None:
    await asyncio.gather(*(desks.current() for _ in range(20)))
    assert len(engine.asked) == 1


@pytest.mark.usefixtures("soon")
@runs
async def test_a_damaged_publication_leaves_the_one_before_until_it_is_mended(
    desks: Desks, tmp_path: Path
) -> None:
    first = await served(desks)
    second = publish(tmp_path, "second")
    mend = damage(tmp_path, second)
    assert [await served(desks), await served(desks)] == [first, first]
    assert "bytes instead of" in str(desks.trouble)
    mend()
    assert await served(desks) == second
    assert desks.trouble is None


@pytest.mark.usefixtures("soon")
@runs
async def test_an_engine_that_was_busy_when_a_revision_came_is_asked_again(
    desks: Desks, engine: Engine, tmp_path: Path
) -> None:
    first = await served(desks)
    second = publish(tmp_path, "second")
    engine.failing = True
    assert (await served(desks), desks.trouble is None) == (first, False)
    engine.failing = False
    assert (await served(desks), desks.trouble is None) == (second, True)


@runs
async def test_a_revision_that_cannot_be_read_is_not_tried_for_every_request(
    desks: Desks, engine: Engine, tmp_path: Path
) -> None:
    await desks.current()
    publish(tmp_path, "second")
    engine.failing = True
    await desks.current()
    asked = len(engine.asked)
    for _ in range(10):
        await desks.current()
    assert len(engine.asked) == asked


@pytest.mark.parametrize("pointer", [b"", b"nonsense\n", b"\xff\xfe", b"0123456789abcdef\n", None])
@runs
async def test_a_pointer_astray_leaves_the_one_before(
    desks: Desks, tmp_path: Path, pointer: bytes | None
) -> None:
    first = await served(desks)
    (tmp_path / "current").unlink()
    if pointer is not None:
        (tmp_path / "current").write_bytes(pointer)
    assert await served(desks) == first
    assert (desks.trouble is None) == (pointer is None)


@runs
async def test_where_nothing_was_served_before_the_trouble_is_raised(desks: Desks, tmp_path: Path) -> None:
    damage(tmp_path, (tmp_path / "current").read_text().strip())
    with pytest.raises(DamagedStore):
        await desks.current()
    (tmp_path / "current").unlink()
    with pytest.raises(MissingStore):
        await desks.current()


@runs
async def test_a_revision_is_found_while_it_is_kept(desks: Desks, tmp_path: Path) -> None:
    first = await served(desks)
    publish(tmp_path, "second")
    assert (await desks.of(first)).snapshot.revision == first
    shutil.rmtree(tmp_path / "snapshots" / first)
    with pytest.raises(MissingStore):
        await desks.of(first)
    for name in ("", ".", "..", "0" * 16, first.upper(), f"{first}/", f"../snapshots/{first}"):
        with pytest.raises(MissingStore):
            await desks.of(name)


@runs
async def test_only_so_many_revisions_stay_in_memory(desks: Desks, engine: Engine, tmp_path: Path) -> None:
    revisions = [publish(tmp_path, f"text{n}") for n in range(10)]
    for revision in revisions:
        await desks.of(revision)
    asked = len(engine.asked)
    await desks.of(revisions[-1])
    assert len(engine.asked) == asked
    await desks.of(revisions[0])
    assert len(engine.asked) > asked


@runs
async def test_what_takes_long_is_made_once_and_after_a_failure_again() -> None:
    made: Made[int] = Made()
    calls: list[int] = []

    async def make() -> int:
        calls.append(1)
        await asyncio.sleep(0)
        if len(calls) == 1:
            raise ZeroDivisionError
        return len(calls)

    with pytest.raises(ZeroDivisionError):
        await made.get("a", make)
    assert await asyncio.gather(*(made.get("a", make) for _ in range(5))) == [2] * 5
    for key in range(8):
        await made.get(key, make)
    assert await made.get("a", make) == 11
