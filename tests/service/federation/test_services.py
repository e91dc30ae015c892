"""SERVICE: what stands in its place joins as if the engine itself had asked."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pyoxigraph
import pytest

from service import guard
from service.federation.errors import FederationError, FederationTimeout
from service.federation.fetch import FetchLimits
from tests.service.federation.asking import inline
from tests.service.federation.endpoints import JSON, Endpoint, serving

HERE = """
PREFIX ex: <http://example.org/>
INSERT DATA {
  ex:a ex:here 1 . ex:b ex:here 2 . ex:z ex:here 3 .
  GRAPH ex:g { ex:a ex:in 1 } GRAPH ex:h { ex:b ex:in 2 }
}
"""
# The engine answers each by asking the server itself; AT stands for its address.
QUERIES = [
    "SELECT * { SERVICE AT { ?s ex:name ?n } }",
    "SELECT * { ?s ex:here ?h . SERVICE AT { ?s ex:name ?n } ?s ex:here ?i }",
    "SELECT * { ?s ex:here ?h . SERVICE AT { ?s ex:name ?n } . ?s ex:here ?i . }",
    "SELECT * { SERVICE AT { ?s ex:name ?n } ?s ex:here ?h FILTER(LANG(?n) = 'sv') }",
    "SELECT * { ?s ex:here ?h OPTIONAL { SERVICE AT { ?s ex:size ?n } } }",
    "SELECT * { ?s ex:here ?h OPTIONAL { SERVICE AT { ?s ex:size ?n } FILTER(?n > ?h) } }",
    "SELECT * { ?s ex:here ?h OPTIONAL { SERVICE AT { ?s ex:size ?n } } FILTER(!BOUND(?n)) }",
    "SELECT * { ?s ex:here ?h MINUS { SERVICE AT { ?s ex:size ?n } } }",
    "SELECT * { ?s ex:here ?h FILTER NOT EXISTS { SERVICE AT { ?s ex:size ?n } } }",
    "SELECT * { { ?s ex:here ?n } UNION { SERVICE AT { ?s ex:size ?n } } }",
    "SELECT * { SERVICE AT { ?s ex:knows ?t OPTIONAL { ?t ex:size ?n } } OPTIONAL { ?t ex:here ?n } }",
    "SELECT ?s (COUNT(*) AS ?c) { ?s ex:here ?h { SELECT ?s { SERVICE AT { ?s ?p ?o } } } } GROUP BY ?s",
    "SELECT * { ?s ex:here ?h SERVICE AT { SELECT ?s (MAX(?x) AS ?m) { ?s ex:size ?x } GROUP BY ?s } }",
    "SELECT * { ?s ex:here ?h SERVICE AT { VALUES ?s { ex:a } BIND(STR(?s) AS ?t) } }",
    "SELECT * { ?s ex:here ?h SERVICE AT { ex:c ex:says ?t } }",
    "SELECT * { ?s ex:here ?h SERVICE AT { ex:a ex:knows ex:b } }",
    "SELECT * { ?s ex:here ?h SERVICE AT { ex:b ex:knows ex:a } }",
    "SELECT * { ?s ex:here ?h SERVICE AT { } }",
    "SELECT * { SERVICE AT { ?s ex:name ?n } SERVICE AT { ?s ex:size ?m # a comment }\n } }",
    "SELECT DISTINCT ?s { SERVICE AT { ?s ex:nothing ?n } }",
    "CONSTRUCT { ?s ex:called ?n } WHERE { ?s ex:here ?h SERVICE AT { ?s ex:name ?n } }",
    "ASK { SERVICE AT { ex:a ex:size 1 } }",
]


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def results(query: str) -> tuple[list[str], Counter[tuple[str, ...]]]:
    """Evaluate over what is here: the columns, and a bag of rows, of triples or of one truth."""
    store = pyoxigraph.Store()
    store.update(HERE)
    answer = store.query(query)
    if isinstance(answer, pyoxigraph.QueryBoolean):
        return [], Counter([(str(bool(answer)),)])
    if isinstance(answer, pyoxigraph.QueryTriples):
        return [], Counter((str(triple),) for triple in answer)
    names = [variable.value for variable in answer.variables]
    return names, Counter(tuple(str(row[name]) for name in names) for row in answer)


def without_labels(found: tuple[list[str], Counter[tuple[str, ...]]]) -> object:
    """Write every blank node, or the IRI in its place, in one way."""
    names, rows = found
    node = re.compile(r"_:[0-9a-f]+|<https://w3id\.org/rejoinder/\.well-known/genid/[^>]+>")
    return names, Counter(tuple(node.sub("_:node", cell) for cell in row) for row in rows.elements())


@pytest.mark.parametrize("query", QUERIES)
def test_an_inlined_query_answers_as_the_engine_that_asks_itself(there: Endpoint, query: str) -> None:
    address = there.address + "/sparql"
    query = "PREFIX ex: <http://example.org/>\n" + query.replace("AT", f"<{address}>")
    rewritten = inline(query, [address])
    asked = len(there.seen)
    assert without_labels(results(rewritten)) == without_labels(results(query))
    assert len(there.seen) > asked  # by the engine, for what it was given first
    guard.refuse_calls(rewritten)


def test_a_block_inside_graph_is_asked_as_it_stands_and_joins_in_every_graph(there: Endpoint) -> None:
    """The engine itself asks for GRAPH there, too; SPARQL says that the other server's dataset is its own."""
    at = there.address + "/sparql"
    query = f"SELECT * {{ GRAPH ?g {{ ?s <http://example.org/in> ?i SERVICE <{at}> {{ ?s ?p 1 }} }} }}"
    names, rows = results(inline(query, [at]))
    assert names == ["g", "i", "p", "s"]
    assert [row[0] for row in rows] == ["<http://example.org/g>"]
    assert there.queries == ["SELECT * WHERE { ?s ?p 1 }"]


