"""Each canned query answers as recorded, and a second, independent engine finds the same."""

import csv
import io
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from graph import paths
from graph.sources import Draft
from service import catalogue, narrowing
from service.catalogue import Value
from service.narrowing import Narrowing

QUERIES = sorted(paths.queries().glob("*.rq"))
# Each takes rdflib five seconds and more.
SLOW = {
    "acts_by_two_dimensions",
    "acts_without_stated_capacity",
    "disavowals",
    "documents_covered",
    "named_things_by_appearance",
    "periods_covered",
    "positions_on_integration",
    "positions_on_recognition",
}
ANSWERS = Path(__file__).parent / "answers"
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def union(draft: Draft) -> rdflib.Graph:
    triples = ox.serialize((quad.triple for quad in draft.store), format=ox.RdfFormat.N_TRIPLES) or b""
    return rdflib.Graph().parse(data=triples, format="nt")


def recorded(query: Path) -> Rows:
    text = (ANSWERS / f"{query.stem}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_a_query_as_it_stands_answers_as_recorded(draft: Draft, query: Path) -> None:
    results = draft.store.query(query.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    text = (results.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    assert list(csv.DictReader(io.StringIO(text))) == recorded(query)


@pytest.mark.parametrize(
    "query",
    [pytest.param(path, marks=pytest.mark.soak if path.stem in SLOW else ()) for path in QUERIES],
    ids=lambda path: path.stem,
)
def test_a_second_engine_finds_the_same(union: rdflib.Graph, query: Path) -> None:
    results = union.query(query.read_text(encoding="utf-8"))
    names = [str(name) for name in results.vars or ()]
    found = [
        {name: "" if row[name] is None else str(row[name]) for name in names}
        for row in results
        if isinstance(row, rdflib.query.ResultRow)
    ]
    assert found == recorded(query)


@pytest.mark.parametrize("lang", ["ru", "kk"])
@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_names_in_another_language_leave_every_row_alone(draft: Draft, query: Path, lang: str) -> None:
    canned = catalogue.read(query.stem, query.read_text(encoding="utf-8"))
    values: dict[str, Value] = {parameter.name: parameter.example for parameter in canned.parameters}
    text = narrowing.text(canned, values, Narrowing(lang=lang), {})
    results = draft.store.query(text, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    columns = [name for name in canned.columns if _is_of_things(query, name)]
    found = sorted(tuple("" if row[name] is None else row[name].value for name in columns) for row in results)
    assert found == sorted(tuple(row[name] for name in columns) for row in recorded(query))


def _is_of_things(query: Path, column: str) -> bool:
    """Say whether a column holds IRIs or numbers, which have no language."""
    cells = [row[column] for row in recorded(query) if row[column]]
    return bool(cells) and all(cell.startswith("https://") or cell.isdecimal() for cell in cells)


def test_every_recorded_answer_belongs_to_a_query_and_has_rows() -> None:
    assert {answer.stem for answer in ANSWERS.iterdir()} == {query.stem for query in QUERIES}
    assert all(recorded(query) for query in QUERIES)
