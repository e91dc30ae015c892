"""The worker process: reads questions and writes answers as frames, one at a time.

    python -m service.engine.worker STORE MEMORY_MIB

STORE is opened before the first question; a question may be about another one. Stores are immutable.
It imports the standard library and pyoxigraph only, since every start of a worker waits for its imports.
"""

import json
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from service.engine import frames, refusals, sandbox
from service.engine.frames import Frame
from service.engine.sink import Limits, Sink, TooLargeError

_STACK = 256 * 2**20  # bytes; the usual 8 MiB are too few for what the guard on queries lets through
_KEPT = 3  # stores that stay open: the current one and those that are read by revision
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def main() -> None:
    """Open the store named on the command line and answer until the parent closes the pipe."""
    memory_mib = int(sys.argv[2])
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not get between the frames
    guards = sandbox.enter(memory_mib)
    threading.stack_size(_STACK)
    serving = threading.Thread(target=_serve, args=(Stores(sys.argv[1]), Sink(out), memory_mib, guards))
    serving.start()
    serving.join()


def _serve(stores: "Stores", sink: Sink, memory_mib: int, guards: sandbox.Guards) -> None:
    stores.open(None)
    sink.send(Frame(frames.READY, json.dumps(asdict(guards)).encode()))
    with os.fdopen(0, "rb") as questions:
        while (frame := frames.read(questions)) is not None:
            sink.send(Frame(frames.ACCEPTED))
            sink.send(answer(stores, json.loads(frame.payload), sink, memory_mib))


class Stores:
    """The stores this process has open; only the thread that opened them may use them."""

    def __init__(self, home: str) -> None:
        """Name the store of questions that name none."""
        self._home = home
        self._open: OrderedDict[str, ox.Store] = OrderedDict()

    def open(self, path: str | None) -> ox.Store:
        """Give a store, opened now or before; StoreFailed if it cannot be opened."""
        place = path or self._home
        if place not in self._open:
            try:
                self._open[place] = ox.Store.read_only(place)
            except (OSError, RuntimeError) as error:
                raise refusals.StoreFailed(f"{place}: {error}") from error
        self._open.move_to_end(place)
        if len(self._open) > _KEPT:
            self._open.popitem(last=False)
        return self._open[place]


def answer(stores: Stores, question: dict[str, Any], sink: Sink, memory_mib: int) -> Frame:
    """Write head and data of the answer to one question; give the frame that ends it."""
    began = time.perf_counter()
    sandbox.limit_processor(question["seconds"])
    try:
        rows = _write(_evaluate(stores.open(question["store"]), question), question, sink)
    except refusals.TOLD as error:
        sink.drop()
        return Frame(frames.ERROR, json.dumps(refusals.describe(error)).encode())
    elapsed = round((time.perf_counter() - began) * 1000, 3)
    # Memory of a big query that stays with the process is taken from the next one: such a worker is replaced.
    tired = _resident_mib() > memory_mib / 2
    return Frame(frames.END, json.dumps({"rows": rows, "ms": elapsed, "tired": tired}).encode())


def _evaluate(
    store: ox.Store, question: dict[str, Any]
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    return store.query(
        question["query"],
        base_iri=question["base_iri"],
        use_default_graph_as_union=question["union"],
        default_graph=_graphs(question["default_graph"]),
        named_graphs=_graphs(question["named_graphs"]),
    )


def _graphs(names: list[str] | None) -> list[Any] | None:
    """Make each name a term once: a graph listed twice gives the engine each of its triples twice."""
    return None if names is None else [ox.NamedNode(name) for name in dict.fromkeys(names)]


def _write(
    results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, question: dict[str, Any], sink: Sink
) -> int | None:
    """Serialise the results into the sink; give the number of rows or triples where it is cheap to know."""
    formats, limits = question["formats"], Limits(question["rows"], question["size"])
    file = cast("IO[bytes]", sink)  # of which pyoxigraph uses write and flush alone
    if isinstance(results, ox.QueryTriples):
        name = refusals.acceptable("graph", formats, _GRAPHS)
        sink.begin("graph", name, [], limits)
        counted = Counted(results, limits.rows)
        # Unlike the method of the results, the function takes prefixes.
        ox.serialize(counted, file, _GRAPHS[name], prefixes=question["prefixes"])
        return counted.count
    solutions = isinstance(results, ox.QuerySolutions)
    form = "solutions" if solutions else "boolean"
    name = refusals.acceptable(form, formats, _RESULTS)
    variables = (
        [variable.value for variable in results.variables] if isinstance(results, ox.QuerySolutions) else []
    )
    sink.begin(form, name, variables, limits)
    results.serialize(file, _RESULTS[name])
    return sink.rows(name) if solutions else None


class Counted:
    """Triples, counted while they pass."""

    def __init__(self, triples: ox.QueryTriples, limit: int) -> None:
        """Start at none."""
        self._triples, self._limit = triples, limit
        self.count = 0

    def __iter__(self) -> Iterator[ox.Triple]:
        """Give each triple once."""
        for triple in self._triples:
            self.count += 1
            if self.count > self._limit:
                raise TooLargeError("rows", self._limit)
            yield triple


def _resident_mib() -> float:
    """Size of the memory this process really holds, in MiB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
