"""LOAD: what stands in its place puts the same triples into the same graph."""

import time
from collections.abc import Iterator

import pyoxigraph
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from service import guard
from service.federation.errors import FederationError, FederationTimeout
from service.federation.fetch import FetchLimits
from tests.service.federation.asking import inline
from tests.service.federation.endpoints import Endpoint, serving

TURTLE = """@prefix ex: <http://example.org/> .
<> ex:a "x\\ny\\"SERVICE", 1, "é"@sv ; ex:b [ ex:c ex:d ], ( 1 2 ) ; ex:e <#part>, <urn:x:it's(SERVICE)#1> .
"""
XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="http://example.org/">
<rdf:Description rdf:about=""><ex:a>x &lt; y</ex:a></rdf:Description></rdf:RDF>"""
BOMB = XML.replace("<rdf:RDF", '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<rdf:RDF', 1)
DOCUMENTS = [
    ("text/turtle", TURTLE),
    ("application/n-triples", '_:x <urn:x:p> "1"^^<urn:x:d> .\n_:x <urn:x:p> _:y .'),
    ("application/rdf+xml", XML),
    ("application/ld+json", '{"@context": {"p": "urn:x:p"}, "@id": "", "p": [1, true, {"p": "x"}]}'),
    ("text/turtle", ""),
]


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def left(update: str) -> tuple[Graph, Graph]:
    """Run an update on an empty store; what it left in the default graph and in the one it names."""
    store = pyoxigraph.Store()
    store.update(update)
    graphs = (pyoxigraph.DefaultGraph(), pyoxigraph.NamedNode("urn:x:g"))
    dumps = [store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=graph) for graph in graphs]
    default, named = (Graph().parse(data=dump or b"", format="nt") for dump in dumps)
    assert len(store) == len(default) + len(named)
    return default, named


@pytest.mark.parametrize(("media_type", "body"), DOCUMENTS)
@pytest.mark.parametrize("into", ["", "INTO GRAPH <urn:x:g>"])
def test_an_inlined_load_leaves_what_the_engines_own_load_leaves(
    there: Endpoint, media_type: str, body: str, into: str
) -> None:
    at = there.give("/data/doc", f"{media_type}; charset=utf-8", body)
    update = f"LOAD <{at}> {into}"
    rewritten = inline(update, [there.address + "/data/"])
    guard.guard(rewritten)
    for ours, engines in zip(left(rewritten), left(update), strict=True):
        assert isomorphic(ours, engines)
    assert any(map(len, left(rewritten))) == bool(body)


def test_loads_stand_between_other_operations_and_each_makes_its_own_nodes(there: Endpoint) -> None:
    at = there.give("/doc", "text/turtle", "[] <urn:x:p> 1 .")
    loads = f"LOAD <{at}> INTO GRAPH <urn:x:g>;\nLOAD <{at}>; LOAD SILENT <{at}x>"
    update = f"{loads};\nINSERT DATA {{ _:a <urn:x:p> 1 }}"
    store = pyoxigraph.Store()
    store.update(inline(update, [there.address + "/"]))
    assert len({str(quad.subject) for quad in store}) == 3


def test_a_service_in_an_update_is_answered_as_in_a_query(there: Endpoint) -> None:
    at = there.address + "/sparql"
    update = f"INSERT {{ ?s <urn:x:p> ?o }} WHERE {{ SERVICE <{at}> {{ ?s ?p ?o FILTER(ISNUMERIC(?o)) }} }}"
    assert {str(size) for size in left(inline(update, [at]))[0].objects()} == {"1", "2.5"}


@pytest.mark.parametrize(
    ("media_type", "body", "words"),
    [
        ("text/html", "<p>", "must give text/turtle"),
        ("application/n-quads", "", "must give text/turtle"),
        ("text/turtle", "<urn:x:a> <urn:x:b>", "cannot be read"),
        ("text/turtle", b"<urn:x:a> <urn:x:b> '\xff' .", "cannot be read"),
        ("application/rdf+xml", BOMB, "DOCTYPE"),
        ("application/rdf+xml", BOMB.replace("<!DOCTYPE", "<!doctype"), "DOCTYPE"),
        ("application/rdf+xml", BOMB.encode("utf-16"), "DOCTYPE"),
        ("application/rdf+xml", BOMB.encode("utf-16-be"), "DOCTYPE"),
        ("application/rdf+xml", BOMB.encode("utf-32"), "DOCTYPE"),
        ("application/rdf+xml", XML.replace("?>", ' encoding="ISO-2022-JP"?>', 1), "cannot be read"),
        ("application/ld+json", '{"@context": "http://127.0.0.1/c", "urn:x:a": 1}', "cannot be read"),
        ("application/ld+json", '{"@context": {"@import": "http://127.0.0.1/c"}}', "cannot be read"),
        ("application/ld+json", '{"@id": "urn:x:g", "@graph": {"urn:x:a": 1}}', "cannot be read"),
        (
            "text/turtle",
            "<urn:x:a> <urn:x:b> " + "<<( <urn:x:a> <urn:x:b> " * 200_000 + "1" + ")>>" * 200_000 + ".",
            "too large or too deep",
        ),
        (
            "text/turtle",
            f"@prefix p: <urn:x:{'x' * 50_000}> . p:a p:b " + ",".join(f"p:{at}" for at in range(99)) + ".",
            "more than 2000000 characters",
        ),
        (
            "text/turtle",
            "<urn:x:a> <urn:x:b> " + ",".join(map(str, range(101))) + ".",
            "more than 100 triples",
        ),
    ],
)
def test_a_document_that_harms_or_is_none_is_refused(
    there: Endpoint, media_type: str, body: str | bytes, words: str
) -> None:
    at = there.give("/doc", media_type, body)
    limits = FetchLimits(answer_bytes=10**7 if len(body) > 10**6 else 10**6, triples=100)
    with pytest.raises(FederationError, match=words) as failed:
        inline(f"LOAD <{at}>", [at], limits)
    assert failed.value.address == at
    assert not any(map(len, left(inline(f"LOAD SILENT <{at}>", [at], limits))))
    assert {seen.path for seen in there.seen} == {"/doc"}


def test_a_document_that_takes_too_long_to_read_ends_at_the_limit(there: Endpoint) -> None:
    """The engine reads nested RDF/XML in time that grows by the square."""
    nested = "<ex:a><ex:p>" * 40_000 + "</ex:p></ex:a>" * 40_000
    at = there.give("/doc", "application/rdf+xml", XML.replace("</rdf:RDF>", f"{nested}</rdf:RDF>"))
    began = time.monotonic()
    with pytest.raises(FederationTimeout):
        inline(f"LOAD <{at}>", [at], seconds=2)
    assert time.monotonic() - began < 10


def test_a_document_is_asked_for_by_get_in_the_formats_that_are_read(there: Endpoint) -> None:
    at = there.give("/doc?x=1", "text/turtle", "")
    inline(f"LOAD <{at}>", [at])
    (seen,) = there.seen
    assert (seen.method, seen.path) == ("GET", "/doc?x=1")
    assert (
        seen.headers["Accept"]
        == "text/turtle, application/n-triples, application/ld+json, application/rdf+xml"
    )
