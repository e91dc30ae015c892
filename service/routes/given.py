"""What requests give by name, in the way of the SPARQL protocols."""

from collections.abc import Iterable

import pyoxigraph

from service.problems import BadRequest

_SHOWN = 200


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
