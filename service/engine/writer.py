"""The process that writes: takes one order, changes a copy of the graph, and publishes it if it stays valid.

It is given its order as a line of JSON on standard input, the bytes of uploaded parts behind it, and answers
with JSON. It may be killed at any time: what was published before stays.
"""

import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph import changes
from service import reasons, updates
from service.engine import refusals, sandbox
from service.problems import BadRequest, Changed, NotFound, Problem, QuerySyntax
from service.uploads import Part, triples


def main() -> None:
    """Carry out the order on standard input."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not get into the answer
    line = sys.stdin.buffer.readline()
    if not line:  # made ready for an order that never came
        return
    order = json.loads(line)
    sandbox.enter(order["memory_mib"])
    sandbox.limit_processor(order["seconds"])
    try:
        told = {"written": _written(order)}
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells the client
        told = {"problem": _problem(error).document()}
        traceback.print_exc()
    json.dump(told, out)
    out.close()


def _written(order: dict[str, Any]) -> dict[str, Any]:
    parts = [
        Part(part["format"], part["base"], sys.stdin.buffer.read(part["length"])) for part in order["parts"]
    ]
    change = _Update(order) if order["kind"] == "update" else _Graph(order, parts)
    written = changes.write(Path(order["store"]), change, cause=order["cause"], expected=order["expected"])
    return {
        "revision": written.snapshot.revision,
        "added": written.added,
        "removed": written.removed,
        "existed": change.existed,
    }


class _Update:
    """A SPARQL update, with the graphs that the protocol names as its dataset."""

    existed = True

    def __init__(self, order: dict[str, Any]) -> None:
        limits = updates.limits(order["upload_bytes"], order["depth"])
        self._text = updates.prepared(order["text"], order["using"], order["using_named"], limits)
        self._base = order["base"]
        # What does not parse is refused before the store has to be waited for.
        with suppress(RuntimeError, ValueError, OSError):
            self(ox.Store())

    def __call__(self, store: ox.Store) -> None:
        store.update(self._text, base_iri=self._base)


class _Graph:
    """One graph, replaced, added to or removed."""

    def __init__(self, order: dict[str, Any], parts: list[Part]) -> None:
        self._name = ox.NamedNode(order["graph"]) if order["graph"] else ox.DefaultGraph()
        self._kind, self._new, self._there = order["kind"], order["only_new"], order["only_there"]
        self._triples = [triple for part in parts for triple in triples(part)]
        self.existed = True  # as the graph without a name always does

    def __call__(self, store: ox.Store) -> None:
        if isinstance(self._name, ox.NamedNode):
            self.existed = store.contains_named_graph(self._name)
        if self.existed and self._new:
            raise Changed("The graph is there already, and If-None-Match: * asks for a new one.")
        if not self.existed and self._there:
            raise Changed("There is no such graph, and If-Match: * asks for one that is there.")
        if not self.existed and self._kind == "delete":
            raise NotFound("There is no such graph.")
        if self._kind == "delete":
            store.remove_graph(self._name)
            return
        if self._kind == "put":
            store.clear_graph(self._name)
        if isinstance(self._name, ox.NamedNode):
            store.add_graph(self._name)
        store.extend(ox.Quad(t.subject, t.predicate, t.object, self._name) for t in self._triples)


def _problem(error: Exception) -> Problem:
    """Tell what went wrong with a write."""
    if isinstance(error, SyntaxError):
        told = refusals.describe(error)
        return QuerySyntax(
            f"no valid SPARQL update: {told['message']}", line=told["line"], column=told["column"]
        )
    if isinstance(error, MemoryError):
        raise error  # as a crash is, this is told by the last words of the process
    if isinstance(error, ValueError | RuntimeError):
        return BadRequest(f"The engine cannot carry out this update: {error}")
    return reasons.problem(error)


if __name__ == "__main__":
    main()
