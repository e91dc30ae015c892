"""The dataset of a request, written into an update; what it means is asked of the engine."""

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from service import updates
from service.guard import QueryRefused
from service.updates import DatasetConflict

EX = "http://example.org/"
LIMITS = updates.limits(10_000, 16)
GRAPHS = ("one", "two", "three")


@pytest.fixture
def store() -> Store:
    """Make three graphs of one statement each, and one in the graph without a name."""
    made = Store()
    for name in GRAPHS:
        made.add(Quad(node("s"), node("p"), Literal(name), node(name)))
    made.add(Quad(node("s"), node("p"), Literal("nameless")))
    return made


def node(name: str) -> NamedNode:
    return NamedNode(EX + name)


def updated(store: Store, text: str, using: str = "one", named: str = "") -> Store:
    """Carry out an update on the dataset of these graphs."""
    unnamed, by_name = ([EX + name for name in names.split()] for names in (using, named))
    store.update(updates.prepared(f"PREFIX : <{EX}>\n{text}", unnamed, by_name, LIMITS))
    return store


def values(store: Store, graph: str | None) -> set[str]:
    name = node(graph) if graph else DefaultGraph()
    found = store.quads_for_pattern(None, None, None, name)
    return {quad.object.value for quad in found if isinstance(quad.object, Literal)}


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { GRAPH :new { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "insert{graph :new{?s ?p ?o}}where{?s ?p ?o}",
        "INSERT { GRAPH :new { ?s ?p ?o } } # WHERE {\n WHERE # {\n { ?s ?p ?o }",
        'INSERT { GRAPH :new { ?s ?p ?o } } WHERE { { SELECT * WHERE { ?s ?p ?o } } FILTER("WHERE {"!=?s) }',
        "INSERT { GRAPH :new { ?s ?p ?o } } WHERE { ?s ?p ?o FILTER EXISTS { ?s ?p ?o } } ;"
        " INSERT { GRAPH :other { ?s ?p ?o } } WHERE { ?s ?p ?o }",
    ],
)
def test_what_is_looked_for_stands_in_the_graphs_of_the_request(store: Store, text: str) -> None:
    assert values(updated(store, text, "one two"), "new") == {"one", "two"}


def test_the_second_operation_has_the_dataset_too(store: Store) -> None:
    text = (
        "INSERT { GRAPH :new { ?s ?p ?o } } WHERE { ?s ?p ?o } ; "
        "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH :other { ?s ?p ?o } }"
        " WHERE { GRAPH ?g { ?s ?p ?o } }"
    )
    updated(store, text, "one", "two")
    assert (values(store, "new"), values(store, "other")) == ({"one"}, {"two"})
    assert (values(store, "one"), values(store, "two"), values(store, "three")) == ({"one"}, set(), {"three"})


def test_a_short_delete_looks_there_and_removes_from_the_graph_without_a_name(store: Store) -> None:
    store.add(Quad(node("s"), node("p"), Literal("one")))
    updated(store, "DELETE # all\nWHERE # of it\n{ ?s ?p ?o } # here\n", "one")
    assert values(store, None) == {"nameless"}
    assert values(store, "one") == {"one"}


def test_a_short_delete_of_a_named_graph_needs_it_among_the_named(store: Store) -> None:
    text = "DELETE WHERE { GRAPH :two { ?s ?p ?o } }"
    assert values(updated(store, text, "one", "three"), "two") == {"two"}
    assert values(updated(store, text, "", "two"), "two") == set()


def test_what_looks_for_nothing_is_left_as_it_is(store: Store) -> None:
    updated(store, "INSERT DATA { GRAPH :new { :s :p 'WHERE' } } ; CLEAR GRAPH :two ; COPY :one TO :three")
    assert [values(store, name) for name in ("new", "two", "three")] == [{"WHERE"}, set(), {"one"}]


def test_without_a_dataset_the_text_stays_as_it_came() -> None:
    text = "WITH <a:b> DELETEWHERE { ?s ?p ?o } # c"
    assert updates.prepared(text, [], [], LIMITS) is text


@pytest.mark.parametrize(
    "text",
    [
        "WITH :one DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT { :s :p ?o } USING :one WHERE { ?s ?p ?o }",
        "INSERT { :s :p ?o } using named :one WHERE { ?s ?p ?o }",
        f"INSERT {{ :s :p ?o }}USINGNAMED<{EX}one>WHERE {{ ?s ?p ?o }}",
        "CLEAR GRAPH :two ; INSERT { :s :p ?o } USING :one WHERE { ?s ?p ?o }",
        "DELETEWHERE{?s ?p ?o}",
    ],
)
def test_two_datasets_are_refused_and_what_cannot_be_told_apart(store: Store, text: str) -> None:
    before = set(store)
    with pytest.raises(DatasetConflict):
        updated(store, text)
    assert set(store) == before


@pytest.mark.parametrize(
    "text", ["DELETE WHERE", "DELETE WHERE {", "WHERE", "INSERT { } WHERE", "} WHERE {", ""]
)
def test_half_an_update_is_the_engine_s_to_refuse(text: str) -> None:
    prepared = updates.prepared(text, [EX + "one"], [], LIMITS)
    if text:
        with pytest.raises(SyntaxError):
            Store().update(prepared)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT DATA {" + " <a:b> <a:b> 1 ." * 1000 + "}",
        "DELETE WHERE " + "{" * 17 + "}" * 17,
        'INSERT DATA { <a:b> <a:b> "',
    ],
)
def test_an_update_goes_through_the_guard(text: str) -> None:
    with pytest.raises(QueryRefused):
        updates.prepared(text, [], [], LIMITS)


@pytest.mark.parametrize("clause", ["WITH ex:g", "WITHex:g", "USINGex:g", "USING NAMED ex:g"])
def test_a_dataset_named_twice_is_refused_in_every_spelling(clause: str) -> None:
    text = f"PREFIX ex: <urn:x:> PREFIX WITHex: <urn:y:> DELETE {{ ?s ?p ?o }} {clause} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(DatasetConflict):
        updates.prepared(text, ["urn:u"], [], updates.limits(10_000, 64))
