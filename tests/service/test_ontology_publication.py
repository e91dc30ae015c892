"""The page is made without examples where the engine has no time for them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pyoxigraph as ox

from graph import paths
from service.desk import Desk
from service.engine.errors import TimeLimit
from service.engine.question import Question
from service.ontology.page import render
from service.ontology.publication import publication


class _Answer:
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def chunks(self) -> AsyncIterator[bytes]:
        yield self._body


class _Slow:
    """Gives the ontology, and has no time for anything that looks through the facts."""

    async def ask(self, question: Question, *, timeout: float, lane: str) -> _Answer:  # noqa: ASYNC109 - the pool's own
        assert timeout <= 5
        assert lane == "canned"
        if "SELECT" in question.query:
            raise TimeLimit(timeout)
        file = paths.ontology() / "rejoinder.ttl"
        triples = [quad.triple for quad in ox.parse(path=str(file))] if "GRAPH" in question.query else []
        return _Answer(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")


def test_a_graph_too_large_to_look_through_has_a_page_without_examples() -> None:
    told = SimpleNamespace(
        pool=_Slow(),
        documents=(),
        question=Question,
        settings=SimpleNamespace(timeout=30.0),
        snapshot=SimpleNamespace(store=Path(), layers={"asserted": ("urn:graph",)}, revision="0" * 16),
    )
    desk = cast("Desk", told)
    made = asyncio.run(publication(desk))
    page = render(made.view, desk, "https://here.example").decode()
    assert 'id="SpeechAct"' in page
    assert "<pre" not in page
    assert set(made.bodies) == {"turtle", "ntriples", "rdfxml", "jsonld"}
