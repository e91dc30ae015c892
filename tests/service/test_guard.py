"""The tokenizer and the guard: nothing hides from them, and nothing harmless is refused."""

import time

import pytest

from service.guard import (
    KeywordRefused,
    Limits,
    QueryRefused,
    QueryTooDeep,
    QueryTooLong,
    QueryUnreadable,
    guard,
    refuse_foreign_words,
)
from service.tokenizer import tokens

EX = "PREFIX ex: <http://127.0.0.1/> "
HARMLESS = [
    "SELECT * WHERE { ?s ?p 'SERVICE <x> {}' } # SERVICE <x> {} LOAD",
    'SELECT * WHERE { ?s ?p """a "quoted" SERVICE\n LOAD \\""" """ }',
    "SELECT * WHERE { ?s ?p '''it''s SERVICE''' ; ?q '' ; ?r \"\" }",
    "SELECT * WHERE { <http://example.org/service#LOAD> ?p <urn:service:load> }",
    "PREFIX service: <urn:service:> SELECT * WHERE { service:x ex:SERVICE service:load , :SERVICE }",
    "PREFIX service: <urn:s> SELECT * FROM service:g WHERE { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <urn:s> DESCRIBE service:x { ?s ?p ?o }",
    "PREFIX service: <urn:s> SELECT * WHERE { ?s ?p service:x {| ?q ?r |} }",
    "SELECT ?service $load WHERE { ?service ?load _:service }",
    "SELECT * WHERE { ?s ?p 'load'@service , 'x'^^<http://example.org/service> }",
    "SELECT * WHERE { ?s ?p ?o FILTER(?o<3&&?o>1) FILTER(?o < 3 || ?service > 1) }",
    "SELECT * WHERE { VALUES (?a ?b) { (<http://example.org/a#b> <http://example.org/service#c>) } }",
    "BASE <http://example.org/> SELECT * WHERE { ?s <#service> <#load> }",
    "SELECT * WHERE { << <urn:a> <urn:b> <urn:c> >> ?p <<( ?s ?q 'service' )>> }",
    "SELECT * WHERE { ?s ex:a\\,b ex:100%25 ; ex:a.b.c 1.5e3 , .5 , 1. }",
    "SELECT (COUNT(DISTINCT <http://example.org/service>) AS ?n) WHERE { FILTER('\\u0053ERVICE' != '') }",
    "SELECT * WHERE { ?s <http://example.org/\\u0053ERVICE> 'пример service' , '例' }",
    "ASK { FILTER(!!!!true && - -1 < 0) }",
    "PREFIX load: <urn:load:> SELECT * { ?s load:p ?o } ORDER BY load:f(?s)",
    "PREFIX load: <urn:load:> DESCRIBE <urn:x> load:x",
    "PREFIX load: <urn:load:> CLEAR GRAPH load:g ; INSERT DATA { load:a load:b load:c ; load:d 1 }",
]
# Each of these, sent to the engine as it is, makes it call a server or try to.
CALLING = [
    "SELECT * WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "select*where{service<http://127.0.0.1/>{?s?p?o}}",
    "SELECT * WHERE { SeRvIcE SILENT ?x { ?s ?p ?o } }",
    "SELECT * WHERE { # comment\rSERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p ?o.SERVICE<http://127.0.0.1/>{ } }",
    "SELECT * WHERE { ?s ?p 'a'@en.SERVICE<http://127.0.0.1/>{ } }",
    EX + "SELECT * WHERE { SERVICEex:x{ ?s ?p ?o } }",
    EX + "SELECT * WHERE { SERVICEex:x # comment\n{ ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1/> SELECT * WHERE { SERVICE:x{ ?s ?p ?o } }",
    EX + "SELECT * WHERE { SERVICESILENT ex:x{ ?s ?p ?o } }",
    EX + "SELECT * WHERE { SERVICESILENTex:x { ?s ?p ?o } }",
    EX + "SELECT * WHERE { ?a ?b trueSERVICEex:x { ?s ?p ?o } }",
    "SELECT * WHERE { ?a ?b trueSERVICE<http://127.0.0.1/>{ ?s ?p ?o } }",
    "SELECT * WHERE { ?a ?b 1SERVICE<http://127.0.0.1/>{ ?s ?p ?o } }",
    "LOAD <http://127.0.0.1/>",
    "load silent <http://127.0.0.1/> into graph <urn:g>",
    "LOADSILENT<http://127.0.0.1/>",
    EX + "LOADex:x",
    EX + "LOADSILENTex:x",
    "CLEAR ALL;BASE<http://127.0.0.1/>LOAD<x>",
    "INSERT DATA {} ;\nPREFIX ex: <http://127.0.0.1/> LOADex:x INTO GRAPH ex:y",
]
# Here the engine sees a less-than sign where longest match sees an IRI, and SERVICE stands behind it.
TWO_READINGS = [
    "SELECT * WHERE { FILTER(1<2)SERVICE#>\n<http://127.0.0.1/>{ ?s ?p ?o } }",
    "SELECT * WHERE { FILTER(?q<'x>y')SERVICE<http://127.0.0.1/>{ ?s ?p ?o } #'\n }",
    "SELECT * WHERE { ?s ?p ?o FILTER(1<<urn:x#>)SERVICE<http://127.0.0.1/>{ ?s ?p ?o }\n }",
    "SELECT * WHERE { ?s ?p <<?s?p'x>y'>> . SERVICE<http://127.0.0.1/>{ ?s ?p ?o } #'\n }",
    "SELECT * WHERE { FILTER(EXISTS{}<'x>y')SERVICE<http://127.0.0.1/>{ ?s ?p ?o } #'\n }",
    'SELECT * WHERE { VALUES (?a ?b) {("""x")} SERVICE<http://127.0.0.1/>{ ?s ?p ?o } }',
    "INSERT {} WHERE { FILTER(?q<'x>y') };LOAD<http://127.0.0.1/>#'\n",
]
HOSTILE = [
    "'",
    '"',
    "'''",
    '"""',
    '"\\"',
    "'\\",
    "\\",
    "<",
    "<a",
    "<<",
    "<\\u",
    "<'",
    "(1<'> ",
    "#",
    "a",
    "é",
    "a.",
    "a..",
    "a-",
]
HOSTILE += [
    "a:.",
    "é:",
    ":..",
    ":%4",
    "_:a.",
    "@a-",
    "1.",
    "1e",
    "?",
    "(",
    "!",
    "%",
    "\r",
    "a\\u",
    "'\n",
    '""" ',
]


@pytest.mark.parametrize("query", HARMLESS)
def test_what_only_looks_like_a_call_passes(query: str) -> None:
    guard(query)


@pytest.mark.parametrize("query", CALLING)
def test_a_call_is_refused_by_its_keyword_wherever_the_engine_would_see_it(query: str) -> None:
    with pytest.raises(KeywordRefused) as refused:
        guard(query)
    found = refused.value
    assert found.keyword == ("LOAD" if "load" in query.lower() else "SERVICE")
    assert found.line is not None
    assert found.column is not None
    line = query.replace("\r", "\n").split("\n")[found.line - 1]
    assert found.keyword.lower() in line[found.column - 1 : found.column + 10].lower()


@pytest.mark.parametrize("query", TWO_READINGS)
def test_a_call_is_refused_where_a_text_reads_two_ways(query: str) -> None:
    with pytest.raises(QueryRefused):
        guard(query)


@pytest.mark.parametrize(
    "query", ["ASK { ?s ?p 'x }", 'ASK { ?s ?p """x" }', "ASK { ?s ?p 'x\n' }", '"', "'''"]
)
def test_a_string_without_end_is_refused(query: str) -> None:
    with pytest.raises(QueryUnreadable, match="not closed"):
        guard(query)


@pytest.mark.parametrize(
    "query", ["\\u0053ERVICE <urn:x> {}", "ASK { ?s ?p \\U0001F600 }", "SEL\\u0045CT * {}"]
)
def test_an_escape_outside_of_strings_and_iris_is_refused(query: str) -> None:
    with pytest.raises(QueryUnreadable, match="escape"):
        guard(query)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(QueryUnreadable, match="surrogate"):
        guard("ASK { ?s ?p '\ud800' }")


@pytest.mark.parametrize("pair", ["{}", "()", "[]", "{ ", "!x", "-1", "<>"])
def test_nesting_is_refused_beyond_the_limit_and_not_at_it(pair: str) -> None:
    limits = Limits(depth=10)
    opening = {"<>": "<<( "}.get(pair, pair[0])
    per_level = 2 if pair == "<>" else 1
    guard("ASK " + opening * (10 // per_level), limits)
    with pytest.raises(QueryTooDeep) as refused:
        guard("ASK " + opening * 11, limits)
    assert refused.value.limit == 10


def test_brackets_that_are_closed_do_not_add_up() -> None:
    guard("ASK { " + "{ ?s ?p [] } (1) " * 500 + "}", Limits(depth=3))


def test_a_query_longer_than_its_limits_is_refused() -> None:
    limits = Limits(query_bytes=20, tokens=5)
    guard("ASK { ?s ?p }", limits)
    with pytest.raises(QueryTooLong) as too_long:
        guard("ASK { ?s ?p 'ééé' }", limits)
    assert (too_long.value.unit, too_long.value.limit, too_long.value.value) == ("bytes", 20, 22)
    with pytest.raises(QueryTooLong) as too_many:
        guard("ASK { ?s ?p ?o }", limits)
    assert (too_many.value.unit, too_many.value.limit, too_many.value.value) == ("tokens", 5, 6)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_more_than_linear_time(piece: str) -> None:
    query = (piece * 65_536)[:65_536]
    began = time.perf_counter()
    count = sum(1 for _ in tokens(query))
    with pytest.raises(QueryRefused):
        guard(query + "\nSERVICE", Limits(query_bytes=10**6))
    assert time.perf_counter() - began < 2
    assert count <= len(query)


HIDING = [
    ("SELECT ((1<2)AS?x)(3>1AS?y)(COUNT(*)AS?n)FROM<http://none/>{?s ?p ?o}", QueryUnreadable),
    (f"SELECT * {{ FILTER(1<{'(' * 100}2>1{')' * 100}) }}", QueryTooDeep),
]


@pytest.mark.parametrize(("query", "kind"), HIDING)
def test_what_a_less_than_sign_hides_is_refused(query: str, kind: type[QueryRefused]) -> None:
    with pytest.raises(kind):
        guard(query)


IRIS = ["<urn:a:(b)>", "<mailto:a@b.example?subject=x>", "<http://a.example/?q=(1)>", "<#me>", "<a?b=c>"]


@pytest.mark.parametrize("iri", IRIS)
def test_an_iri_behind_a_term_passes(iri: str) -> None:
    guard("SELECT * FROM <http://a.example/> { ?s ?p THAT . ?s THAT 1 }".replace("THAT", iri))


@pytest.mark.parametrize(
    "query",
    [
        'ASK { ?s <bif:contains> "x" }',
        'ASK { ?s <\\u0062if:contains> "x" }',
        'PREFIX b: <BIF:> ASK { ?s b:contains "x" }',
        "ASK { ?s <java:x.Y> ?o }",
        "SELECT (<sql:x>(1) AS ?x) WHERE {}",
    ],
)
def test_words_of_one_kind_of_store_are_refused(query: str) -> None:
    with pytest.raises(QueryRefused, match="one kind of store"):
        refuse_foreign_words(query)


def test_other_iris_and_comparisons_are_no_such_words() -> None:
    refuse_foreign_words("ASK { ?s <http://bif.example/sql:x> ?o FILTER(?bif<?sql) } # <bif:x>")
