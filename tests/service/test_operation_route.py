import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest

from service import catalogue, narrowing
from tests.service.browser import held
from tests.service.live import QUERIES


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


@pytest.fixture(scope="module")
def openapi(http: httpx.Client) -> Any:
    return http.get("/openapi.json").json()


def test_health_tells_revision_workers_and_guards(http: httpx.Client) -> None:
    answer = http.get("/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "ok")
    assert re.fullmatch("[0-9a-f]{16}", told["revision"])
    assert told["quads"] > 1000
    assert (told["workers"]["workers"], told["workers"]["ready"]) == (3, 3)
    assert set(told["guards"]) >= {"memory", "network", "parent_death"}
    assert told["corpus"] == "not attached"


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_every_link_and_script_of_a_page_is_answered_here(http: httpx.Client, path: str) -> None:
    page = http.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = _Links()
    links.feed(page.text)
    here = str(page.url)
    ours = {link for link in links.found if urljoin(here, link).startswith(f"{http.base_url}/")}
    assert len(ours) > 2
    assert set(links.found) - ours <= {"https://creativecommons.org/licenses/by/4.0/"}
    for link in ours:
        assert http.get(urljoin(here, link)).status_code == 200, link


def test_the_start_page_runs_no_script_but_our_own_and_reads_whole_without(http: httpx.Client) -> None:
    text = held(http.get("/"))
    assert '<form class="filter"' in text
    assert '<form class="find' in text


def test_small_answers_are_sent_at_once(http: httpx.Client) -> None:
    times = [http.get("/health").elapsed.total_seconds() for _ in range(20)]
    assert min(times) < 0.03  # each takes 40 ms more where the system waits for a second piece to send


def test_nothing_at_an_address_is_404_as_a_problem(http: httpx.Client) -> None:
    answer = http.get("/helth")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["near"]) == (404, ["/health"])


def test_openapi_describes_every_canned_query_as_an_operation(openapi: Any) -> None:
    assert openapi["openapi"].startswith("3.1")
    for name, query in catalogue.load(QUERIES).items():
        operation = openapi["paths"][f"/queries/{name}"]["get"]
        assert (operation["operationId"], operation["summary"]) == (name, query.summary)
        described = {parameter["name"]: parameter for parameter in operation["parameters"]}
        narrowed = set(narrowing.offered(query))
        assert set(described) == {p.name for p in query.parameters} | {"format", "timeout"} | narrowed
        example = operation["responses"]["200"]["content"]["application/json"]["example"]
        assert example["receipt"]["query"] == name
        assert set(operation["responses"]) >= {"404", "422", "504"}


def test_openapi_types_the_parameters(openapi: Any) -> None:
    replies = openapi["paths"]["/queries/replies"]["get"]["parameters"]
    act, how, upto = replies[:3]
    assert (act["required"], act["example"]) == (True, "act:shperov-temporary")
    assert (how["required"], "out-of-context" in how["schema"]["enum"]) == (False, True)
    assert (upto["schema"], "EDTF" in upto["description"]) == ({"type": "string"}, True)
    (least, *_) = openapi["paths"]["/queries/long_documents"]["get"]["parameters"]
    assert least["schema"] == {"type": "integer", "minimum": 0, "maximum": 1000000}


def test_openapi_describes_both_ways_to_send_sparql(openapi: Any) -> None:
    operations = openapi["paths"]["/sparql"]
    assert set(operations) == {"get", "post"}
    assert set(operations["post"]["requestBody"]["content"]) == {
        "application/sparql-query",
        "application/x-www-form-urlencoded",
    }


def test_openapi_points_nowhere_into_the_void(openapi: Any) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if "$ref" in node else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for value in node for ref in references(value)] if isinstance(node, list) else []

    found = references(openapi)
    assert found
    for reference in found:
        node = openapi
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    operations = [operation for path in openapi["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        assert operation["responses"]
        for parameter in operation.get("parameters", []):
            assert {"name", "in", "required", "schema"} <= set(parameter)
