"""What the engine counts is what rdflib counts on the same quads."""

import asyncio
from collections import Counter
from dataclasses import astuple
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import RDF, URIRef

from graph import snapshots
from service.description import questions
from service.description.counts import Counts, Entities, Rows, counted
from tests.service.description.samples import DATASETS, EX, asking, stored


def expected(store: ox.Store) -> Counts:
    """Count with rdflib, which holds a triple of several graphs once."""
    everything = rdflib.Graph()
    everything.parse(data=ox.serialize({quad.triple for quad in store}, format=ox.RdfFormat.N_TRIPLES))
    kinds = set(everything.objects(None, RDF.type))
    named = {kind for kind in kinds if isinstance(kind, URIRef)}
    members = {kind: set(everything.subjects(RDF.type, kind)) for kind in named}
    quads = [quad for quad in store if isinstance(quad.graph_name, ox.NamedNode)]
    return Counts(
        triples=len(everything),
        subjects=len(set(everything.subjects())),
        properties=len(set(everything.predicates())),
        objects=len(set(everything.objects())),
        classes=sum(not isinstance(kind, rdflib.Literal) for kind in kinds),
        entities=_entities(set(everything.subjects())),
        graphs=Counter(str(quad.graph_name.value) for quad in quads),
        apart=len({quad.triple for quad in quads}) == len(quads),
        members={str(kind): _entities(found) for kind, found in members.items()},
        by_property=Counter(str(predicate) for predicate in everything.predicates()),
        by_class={
            str(kind): Counter(str(p) for thing in found for p, _ in everything.predicate_objects(thing))
            for kind, found in members.items()
        },
    )


def _entities(things: set[rdflib.term.Node]) -> Entities:
    names = sorted(str(thing) for thing in things if isinstance(thing, URIRef))
    return Entities(len(names), names[0] if names else "", names[-1] if names else "")


@pytest.mark.parametrize("name", DATASETS)
def test_small_datasets_are_counted_as_rdflib_counts_them(name: str) -> None:
    store = stored(DATASETS[name])
    assert asyncio.run(counted(asking(store))) == expected(store)


@pytest.mark.soak
def test_the_real_graph_is_counted_as_rdflib_counts_it(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # or 01 and 1 were one object
    opened = ox.Store.read_only(str(snapshots.current(store).store))
    found = asyncio.run(counted(asking(opened)))
    assert found == expected(opened)
    assert found.apart


def test_an_empty_dataset_counts_zero_everywhere() -> None:
    found = asyncio.run(counted(asking(stored(""))))
    assert astuple(found) == (0, 0, 0, 0, 0, (0, "", ""), {}, {}, {}, {}, True)


def test_a_triple_of_several_graphs_counts_once_and_the_graphs_are_not_apart() -> None:
    found = asyncio.run(counted(asking(stored(DATASETS["mixed"]))))
    assert found.graphs == {f"{EX}g/1": 6, f"{EX}g/2": 6}
    assert found.triples == 15
    assert not found.apart


def test_graphs_that_share_a_triple_are_not_apart_though_the_sum_is_right() -> None:
    shared = f"<{EX}s> <{EX}p> <{EX}o>"
    trig = f"<{EX}a> {{ {shared} }} <{EX}b> {{ {shared} }} <{EX}unnamed> <{EX}p> <{EX}o> ."
    found = asyncio.run(counted(asking(stored(trig))))
    assert found.graphs is not None
    assert found.triples == sum(found.graphs.values()) == 2
    assert not found.apart


def test_after_a_question_without_an_answer_none_is_asked_and_what_is_known_stays() -> None:
    asked = []
    answer = asking(stored(DATASETS["mixed"]))

    async def ask(query: str) -> Rows | None:
        asked.append(query)
        return None if query == questions.TOTALS else await answer(query)

    found = asyncio.run(counted(ask))
    assert asked[-1] == questions.TOTALS
    assert (found.triples, found.by_property, found.by_class) == (None, None, None)
    assert found.graphs is not None
    assert found.members is not None
    assert not found.apart


def test_a_dataset_that_answers_nothing_is_known_nothing_of() -> None:
    async def ask(_: str) -> Rows | None:
        return None

    assert asyncio.run(counted(ask)) == Counts()


def test_a_table_too_long_to_read_is_left_out_and_counting_goes_on() -> None:
    many = "".join(f"<{EX}{n}> {{ <{EX}s> <{EX}p{n}> <{EX}o> }}" for n in range(10_001))
    found = asyncio.run(counted(asking(stored(many))))
    assert (found.graphs, found.by_property, found.triples, found.by_class) == (None, None, 10_001, {})


@pytest.mark.parametrize(
    ("first", "last", "space"),
    [
        ("http://a.example/id/x1", "http://a.example/id/x2", "http://a.example/id/"),
        ("http://a.example/words#a", "http://a.example/words#b", "http://a.example/words#"),
        ("http://a.example/x", "http://a.example/y", None),
        ("http://a.example/id/x", "http://b.example/id/x", None),
        ("urn:isbn:1", "urn:isbn:2", None),
    ],
)
def test_what_iris_begin_with_is_told_when_it_is_more_than_a_host(
    first: str, last: str, space: str | None
) -> None:
    assert Entities(2, first, last).space == space
    assert Entities(1, first, first).space is None
