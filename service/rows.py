"""A canned query's answer as plain rows: what programs and spreadsheets want instead of SPARQL JSON."""

import json
import math
from collections.abc import Mapping
from typing import TypedDict

from graph.terms import XSD
from service import parameters, scope
from service.catalogue import CannedQuery, Value
from service.controls import Layer
from service.desk import Desk

Cell = str | int | float | bool | None
_INTEGERS = frozenset({XSD + "integer", XSD + "nonNegativeInteger", XSD + "positiveInteger", XSD + "int"})


class Envelope(TypedDict):
    """A canned answer with all that is needed to read it and to ask again."""

    query: str
    summary: str
    parameters: dict[str, str | int | None]
    layer: Layer
    revision: str
    count: int
    scope: dict[str, object]
    rows: list[dict[str, Cell]]


def envelope(
    desk: Desk, query: CannedQuery, values: Mapping[str, Value], layer: Layer, answer: bytes
) -> Envelope:
    """Put an answer, which is SPARQL JSON, into its envelope."""
    table = rows(answer)
    return {
        "query": query.name,
        "summary": query.summary,
        "parameters": parameters.shown(values),
        "layer": layer,
        "revision": desk.snapshot.revision,
        "count": len(table),
        "scope": scope.told(desk.documents, layer, desk.snapshot),
        "rows": table,
    }


def written(told: Envelope) -> bytes:
    """Write an envelope as JSON in UTF-8."""
    return json.dumps(told, ensure_ascii=False).encode()


def rows(answer: bytes) -> list[dict[str, Cell]]:
    """Turn SPARQL JSON into one flat mapping a row; what is unbound is None."""
    read = json.loads(answer)
    columns = read["head"]["vars"]
    return [
        {column: _cell(row[column]) if column in row else None for column in columns}
        for row in read["results"]["bindings"]
    ]


def _cell(term: Mapping[str, str]) -> Cell:
    """Write a term as JSON does: numbers and truth as such, all else as its text."""
    text, datatype = term["value"], term.get("datatype")
    try:
        if datatype in _INTEGERS:
            return int(text)
        if datatype == XSD + "decimal" and math.isfinite(number := float(text)):
            return number
    except ValueError:  # not what its datatype says
        return text
    if datatype == XSD + "boolean" and text in {"true", "false"}:
        return text == "true"
    return text
