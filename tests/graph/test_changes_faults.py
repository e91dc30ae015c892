"""Writes that are killed, crowded, or find no room: what was accepted is there, whole, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph import snapshots
from tests.graph.killed_writes import numbers
from tests.graph.written import Place

ROOT = Path(__file__).parents[2]


def run(*words: str, seconds: int = 280) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "tests.graph.killed_writes", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.soak), 3])
def test_a_write_killed_at_any_step_is_there_whole_or_not_at_all(place: Place, every: int) -> None:
    assert run("steps", str(every), str(place.tiny.folder.parent)) > 30 / every


@pytest.mark.timeout(300)
@pytest.mark.soak
def test_writes_and_builds_killed_at_random_lose_nothing_and_leave_no_half(place: Place) -> None:
    assert run("rounds", "4", str(place.tiny.folder.parent)) >= 4


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_deaths_lose_nothing_and_leave_no_half(place: Place) -> None:
    assert run("rounds", "100", str(place.tiny.folder.parent), seconds=3500) >= 100


PROGRAM = """
import sys; from pathlib import Path
from graph.errors import Conflict
from tests.graph.killed_writes import write
from tests.graph.tiny import Tiny
from tests.graph.written import Place
place = Place(Tiny(Path(sys.argv[1])))
for number in map(int, sys.argv[2].split()):
    write(place, number)
    if len(sys.argv) > 3:
        try:
            place.update(f"INSERT DATA {{ <urn:a> <urn:b> {number} }}", expected=sys.argv[3])
        except Conflict:
            continue
        raise AssertionError("not refused")
"""


def both(place: Place, first: str, second: str, *expected: str) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(place.tiny.folder), numbers, *expected], cwd=ROOT
        )
        for numbers in (first, second)
    ]
    assert [process.wait(timeout=100) for process in started] == [0, 0]


def test_two_writers_at_once_both_succeed(place: Place) -> None:
    both(place, "1 3 5 7 9", "2 4 6 8 10")
    assert numbers(place) == set(range(1, 11))


def test_a_writer_that_another_overtook_is_told(place: Place) -> None:
    both(place, "1 2", "4 5", place.current.revision)
    assert numbers(place) == {1, 2, 4, 5}
    assert not place.ask("<urn:a> <urn:b> ?number")


def test_what_a_dead_writer_left_is_swept_by_the_next(place: Place) -> None:
    remnant = place.store / "snapshots" / ".building-dead"
    shutil.copytree(place.current.store, remnant / "scratch")
    place.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    assert not remnant.exists()
    assert snapshots.verified(place.current) == place.current
