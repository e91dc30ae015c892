import csv
import io

import httpx
import pytest

from service.settings import Settings
from tests.service.live import serving

ID = "https://w3id.org/rejoinder/id/"
REPLIES = "/queries/replies"
ACT = {"act": "shperov-temporary"}
COLUMNS = ["reply", "label", "how", "upto", "nothing"]
SLUTSKY = {
    "reply": f"{ID}act/slutsky-denial",
    "how": "https://w3id.org/rejoinder/concept/response-type/out-of-context",
}


def test_the_catalogue_lists_every_query_with_what_it_takes(http: httpx.Client) -> None:
    listed = http.get("/queries").json()["queries"]
    assert [query["name"] for query in listed] == ["every_statement", "long_documents", "replies"]
    replies = listed[2]
    assert replies["summary"] == "Who replied to an act, and how?"
    assert replies["columns"] == COLUMNS
    act, how, upto = replies["parameters"]
    assert (act["type"], act["kinds"], act["optional"], act["example"]) == (
        "thing",
        ["act", "claim"],
        False,
        "act:shperov-temporary",
    )
    assert (how["scheme"], how["optional"], how["example"]) == ("response-type", True, None)
    assert "out-of-context" in how["values"]
    assert (upto["bound"], upto["example"]) == ("latest", "2030-12-31")


def test_the_example_of_every_query_is_answered(http: httpx.Client) -> None:
    for query in http.get("/queries").json()["queries"]:
        assert http.get(query["example"]).json()["receipt"]["query"] == query["name"]


def test_a_canned_answer_is_plain_rows_with_a_receipt(http: httpx.Client) -> None:
    answer = http.get(REPLIES, params=ACT | {"upto": "2020"})
    told = answer.json()
    receipt = told["receipt"]
    given = {"act": f"{ID}act/shperov-temporary", "how": None, "upto": "2020-12-31"}
    assert given.items() <= receipt["parameters"].items()
    assert (receipt["query"], receipt["parameters"]["layer"]) == ("replies", "inferred")
    assert receipt["revision"] == answer.headers["rejoinder-revision"]
    assert receipt["rows"] == len(told["rows"]) == int(answer.headers["rejoinder-rows"])
    row = next(row for row in told["rows"] if row["reply"] == SLUTSKY["reply"])
    assert list(row) == COLUMNS
    assert row["how"] == SLUTSKY["how"]
    assert (row["upto"], row["nothing"]) == ("2020-12-31", None)


def test_numbers_and_truth_are_json_numbers_and_truth(http: httpx.Client) -> None:
    rows = http.get("/queries/long_documents", params={"least": 1}).json()["rows"]
    assert {"document": f"{ID}document/000", "length": 5822, "long": True} in rows


def test_an_empty_answer_is_a_200_that_tells_what_was_searched(http: httpx.Client) -> None:
    told = http.get(REPLIES, params=ACT | {"how": "retracts"}).json()
    assert (told["receipt"]["rows"], told["rows"]) == (0, [])
    coverage = told["receipt"]["coverage"]
    assert coverage["count"] == len(coverage["documents"]) >= 1
    assert {"slug", "title", "language"} == set(coverage["documents"][0])
    assert coverage["documents"][0]["slug"] == "000"


def test_rows_that_are_no_facts_have_no_layer(http: httpx.Client) -> None:
    answer = http.get("/queries/long_documents", params={"least": 1, "layer": "asserted"})
    assert answer.status_code == 422
    assert "no such parameter; there are least, limit, offset, lang" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/json", "json"),
        ("application/sparql-results+json", "sparql-json"),
        ("application/sparql-results+xml", "xml"),
        ("text/csv", "csv"),
        ("text/tab-separated-values", "tsv"),
    ],
)
def test_accept_and_format_choose_the_same(http: httpx.Client, media_type: str, name: str) -> None:
    by_header = http.get(REPLIES, params=ACT, headers={"Accept": media_type})
    by_name = http.get(REPLIES, params=ACT | {"format": name}, headers={"Accept": "image/png"})
    assert by_header.content == by_name.content
    assert by_header.headers["content-type"] == by_name.headers["content-type"]
    assert by_header.headers["content-type"].startswith(media_type)
    assert SLUTSKY["reply"] in by_name.text


def test_csv_has_the_columns_and_rows_of_the_plain_answer(http: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(http.get(REPLIES, params=ACT | {"format": "csv"}).text)))
    plain = http.get(REPLIES, params=ACT).json()["rows"]
    assert rows == [{name: value or "" for name, value in row.items()} for row in plain]


def test_a_long_answer_streams_as_csv_and_is_whole_as_plain_json(http: httpx.Client) -> None:
    path = "/queries/every_statement"
    with http.stream("GET", path, params={"format": "csv"}) as streamed:
        assert streamed.headers["transfer-encoding"] == "chunked"
        lines = sum(1 for _ in csv.reader(streamed.iter_lines()))
    assert http.get(path).json()["receipt"]["rows"] == lines - 1 > 1000


def test_plain_json_above_its_limit_is_413_that_names_the_way_out(settings: Settings) -> None:
    small = settings.model_copy(update={"rows_bytes": 100_000})
    with serving(small) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        answer = client.get("/queries/every_statement")
        assert (answer.status_code, answer.json()["limit"]) == (413, 100_000)
        assert "format=csv" in answer.json()["detail"]
        assert client.get("/queries/replies", params=ACT).status_code == 200


def test_no_acceptable_format_is_406_with_the_offers(http: httpx.Client) -> None:
    answer = http.get(REPLIES, params=ACT, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.json()["offers"][0]) == (406, "application/json")


@pytest.mark.parametrize(
    ("given", "status", "parameter"),
    [
        ({}, 422, "act"),
        ({"act": "shperov-temporary", "upto": "2017-02-30"}, 422, "upto"),
        ({"act": "shperov-temporary", "sinse": "2017"}, 422, "sinse"),
        ({"act": "shperov-temporary", "layer": "x"}, 422, "layer"),
        ({"act": "shperov-temporary", "format": "turtle"}, 422, "format"),
        ({"act": "shperov-temporari"}, 404, "act"),
        ({"act": 'shperov-temporary" } INSERT { ?a ?b "'}, 404, "act"),
        ({"act": "<" + ID + "act/x> ) } } # "}, 404, "act"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(
    http: httpx.Client, given: dict[str, str], status: int, parameter: str
) -> None:
    answer = http.get(REPLIES, params=given)
    assert (answer.status_code, answer.json()["parameter"]) == (status, parameter), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_slip_in_a_slug_gets_near_matches(http: httpx.Client) -> None:
    assert "act:shperov-temporary" in http.get(REPLIES, params={"act": "shperov-temporari"}).json()["near"]


def test_an_unknown_query_gets_near_matches(http: httpx.Client) -> None:
    answer = http.get("/queries/replys")
    assert (answer.status_code, answer.json()["near"][0]) == (404, "/queries/replies")


def test_a_browser_is_shown_a_page(http: httpx.Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = http.get(REPLIES, params=ACT, headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "act:slutsky-denial" in answer.text
