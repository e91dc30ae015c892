"""Write over and over, killed each time; run as a program with a folder that holds the tiny graph, built.

steps EVERY FOLDER    one write, killed so many steps later each time; prints the number of deaths
rounds NUMBER FOLDER  a program of writes and builds, killed at a random moment; prints what was written

After each death the current snapshot must be whole, hold every write that was acknowledged and none that
was refused; the one that was under way it may hold, whole. And the next write must succeed.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from graph import snapshots
from graph.errors import BuildError
from tests.graph.killed import die_at, in_child
from tests.graph.tiny import Tiny
from tests.graph.written import DOCUMENT, Place

_DATES = ("1901-05-01", "1901-05-02")


def numbers(place: Place) -> set[int]:
    """Read which writes the current snapshot holds, which must be whole."""
    snapshot = snapshots.verified(place.current)
    held = place.quads()
    assert len(held) == snapshot.quads
    assert not [quad for quad in held if "refused" in str(quad)]
    return {int(str(quad.object)[1:].partition('"')[0]) for quad in held if quad.predicate.value == "urn:n"}


def write(place: Place, number: int) -> None:
    """Write a number into a foreign graph, or every third one with a name into a graph of ours."""
    if number % 3:
        place.update(f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:w> <urn:n> '{number}' }} }}")
    else:
        name = f"person:miller <urn:n> '{number}' ; skos:altLabel 'Miller the {number}th' ."
        place.insert(DOCUMENT, name)


def refused(place: Place, number: int) -> None:
    with suppress(BuildError):
        place.insert("urn:g", f"<urn:refused> a rj:SpeechAct ; <urn:n> '{number}' .")
        raise AssertionError("taken")


def build(place: Place, number: int) -> None:
    """Build files that say something new."""
    old, new = _DATES[:: 1 if number % 2 else -1]
    file = place.tiny.folder / "facts/000.ttl"
    fresh = file.with_suffix(".new")
    fresh.write_text(file.read_text("utf-8").replace(f'"{old}"', f'"{new}"'), encoding="utf-8")
    fresh.replace(file)  # or a death here would leave half a file to the next build
    place.build()


def programme(place: Place, numbered: Iterator[int], tell: Callable[[str], object]) -> None:
    for number in numbered:
        tell(f"try {number}\n")
        write(place, number)
        tell(f"done {number}\n")
        if number % 4 == 0:
            refused(place, -number)
        if number % 5 == 0:
            build(place, number // 5)


def killed(place: Place, first: int, seconds: float) -> list[str]:
    """Run the programme for some time and kill it; give the lines that it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with suppress(BaseException):
            programme(place, count(first), lambda line: os.write(writing, line.encode()))
        os._exit(1)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the programme ended by itself"
    with os.fdopen(reading) as told:
        return told.read().splitlines()


def asked(work: Callable[[], list[int]]) -> list[int]:
    """Do the work in a child process, so that no thread of a store is there to be forked; give its answer."""
    reading, writing = os.pipe()
    assert in_child(lambda: os.write(writing, json.dumps(work()).encode()))
    os.close(writing)
    with os.fdopen(reading) as answer:
        return [int(number) for number in json.load(answer)]


def rounds(place: Place, number: int) -> int:
    chance = random.Random()  # noqa: S311 - no secret
    accepted: set[int] = set()
    for _ in range(number):
        first = max(accepted, default=0) + 1
        lines = [line.split() for line in killed(place, first, chance.uniform(0.1, 2.5))]
        tried, done = ({int(n) for word, n in lines if word == name} for name in ("try", "done"))
        found = set(asked(lambda: sorted(numbers(place))))
        assert accepted | done <= found <= accepted | tried, (accepted ^ found, lines)
        accepted = found
        following = max(accepted | tried, default=0) + 1
        assert in_child(lambda following=following: write(place, following))  # type: ignore[misc]
        accepted.add(following)
        assert not list((place.store / "snapshots").glob(".*"))
    return len(accepted)


def steps(place: Place, every: int) -> int:
    def dying(step: int) -> None:
        die_at(step, place.store)
        write(place, 1)

    former = place.current.revision
    assert in_child(lambda: write(place, 1))
    new, seen = place.current.revision, set()
    for deaths in count():
        step = 1 + deaths * every
        assert in_child(lambda: place.update("DROP SILENT GRAPH <urn:g>"))
        assert place.current.revision == former
        for leftover in (place.store / "snapshots" / new).glob("*"):
            leftover.rename(leftover.with_suffix(".moved"))  # so that it is written again
        lived = in_child(lambda step=step: dying(step))  # type: ignore[misc]
        assert snapshots.verified(place.current).revision in {former, new}
        seen.add(place.current.revision)
        if lived:
            break
    assert seen == {former, new}
    return deaths


def main(words: list[str]) -> int:
    place = Place(Tiny(Path(words[-1]) / "tiny"))
    return {"steps": steps, "rounds": rounds}[words[0]](place, int(words[1]))


if __name__ == "__main__":
    sys.stdout.write(f"{main(sys.argv[1:])}\n")
