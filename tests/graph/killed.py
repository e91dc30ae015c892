"""Publish over and over, each time killed one step later; run as a program with a store's folder.

A step is a file opened, made, renamed or removed by Python inside the folder. After each death the
former snapshot must be current and whole, or the new one. Prints the number of deaths.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph import snapshots
from graph.revision import revision

LAYERS = {"asserted": ("urn:g",), "curated": ("urn:g",), "inferred": ("urn:g",)}


def quads(name: str) -> list[Quad]:
    return [
        Quad(NamedNode(f"urn:{i}"), NamedNode("urn:p"), Literal(name), NamedNode("urn:g")) for i in range(50)
    ]


def in_child(work: Callable[[], object]) -> bool:
    """Do the work in a child process; tell whether it lived to the end."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


def die_at(step: int, store: Path) -> None:
    """Arrange the death of this process at a step, or in so many milliseconds if the step is negative."""
    taken = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        if event in {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}:
            taken += str(arguments[0]).startswith(str(store))
            if taken == step:
                os.kill(os.getpid(), signal.SIGKILL)

    if step > 0:
        sys.addaudithook(hook)
    else:
        signal.setitimer(signal.ITIMER_REAL, -step / 1000)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def publish_and_die(store: Path, step: int) -> None:
    die_at(step, store)
    snapshots.publish(store, quads("new"), LAYERS)


def main(store: Path) -> int:
    former, new = (revision(quads(name)) for name in ("former", "new"))
    deaths, seen = 0, set()
    for step in (-4, -8, -16, -24, -32, *range(1, 1000)):
        assert in_child(lambda: snapshots.publish(store, quads("former"), LAYERS))
        assert snapshots.current(store).revision == former
        lived = in_child(lambda step=step: publish_and_die(store, step))  # type: ignore[misc]
        assert snapshots.current(store).revision in {former, new}
        seen.add(snapshots.current(store).revision)
        if lived and step > 0:
            break
        deaths += not lived
        for leftover in (store / "snapshots" / new).glob("*"):
            leftover.rename(leftover.with_suffix(".moved"))  # so that it is written again
    assert snapshots.current(store).revision == new
    assert seen == {former, new}
    return deaths


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))}\n")
