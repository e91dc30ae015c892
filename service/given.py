"""What requests give by name: parameters of the address, headers, graphs of the SPARQL protocols."""

import math
from collections.abc import Iterable, Mapping

import pyoxigraph
from fastapi import Request

from service import body
from service.parameters import bad
from service.problems import BadRequest

_SHOWN = 200


def parameters(request: Request) -> list[tuple[str, str]]:
    """List the parameters of the address; BadRequest if they are no UTF-8."""
    return body.pairs(body.decoded(request.scope["query_string"]))


def pairs(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """List names with values as JSON holds them, several in an array; BadParameter for what is no value."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            number = isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)
            if not number and not isinstance(one, str | None):
                raise bad(name[:_SHOWN], None, "neither a text nor a number, nor an array of these")
            if isinstance(one, float) and one.is_integer():
                one = int(one)  # noqa: PLW2901 - JSON knows no difference
            found += [] if one is None else [(name, str(one))]
    return found


def header(request: Request, name: str) -> str | None:
    """Return a header, its lines as one list; None if there is none."""
    lines = request.headers.getlist(name)
    return ", ".join(lines) if lines else None


def address(request: Request) -> str:
    """Return the address that the client reached us at; BadRequest if its Host header makes none."""
    address = str(request.base_url).rstrip("/")
    try:
        return pyoxigraph.NamedNode(address).value
    except ValueError as error:
        told = request.headers.get("host", "")[:_SHOWN]
        raise BadRequest(
            f"Host: {told!r} makes no address that an answer could name; send the host as it is"
        ) from error


def graph_names(pairs: Iterable[tuple[str, str]], name: str) -> list[str]:
    """List the graphs that a parameter names, each an absolute IRI; BadRequest if one is none."""
    return [graph_name(name, text) for key, text in pairs if key == name]


def graph_name(name: str, text: str) -> str:
    """Read one absolute IRI; BadRequest if it is none."""
    try:
        return pyoxigraph.NamedNode(text).value
    except ValueError as error:
        raise BadRequest(
            f"{name}: {text[:_SHOWN]!r} is no absolute IRI: {error}", parameter=name, value=text[:_SHOWN]
        ) from error
