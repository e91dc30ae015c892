"""Measure what the one front process carries: requests a second, alone and with two and three workers.

    python bench/front.py [SECONDS]

Some clients, processes of their own, ask over connections that they keep; each kind of request takes its turn
at a service with two workers, one with three, and one without its log, again and again, so that a drift of the
machine's speed meets all of them. Clients and service share the machine's cores: on a machine of two they
are in each other's way, and what counts are the ratios.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import Pool
from pathlib import Path

import httpx
from canned import QUERIES, wait

from graph.build import build

ROUNDS, CLIENTS = 5, 3
SERVICES = {"2 workers": ("2", "json"), "3 workers": ("3", "json"), "2, no log": ("2", "off")}
PATHS = {"health": "/health"} | {
    name: f"/queries/{name}?{httpx.QueryParams(parameters)}" for name, parameters in QUERIES.items()
}


@contextmanager
def service(store: Path, port: int, workers: str, log: str) -> Iterator[str]:
    """Run a service, give its address, and stop it."""
    command = [str(Path(sys.executable).with_name("rejoinder")), "serve", "--store", str(store)]
    command += ["--port", str(port), "--workers", workers]
    environment = os.environ | {"REJOINDER_LOG": log}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                wait(client)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def asked(address: str, seconds: float) -> int:
    """Ask one address over and over; count the answers."""
    count, until = 0, time.monotonic() + seconds
    with httpx.Client(trust_env=False) as client:
        while time.monotonic() < until:
            client.get(address).raise_for_status()
            count += 1
    return count


def main(seconds: float = 2.0) -> None:
    """Build the graph into a folder of its own, and compare on it."""
    rates: dict[tuple[str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running, Pool(CLIENTS) as clients:
        build(Path(folder), None)
        addresses = {
            name: running.enter_context(service(Path(folder), 8380 + at, *settings))
            for at, (name, settings) in enumerate(SERVICES.items())
        }
        for _ in range(ROUNDS):
            for kind, path in PATHS.items():
                for name, address in addresses.items():
                    counts = clients.starmap(asked, [(address + path, seconds)] * CLIENTS)
                    rates.setdefault((kind, name), []).append(sum(counts) / seconds)
    print(f"{CLIENTS} clients, {os.cpu_count()} cores; median of {ROUNDS} rounds, requests a second")
    print(f"{'request':<20}" + "".join(f"{name:>12}" for name in SERVICES))
    for kind in PATHS:
        row = (statistics.median(rates[kind, name]) for name in SERVICES)
        print(f"{kind:<20}" + "".join(f"{rate:>12.0f}" for rate in row))


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:]))
