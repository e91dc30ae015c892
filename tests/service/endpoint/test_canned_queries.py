"""Every canned query says the same in other stores as in ours: by value, and in order."""

import csv
import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import paths, snapshots
from service import catalogue
from service.backend.alike import Rows, table
from service.catalogue import CannedQuery
from tests.service.endpoint import asked
from tests.service.endpoint.asked import Layers, Values
from tests.service.endpoint.protocol import Store, ask

ANSWERS = Path(__file__).parents[2] / "answers"
QUERIES = catalogue.load(paths.queries())
# One narrowing each, and all of them between them; `make soak` asks each query with all.
CHEAP = {
    "acts_of_speaker": "certainly",
    "citations_of_work": "limited",
    "evidence": "russian",
    "facts_of_passage": "asserted",
    "groupings_and_members": "kazakh",
    "judgements_about": "of documents",
    "members_of_organisation": "curated",
    "posts_of_person": "by no relay",
    "quantities_of_thing": "of standing",
    "relay_chains": "since",
    "unanswered_claims": "possibly",
}


@pytest.fixture(scope="module")
def ours(store: Path) -> ox.Store:
    return ox.Store.read_only(str(snapshots.current(store).store))


@pytest.fixture(scope="module")
def values(ours: ox.Store) -> Values:
    return Values(ours)


@pytest.fixture(scope="module")
def layers(store: Path) -> Layers:
    return snapshots.current(store).layers


@pytest.fixture(scope="module", params=["virtuoso", "oxigraph"])
def server(request: pytest.FixtureRequest) -> Store:
    found: Store = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_is_answered_as_recorded(server: Store, query: CannedQuery) -> None:
    assert written(query, ask(server, query.text)) == recorded(query)


@pytest.mark.parametrize(("name", "how"), CHEAP.items())
def test_virtuoso_narrows_a_query_as_we_do(
    virtuoso: Store, ours: ox.Store, layers: Layers, name: str, how: str
) -> None:
    one = next(one for one in asked.narrowed(QUERIES[name], layers) if one.how == how)
    assert ask(virtuoso, one.text) == embedded(ours, one.text)


def test_every_narrowing_is_asked(layers: Layers) -> None:
    offered = {one.how for query in QUERIES.values() for one in asked.narrowed(query, layers)}
    assert set(CHEAP.values()) == offered


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_is_answered_alike_whatever_is_given(
    server: Store, ours: ox.Store, values: Values, layers: Layers, query: CannedQuery
) -> None:
    todo = [asked.bare(query, layers), *asked.narrowed(query, layers), *asked.given(query, values, layers)]
    assert [one.how for one in todo if ask(server, one.text) != embedded(ours, one.text)] == []


def embedded(ours: ox.Store, text: str) -> Rows:
    results = ours.query(text, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    return table(results.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def recorded(query: CannedQuery) -> list[dict[str, str]]:
    text = (ANSWERS / f"{query.name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def written(query: CannedQuery, answer: Rows) -> list[dict[str, str]]:
    """Write an answer as its record has it, which knows no types."""
    return [dict(zip(query.columns, (one[0] if one else "" for one in row), strict=True)) for row in answer]
