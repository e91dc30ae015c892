"""SERVICE: what stands in its place joins as if the engine itself had asked."""

from collections.abc import Iterator

import pytest

from service.federation.fetch import FetchLimits
from service.guard import AddressRefused, KeywordRefused, QueryRefused
from tests.service.federation.asking import inline
from tests.service.federation.endpoints import Endpoint, serving

HERE = """
PREFIX ex: <http://example.org/>
INSERT DATA {
  ex:a ex:here 1 . ex:b ex:here 2 . ex:z ex:here 3 .
  GRAPH ex:g { ex:a ex:in 1 } GRAPH ex:h { ex:b ex:in 2 }
}
"""


# The engine answers each by asking the server itself; AT stands for its address.
@pytest.fixture
def there() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


REFUSED = [
    ("SELECT * { SERVICE AT { } SERVICE <http://other.example/x> { } }", "http://other.example/x"),
    ("SELECT * { SERVICE AT { } SERVICE <http://127.0.0.1:1/sparql> { } }", "http://127.0.0.1:1/sparql"),
    ("SELECT * { SERVICE AT { } SERVICE SILENT <file:///etc/passwd> { } }", "file:///etc/passwd"),
    ("INSERT {} WHERE { SERVICE AT { } } ; LOAD <http://other.example/x>", "http://other.example/x"),
]


@pytest.mark.parametrize(("query", "address"), REFUSED)
def test_nothing_is_sent_if_one_address_is_not_on_the_list(there: Endpoint, query: str, address: str) -> None:
    at = there.address + "/sparql"
    with pytest.raises(AddressRefused, match="setting `allow`") as refused:
        inline(query.replace("AT", f"<{at}>"), [at])
    assert refused.value.address == address
    assert f"<{address}>" in str(refused.value)
    assert there.seen == []


HIDDEN = [
    "SELECT * { SERVICE AT { ?s ?p trueSERVICE<URL>{ } } }",
    "SELECT * { SERVICE AT { } ?s ?p trueSERVICE<URL>{ } }",
    "PREFIX x: <URL> SELECT * { SERVICE AT { } SERVICEx:{ } }",
    "PREFIX x: <URL> SELECT * { SERVICE AT { SERVICEx:{ } } }",
    "PREFIX x: <URL> SELECT * { SERVICE AT { } SERVICESILENTx:{ } }",
    "SELECT * { SERVICE AT { } SERVICE ?x { } }",
    "SELECT * { SERVICE AT { SERVICE AT { } } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<URL>{ } SERVICE AT { } }",
    "INSERT {} WHERE { SERVICE AT { } } ; LOADSILENT<URL>",
    "PREFIX x: <URL> INSERT {} WHERE { SERVICE AT { } } ; LOADx:",
    "SELECT * { SERVICE AT { } } LOAD AT",
]


@pytest.mark.parametrize("query", HIDDEN)
def test_only_the_plain_spelling_is_ever_asked(there: Endpoint, query: str) -> None:
    at = there.address + "/sparql"
    with pytest.raises(QueryRefused) as refused:
        inline(query.replace("AT", f"<{at}>").replace("URL", at), [at])
    assert refused.value.line is not None
    assert there.seen == []


def test_a_refusal_is_not_silenced() -> None:
    with pytest.raises(KeywordRefused):
        inline("SELECT * { SERVICE SILENT <http://other.example/> { ?s ?p ?o } }", [])


def test_more_calls_than_the_limit_are_refused_where_the_first_too_many_stands(there: Endpoint) -> None:
    at = there.address + "/sparql"
    query = "ASK {\n" + f"SERVICE <{at}> {{ }}\n" * 3 + "}"
    with pytest.raises(QueryRefused, match="3 times, at most 2") as refused:
        inline(query, [at], FetchLimits(calls=2))
    assert refused.value.line == 4
    assert there.seen == []
