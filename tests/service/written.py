"""A server that takes writes, on a store of graphs of others, where a write costs little."""

from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr
from pyoxigraph import NamedNode, Quad

from graph import snapshots
from tests.service.small import EX

TOKEN = SecretStr("open")
BEARER = {"Authorization": "Bearer open"}
RJ = "https://w3id.org/rejoinder/"
THINGS = 400
LISTED = "/queries/long_documents?least=1"


@dataclass(frozen=True)
class Site:
    """A server that takes writes, and its store."""

    http: httpx.Client
    place: Path

    def state(self) -> tuple[str, set[str]]:
        """Tell the current revision and the folders of all."""
        folders = {path.name for path in (self.place / "snapshots").glob("[0-9a-f]*")}
        return snapshots.pointed(self.place), folders

    def update(self, text: str, **headers: str) -> httpx.Response:
        return self.http.post("/update", data={"update": text}, headers=BEARER | headers)

    def count(self, name: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EX}{name}> {{ ?s ?p ?o }} }}"
        return int(self.http.get("/sparql", params={"query": query, "format": "csv"}).text.splitlines()[1])


def insertion(name: str, value: str = "1") -> str:
    """Write the update that adds a statement to a graph of others."""
    return f"INSERT DATA {{ GRAPH <{EX}{name}> {{ <{EX}s> <{EX}p> {value} }} }}"


def publish(place: Path) -> str:
    """Publish a graph of others, and nothing of ours."""
    graph, predicate = NamedNode(EX + "graph"), NamedNode(EX + "p")
    quads = [
        Quad(NamedNode(f"{EX}thing/{n}"), predicate, NamedNode(f"{EX}{n}"), graph) for n in range(THINGS)
    ]
    return snapshots.publish(place, quads, {"asserted": (), "curated": (), "inferred": ()}).revision


def refused(answer: httpx.Response, status: int, name: str) -> dict[str, object]:
    problem: dict[str, object] = answer.json()
    assert (answer.status_code, str(problem["type"]).rpartition("/")[2]) == (status, name), problem
    return problem
