"""SPARQL 1.1 Protocol, section 2.2: how an update is sent, on which dataset, and what it does."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from tests.conformance.changes import COPY, COPY_NAMED, NOTHING, G, H, K, S, got, holds
from tests.conformance.client import FORM, UPDATE, Client


@dataclass(frozen=True)
class Row:
    """An update of the three graphs, of which each holds its number; then a question whose answer is yes."""

    shows: str
    update: str
    then: str
    using: tuple[tuple[str, str], ...] = ()


USING_G, USING_H = ("using-graph-uri", G), ("using-graph-uri", H)
NAMED_G, NAMED_H = ("using-named-graph-uri", G), ("using-named-graph-uri", H)
ROWS = (
    Row("what is inserted is there", f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 9 }} }}", holds(G, 1, 9)),
    Row(
        "what is deleted is gone",
        f"DELETE DATA {{ GRAPH <{G}> {{ {S} <a:in> 1 }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{G}> {{ ?s ?p ?o }} }} }}",
    ),
    Row(
        "a graph that is cleared stays, empty",
        f"CLEAR GRAPH <{G}>",
        f"ASK {{ GRAPH <{G}> {{}} FILTER NOT EXISTS {{ GRAPH <{G}> {{ ?s ?p ?o }} }} }}",
    ),
    Row(
        "a graph that is dropped is gone",
        f"DROP GRAPH <{G}>",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH ?g {{}} FILTER(?g = <{G}>) }} }}",
    ),
    Row(
        "a later operation sees an earlier one",
        f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 7 }} }} ; "
        f"INSERT {{ GRAPH <{H}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{G}> {{ ?s ?p ?o }} }}",
        holds(H, 1, 2, 7),
    ),
    Row(
        "UTF-8",
        f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> 'çã' }} }}",
        f"ASK {{ GRAPH <{G}> {{ {S} ?p 'çã' }} }}",
    ),
    Row("COPY", f"COPY <{G}> TO <{H}>", holds(H, 1)),
    Row("MOVE", f"MOVE <{G}> TO <{H}>", holds(H, 1)),
    Row("ADD", f"ADD <{G}> TO <{H}>", holds(H, 1, 2)),
    Row("CREATE of a graph does nothing", "CREATE SILENT GRAPH <http://example.org/own/new>", holds(G, 1)),
    Row("no USING: the default graph of an update is the one without a name", COPY, NOTHING),
    Row("2.2.3 one graph to use", COPY, got(1), (USING_G,)),
    Row("2.2.3 two graphs to use", COPY, got(1, 2), (USING_G, USING_H)),
    Row("2.2.3 the same graph twice", COPY, got(1), (USING_G, USING_G)),
    Row("2.2.3 named graphs to use", COPY_NAMED, got(1, 2), (NAMED_G, NAMED_H)),
    Row("2.2.3 one of each: what is named is not in the default graph", COPY, got(1), (USING_G, NAMED_H)),
    Row(
        "2.2.3 one of each: what is in the default graph is not named",
        COPY_NAMED,
        got(2),
        (USING_G, NAMED_H),
    ),
    Row("2.2.3 with a graph to use, no graph is named", COPY_NAMED, NOTHING, (USING_G,)),
    Row("2.2.3 with a named graph to use, the default graph is empty", COPY, NOTHING, (NAMED_G,)),
    Row(
        "2.2.3 a graph to use that is none", COPY, NOTHING, (("using-graph-uri", "http://example.org/none"),)
    ),
    Row(
        "2.2.3 each of several operations uses it",
        f"{COPY} ; {COPY.replace('got', 'in')}",
        holds(K, 1, 1, 3),
        (USING_G,),
    ),
    Row(
        "2.2.3 data is inserted as it stands",
        f"INSERT DATA {{ GRAPH <{H}> {{ {S} <a:b> 5 }} }} ; {COPY}",
        got(1),
        (USING_G,),
    ),
    Row(
        "2.2.3 the words in texts and comments are no clauses",
        "# WITH <x> USING <y>\n" + COPY.replace("?o } }", "?o ; <a:said> 'USING <z> WHERE {' } }", 1),
        got(1),
        (USING_G,),
    ),
    Row(
        "2.2.3 a question inside uses it too",
        COPY.replace("WHERE { ?s <a:in> ?o }", "WHERE { { SELECT ?s ?o WHERE { ?s <a:in> ?o } } }"),
        got(1),
        (USING_G,),
    ),
    Row(
        "DELETE WHERE deletes what it finds in a graph",
        f"DELETE WHERE {{ GRAPH <{H}> {{ ?s <a:in> ?o }} }}",
        f"ASK {{ FILTER NOT EXISTS {{ GRAPH <{H}> {{ ?s ?p ?o }} }} }}",
    ),
    Row("USING in the text", COPY.replace("WHERE", f"USING <{H}> WHERE"), got(2)),
    Row("WITH in the text", f"WITH <{G}> {COPY}", got(1)),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.shows)
def test_an_update_is_done(clean: Client, row: Row) -> None:
    answer = clean.update(row.update, "?" + urlencode(row.using) if row.using else "")
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(row.then)


def test_delete_where_finds_nothing_but_what_is_in_the_graphs_to_use(clean: Client) -> None:
    """2.2.3: its pattern is its template, too, and that is of the graph without a name."""
    clean.update(f"INSERT DATA {{ {S} <a:in> 1, 4 }}")
    answer = clean.update("DELETE WHERE { ?s <a:in> ?o }", "?" + urlencode([USING_G]))
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(holds(G, 1))
    assert clean.ask(f"ASK {{ {S} <a:in> 4 }}")


INSERTED = "INSERT DATA { GRAPH <http://example.org/own/g> { <http://example.org/own/s> <a:b> 8 } }"


@pytest.mark.parametrize("where", ["update", "query"])
@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (INSERTED, UPDATE),
        (INSERTED, f"{UPDATE}; charset=UTF-8"),
        (INSERTED, "Application/SPARQL-Update"),
        (urlencode({"update": INSERTED}), FORM),
        (urlencode({"update": INSERTED}).replace("+", "%20"), f"{FORM}; charset=UTF-8"),
    ],
)
def test_an_update_is_taken_as_form_and_as_body_at_both_addresses(
    clean: Client, where: str, body: str, media_type: str
) -> None:
    """2.2.1 and 2.2.2; 2.2.4 asks for a success without saying which."""
    answer = clean.send("POST", getattr(clean.target, where), body, content_type=media_type)
    assert answer.status in {200, 204}, answer.body
    assert clean.ask(holds(G, 1, 8))


def test_the_graphs_to_use_may_stand_in_the_form(clean: Client) -> None:
    form = urlencode([("update", COPY), USING_G])
    assert clean.send("POST", clean.target.update, form, content_type=FORM).status in {200, 204}
    assert clean.ask(got(1))


def test_relative_iris_are_read_against_the_address(clean: Client) -> None:
    clean.update(f"INSERT DATA {{ GRAPH <{G}> {{ {S} <a:b> <test> }} }}")
    expected = clean.target.update.rpartition("/")[0] + "/test"
    assert clean.ask(f"ASK {{ GRAPH <{G}> {{ {S} <a:b> <{expected}> }} }}")


def test_what_an_update_puts_into_no_graph_is_in_the_union_and_in_no_named_one(clean: Client) -> None:
    clean.update(f"INSERT DATA {{ {S} <a:nowhere> 1 }}")
    assert clean.ask(f"ASK {{ {S} <a:nowhere> 1 }}")
    assert not clean.ask(f"ASK {{ GRAPH ?g {{ {S} <a:nowhere> 1 }} }}")
