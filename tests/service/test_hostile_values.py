"""No value of a parameter of a canned query ever becomes a part of its text, whatever it holds."""

import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pyoxigraph as ox
import pytest

from graph import paths
from service import calls, catalogue, examples, narrowing, tokenizer
from service.catalogue import CannedQuery
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


def hostile(source: random.Random) -> str:
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


def read(query: CannedQuery, given: dict[str, str], desk: Desk) -> str | None:
    """Read a call; None where it is refused as it should be."""
    try:
        return calls.read(query, list(given.items()), desk).text
    except (BadParameter, NotFound):
        return None


def rounds(number: int, seed: int) -> Iterator[tuple[CannedQuery, str, str]]:
    source = random.Random(seed)  # noqa: S311 - repeatable, and of no other use
    places = [(query, name) for query in QUERIES.values() for name in parameters(query)]
    for turn in range(number):
        query, name = places[turn % len(places)]
        yield query, name, hostile(source)


def check(number: int, seed: int, desk: Desk) -> int:
    """Try many values, each at one parameter; count those that were taken."""
    taken = 0
    for query, name, value in rounds(number, seed):
        text = read(query, usual(query) | {name: value}, desk)
        if text is None:
            continue
        taken += 1
        ox.Store().query(text)  # which parses
        kinds = shape(text)
        # Of several values each has a row, so that only the rest can be compared.
        known = set(shape(query.text)) | {"iri", "number", "string", "FILTER", "LIMIT", "OFFSET", ",", "IN"}
        known |= set("(){}.") | {"EXISTS", "NOT", "GRAPH", "||", "a", "^^", "<", ">", "<=", ">=", "UNDEF"}
        known |= {f"?{query.fact}", f"?{query.dated}"}
        strange = {kind for kind in kinds if kind not in known and not kind.startswith("?narrow")}
        assert not strange, f"{query.name}, {name}, {value!r}: {strange}"
    return taken


@pytest.fixture(scope="module")
def desk(store: Path) -> Desk:
    """Have names and layers, which is all that reading a call needs."""
    return cast("Desk", SimpleNamespace(names=real(store), snapshot=SimpleNamespace(layers=LAYERS)))


def test_a_value_is_a_value_or_is_refused(desk: Desk) -> None:
    assert check(4000, 5, desk) > 0


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
