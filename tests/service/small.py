"""A small store of invented statements, whose revisions cost nothing to publish."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from pyoxigraph import Literal, NamedNode, Quad

from graph import snapshots
from graph.terms import ID, ONTOLOGY, RDF, RDFS
from service.settings import Settings
from tests.service.engine.engines import children
from tests.service.live import serving

EX = "http://example.org/"
GRAPH = EX + "graph"
ASSERTED = EX + "asserted"
THINGS = 400
ELSEWHERE = {"X-Forwarded-For": "198.51.100.7"}  # this machine itself may ask as much as it likes
NAMES = f"SELECT ?name WHERE {{ ?thing <{EX}name> ?name }} ORDER BY ?name LIMIT 3"
LAYERS = {"asserted": (ASSERTED,), "curated": (ASSERTED,), "inferred": (ASSERTED, GRAPH)}


def publish(place: Path, text: str, labels: tuple[str, ...] = ()) -> str:
    """Publish a revision whose things are named by a text, with one document; give its name."""
    document = NamedNode(f"{ID}document/{text}")
    quads = [
        Quad(NamedNode(f"{EX}thing/{n}"), NamedNode(EX + "name"), Literal(f"{text} {n}"), NamedNode(GRAPH))
        for n in range(THINGS)
    ]
    quads += [
        Quad(document, NamedNode(RDF + "type"), NamedNode(ONTOLOGY + "Document"), NamedNode(ASSERTED)),
        Quad(document, NamedNode(ONTOLOGY + "length"), Literal(THINGS), NamedNode(ASSERTED)),
    ]
    quads += [Quad(document, NamedNode(RDFS + "label"), Literal(label), NamedNode(GRAPH)) for label in labels]
    return snapshots.publish(place, quads, LAYERS).revision


@contextmanager
def client(settings: Settings) -> Iterator[httpx.Client]:
    """Serve and give a client."""
    with (
        serving(settings) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False, headers=ELSEWHERE) as made,
    ):
        yield made


@contextmanager
def stopped(workers: set[int]) -> Iterator[None]:
    """Let some processes stand still, so that whatever needs one of them is not answered."""
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGCONT)


def started(before: set[int]) -> set[int]:
    """List the processes that were started since."""
    return set(children()) - before


def until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds, and fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
