"""Answers with too many rows or bytes: refused before the first byte, broken off after it."""

from collections.abc import Iterator

import httpx
import pytest

from service.settings import Settings
from tests.service.small import EX, GRAPH, THINGS, client, publish

LIMIT = THINGS - 100
NAMES = f"SELECT ?name {{ ?thing <{EX}name> ?name }}"
LONG = f'SELECT (CONCAT(?name, "{"x" * 600}") AS ?long) {{ ?thing <{EX}name> ?name }}'
TRIPLES = f"CONSTRUCT WHERE {{ ?thing <{EX}name> ?name }}"


@pytest.fixture(scope="module")
def few_rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place = tmp_path_factory.mktemp("rows")
    publish(place, "text")
    with client(Settings(store=place, workers=2, rows=LIMIT, answer_bytes=10**6)) as http:
        yield http


@pytest.fixture(scope="module")
def few_bytes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place = tmp_path_factory.mktemp("bytes")
    publish(place, "text")
    with client(Settings(store=place, workers=2, answer_bytes=120_000, rows_bytes=1024)) as http:
        yield http


def refused(answer: httpx.Response, limit: int, unit: str) -> None:
    problem = answer.json()
    assert (answer.status_code, problem["type"].rpartition("/")[2]) == (413, "too-large")
    assert (problem["limit"], problem["unit"]) == (limit, unit)
    assert "etag" not in answer.headers


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_one_row_too_many_is_413_and_so_many_are_not(few_rows: httpx.Client, name: str) -> None:
    answer = few_rows.get("/sparql", params={"query": f"{NAMES} LIMIT {LIMIT}", "format": name})
    assert (answer.status_code, answer.headers["rejoinder-rows"]) == (200, str(LIMIT))
    assert answer.headers["rejoinder-limit-rows"] == str(LIMIT)
    refused(few_rows.get("/sparql", params={"query": NAMES, "format": name}), LIMIT, "rows")


def test_triples_count_as_rows_do(few_rows: httpx.Client) -> None:
    for name in ("turtle", "nt", "jsonld", "rdfxml", "trig"):
        refused(few_rows.get("/sparql", params={"query": TRIPLES, "format": name}), LIMIT, "rows")
    refused(few_rows.get("/graphs", params={"graph": GRAPH}), LIMIT, "rows")


def test_too_many_rows_behind_the_first_bytes_break_the_connection(few_rows: httpx.Client) -> None:
    for coding in ("identity", "gzip"):
        received = bytearray()
        params, headers = {"query": LONG, "format": "csv"}, {"Accept-Encoding": coding}
        broken = pytest.raises(httpx.RemoteProtocolError)
        with broken, few_rows.stream("GET", "/sparql", params=params, headers=headers) as answer:
            assert answer.status_code == 200
            for piece in answer.iter_raw():
                received += piece
        assert b"problem" not in received
        again = pytest.raises(httpx.RemoteProtocolError)
        with again, few_rows.stream("GET", "/sparql", params=params, headers=headers) as answer:
            assert "cache-status" not in answer.headers  # what broke off is not kept
            answer.read()


def test_too_many_bytes_are_413_or_a_broken_connection(few_bytes: httpx.Client) -> None:
    enough = few_bytes.get("/sparql", params={"query": f"{LONG} LIMIT 180", "format": "csv"})
    assert (enough.status_code, len(enough.content) > 100_000) == (200, True)
    with pytest.raises(httpx.RemoteProtocolError):
        few_bytes.get("/sparql", params={"query": LONG, "format": "csv"})
    # A single row comes at once, before anything was sent.
    one = f'SELECT (GROUP_CONCAT(CONCAT(?name, "{"x" * 600}")) AS ?all) {{ ?thing <{EX}name> ?name }}'
    refused(few_bytes.get("/sparql", params={"query": one, "format": "csv"}), 120_000, "bytes")


def test_a_canned_answer_too_large_for_plain_json_says_what_streams(few_bytes: httpx.Client) -> None:
    assert few_bytes.get("/queries/long_documents?least=1").status_code == 200


def test_the_server_goes_on(few_rows: httpx.Client, few_bytes: httpx.Client) -> None:
    for http in (few_rows, few_bytes):
        workers = http.get("/health").json()["workers"]
        assert workers["ready"] == workers["workers"]
