"""A canned query's answers: every format, its receipt, its page, its friendly address, many calls at once."""

import hashlib
import io
import json
import re

import httpx
import pandas
import pytest

from service.settings import Settings
from tests.service.browser import held
from tests.service.live import serving

REPLIES = "/queries/replies"
ACT = {"act": "shperov-temporary"}
JSON = {"Content-Type": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_a_receipt_says_all_that_is_needed_to_cite_and_ask_again(http: httpx.Client) -> None:
    told = http.get(REPLIES, params={"act": "act:shperov-temporary", "standing": "asserted,hedged"}).json()
    receipt = told["receipt"]
    assert receipt["question"] == "Who replied to an act, and how?"
    assert receipt["parameters"]["standing"] == ["asserted", "hedged"]
    assert receipt["query_sha256"] == hashlib.sha256(receipt["sparql"].encode()).hexdigest()
    assert receipt["limits"] | {"rows": 0} == {"limit": None, "offset": 0, "rows": 0, "complete": True}
    assert receipt["licence"].startswith("https://creativecommons.org/licenses/by/")
    again = http.get(receipt["address"])
    assert again.json()["rows"] == told["rows"] != []
    assert again.headers["cache-control"].endswith("immutable")
    for part in (
        receipt["revision"],
        receipt["question"],
        receipt["address"],
        "act:shperov-temporary",
        "000",
    ):
        assert part in receipt["citation"]


def test_the_query_of_a_receipt_gives_the_same_rows_when_it_is_pasted(http: httpx.Client) -> None:
    told = http.get(REPLIES, params=ACT | {"layer": "asserted", "limit": 2}).json()
    raw = http.post("/sparql", data={"query": told["receipt"]["sparql"]}, headers={"Accept": "text/csv"})
    assert len(raw.text.splitlines()) - 1 == len(told["rows"]) == 2


def test_a_receipt_comes_alone_and_every_format_links_to_it(http: httpx.Client) -> None:
    csv = http.get(REPLIES, params=ACT | {"format": "csv"})
    link = re.fullmatch(r'<(.*)>; rel="describedby"; type="application/json"', csv.headers["link"])
    assert link is not None
    alone = http.get(link[1])
    assert alone.headers["content-type"] == "application/vnd.rejoinder.receipt+json"
    whole = http.get(REPLIES, params=ACT).json()["receipt"]
    assert alone.json() == whole
    assert alone.headers["etag"] != http.get(REPLIES, params=ACT).headers["etag"]


def test_parquet_is_a_typed_table_with_its_receipt(http: httpx.Client) -> None:
    answer = http.get("/queries/long_documents", params={"least": 1, "format": "parquet"})
    table = pandas.read_parquet(io.BytesIO(answer.content))
    assert dict(table.dtypes.astype(str)) == {"document": "str", "length": "int64", "long": "bool"}
    rows = http.get("/queries/long_documents", params={"least": 1}).json()["rows"]
    assert table.to_dict("records") == rows
    import pyarrow.parquet

    metadata = pyarrow.parquet.read_schema(io.BytesIO(answer.content)).metadata
    assert json.loads(metadata[b"rejoinder"])["query"] == "long_documents"
    nothing = http.get(REPLIES, params=ACT | {"how": "retracts", "format": "parquet"})
    assert list(pandas.read_parquet(io.BytesIO(nothing.content)).columns) == list(
        http.get(REPLIES, params=ACT).json()["rows"][0]
    )


def test_pages_of_an_answer_follow_one_another(http: httpx.Client) -> None:
    every = http.get(REPLIES, params=ACT).json()["rows"]
    rows, path = [], f"{REPLIES}?act=shperov-temporary&limit=2"
    while path:
        told = http.get(path).json()
        assert told["receipt"]["limits"]["complete"] is False or len(every) < 2
        rows += told["rows"]
        path = told["receipt"]["limits"].get("next")
    assert rows == every
    assert len(every) > 2


def test_a_friendly_address_gives_the_same_answer(http: httpx.Client) -> None:
    told = http.get("/acts/shperov-temporary/replies", params={"standing": "asserted"})
    same = http.get(REPLIES, params=ACT | {"standing": "asserted"})
    assert told.json() == same.json()
    assert told.headers["etag"] == same.headers["etag"]
    pinned = http.get(
        f"/r/{told.headers['rejoinder-revision']}/acts/shperov-temporary/replies",
        params={"standing": "asserted"},
    )
    assert pinned.json()["rows"] == told.json()["rows"]


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/acts/shperov-temporari/replies", 404, "act:shperov-temporary"),
        ("/acts/shperov-temporary/replies?act=x", 422, "the path says it already"),
        ("/acts/shperov-temporary/replies?wen=2014", 422, "no such parameter"),
        ("/persons/shperov-temporary/replies", 404, "/docs lists every route"),
    ],
)
def test_a_wrong_friendly_address_is_told_what_is_right(
    http: httpx.Client, path: str, status: int, told: str
) -> None:
    answer = http.get(path)
    assert (answer.status_code, told in answer.text) == (status, True), answer.text


