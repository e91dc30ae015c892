"""What a property of a property graph can hold: five kinds, and how each is written."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal as Choice

from pyoxigraph import Literal

from graph.terms import XSD

Kind = Choice["long", "double", "boolean", "date", "string"]

# Kept as running text: a name a line would fill a screen.
_INTEGERS = """
integer int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger unsignedLong
unsignedInt unsignedShort unsignedByte
"""
_WHOLES = frozenset(XSD + name for name in _INTEGERS.split())
_REALS = frozenset(XSD + name for name in ("decimal", "double", "float"))
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_REAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
_LARGEST = 2**63


@dataclass
class Column:
    """What the values of a property are everywhere; several: a list, even where there is one."""

    kind: Kind
    several: bool

    def widen(self, kind: Kind, *, several: bool) -> None:
        """Make it hold another value too."""
        if kind != self.kind:
            self.kind = "double" if {kind, self.kind} == {"long", "double"} else "string"
        self.several = self.several or several


def literal_kind(value: Literal) -> Kind:
    """Say as what a literal is held; what its datatype does not allow, or is too large, as a string."""
    datatype, text = value.datatype.value, value.value
    if datatype in _WHOLES:
        return "long" if _WHOLE.fullmatch(text) and -_LARGEST <= int(text) < _LARGEST else "string"
    if datatype in _REALS:
        return "double" if _REAL.fullmatch(text) and math.isfinite(float(text)) else "string"
    if datatype == XSD + "boolean":
        return "boolean" if text in _BOOLEANS else "string"
    return "date" if datatype == XSD + "date" and _is_day(text) else "string"


def written(kind: Kind, text: str) -> str:
    """Write a value of a kind in the one form that all readers take; a string as it is."""
    if kind == "long":
        return str(int(text))
    if kind == "double":
        return repr(float(text)).replace("e+", "e")
    if kind == "boolean":
        return _BOOLEANS[text]
    return text


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:  # the thirtieth of February
        return False
