"""The tokenizer and the guard: nothing hides from them, and nothing harmless is refused."""

import pyoxigraph
import pytest

from service.guard import (
    KeywordRefused,
    guard,
)
from service.tokenizer import names_dataset, tokens, undeclared

NAMES = "PREFIX : <urn:x:> PREFIX g: <urn:x:> PREFIX from: <urn:x:> "
OWN_DATASET = [
    "SELECT * FROM <urn:x:g>",
    "select * from#\n<urn:x:g> where",
    "SELECT ?s FROM<urn:x:g>",
    "SELECT * FROM NAMED <urn:x:g>",
    "SELECT * FROMNAMEDg:g",
    "SELECT * FROM NAMEDg:g FROM:g",
    "SELECT * FROM:g",
    "SELECT DISTINCT*FROMg:gWHERE",
    "SELECT * FROMfrom:g",
    "SELECT (STR(?s) AS ?x)FROMg:g",
    "ASKFROMg:g",
    "ASKFROM<urn:x:g>",
    "CONSTRUCTFROMg:g WHERE",
    "CONSTRUCT { ?s from:p ?o }FROMg:g WHERE",
    "DESCRIBE *FROMg:g",
    "DESCRIBE ?s FROMg:g",
]
NO_DATASET = [
    "ASK {}",
    "SELECT ?from { ?from g:from 'FROM' } # FROM",
    "PREFIX from: <http://www.w3.org/2001/XMLSchema#> SELECT * { ?s ?p ?o } ORDER BY from:string(?o)",
    "SELECT (STR(from:f) AS ?x) WHERE { ?s from:p ?o }",
    "CONSTRUCT { ?s from:p ?o } WHERE { ?s from:q ?o }",
    "CONSTRUCT WHERE { ?s from:q ?o }",
    "DESCRIBE from:a <urn:x:b> from:b",
]
# Begun over and over and never ended, these make a careless tokenizer start again from each.


def kinds(query: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(query)]


def test_tokens_have_kind_text_and_place() -> None:
    query = 'SELECT ?näme\n{ ex:a.b <urn:x>/^:p "x\\"y"@en-GB , 1.5e3 . } # end'
    assert kinds(query) == [
        ("word", "SELECT"),
        ("variable", "?näme"),
        ("punct", "{"),
        ("pname", "ex:a.b"),
        ("iri", "<urn:x>"),
        ("punct", "/"),
        ("punct", "^"),
        ("pname", ":p"),
        ("string", '"x\\"y"'),
        ("tag", "@en-GB"),
        ("punct", ","),
        ("number", "1.5e3"),
        ("punct", "."),
        ("punct", "}"),
        ("comment", "# end"),
    ]
    found = list(tokens(query))
    assert all(query[token.start : token.end] == token.text for token in found)
    assert [(token.line, token.column) for token in found[:5]] == [(1, 1), (1, 8), (2, 1), (2, 3), (2, 10)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("?a<3", ["?a", "<", "3"]),
        ("?a<=?b", ["?a", "<=", "?b"]),
        ("ex:a.", ["ex:a", "."]),
        ("ex:a.b..", ["ex:a.b", ".", "."]),
        ("_:b1.", ["_:b1", "."]),
        ("ex:p?", ["ex:p", "?"]),
        ("ex:p*/ex:q+", ["ex:p", "*", "/", "ex:q", "+"]),
        ("'a''b'", ["'a'", "'b'"]),
        ('"""a""b"""', ['"""a""b"""']),
        ('"" ""', ['""', '""']),
        ("'x'^^xsd:date", ["'x'", "^^", "xsd:date"]),
        ("<<?s?p?o>>", ["<", "<?s?p?o>", ">"]),
        ("{|:p:q|}", ["{|", ":p:q", "|}"]),
        ("a:b(1)", ["a:b", "(", "1", ")"]),
        ("(?a)(?b)", ["(", "?a", ")", "(", "?b", ")"]),
        ("UNDEF)", ["UNDEF", ")"]),
        ("<urn:a b>", ["<", "urn:a", "b", ">"]),
    ],
)
def test_a_text_is_cut_as_sparql_cuts_it(text: str, cut: list[str]) -> None:
    assert [token.text for token in tokens(text)] == cut


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_kind_of_line_end(line_end: str) -> None:
    query = line_end.join(["ASK", "{ ?s ?p '''a", "b''' ;", "  ?q SERVICE"])
    with pytest.raises(KeywordRefused) as refused:
        guard(query)
    assert (refused.value.line, refused.value.column) == (4, 6)


@pytest.mark.parametrize("head", OWN_DATASET)
def test_a_dataset_is_seen_wherever_the_engine_reads_from(head: str) -> None:
    query = f"{NAMES}{head} {{ ?s ?p ?o }}"
    store = pyoxigraph.Store()  # of which FROM <urn:x:g> hides everything
    store.update("INSERT DATA { <urn:x:a> <urn:x:b> 1 }")
    answer = store.query(query)
    assert not (answer if isinstance(answer, pyoxigraph.QueryBoolean) else list(answer))
    assert names_dataset(query)


@pytest.mark.parametrize("query", NO_DATASET)
def test_a_name_that_begins_like_from_is_no_dataset(query: str) -> None:
    pyoxigraph.Store().query(NAMES + query)
    assert not names_dataset(NAMES + query)


def test_the_first_name_whose_prefix_is_not_declared_is_found() -> None:
    query = "PREFIX ex: <urn:e>\nprefix : <urn:d> ASK { ex:a :b _:c . 'es:x' ?p es:y }"
    name = undeclared(query)
    assert name is not None
    assert (name.text, name.line, name.column) == ("es:y", 2, 48)
    assert undeclared("PREFIX ex: <urn:e> ASK { ex:a ?p ?o }") is None
