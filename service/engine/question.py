"""A question for the engine: a query, its dataset, and the formats its asker takes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from service.engine import dataset
from service.tokenizer import names_dataset

Lane = Literal["canned", "adhoc"]
Form = Literal["solutions", "boolean", "graph"]


@dataclass(frozen=True)
class Formats:
    """The format wanted for each form of result; None where the asker takes none.

    Solutions and booleans: json, xml, csv, tsv.
    Graphs: turtle, ntriples, nquads, trig, rdfxml, jsonld.
    """

    solutions: str | None = "json"
    boolean: str | None = "json"
    graph: str | None = "turtle"


@dataclass(frozen=True)
class Question:
    """A query and what it is asked of.

    Graph names are IRIs. default_graph None stands for the union of all graphs (for the query's own FROM, if
    it has one), named_graphs None for all of them, an empty list for none. A list overrides FROM and FROM
    NAMED. unnamed asks the graph without a name instead of the union.
    Prefixes are for reading a graph as Turtle, TriG or RDF/XML; they are not added to the query.
    store is the absolute path of the store that is asked, None for the pool's own. graphs are all that there
    are, where another store is asked, which may hold others, too. The answer may have so many rows (or
    triples) and bytes.
    """

    query: str
    formats: Formats = Formats()
    base_iri: str | None = None
    default_graph: Sequence[str] | None = None
    named_graphs: Sequence[str] | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    unnamed: bool = False
    store: Path | None = None
    graphs: Sequence[str] | None = None
    rows: int = 10**9
    size: int = 2**40

    def encode(self, seconds: float) -> bytes:
        """Write the question as the worker reads it, with the seconds that it may take."""
        fields: dict[str, object] = {**vars(self), "formats": vars(self.formats), "seconds": seconds}
        fields["store"] = None if self.store is None else str(self.store)
        if self.graphs is not None:
            fields |= vars(dataset.of(self, self.graphs))
            return json.dumps(fields).encode("ascii")
        fields["union"] = not self.unnamed and self.default_graph is None and not names_dataset(self.query)
        return json.dumps(fields).encode("ascii")