def table(names: Sequence[str], *rows: Sequence[object]) -> str:
    bindings = [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows]
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bindings}})


def literal(text: str, **more: str) -> dict[str, str]:
    return {"type": "literal", "value": text} | {
        name.replace("_", ":"): value for name, value in more.items()
    }


def uri(iri: str) -> dict[str, str]:
    return {"type": "uri", "value": iri}


HOSTILE = [
    "",
    "'",
    '"',
    '"""',
    "\\",
    "\\u0022",
    "a\nb\r\tc\0d",
    "} SERVICE <http://127.0.0.1/> { #",
    "LOAD <http://127.0.0.1/>",
    "\u2028\ufeff\U0001f600é",
    "?x $y @en ^^ UNDEF )",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_terms_come_through_as_they_are_and_add_nothing_to_the_query(there: Endpoint, text: str) -> None:
    iri = "urn:x:a#b'c)SERVICE<".removesuffix("<")
    row = [literal(text), literal(text, xml_lang="en"), literal(text, datatype="urn:d#t'"), uri(iri), None]
    address = there.give("/x", JSON, table("abcde", row))
    rewritten = inline(f"SELECT ?a ?b ?c ?d ?e {{ SERVICE <{address}> {{ ?a ?b ?c ; ?d ?e }} }}", [address])
    guard.refuse_calls(rewritten)
    assert results(rewritten) == (
        list("abcde"),
        Counter(
            [
                (
                    str(pyoxigraph.Literal(text)),
                    str(pyoxigraph.Literal(text, language="en")),
                    str(pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode("urn:d#t'"))),
                    f"<{iri}>",
                    "None",
                )
            ]
        ),
    )


def test_a_blank_node_becomes_an_iri_that_is_the_same_within_an_answer_and_nowhere_else(
    there: Endpoint,
) -> None:
    node = {"type": "bnode", "value": "nodeID://b1"}
    one = there.give("/one", JSON, table("ab", [node, node]))
    two = there.give("/two", JSON, table("cd", [node, node]))
    text = f"SELECT * {{ SERVICE <{one}> {{ ?a ?p ?b }} SERVICE <{two}> {{ ?c ?p ?d }} }}"
    names, rows = results(inline(text, [one, two]))
    assert names == ["a", "b", "c", "d"]
    ((a, b, c, d),) = rows
    assert a == b != c == d
    assert re.fullmatch(r"<https://w3id\.org/rejoinder/\.well-known/genid/[0-9a-f]{32}/nodeID%3A%2F%2Fb1>", a)


def test_the_same_question_is_asked_once_and_others_beside_it(there: Endpoint) -> None:
    address = there.address + "/sparql"
    block = f"SERVICE <{address}> {{ ?s ?p 1 }}"
    rewritten = inline(
        f"ASK {{ {block} {{ {block} }} UNION {{ SERVICE <{address}> {{ ?s ?p 2 }} }} }}", [address]
    )
    assert sorted(there.queries) == ["SELECT * WHERE { ?s ?p 1 }", "SELECT * WHERE { ?s ?p 2 }"]
    assert rewritten.count("VALUES") == 3


def test_prefixes_and_base_go_along(there: Endpoint) -> None:
    address = there.address + "/sparql"
    inline(
        f"BASE <{there.address}/> PREFIX x: <urn:x> ASK {{ SERVICE <sparql> {{ ?s x:p <o> }} }}", [address]
    )
    assert there.queries == [f"BASE <{there.address}/>\nPREFIX x: <urn:x>\nSELECT * WHERE {{ ?s x:p <o> }}"]


