"""A SPARQL 1.1 store that answers in the place of the embedded one: its address, its kind, who asks it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["virtuoso", "oxigraph", "graphdb", "stardog", "fuseki", "neptune", "qlever", "other"]


@dataclass(frozen=True)
class Endpoint:
    """The address that takes queries, and what opens it: a name with a password, or a token."""

    query: str
    kind: Kind = "other"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)

    def told(self) -> dict[str, Any]:
        """Write it as a worker reads it."""
        return asdict(self)


@dataclass(frozen=True)
class Manner:
    """What is known of one kind of store.

    server is how it names itself in the header of that name. limit makes the parameter that sets its own
    time limit, in seconds; None where a request cannot set one. Of the address of its queries, the end
    `query` is replaced by `update` for updates and by `graphs` for the Graph Store Protocol; None where that
    cannot be told.
    """

    server: str
    limit: Callable[[float], tuple[str, str]] | None = None
    query: str = ""
    update: str | None = None
    graphs: str | None = None


def _milliseconds(seconds: float) -> tuple[str, str]:
    return "timeout", str(max(1000, round(seconds * 1000)))  # Virtuoso takes less for no limit at all


def _seconds(seconds: float) -> tuple[str, str]:
    return "timeout", str(max(1, round(seconds)))


def _with_unit(seconds: float) -> tuple[str, str]:
    return "timeout", f"{max(1, round(seconds))}s"


# Virtuoso and Oxigraph are held to this by tests, the others are told as their manuals tell them.
MANNERS: Mapping[Kind, Manner] = {
    "virtuoso": Manner("Virtuoso/", _milliseconds, "/sparql", "/sparql", "/sparql-graph-crud"),
    "oxigraph": Manner("Oxigraph/", None, "/query", "/update", "/store"),
    "graphdb": Manner("GraphDB", _seconds, "", "/statements", "/rdf-graphs/service"),
    "stardog": Manner("Stardog", _milliseconds, "/query", "/update", ""),
    "fuseki": Manner("Apache Jena Fuseki", _seconds, "/sparql", "/update", "/data"),
    "neptune": Manner("amazon-neptune", None, "/sparql", "/sparql", "/sparql/gsp/"),
    "qlever": Manner("QLever", _with_unit, "", "", ""),
    "other": Manner("\0"),
}


def kind_of(server: str) -> Kind:
    """Tell the kind of a store from the header Server of its answers."""
    return next((kind for kind, manner in MANNERS.items() if server.startswith(manner.server)), "other")
