"""What requests give by name: parameters of the address, headers, graphs of the SPARQL protocols."""

from collections.abc import Iterable

import pyoxigraph
from fastapi import Request

from service import body
from service.problems import BadRequest

_SHOWN = 200


def parameters(request: Request) -> list[tuple[str, str]]:
    """List the parameters of the address; BadRequest if they are no UTF-8."""
    return body.pairs(body.decoded(request.scope["query_string"]))


def header(request: Request, name: str) -> str | None:
    """Return a header, its lines as one list; None if there is none."""
    lines = request.headers.getlist(name)
    return ", ".join(lines) if lines else None


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
