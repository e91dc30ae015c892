"""An answer as plain rows: what programs and spreadsheets want instead of SPARQL JSON."""

import json
import math
from collections.abc import Mapping

from graph.terms import XSD

Cell = str | int | float | bool | None
_INTEGERS = frozenset({XSD + "integer", XSD + "nonNegativeInteger", XSD + "positiveInteger", XSD + "int"})


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
