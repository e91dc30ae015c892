"""What the tests of descriptions share: small datasets, an engine on them, what a description is about."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pyoxigraph as ox
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from service import handlers
from service.description.about import About
from service.description.counts import Ask, Rows
from service.engine.question import Question
from service.routes import description
from service.scope import Document

EX = "http://a.example/"
ADDRESS = "http://b.example"
# Both named graphs and the unnamed one say that a:one is a a:Thing; one class is a blank node, one a literal.
MIXED = """
@prefix a: <http://a.example/thing/> .
@prefix v: <http://a.example/words#> .
a:one a v:Thing ; v:label "one" .
_:nobody a v:Thing , v:Ghost ; v:label "nobody" .
<http://a.example/g/1> {
  a:one a v:Thing ; v:knows a:two , a:three , _:somebody .
  a:two a v:Thing ; v:label "two"@en .
}
<http://a.example/g/2> {
  a:one a v:Thing .
  a:three a [ v:label "a class without a name" ] , "no class" ; v:label "three" .
  <urn:isbn:1> <urn:words:title> "a work" .
}
"""
UNNAMED = "@prefix a: <http://a.example/x/> . a:one a <http://a.example/K> . a:two a <http://a.example/K> ."
DATASETS = {"mixed": MIXED, "unnamed graph alone": UNNAMED, "empty": ""}
LAYERS = {"asserted": (f"{EX}g/1",), "curated": (f"{EX}g/1",), "inferred": (f"{EX}g/1", f"{EX}g/2")}


def stored(trig: str) -> ox.Store:
    """Load a dataset."""
    store = ox.Store()
    store.load(trig, format=ox.RdfFormat.TRIG)
    return store


def asking(store: ox.Store) -> Ask:
    """Let a store answer as the engine does: the default graph is the union of all."""

    async def ask(query: str) -> Rows | None:
        return list(json.loads(answered(store, query))["results"]["bindings"])

    return ask


def answered(store: ox.Store, query: str) -> bytes:
    results = store.query(query, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


def about(**changed: Any) -> About:
    """Describe a service that only reads, on a graph that was built here."""
    given: dict[str, Any] = {
        "revision": "0123456789abcdef",
        "made": None,
        "address": ADDRESS,
        "documents": (Document("1", "A title", "en"), Document("2", None, None)),
        "layers": LAYERS,
        "writable": False,
        "federated": False,
    }
    return About(**given | changed)


class Pool:
    """An engine on a store, which remembers what it was asked."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.asked: list[str] = []

    async def ask(self, question: Question, *, timeout: float, lane: str) -> Any:  # noqa: ASYNC109 - the pool's own
        assert (timeout <= 5, lane) == (True, "canned")
        self.asked.append(question.query)
        return SimpleNamespace(chunks=lambda: self._chunks(question.query))

    async def _chunks(self, query: str) -> AsyncIterator[bytes]:
        yield answered(self.store, query)


def application(pool: Pool) -> FastAPI:
    """Serve the VoID document of a dataset that was not built here."""
    app = FastAPI()
    description.add(app)
    handlers.add(app)
    desk = SimpleNamespace(
        pool=pool,
        settings=SimpleNamespace(timeout=30.0, writable=False, allow=()),
        snapshot=SimpleNamespace(
            revision="0123456789abcdef", layers={}, made=None, store=Path(), directory=Path("nowhere")
        ),
        documents=(),
        question=Question,
    )
    app.add_middleware(_Seated, desk=desk)
    return app


class _Seated:
    """Gives every request the same desk."""

    def __init__(self, app: ASGIApp, desk: SimpleNamespace) -> None:
        self._app, self._desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["desk"] = self._desk
        await self._app(scope, receive, send)


def client(app: FastAPI) -> httpx.AsyncClient:
    """Reach an application without a socket."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)
