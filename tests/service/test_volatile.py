"""Queries that answer otherwise each time."""

import pytest

from service.tokenizer import is_volatile


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (IF(1<2&&RAND()>0.5,1,2) AS ?x) {}",
        "SELECT * { ?s ?p ?o FILTER(rAnD() > 0.5) }",
        "SELECT (STRUUID() AS ?x) (UUID() AS ?y) {}",
        "SELECT (BNODE() AS ?x) {}",
        "SELECT (true&&trueNOW() AS ?x) {}",
        "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
        "construct{?s ?p _:o}where{?s ?p ?o}",
        "CONSTRUCT { ?s ?p [ ?p ?o ] } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p (1 2) } WHERE { ?s ?p ?o }",
        "CONSTRUCT { << ?s ?p ?o >> ?p 1 } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o {| ?p 1 |} } WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o ~ } WHERE { ?s ?p ?o }",
        "CONSTRUCT FROM <urn:g> WHERE { ?s ?p _:o }",
    ],
)
def test_what_answers_otherwise_each_time_is_volatile(query: str) -> None:
    assert is_volatile(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?now ?rand { ?now <urn:uuid:RAND> 'NOW() UUID()' } # NOW()",
        "PREFIX now: <urn:now> SELECT * { ?s now:rand ?o ; now:bnode [] , _:b , (1 2) }",
        "CONSTRUCT { ?s ?p ?o , '[', <urn:_:> } WHERE { ?s ?p ?o , [] , _:b . FILTER(?o < 3) }",
        "CONSTRUCT { ?s ?p 'a'@en , -1 , true } FROM <urn:g> WHERE { { ?s ?p (1 2) } UNION { } }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "ASK { [] ?p ?o }",
        "DESCRIBE <urn:x>",
    ],
)
def test_what_answers_the_same_each_time_is_not(query: str) -> None:
    assert not is_volatile(query)