def test_the_page_shows_rows_receipt_query_and_the_form_as_filled(http: httpx.Client) -> None:
    page = held(http.get(REPLIES, params=ACT | {"how": "out-of-context"}, headers=BROWSER))
    receipt = http.get(REPLIES, params=ACT | {"how": "out-of-context"}).json()["receipt"]
    assert "<option selected>out-of-context</option>" in page
    assert 'value="act:shperov-temporary"' in page
    assert receipt["address"].replace("&", "&amp;") in page
    assert "VALUES (?act ?how ?upto)" in page


def test_the_page_of_a_query_that_needs_a_parameter_is_its_form(http: httpx.Client) -> None:
    page = held(http.get(REPLIES, headers=BROWSER))
    assert f'<form class="ask" action="{http.base_url}{REPLIES}" method="get">' in page
    assert "is missing" not in page
    assert f'href="{http.base_url}{REPLIES}?act=act:shperov-temporary' in page


def test_a_browser_gets_the_form_again_with_what_is_wrong(http: httpx.Client) -> None:
    page = http.get(REPLIES, params={"act": '"><script>alert(1)</script>'}, headers=BROWSER)
    assert "&lt;script&gt;alert(1)" in held(page, 404)
    assert page.headers["cache-control"] == "no-store"


def test_many_calls_have_an_answer_or_a_problem_each(http: httpx.Client) -> None:
    asked = [
        {"act": "shperov-temporary", "standing": ["asserted", "hedged"]},
        {"act": "nobody-said-this"},
        {"act": "shperov-temporary", "upto": 2014, "how": None},
        {},
        {"act": "\ud800", "\udfff": "x"},
        {"act": {"a": 1}},
        {"act": True, "\ud800": True},
        {"act": "shperov-temporary", "limit": 1.0},
        {"act": float("inf")},
        1,
    ]
    told = http.post(REPLIES, content=json.dumps(asked), headers=JSON).json()
    first, unknown, third, missing, half, nested, truth, whole, endless, number = told["answers"]
    assert {one["problem"]["status"] for one in (half, nested, truth, endless)} == {422}
    assert (len(whole["rows"]), number["problem"]["status"]) == (1, 400)
    assert first["rows"] == http.get(REPLIES, params=ACT | {"standing": "asserted,hedged"}).json()["rows"]
    assert unknown["problem"]["status"] == 404
    assert third["receipt"]["parameters"]["upto"] == "2014-12-31"
    assert missing["problem"]["parameter"] == "act"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"{}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"[" + b"{}," * 100 + b"{}]", "application/json", 413),
        (b"[" + b" " * 300_000 + b"]", "application/json", 413),
        (b"[\xff]", "application/json", 400),
        (b"[]", "text/plain", 415),
    ],
)
def test_a_body_that_holds_no_calls_is_refused(
    http: httpx.Client, content: bytes, kind: str, status: int
) -> None:
    answer = http.post(REPLIES, content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
        answer.text
    )


def test_the_list_of_questions_is_a_page_in_a_browser(http: httpx.Client) -> None:
    page = held(http.get("/queries", headers=BROWSER))
    for query in http.get("/queries").json()["queries"]:
        assert f'href="{query["href"]}"' in page
    assert http.get("/queries", params={"format": "json"}, headers=BROWSER).json()["queries"]


def test_many_calls_take_the_time_of_one(settings: Settings) -> None:
    short = settings.model_copy(update={"timeout": 0.5})
    with serving(short) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        asked = [{"limit": 5000 + at} for at in range(100)]
        told = client.post("/queries/every_statement", json=asked).json()["answers"]
        statuses = {one["problem"]["status"] if "problem" in one else 200 for one in told}
        assert len(told) == 100
        assert 504 in statuses


def test_what_stands_in_the_address_of_many_calls_is_refused(http: httpx.Client) -> None:
    answer = http.post(REPLIES, params={"limit": 1}, json=[ACT])
    assert (answer.status_code, answer.json()["parameter"]) == (422, "limit")


def test_a_page_that_is_just_full_is_known_to_be_the_last(http: httpx.Client) -> None:
    rows = len(http.get(REPLIES, params=ACT).json()["rows"])
    full, less = (
        http.get(REPLIES, params=ACT | {"limit": limit}).json()["receipt"]["limits"]
        for limit in (rows, rows - 1)
    )
    assert (full["complete"], "next" in full) == (True, False)
    assert (less["complete"], less["next_offset"]) == (False, rows - 1)
    csv = http.get(REPLIES, params=ACT | {"limit": rows - 1, "format": "csv"}).text
    assert len(csv.splitlines()) == rows


def test_a_page_beyond_the_last_row_does_not_say_that_nothing_is_there(http: httpx.Client) -> None:
    beyond = ACT | {"offset": 100}
    assert "No rows on this page" in http.get(REPLIES, params=beyond, headers=BROWSER).text
    assert "no row from 101 on" in http.get(REPLIES, params=beyond).json()["receipt"]["citation"]
    assert (
        "rows 2 to 3 from"
        in http.get(REPLIES, params=ACT | {"offset": 1, "limit": 2}).json()["receipt"]["citation"]
    )


def test_a_friendly_address_takes_any_name(http: httpx.Client) -> None:
    told = http.get("/acts/shperov-temporary/replies").json()
    for name in ("act:shperov-temporary", "Shperov says parts of Kazakhstan are only held for a time"):
        assert http.get(f"/acts/{name}/replies").json() == told
