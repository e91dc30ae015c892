"""Names made up for tests, or those of the real graph, as a revision has them."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph import snapshots, wordindex
from service.search import Search
from service.things import Names


def known(rows: Iterable[tuple[str, str, str, str]]) -> Names:
    """Make the names of a revision from rows as the engine gives them: thing, role, text, language."""
    table = io.StringIO(newline="")
    csv.writer(table).writerows([("thing", "role", "value", "language"), *rows])
    return Names(Search(wordindex.in_memory(table.getvalue().encode())))


def names(labels: Mapping[str, str]) -> Names:
    """Name some things, each by its IRI."""
    return known((iri, "label", name, "en") for iri, name in labels.items())


def real(store: Path) -> Names:
    """Read the names of the graph that is published in a store."""
    snapshot = snapshots.current(store)
    return Names(Search(wordindex.of(snapshot.store, snapshot.directory / "index", snapshot.revision)))