def test_a_text_without_calls_comes_back_as_it_is() -> None:
    for text in ("SELECT * { ?s ?p ?o }", "SELECT ?service { ?service ?p 'load' }", "no query at all"):
        assert inline(text, []) is text


@pytest.mark.parametrize("path", ["/redirect", "/broken", "/html", "/short", "/headers", "/slow", "/junk"])
def test_silent_makes_a_failure_one_empty_solution(there: Endpoint, path: str) -> None:
    there.give("/junk", JSON, "{")
    at = there.address + path
    block = f"SERVICE SILENT <{at}> {{ ?s ?p ?o }}"
    rewritten = inline(
        f"PREFIX ex: <http://example.org/> SELECT ?s ?o {{ ?s ex:here 1 {block} }}", [at], seconds=1
    )
    assert results(rewritten) == (["s", "o"], Counter([("<http://example.org/a>", "None")]))
    with pytest.raises(FederationError):
        inline(f"ASK {{ {block.replace('SILENT', '')} }}", [at], seconds=1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "cannot be read"),
        (table("s", [uri("urn:x:a")])[:-3], "cannot be read"),
        (table("s", [uri("urn:x:a")]) + "x", "cannot be read"),
        (table("s").encode("utf-16"), "cannot be read"),
        ('{"head": {}, "boolean": true}', "no table"),
        ('{"head": {"vars": ["s"]}, "results": {"bindings": {}}}', "no table"),
        ("[]", "no table"),
        (table("sx"), "columns"),
        (table(["s", "s"]), "columns"),
        (table(["s p"]), "columns"),
        ('{"head": {"vars": [["s"]]}, "results": {"bindings": []}}', "columns"),
        (
            '{"head": {"vars": ["s"]}, "results": {"bindings": [{"p": {"type": "uri", "value": "urn:x"}}]}}',
            "row",
        ),
        ('{"head": {"vars": ["s"]}, "results": {"bindings": [[]]}}', "row"),
        (table("s", [{"type": "uri", "value": 1}]), "no term"),
        (table("s", [{"type": "other", "value": "x"}]), "no term"),
        (table("s", ["urn:x:a"]), "no term"),
        (table("s", [uri("urn:x> } SERVICE <urn:y")]), "cannot be read"),
        (table("s", [uri("relative")]), "cannot be read"),
        (table("s", [literal("x", xml_lang="a b")]), "cannot be read"),
        (table("s", [literal("x", datatype="no iri")]), "cannot be read"),
        (table("s", [literal("\ud800")]), "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        (
            '{"head":{"vars":["s"]},"results":{"bindings":[{"s":'
            + '{"type":"triple","value":{"subject":{"type":"uri","value":"urn:x:a"},"predicate":'
            '{"type":"uri","value":"urn:x:a"},"object":' * 20_000,
            "cannot be read",
        ),
    ],
)
def test_an_answer_that_is_no_table_is_an_error(there: Endpoint, body: str | bytes, words: str) -> None:
    at = there.give("/x", JSON, body)
    with pytest.raises(FederationError, match=words) as failed:
        inline(f"ASK {{ SERVICE <{at}> {{ ?s ?p ?o }} }}", [at])
    assert failed.value.address == at


def test_rows_beyond_the_limit_are_an_error_with_its_mend(there: Endpoint) -> None:
    at = there.give("/x", JSON, table("s", *[[uri("urn:x:a")]] * 5))
    query = f"SELECT * {{ SERVICE <{at}> {{ ?s ?p ?o }} }}"
    assert results(inline(query, [at], FetchLimits(rows=5))) == (["s"], Counter({("<urn:x:a>",): 5}))
    with pytest.raises(FederationError, match="more than 4 rows; join more inside SERVICE"):
        inline(query, [at], FetchLimits(rows=4))


def test_an_error_of_the_engine_behind_a_block_names_the_line_it_had(there: Endpoint) -> None:
    at = there.address + "/sparql"
    query = f"SELECT * {{\nSERVICE <{at}> {{\n?s ?p 1\n}}\n?s ?p }}"
    with pytest.raises(SyntaxError, match="error at 5:"):
        pyoxigraph.Store().query(inline(query, [at]))


def test_the_first_failure_ends_the_other_calls(there: Endpoint) -> None:
    slow, broken = there.address + "/slow", there.address + "/broken"
    with pytest.raises(FederationError, match="status 500") as failed:
        inline(f"ASK {{ SERVICE <{slow}> {{ }} SERVICE <{broken}> {{ }} }}", [slow, broken], seconds=60)
    assert not isinstance(failed.value, FederationTimeout)
