"""A value is a number or a day only where nothing is lost, and a type is named after its property."""

import pytest
from pyoxigraph import Literal, NamedNode

from graph.export.propertygraph import relationship_type
from graph.export.propertyvalues import literal_kind, written
from graph.terms import XSD


@pytest.mark.parametrize(
    ("text", "datatype", "kind", "expected"),
    [
        ("+007", "integer", "long", "7"),
        ("-9223372036854775808", "long", "long", "-9223372036854775808"),
        ("9223372036854775808", "integer", "string", "9223372036854775808"),
        ("1_0", "integer", "string", "1_0"),
        ("2.50", "decimal", "double", "2.5"),
        ("1E30", "double", "double", "1e30"),
        ("1E400", "double", "string", "1E400"),
        ("NaN", "double", "string", "NaN"),
        ("x", "decimal", "string", "x"),
        ("1", "boolean", "boolean", "true"),
        ("no", "boolean", "string", "no"),
        ("2017-02-28", "date", "date", "2017-02-28"),
        ("2017-02-29", "date", "string", "2017-02-29"),
        ("2017-02-28Z", "date", "string", "2017-02-28Z"),
        ("2017", "gYear", "string", "2017"),
    ],
)
def test_a_literal_is_held_as_what_loses_nothing(text: str, datatype: str, kind: str, expected: str) -> None:
    found = literal_kind(Literal(text, datatype=NamedNode(XSD + datatype)))
    assert (found, written(found, text)) == (kind, expected)


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("speaker", "SPEAKER"),
        ("respondsTo", "RESPONDS_TO"),
        ("onBehalfOf", "ON_BEHALF_OF"),
        ("isoA2", "ISO_A2"),
    ],
)
def test_a_type_is_the_name_of_the_property_in_capitals(own: str, expected: str) -> None:
    assert relationship_type(own) == expected
