"""Sorting more lines than fit into memory: runs on the disk, merged."""

import heapq
import itertools
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

RUN = 200_000  # lines that are held at a time: about 100 MB of statements


def in_order(lines: Iterable[str], room: Path, run: int = RUN) -> Iterator[str]:
    """Give distinct lines by code point; each ends with a line feed and has no other.

    What does not fit into one run is kept in a folder (bytes: those of the lines) until all are given.
    """
    rest = iter(lines)
    held = list(itertools.islice(rest, run))
    if len(held) < run:
        yield from sorted(set(held))
        return
    with ExitStack() as open_files:
        runs: list[IO[str]] = []
        while held:
            kept = open_files.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n", dir=room))
            kept.writelines(sorted(set(held)))
            kept.seek(0)
            runs.append(kept)
            held.clear()
            held = list(itertools.islice(rest, run))
        yield from (line for line, _ in itertools.groupby(heapq.merge(*runs)))
