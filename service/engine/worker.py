"""The worker process: reads questions and writes answers as frames, one at a time.

    python -m service.engine.worker MEMORY_MIB

The first frame says what it is to ask, which is opened before the first question: a folder, whose store is
immutable (a question may be about another one), or the address of another store.
It imports the standard library and pyoxigraph only, since every start of a worker waits for its imports; for
another store it needs a client, too.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

import pyoxigraph as ox

from service.engine import frames, refusals, sandbox
from service.engine.embedded import Results, Stores
from service.engine.frames import Frame
from service.engine.sink import Limits, Sink, TooLargeError

_STACK = 256 * 2**20  # bytes; the usual 8 MiB are too few for what the guard on queries lets through
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


class Source(Protocol):
    """What questions are asked of; the thread that opens it alone may use it."""

    def open(self) -> object:
        """Make ready for questions, as far as that can be done before the first."""

    def asked(
        self, question: dict[str, Any], counted: Callable[[], int], /
    ) -> AbstractContextManager[Results]:
        """Give the results of a question; in the end, counted tells how many rows there were."""


def main() -> None:
    """Open what the first frame names and answer until the parent closes the pipe."""
    memory_mib = int(sys.argv[1])
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not get between the frames
    questions = os.fdopen(0, "rb")
    opening = frames.read(questions)
    if opening is None:
        return
    home = json.loads(opening.payload)
    guards = sandbox.enter(memory_mib, network="endpoint" in home)
    threading.stack_size(_STACK)
    serving = threading.Thread(target=_serve, args=(_source(home), questions, Sink(out), memory_mib, guards))
    serving.start()
    serving.join()


def _source(home: dict[str, Any]) -> Source:
    if "store" in home:
        return Stores(home["store"])
    from service.engine.remote import Remote  # noqa: PLC0415 - which takes as long as all other imports

    return Remote(home["endpoint"])


def _serve(source: Source, questions: BinaryIO, sink: Sink, memory_mib: int, guards: sandbox.Guards) -> None:
    source.open()
    sink.send(Frame(frames.READY, json.dumps(asdict(guards)).encode()))
    while (frame := frames.read(questions)) is not None:
        sink.send(Frame(frames.ACCEPTED))
        sink.send(answer(source, json.loads(frame.payload), sink, memory_mib))


def answer(source: Source, question: dict[str, Any], sink: Sink, memory_mib: int) -> Frame:
    """Write head and data of the answer to one question; give the frame that ends it."""
    began = time.perf_counter()
    sandbox.limit_processor(question["seconds"])
    try:
        with source.asked(question, sink.counted) as results:
            rows = _write(results, question, sink)
    except refusals.TOLD as error:
        sink.drop()
        return Frame(frames.ERROR, json.dumps(refusals.describe(error)).encode())
    elapsed = round((time.perf_counter() - began) * 1000, 3)
    # Memory of a big query that stays with the process is taken from the next one: such a worker is replaced.
    tired = _resident_mib() > memory_mib / 2
    return Frame(frames.END, json.dumps({"rows": rows, "ms": elapsed, "tired": tired}).encode())


def _write(results: Results, question: dict[str, Any], sink: Sink) -> int | None:
    """Serialise the results into the sink; give the number of rows or triples where it is cheap to know."""
    formats, limits = question["formats"], Limits(question["rows"], question["size"])
    file = cast("IO[bytes]", sink)  # of which pyoxigraph uses write and flush alone
    if not isinstance(results, ox.QuerySolutions | ox.QueryBoolean):
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

    def __init__(self, triples: Iterable[ox.Triple], limit: int) -> None:
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
