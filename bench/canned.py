"""Time a canned query through the service beside the bare engine, in one run; prints medians and their ratio.

    python bench/canned.py [NUMBER]

The service runs on loopback with its worker processes; the bare engine is pyoxigraph in this process, on the
same snapshot, serialising to JSON. Both take turns, so that a drift of the machine's speed meets both.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox

from graph import paths
from graph.build import build

QUERIES = {
    "responses_to_claim": {"claim": "kazakhstan-holds-lands-temporarily"},
    "claims_about_state": {"state": "kazakhstan", "since": "2014-01-01", "until": "2021-12-31"},
    "unanswered_claims": {"state": "kazakhstan", "days": "30"},
}
PORT = "8377"


@contextmanager
def service(store: Path) -> Iterator[httpx.Client]:
    """Run the service as a user does, and stop it."""
    rejoinder = Path(sys.executable).with_name("rejoinder")
    command = [str(rejoinder), "serve", "--store", str(store), "--port", PORT]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", trust_env=False) as client:
                wait(client)
                yield client
        finally:
            process.terminate()


def wait(client: httpx.Client) -> None:
    """Wait until the service answers, thirty seconds at most."""
    for _ in range(300):
        try:
            client.get("/health")
        except httpx.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the service did not start within 30 s")


def milliseconds(work: Callable[[], object]) -> float:
    """Time one call."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def compare(client: httpx.Client, store: ox.Store, name: str, number: int) -> str:
    """Time one query in turns; give a line of the table."""
    text = (paths.queries() / f"{name}.rq").read_text(encoding="utf-8")

    def ask() -> None:
        client.get(f"/queries/{name}", params=QUERIES[name]).raise_for_status()

    def evaluate() -> None:
        results = store.query(text, use_default_graph_as_union=True)
        assert isinstance(results, ox.QuerySolutions)
        results.serialize(format=ox.QueryResultsFormat.JSON)

    for work in (ask, evaluate) * 5:
        work()
    turns = [(milliseconds(ask), milliseconds(evaluate)) for _ in range(number)]
    served, bare = (statistics.median(times) for times in zip(*turns, strict=True))
    return f"{name:<20} {served:>10.2f} {bare:>10.2f} {served / bare:>7.2f}"


def main(number: int = 200) -> None:
    """Build the graph into a folder of its own and compare on it."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = build(Path(folder), None)
        store = ox.Store.read_only(str(snapshot.store))
        print(f"{snapshot.quads} quads, {number} turns; medians in ms")
        print(f"{'query':<20} {'service':>10} {'engine':>10} {'ratio':>7}")
        with service(Path(folder)) as client:
            for name in QUERIES:
                print(compare(client, store, name, number))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
