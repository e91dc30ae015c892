"""The examples that the files of canned queries hold, as a person would give them."""

from urllib.parse import urlencode

from graph.terms import shorten
from service.catalogue import CannedQuery, Parameter
from service.parameters import term


def example(parameter: Parameter) -> str | int | None:
    """Write a parameter's example as a person would give it, a slug, a date, a number; None without one."""
    if parameter.example is None:
        return None
    value = term(parameter.example)
    if isinstance(value, str) and parameter.declared.groups:
        prefix, _, slug = shorten(value).partition(":")
        return slug if len(parameter.declared.groups) == 1 else f"{prefix}:{slug}"
    return value


def path(query: CannedQuery) -> str:
    """Write the path that asks a query with the examples of its file."""
    examples = {parameter.name: example(parameter) for parameter in query.parameters}
    given = {name: value for name, value in examples.items() if value is not None}
    text = urlencode(given, safe=":")
    return f"/queries/{query.name}" + (f"?{text}" if text else "")
