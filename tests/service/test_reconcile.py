"""The Reconciliation Service API as OpenRefine speaks it: what it asks, and what it needs of the answers."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.service.written import refused

ID = "https://w3id.org/rejoinder/id/"
PUTIN, KAZAKHSTAN = f"{ID}person/vladimir-putin", f"{ID}state/kazakhstan"


def reconciled(http: httpx.Client, **queries: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Send a batch as OpenRefine does, as a form."""
    answer = http.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == set(queries)
    return {name: told["result"] for name, told in answer.json().items()}


def test_the_manifest_says_where_everything_is(http: httpx.Client, address: str) -> None:
    manifest = http.get("/reconcile").json()
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == "https://w3id.org/rejoinder/"
    assert {"id": "person", "name": "person"} in manifest["defaultTypes"]
    for place in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert "{{id}}" in place
        assert http.get(place.replace("{{id}}", PUTIN)).status_code == 200
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        assert service["service_url"] == address
        assert http.get(service["service_url"] + service["service_path"]).status_code == 200


def test_any_site_may_reconcile(http: httpx.Client) -> None:
    answer = http.get("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_batch_of_names_is_matched_to_our_iris(http: httpx.Client) -> None:
    found = reconciled(
        http,
        q0={"query": "Путин", "limit": 3, "type": "person", "type_strict": "should"},
        q1={"query": "Nazarbaev, Nursultan", "limit": 3, "type": ["person", "body"]},
        q2={"query": "Kazakstan"},
        q3={"query": "nobody is called so"},
    )
    first = found["q0"][0]
    assert {name: first[name] for name in ("id", "name", "type", "match")} == {
        "id": PUTIN,
        "name": "Vladimir Putin",
        "type": [{"id": "person", "name": "person"}],
        "match": True,
    }
    assert found["q1"][0]["match"]
    assert (found["q2"][0]["id"], found["q2"][0]["match"]) == (KAZAKHSTAN, True)
    assert not any(one["match"] for one in found["q3"])


def test_the_same_batch_is_answered_to_a_get(http: httpx.Client) -> None:
    queries = json.dumps({"q0": {"query": "Putin"}})
    got = http.get("/reconcile", params={"queries": queries})
    assert got.json() == http.post("/reconcile", data={"queries": queries}).json()
    assert (
        http.get(
            "/reconcile", params={"queries": queries}, headers={"If-None-Match": got.headers["etag"]}
        ).status_code
        == 304
    )


def test_a_typo_gives_candidates_and_no_match(http: httpx.Client) -> None:
    candidates = reconciled(http, q={"query": "Vladmir Puttin", "type": "person"})["q"]
    assert candidates[0]["id"] == PUTIN
    assert [one["match"] for one in candidates] == [False] * len(candidates)
    assert 0 < candidates[0]["score"] < 100


def test_what_several_things_are_called_matches_none_until_a_type_or_property_tells(
    http: httpx.Client,
) -> None:
    several = reconciled(http, q={"query": "temporarily seized"})["q"]
    assert len([one for one in several if one["score"] == 100]) > 1
    assert not any(one["match"] for one in several)
    typed = reconciled(http, q={"query": "temporarily seized", "type": "frame"})["q"]
    assert [one["match"] for one in typed] == [True]
    kind = [{"pid": "kind", "v": "frame"}]
    told = reconciled(http, q={"query": "temporarily seized", "properties": kind})["q"]
    assert told[0]["match"]
    assert told[0]["type"][0]["id"] == "frame"


def test_a_property_that_contradicts_forbids_a_match(http: httpx.Client) -> None:
    query = {"query": "Kazakhstan", "type": "state"}
    agreeing = reconciled(http, q=query | {"properties": [{"pid": "iso3", "v": "KAZ"}]})["q"]
    other = reconciled(http, q=query | {"properties": [{"pid": "iso3", "v": ["RUS"]}]})["q"]
    assert (agreeing[0]["id"], agreeing[0]["match"], agreeing[0]["score"]) == (KAZAKHSTAN, True, 100)
    assert not any(one["match"] for one in other)
    assert other[0]["score"] < agreeing[0]["score"]


def test_a_code_alone_is_enough(http: httpx.Client) -> None:
    given = {"properties": [{"pid": "wikidata", "v": {"id": "Q232"}}], "type": "state"}
    assert reconciled(http, q=given)["q"][0]["id"] == KAZAKHSTAN


def test_no_more_candidates_come_than_are_wanted(http: httpx.Client) -> None:
    assert len(reconciled(http, q={"query": "russia", "limit": 2})["q"]) == 2
    assert len(reconciled(http, q={"query": "russia"})["q"]) == 5


@pytest.mark.parametrize(
    ("queries", "why"),
    [
        ("{", "is no JSON"),
        ("[" * 50_000, "is no JSON"),
        ("[]", "has to be an object"),
        ("{}", "has to be an object"),
        ('{"q": "x"}', "has to be an object with a query"),
        ('{"q": {}}', "has to be an object with a query"),
        ('{"q": {"query": 3}}', "has to be a text"),
        ('{"q": {"query": "a", "type": "planet"}}', "there are the types"),
        ('{"q": {"query": "a", "limit": "3"}}', "a whole number"),
        ('{"q": {"query": "a", "properties": [{"v": 1}]}}', "each with pid and v"),
        (json.dumps({"q": {"query": "x" * 501}}), "longer than 500"),
        ('{"q": {"query": "\\u0007"}}', "control characters"),
        (json.dumps({f"q{n}": {"query": "a"} for n in range(51)}), "send 50 at once"),
    ],
)
def test_a_batch_that_cannot_be_read_is_told_why(http: httpx.Client, queries: str, why: str) -> None:
    problem = refused(http.post("/reconcile", data={"queries": queries}), 422, "bad-parameter")
    assert why in str(problem["detail"])


def test_a_form_that_is_too_large_empty_or_none_is_refused(http: httpx.Client) -> None:
    refused(http.post("/reconcile", data={"queries": "x" * 300_000}), 413, "too-large")
    refused(http.post("/reconcile", data={"queries[]": "x"}), 422, "bad-parameter")
    refused(http.post("/reconcile", json={"queries": {}}), 415, "unsupported-media-type")


def test_what_is_typed_is_completed(http: httpx.Client) -> None:
    entities = http.get("/reconcile/suggest/entity?prefix=nazarb&cursor=0").json()["result"]
    assert entities[0]["name"] == "Nursultan Nazarbayev"
    assert entities[0]["notable"] == [{"id": "person", "name": "person"}]
    types = http.get("/reconcile/suggest/type?prefix=pers").json()["result"]
    assert types == [{"id": "person", "name": "person"}]
    properties = http.get("/reconcile/suggest/property?prefix=iso").json()["result"]
    assert [one["id"] for one in properties] == ["iso2", "iso3"]
    refused(http.get("/reconcile/suggest/planet?prefix=a"), 404, "not-found")


def test_a_preview_shows_a_thing_and_an_unknown_one_is_not_found(http: httpx.Client) -> None:
    page = http.get("/reconcile/preview", params={"id": PUTIN})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert re.search("Vladimir Putin.*president", page.text, re.DOTALL)
    for unknown in (f"{ID}person/nobody", "<script>", "", "x/y"):
        refused(http.get("/reconcile/preview", params={"id": unknown}), 404, "not-found")


def test_a_table_is_extended_by_codes_names_and_posts(http: httpx.Client) -> None:
    columns = ("iso2", "iso3", "cow", "wikidata", "name-ru", "kind", "post", "label")
    extend = {
        "ids": [KAZAKHSTAN, PUTIN, f"{ID}person/nobody"],
        "properties": [{"id": name} for name in columns],
    }
    told = http.post("/reconcile", data={"extend": json.dumps(extend)}).json()
    assert [column["id"] for column in told["meta"]] == list(columns)
    cells = {
        iri: {name: [cell["str"] for cell in row[name]] for name in columns}
        for iri, row in told["rows"].items()
    }
    assert cells[KAZAKHSTAN] == {
        "iso2": ["KZ"],
        "iso3": ["KAZ"],
        "cow": ["KZK"],
        "wikidata": ["Q232"],
        "name-ru": ["Казахстан"],
        "kind": ["state"],
        "post": [],
        "label": ["Kazakhstan"],
    }
    assert (cells[PUTIN]["post"], cells[PUTIN]["iso2"]) == (["president, Russia"], [])
    assert set(map(tuple, cells[f"{ID}person/nobody"].values())) == {()}


@pytest.mark.parametrize(
    "extend",
    [
        {"ids": [KAZAKHSTAN]},
        {"ids": [KAZAKHSTAN] * 201, "properties": []},
        {"ids": [1], "properties": []},
        {"ids": [], "properties": [{"id": "height"}]},
        [],
    ],
)
def test_an_extension_that_cannot_be_read_is_refused(http: httpx.Client, extend: object) -> None:
    refused(http.post("/reconcile", data={"extend": json.dumps(extend)}), 422, "bad-parameter")


def test_properties_are_proposed_for_a_type(http: httpx.Client) -> None:
    told = http.get("/reconcile/properties?type=state&limit=10").json()
    assert told["type"] == "state"
    assert {"iso3", "wikidata", "post"} <= {one["id"] for one in told["properties"]}
    refused(http.get("/reconcile/properties?type=planet"), 422, "bad-parameter")


@pytest.mark.parametrize(
    ("name", "properties", "matches"),
    [
        ("Mikhail Gorbachev", {"wikidata": "Q30487"}, True),
        ("Mikhail Gorbachev", {"wikidata": "Q304871"}, False),
        ("Vladimir Putin", {"post": "president"}, True),
        ("Vladimir Putin", {"post": "president, Russia"}, True),
        ("Vladimir Putin", {"post": "spokesperson"}, False),
        ("Nursultan Nazarbayev", {"state": "Kazakhstan"}, True),
        ("Nursultan Nazarbayev", {"state": "Russia"}, False),
    ],
)
def test_a_code_or_post_or_state_that_contradicts_forbids_a_match(
    http: httpx.Client, name: str, properties: dict[str, str], matches: bool
) -> None:
    listed = [{"pid": pid, "v": value} for pid, value in properties.items()]
    queries = {"q": {"query": name, "type": "person", "properties": listed}}
    told = http.post("/reconcile", data={"queries": json.dumps(queries)}).json()["q"]["result"]
    assert (told[0]["name"], told[0]["match"]) == (name, matches)


@pytest.mark.parametrize(
    "form",
    [
        {"queries": {"q": {"query": "Russia", "properties": [{"pid": "state", "v": [["x"]]}]}}},
        {"queries": {"q": {"query": "Russia", "properties": [{"pid": "state", "v": {"name": {"a": 1}}}]}}},
        {"queries": {"\ud800": {"query": "Russia"}}},
        {"queries": {"\ud800": 1}},
        {"extend": {"ids": [], "properties": [{"id": ["a"]}]}},
        {"extend": {"ids": ["\ud800"], "properties": []}},
        {"extend": {"ids": [], "properties": [{"id": "\ud800"}]}},
    ],
)
def test_values_that_are_none_are_refused(http: httpx.Client, form: dict[str, object]) -> None:
    sent = {name: json.dumps(value) for name, value in form.items()}
    refused(http.post("/reconcile", data=sent), 422, "bad-parameter")


def test_suggestions_go_on_behind_a_cursor_and_keep_to_a_type(http: httpx.Client) -> None:
    first = http.get("/reconcile/suggest/entity?prefix=ka").json()["result"]
    second = http.get("/reconcile/suggest/entity", params={"prefix": "ka", "cursor": len(first)}).json()[
        "result"
    ]
    assert not {one["id"] for one in first} & {one["id"] for one in second}
    persons = http.get("/reconcile/suggest/entity?prefix=ka&type=person").json()["result"]
    assert {one["notable"][0]["id"] for one in persons} == {"person"}
    refused(http.get("/reconcile/suggest/entity?prefix=ka&cursor=zzz"), 422, "bad-parameter")
