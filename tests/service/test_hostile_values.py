"""No value of a parameter of a canned query ever becomes a part of its text, whatever it holds."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pyoxigraph as ox
import pytest

from graph import paths
from service import calls, catalogue, examples, narrowing, tokenizer
from service import parameters as parameters_read
from service.calls import Call
from service.catalogue import CannedQuery, Term, Value
from service.desk import Desk
from service.problems import BadParameter, NotFound
from tests.service.named import real

QUERIES = catalogue.load(paths.queries())
LAYERS = {"asserted": ("https://example.org/g",), "curated": (), "inferred": ()}
# What has broken out of queries elsewhere, and what values look like here.
PIECES = (
    *(
        '"',
        "'",
        '"""',
        "\\",
        '\\"',
        "\n",
        "\r",
        "\0",
        "\u2028",
        "}",
        "{",
        ")",
        "(",
        ">",
        "<",
        "#",
        ";",
        ".",
        "|",
        "?x",
    ),
    *(
        " UNION ",
        "DROP ALL",
        "SERVICE <http://a.example/>",
        "UNDEF",
        "^^xsd:date",
        "@en",
        "%22",
        "&",
        "\ud800",
    ),
    *(
        "2014",
        "2014-02",
        "/",
        "..",
        "~",
        "X",
        "-",
        "0",
        "9" * 20,
        "state:kazakhstan",
        "person:",
        "https://w3id.org/rejoinder/id/",
    ),
    *(
        "asserted",
        "possible",
        "kazakhstan",
        "Казахстан",
        "ʼ",
        "\u202e",
        "a" * 600,
        "<script>",
        "{{7*7}}",
        "$(x)",
    ),
)


TAKEN = (
    *(
        "2014",
        "2014-02/2015",
        " 2014~ ",
        "201X",
        "+7",
        "0",
        "12.5",
        "asserted",
        "hedged, doubted",
        "certain",
        "ru",
        "curated",
    ),
    *("kazakhstan", "Казахстан", " state:russia ", "004", "speaker", "body", "month", "other-side,own-side"),
)


def hostile(source: random.Random) -> str:
    if source.random() < 0.3:  # what is taken is as much to be looked at as what is refused
        return source.choice(TAKEN)
    return "".join(source.choice(PIECES) for _ in range(source.randint(1, 6)))


def parameters(query: CannedQuery) -> list[str]:
    return [*(parameter.name for parameter in query.parameters), *narrowing.offered(query)]


def usual(query: CannedQuery) -> dict[str, str]:
    """Give what a query needs, by the examples of its file."""
    return {p.name: str(examples.example(p)) for p in query.parameters if not p.declared.optional}


def shape(text: str) -> list[str]:
    """Write a query without what its values are."""
    return [
        token.kind if token.kind in {"iri", "string", "number"} else token.text
        for token in tokenizer.tokens(text)
    ]


def read(query: CannedQuery, given: dict[str, str], desk: Desk) -> Call | None:
    """Read a call; None where it is refused as it should be."""
    try:
        return calls.read(query, list(given.items()), desk)
    except (BadParameter, NotFound):
        return None


def harmless(value: Value) -> Value:
    """Put something harmless of the same type in the place of a value, or of each of several."""
    if isinstance(value, tuple):
        return tuple(cast("Term", harmless(one)) for one in value)
    if isinstance(value, ox.Literal):
        return ox.Literal("x", datatype=value.datatype)
    return value and ox.NamedNode("https://example.org/x")


def reference(call: Call) -> str:
    """Write the same call with harmless values of the same types and number."""
    given, day = call.narrowing, date(2000, 1, 1)
    narrowed = replace(
        given,
        documents=tuple("https://example.org/x" for _ in given.documents),
        standing=tuple("asserted" for _ in given.standing),
        since=given.since and day,
        until=given.until and day,
        max_chain=None if given.max_chain is None else 1,
        limit=None if given.limit is None else 1,
        offset=given.offset and 1,
    )
    values = {name: harmless(value) for name, value in call.values.items()}
    return narrowing.text(call.query, values, narrowed, LAYERS)


def rounds(number: int, seed: int) -> Iterator[tuple[CannedQuery, str, str]]:
    source = random.Random(seed)  # noqa: S311 - repeatable, and of no other use
    places = [(query, name) for query in QUERIES.values() for name in parameters(query)]
    for turn in range(number):
        query, name = places[turn % len(places)]
        yield query, name, hostile(source)


def verify(query: CannedQuery, name: str, value: str, desk: Desk) -> bool:
    """Hold the query that a value makes to the one that a harmless value makes; say whether it was taken."""
    call = read(query, usual(query) | {name: value}, desk)
    if call is None:
        return False
    assert shape(call.text) == shape(reference(call)), f"{query.name}, {name}, {value!r}"
    return True


def check(number: int, seed: int, desk: Desk) -> int:
    """Try many values, each at one parameter; count those that were taken."""
    taken = 0
    for query, name, value in rounds(number, seed):
        taken += verify(query, name, value, desk)
    return taken


@pytest.fixture(scope="module")
def desk(store: Path) -> Desk:
    """Have names and layers, which is all that reading a call needs."""
    return cast("Desk", SimpleNamespace(names=real(store), snapshot=SimpleNamespace(layers=LAYERS)))


def test_a_value_is_a_value_or_is_refused(desk: Desk) -> None:
    assert check(4000, 5, desk) > 150


def test_a_value_that_became_text_would_be_found(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    spliced = "<https://example.org/x> ) } UNION { ?s ?p ?o } #"
    named = parameters_read.named

    def splicing(name: str, *given: Any) -> Any:
        return SimpleNamespace(value=spliced) if name == "document" else named(name, *given)

    monkeypatch.setattr(parameters_read, "named", splicing)
    with pytest.raises(AssertionError, match="claims_about_state, document"):
        verify(QUERIES["claims_about_state"], "document", "004", desk)


@pytest.mark.soak
def test_a_hundred_thousand_values_are_values_or_are_refused(desk: Desk) -> None:
    assert check(100_000, 6, desk) > 0


@pytest.mark.parametrize("name", ["standing", "lang", "dates", "layer", "limit", "since", "document"])
def test_every_value_that_narrows_is_read_before_it_is_written(desk: Desk, name: str) -> None:
    query = QUERIES["claims_about_state"]
    for value in ('asserted" } #', "1 } DROP ALL", '2014-01-01" ) }', "x>"):
        assert read(query, usual(query) | {name: value}, desk) is None


def test_the_values_reach_every_query_and_parameter() -> None:
    reached = {(query.name, name) for query, name, _ in rounds(4000, 5)}
    assert reached == {(query.name, name) for query in QUERIES.values() for name in parameters(query)}
