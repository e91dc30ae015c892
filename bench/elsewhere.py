"""Other stores behind the service: what filling them takes, how fast each canned query is, what we add.

    python bench/elsewhere.py [QUADS [QUERY…]]

Virtuoso and the server of Oxigraph run on this machine, each filled by `rejoinder build --load-into`. Every
canned query is asked as it stands in its file, by way of our workers, and, of the other stores, directly too,
over a connection that is kept. Told is the first answer, since Virtuoso compiles each new text; the median of
five more; what our way took more than the direct one, in milliseconds; and whether all answer the same. With
QUADS the graph is enlarged by copies, and the stores' own loaders fill them.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx2
from pyoxigraph import Store

from bench.export import counted, enlarge
from graph import paths
from graph.build import build
from graph.snapshots import Snapshot
from service.backend import addresses, alike, bulk
from service.backend import load as loading
from service.engine.dataset import ALL, NOTHING
from service.engine.endpoint import Endpoint
from service.engine.errors import EngineError
from service.engine.pool import Pool
from service.engine.question import Formats, Question
from service.settings import Settings
from tests import stores
from tests.stores import Server

TIMES = 5
SECONDS = 120.0
_BUFFERS = {
    "NumberOfBuffers = 20000": "NumberOfBuffers = 170000",
    "MaxDirtyBuffers = 15000": "MaxDirtyBuffers = 130000",
}


def main() -> None:
    """Fill, ask, tell."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        snapshot = build(folder / "real", None)
        if sys.argv[1:]:
            big = folder / "large"
            big.mkdir()
            enlarge(snapshot, big, int(sys.argv[1]))
            snapshot = counted(snapshot, big)
        with running(folder, "oxigraph") as oxigraph, running(folder, "virtuoso") as virtuoso:
            for name, server in (("Oxigraph's server", oxigraph), ("Virtuoso", virtuoso)):
                if sys.argv[1:]:
                    bulk_load(name, server, snapshot)
                fill(name, server, snapshot)
                server.restart()  # Virtuoso plans by what it saw of the graph until it was started
            asyncio.run(ask(snapshot, {"Oxigraph's server": oxigraph, "Virtuoso": virtuoso}))


@contextmanager
def running(folder: Path, kind: str) -> Iterator[Server]:
    """Start a store with memory enough for millions of statements."""
    place = folder / kind
    place.mkdir()
    with getattr(stores, kind)(place, seconds=6 * 3600) as server:
        if kind == "virtuoso":
            settings = place / "virtuoso.ini"
            text = settings.read_text(encoding="ascii")
            for old, new in _BUFFERS.items():
                text = text.replace(old, new)
            settings.write_text(text, encoding="ascii")
            server.restart()
        yield server


def bulk_load(name: str, server: Server, snapshot: Snapshot) -> None:
    """Fill a store by its own loader."""
    file = server.place / "files" / "store.nq"
    began = time.perf_counter()
    lines = bulk.write(snapshot, file)
    written = time.perf_counter() - began
    began = time.perf_counter()
    if isinstance(server, stores.Virtuoso):
        server.load(file, "urn:unused", seconds=7200)
    else:
        server.stop()
        program = [server.command[0], "load", "--location", str(server.place / "data"), "--file", str(file)]
        subprocess.run(program, check=True, capture_output=True)
        server.start()
    took = time.perf_counter() - began
    size = file.stat().st_size / 2**20
    print(
        f"{name}: {lines} lines, {size:.0f} MiB written in {written:.1f} s, loaded in {took:.1f} s",
        flush=True,
    )
    file.unlink()


def fill(name: str, server: Server, snapshot: Snapshot) -> None:
    """Fill a store, then again with the same."""
    for run in ("first", "again"):
        began = time.perf_counter()
        loaded = loading.load(snapshot, Settings(), server.query_url)
        seconds = time.perf_counter() - began
        print(
            f"{name}, {run}: {loaded.sent} graphs, {loaded.quads} statements in {seconds:.1f} s", flush=True
        )


async def ask(snapshot: Snapshot, servers: dict[str, Server]) -> None:
    """Ask every canned query of every engine."""
    found = {name: addresses.endpoint(Settings(), server.query_url) for name, server in servers.items()}
    pools = {"embedded": Pool(snapshot.store, workers=2)}
    pools |= {name: Pool(endpoint, workers=2) for name, endpoint in found.items()}
    for pool in pools.values():
        await pool.start()
    graphs = [str(name.value) for name in Store.read_only(str(snapshot.store)).named_graphs()]
    columns = " | ".join(f"{name}: first, p50" + (", added" if name in found else "") for name in pools)
    print(f"\n| Query | rows | {columns} | same |\n|---|---|{'---|' * (len(pools) + 1)}")
    for file in sorted(paths.queries().glob("*.rq")):
        if sys.argv[2:] and file.stem not in sys.argv[2:]:
            continue
        text = file.read_text(encoding="utf-8")
        cells: list[str] = []
        answers: list[alike.Rows | None] = []
        for name, pool in pools.items():
            question = Question(text, Formats("json"), graphs=graphs if name in found else None)
            try:
                taken, body = await timed(pool, question)
            except EngineError as error:
                cells.append(type(error).__name__)
                answers.append(None)
                continue
            told = f"{taken[0]:.0f}, {median(taken[1:]):.1f}"
            if name in found:
                told += f", {median(taken[1:]) - median(direct(found[name], text)):+.1f}"
            cells.append(told)
            answers.append(alike.table(body))
        same = "yes" if None not in answers and all(one == answers[0] for one in answers) else "**no**"
        print(f"| `{file.stem}` | {len(answers[0] or ())} | {' | '.join(cells)} | {same} |", flush=True)
    for pool in pools.values():
        await pool.close()


async def timed(pool: Pool, question: Question) -> tuple[list[float], bytes]:
    """Ask several times; give the milliseconds of each, and the last answer."""
    taken, body = [], b""
    for _ in range(1 + TIMES):
        began = time.perf_counter()
        answer = await pool.ask(question, timeout=SECONDS, lane="canned")
        body = b"".join([chunk async for chunk in answer.chunks()])
        taken.append((time.perf_counter() - began) * 1000)
    return taken, body


def direct(endpoint: Endpoint, text: str) -> list[float]:
    """Ask the store itself as often; give the milliseconds of each but the first."""
    taken = []
    graphs = [ALL, NOTHING] if endpoint.kind == "virtuoso" else [ALL]  # as our workers do
    with httpx2.Client(timeout=SECONDS, trust_env=False) as http:
        for _ in range(1 + TIMES):
            began = time.perf_counter()
            answer = http.post(
                endpoint.query,
                data={"query": text, "default-graph-uri": graphs},
                headers={"Accept": "application/sparql-results+json"},
            )
            answer.raise_for_status()
            taken.append((time.perf_counter() - began) * 1000)
    return taken[1:]


if __name__ == "__main__":
    main()
