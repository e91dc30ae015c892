"""Time questions through the service beside the bare engine and a peer, in one run; medians and ratios.

    python bench/overhead.py [NUMBER]

The service runs on loopback with its worker processes; the bare engine is pyoxigraph in this process, on the
same snapshot, serialising to JSON; the peer is the oxigraph server on a copy of it. They take turns, so that
a drift of the machine's speed meets all. A point query asks for the statements about another thing each time.
The service keeps no answers, but for the last line, which asks the same thing again and again.
"""

import itertools
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox

from graph import paths
from graph.build import build
from service import catalogue, examples

JSON = {"Accept": "application/sparql-results+json"}


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[httpx.Client]:
    """Run a server as a user does, wait until it listens, and stop it."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                wait(client)
                yield client
        finally:
            process.terminate()


def wait(client: httpx.Client) -> None:
    """Wait until a server answers, thirty seconds at most."""
    for _ in range(300):
        try:
            client.get("/health")
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start within 30 s")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def service(store: Path, **settings: str) -> "tuple[list[str], int, dict[str, str]]":
    """Write the command that serves a store, its port, its environment."""
    port = free_port()
    command = [program("rejoinder"), "serve", "--store", str(store), "--port", str(port)]
    return command, port, {f"REJOINDER_{name.upper()}": value for name, value in settings.items()}


def program(name: str) -> str:
    """Find a program of this environment."""
    return str(Path(sys.executable).with_name(name))


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def medians(works: list[Callable[[], object]], number: int) -> list[float]:
    """Time several works in turns and give the median of each, in ms."""
    for work in works * 5:
        work()
    turns = [[milliseconds(work) for work in works] for _ in range(number)]
    return [statistics.median(times) for times in zip(*turns, strict=True)]


def asked(client: httpx.Client, path: str, **params: str) -> Callable[[], object]:
    """Ask an address."""
    return lambda: client.get(path, params=params or None, headers=JSON).raise_for_status()


def evaluated(store: ox.Store, query: str) -> Callable[[], object]:
    """Evaluate on the bare engine."""

    def work() -> None:
        results = store.query(query, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        results.serialize(format=ox.QueryResultsFormat.JSON)

    return work


def points(store: ox.Store, ask: Callable[[str], Callable[[], object]]) -> Callable[[], object]:
    """Ask for the statements about one thing after the other."""
    things = sorted({quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)})
    queries = itertools.cycle(f"SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}" for thing in things)

    def work() -> None:
        ask(next(queries))()

    return work


def line(name: str, served: float, bare: float, peer: float | None = None) -> str:
    """Write one line of the table."""
    beside = "" if peer is None else f" {peer:>10.2f}"
    return f"{name:<29} {served:>10.2f} {bare:>10.2f} {served / bare:>7.2f}{beside}"


def compare(folder: Path, snapshot_store: Path, number: int) -> None:
    """Time everything on one snapshot and print the table."""
    store = ox.Store.read_only(str(snapshot_store))
    copy = folder / "peer"
    shutil.copytree(snapshot_store, copy)
    port = free_port()
    peer_command = [program("oxigraph"), "serve", "--location", str(copy), "--bind", f"127.0.0.1:{port}"]
    with ExitStack() as stack:
        fresh = stack.enter_context(running(*service(folder, cache_bytes="0")))
        remembering = stack.enter_context(running(*service(folder)))
        peer = stack.enter_context(running([*peer_command, "--union-default-graph"], port, {}))
        print(f"{'medians in ms':<29} {'service':>10} {'engine':>10} {'ratio':>7} {'oxigraph':>10}")
        served, bare, beside = medians(
            [
                points(store, lambda query: asked(fresh, "/sparql", query=query)),
                points(store, lambda query: evaluated(store, query)),
                points(store, lambda query: asked(peer, "/query", query=query)),
            ],
            number * 5,
        )
        print(line("point query", served, bare, beside))
        queries = catalogue.load(paths.queries())
        for name, query in queries.items():
            served, bare, beside = medians(
                [
                    asked(fresh, examples.path(query)),
                    evaluated(store, query.text),
                    asked(peer, "/query", query=query.text),
                ],
                number,
            )
            print(line(name, served, bare, beside))
        path = examples.path(queries["responses_to_claim"])
        known = {"If-None-Match": remembering.get(path).headers["etag"]}
        again, unchanged = medians(
            [asked(remembering, path), lambda: remembering.get(path, headers=known)],
            number * 5,
        )
        print(f"responses_to_claim again: from memory {again:.2f}, unchanged (304) {unchanged:.2f}")


def main(number: int = 100) -> None:
    """Build the graph into a folder of its own and compare on it."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = build(Path(folder), None)
        print(f"{snapshot.quads} quads, {number} turns")
        compare(Path(folder), snapshot.store, number)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
