"""What exports cost: seconds, memory at most, bytes, of the real graph and of one many times as large.

    python bench/export.py [QUADS [FORMAT…]]

The large graph has the real one's shape: the facts again and again, each time with other slugs, beside one
ontology. Each export runs in a process of its own, whose memory is what the kernel says it took at most, with
all that is imported. Where memory is flat, both tables show the same.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from graph import snapshots
from graph.build import build
from graph.export.export import export
from graph.export.formats import FORMATS, Format, find
from graph.snapshots import Snapshot
from graph.terms import ID

_THING = re.compile(rf"(<{re.escape(ID)}[^>#]*)")
QUADS = 3_000_000


def apart(work: Callable[[], object]) -> tuple[float, float]:
    """Do something in a process of its own; give the seconds and the MiB of memory it took at most."""
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit("it failed; what it wrote stands above")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def again(lines: list[str], quads: int) -> Iterator[str]:
    """Give the lines of a graph, then those about things with other slugs until there are enough."""
    yield from lines
    things = [line for line in lines if line.startswith(f"<{ID}")]
    for copy in range((quads - len(lines)) // len(things)):
        for line in things:
            yield _THING.sub(rf"\g<1>-{copy}", line)


def enlarge(small: Snapshot, folder: Path, quads: int) -> None:
    """Make a store of the real graph's shape."""
    file = folder / "large.nq"
    export(small, find("nquads"), folder / "small.nq")
    lines = (folder / "small.nq").read_text(encoding="utf-8").splitlines(keepends=True)
    with file.open("w", encoding="utf-8") as out:
        out.writelines(again(lines, quads))
    store = Store(folder / "store")
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    file.unlink()


def counted(snapshot: Snapshot, folder: Path) -> Snapshot:
    """Describe the large store as a snapshot."""
    return replace(snapshot, directory=folder, quads=len(Store.read_only(str(folder / "store"))))


def size(out: Path) -> int:
    """Add up the bytes of a file, or of the files of a folder."""
    return sum(path.stat().st_size for path in ([out] if out.is_file() else out.iterdir()))


def table(snapshot: Snapshot, folder: Path, formats: list[Format]) -> None:
    """Export each format and print what it took."""
    print(f"\n{snapshot.quads:,} quads")
    print(f"{'format':<24}{'seconds':>9}{'MiB':>8}{'bytes':>16}")
    for number, format_ in enumerate(formats):
        out = folder / f"out-{number}"
        seconds, most = apart(lambda one=format_, to=out: export(snapshot, one, to))  # type: ignore[misc]
        name = " ".join(filter(None, (format_.name, format_.part)))
        print(f"{name:<24}{seconds:>9.1f}{most:>8.0f}{size(out):>16,}", flush=True)


def main(quads: int = QUADS, *names: str) -> None:
    """Build both graphs and export them."""
    formats = [format_ for format_ in FORMATS if not names or format_.name in names]
    with tempfile.TemporaryDirectory() as place:
        folder, large = Path(place), Path(place) / "large"
        large.mkdir()
        apart(lambda: build(folder / "real", None))
        real = snapshots.current(folder / "real")
        table(real, folder, formats)
        apart(lambda: enlarge(real, large, quads))
        table(counted(real, large), large, formats)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else QUADS, *sys.argv[2:])
