"""Measure what the one front process carries, and how many workers it can keep busy.

    python bench/front.py [SECONDS]

Clients, processes of their own, ask over connections that they keep. Each kind of request takes its turn at a
service with two workers, one with three, and one with two and no log, again and again, so that a drift of the
machine's speed meets all of them. Clients and service share the machine's cores, so requests a second say
little more than a ratio; the processor time of front and workers for one request says what each could do with
a core of its own.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing import Pool
from pathlib import Path
from urllib.parse import urlsplit

from graph import paths
from graph.build import build
from service import catalogue, examples

ROUNDS, CLIENTS = 5, 3
SERVICES = {"2 workers": ("2", "json"), "3 workers": ("3", "json"), "no log": ("2", "off")}
CANNED = ("responses_to_claim", "claims_about_state", "unanswered_claims")
KNOWN = catalogue.load(paths.queries())
PATHS = {"health": "/health"} | {name: examples.path(KNOWN[name]) for name in CANNED}


@dataclass
class Service:
    """A running service."""

    pid: int
    address: str

    def processor(self) -> tuple[float, float]:
        """Read the processor time that the front and its workers have taken, in ms."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return _taken(str(self.pid)), sum(map(_taken, children))


def _taken(pid: str) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def service(store: Path, workers: str, log: str) -> Iterator[Service]:
    """Run a service on a free port, and stop it."""
    command = [str(Path(sys.executable).with_name("rejoinder")), "serve", "--store", str(store)]
    command += ["--port", "0", "--workers", workers]
    environment = os.environ | {"REJOINDER_LOG": log, "REJOINDER_CACHE_BYTES": "0", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Service(process.pid, process.stdout.readline().split()[3])
        finally:
            process.terminate()


def asked(address: str, path: str, seconds: float) -> int:
    """Ask one thing over and over; count the answers."""
    count, until = 0, time.monotonic() + seconds
    connection = HTTPConnection(urlsplit(address).netloc)
    while time.monotonic() < until:
        connection.request("GET", path)
        with connection.getresponse() as response:
            response.read()
            assert response.status == 200
        count += 1
    return count


def main(seconds: float = 2.0) -> None:
    """Build the graph into a folder of its own, and compare on it."""
    seen: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running, Pool(CLIENTS) as clients:
        build(Path(folder), None)
        services = {
            name: running.enter_context(service(Path(folder), *settings))
            for name, settings in SERVICES.items()
        }
        for _ in range(ROUNDS):
            for kind, path in PATHS.items():
                for name, at in services.items():
                    before = at.processor()
                    count = sum(clients.starmap(asked, [(at.address, path, seconds)] * CLIENTS))
                    front, workers = (b - a for a, b in zip(before, at.processor(), strict=True))
                    seen.setdefault((kind, name), []).append(
                        (count / seconds, front / count, workers / count)
                    )
    print(f"{CLIENTS} clients, {os.cpu_count()} cores; medians of {ROUNDS} rounds")
    print(f"{'request':<20}{'service':<12}{'a second':>10}{'front ms':>10}{'workers ms':>12}")
    for (kind, name), rounds in seen.items():
        rate, front, workers = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{kind:<20}{name:<12}{rate:>10.0f}{front:>10.2f}{workers:>12.2f}")


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:]))
