"""When two stores say the same: by value."""

from graph.terms import XSD
from service.backend import alike


def test_values_are_compared_and_not_how_they_are_written() -> None:
    same = [
        ({"type": "literal", "value": "1", "datatype": XSD + "boolean"}, "true", XSD + "boolean"),
        ({"type": "literal", "value": "2.50", "datatype": XSD + "decimal"}, "2.5", "number"),
        ({"type": "typed-literal", "value": "2", "datatype": XSD + "integer"}, "2", "number"),
        ({"type": "literal", "value": "x", "xml:lang": "en-GB"}, "x", "@en-gb"),
        ({"type": "uri", "value": "http://a/"}, "http://a/", "uri"),
    ]
    for term, value, kind in same:
        assert alike.cell(term) == (value, kind)
    assert alike.cell(None) is None
    assert alike.cell({"type": "literal", "value": "x"}) != alike.cell({"type": "uri", "value": "x"})
