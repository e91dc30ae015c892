"""What canned queries are asked with: their examples, other values of every parameter, every narrowing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from graph.terms import CONCEPT, ID, XSD
from service import narrowing
from service.catalogue import CannedQuery, Parameter, Value
from service.narrowing import Narrowing

Layers = Mapping[str, tuple[str, ...]]
# Each takes hold of the answer in a way of its own.
_OF_ALL = {
    "limited": Narrowing(limit=4, offset=1),
    "russian": Narrowing(lang="ru"),
    "kazakh": Narrowing(lang="kk"),
}
_OF_FACTS = {
    "asserted": Narrowing(layer="asserted"),
    "curated": Narrowing(layer="curated"),
    "of standing": Narrowing(standing=("asserted", "hedged")),
    "of documents": Narrowing(documents=(f"{ID}document/002", f"{ID}document/004")),
    "by no relay": Narrowing(max_chain=0),
}
_WINDOW = {"since": date(2014, 6, 1), "until": date(2017, 2, 28)}
_OF_DATES = {
    "since": Narrowing(since=_WINDOW["since"]),
    "possibly": Narrowing(**_WINDOW),  # type: ignore[arg-type]
    "certainly": Narrowing(dates="certain", **_WINDOW),  # type: ignore[arg-type]
}
_EACH = 3  # of the many values of one parameter


@dataclass(frozen=True)
class Asked:
    """One text to ask, and what it was made from."""

    query: CannedQuery
    how: str
    text: str


class Values:
    """Values that parameters can take: what the graph says most about."""

    def __init__(self, store: ox.Store) -> None:
        """Count how often each thing and each concept is an object."""
        counted = store.query(
            "SELECT ?thing (COUNT(*) AS ?often) WHERE { ?any ?property ?thing FILTER(isIRI(?thing)) } "
            "GROUP BY ?thing ORDER BY DESC(?often) STR(?thing)",
            use_default_graph_as_union=True,
        )
        assert isinstance(counted, ox.QuerySolutions)
        self._things = [row["thing"] for row in counted if isinstance(row["thing"], ox.NamedNode)]

    def of(self, parameter: Parameter) -> list[Value]:
        """List some values of a parameter, and two at once where it takes several."""
        declared = parameter.declared
        found: list[ox.Literal | ox.NamedNode] = []
        if declared.type == "choice":
            found += [ox.Literal(word) for word in declared.values]
        elif declared.type == "concept":
            found += self._under(f"{CONCEPT}{declared.scheme}/", _EACH)
        elif declared.type == "thing":
            found += [one for kind in declared.kinds for one in self._under(f"{ID}{kind}/", _EACH)]
        elif declared.type == "date":
            days = ("1991-12-16", "2014-08-29", "2022-01-01")
            found += [ox.Literal(day, datatype=ox.NamedNode(f"{XSD}date")) for day in days]
        else:
            numbers = [declared.minimum or 1, *([declared.maximum] if declared.maximum else [3, 100])]
            kind = "integer" if declared.type == "integer" else "decimal"
            found += [ox.Literal(str(number), datatype=ox.NamedNode(XSD + kind)) for number in numbers]
        if declared.many and len(found) > 1:
            return [*found, tuple(found[:2])]
        return list(found)

    def _under(self, start: str, most: int) -> list[ox.NamedNode]:
        return [thing for thing in self._things if thing.value.startswith(start)][:most]


def as_it_stands(query: CannedQuery) -> Asked:
    """Ask with the examples of the file."""
    return Asked(query, "as it stands", query.text)


def bare(query: CannedQuery, layers: Layers) -> Asked:
    """Ask with nothing given but what must be."""
    return Asked(query, "bare", narrowing.text(query, _needed(query), Narrowing(), layers))


def narrowed(query: CannedQuery, layers: Layers) -> Iterator[Asked]:
    """Ask with each narrowing that the query offers, its examples and without."""
    offered = narrowing.offered(query)
    every = dict(_OF_ALL)
    every |= _OF_FACTS if query.fact else {}
    every |= _OF_DATES if query.dated else {}
    if query.fact and "document" not in offered:
        del every["of documents"]
    examples: dict[str, Value] = {parameter.name: parameter.example for parameter in query.parameters}
    for how, one in every.items():
        yield Asked(query, how, narrowing.text(query, examples, one, layers))


def given(query: CannedQuery, values: Values, layers: Layers) -> Iterator[Asked]:
    """Ask with several values of each parameter, one after the other."""
    for parameter in query.parameters:
        for value in values.of(parameter):
            told = _needed(query) | {parameter.name: value}
            named = " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            text = narrowing.text(query, told, Narrowing(), layers)
            yield Asked(query, f"{parameter.name} {named}", text)


def _needed(query: CannedQuery) -> dict[str, Value]:
    return {one.name: None if one.declared.optional else one.example for one in query.parameters}
