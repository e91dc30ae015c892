"""The embedded engine as a worker asks it: stores of snapshots, read and never changed."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyoxigraph as ox

from service.engine import refusals

_KEPT = 3  # stores that stay open: the current one and those that are read by revision
Results = ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple]


class Stores:
    """The stores this process has open; only the thread that opened them may use them."""

    def __init__(self, home: str) -> None:
        """Name the store of questions that name none."""
        self._home = home
        self._open: OrderedDict[str, ox.Store] = OrderedDict()

    def open(self, path: str | None = None) -> ox.Store:
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

    @contextmanager
    def asked(self, question: dict[str, Any], _: Callable[[], int]) -> Iterator[Results]:
        """Give the results of a question, which are evaluated while they are read."""
        yield self.open(question["store"]).query(
            question["query"],
            base_iri=question["base_iri"],
            use_default_graph_as_union=question["union"],
            default_graph=_graphs(question["default_graph"]),
            named_graphs=_graphs(question["named_graphs"]),
        )


def _graphs(names: list[str] | None) -> list[Any] | None:
    """Make each name a term once: a graph listed twice gives the engine each of its triples twice."""
    return None if names is None else [ox.NamedNode(name) for name in dict.fromkeys(names)]
