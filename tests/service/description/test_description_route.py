"""The documents at their addresses: negotiated, counted once, made anew for another host."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from service.description.form import EXAMPLE
from service.engine.errors import EngineError, MemoryLimit, QueueFull, TimeLimit, WorkerCrashed
from service.engine.question import Question
from tests.service.browser import held
from tests.service.description.samples import ADDRESS, MIXED, UNNAMED, Pool, application, client, stored
from tests.service.engine.engines import runs

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
PATHS = ("/.well-known/void", "/sparql")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
    ],
)
def test_each_format_holds_the_same_triples(
    http: httpx.Client, path: str, accept: str, media_type: str
) -> None:
    answer = http.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["rejoinder-revision"] == http.get("/health").json()["revision"]
    assert "Accept" in answer.headers["vary"]
    parsed = "application/ld+json" if media_type == "application/json" else media_type
    triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.from_media_type(parsed))}
    turtle = ox.parse(http.get(path, params={"format": "turtle"}).content, format=ox.RdfFormat.TURTLE)
    assert triples == {quad.triple for quad in turtle}
    assert len(triples) > 100


@pytest.mark.parametrize("path", PATHS)
def test_a_format_that_there_is_not_is_406_with_the_offers(http: httpx.Client, path: str) -> None:
    for answer in (
        http.get(path, headers={"Accept": "image/png"}),
        http.get(path, params={"format": "nquads"}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
        assert "text/turtle" in answer.json()["offers"]


def test_void_is_no_page_and_a_browser_gets_turtle(http: httpx.Client) -> None:
    told = held(http.get("/.well-known/void", headers={"Accept": "text/html"}), 406)
    assert "text/turtle" in told
    answer = http.get("/.well-known/void", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/html" not in answer.json()["offers"]
    assert http.get("/.well-known/void", headers={"Accept": BROWSER}).headers["content-type"] == (
        "text/turtle; charset=utf-8"
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"default-graph-uri": "http://a.example/"},
        {"named-graph-uri": "http://a.example/"},
        {"layer": "asserted"},
        {"timeout": "1"},
    ],
)
def test_a_question_whose_query_was_forgotten_is_still_400(
    http: httpx.Client, parameters: dict[str, str]
) -> None:
    assert http.get("/sparql", params=parameters).status_code == 400


def test_head_has_the_headers_alone(http: httpx.Client) -> None:
    for path in PATHS:
        answer = http.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


@runs
async def test_the_graph_is_counted_once_and_each_host_gets_its_own_address() -> None:
    pool = Pool(stored(MIXED))
    async with client(application(pool)) as http:
        first = await http.get("/.well-known/void")
        asked = len(pool.asked)
        again = await http.get("/.well-known/void", params={"format": "nt"})
        other = await http.get("/.well-known/void", headers={"Host": "c.example"})
    assert asked == len(pool.asked) == 8
    assert f"<{ADDRESS}/sparql>" in first.text
    assert f"<{ADDRESS}/sparql>" in again.text
    assert "<http://c.example/sparql>" in other.text
    assert ADDRESS not in other.text


@runs
async def test_many_hosts_cost_no_counting() -> None:
    pool = Pool(stored(UNNAMED))
    async with client(application(pool)) as http:
        for number in range(20):
            answer = await http.get("/.well-known/void", headers={"Host": f"h{number}.example"})
            assert f"<http://h{number}.example/sparql>" in answer.text
        asked = len(pool.asked)
        await http.get("/.well-known/void", headers={"Host": "h0.example"})
    assert len(pool.asked) == asked  # the counts are of the revision, whoever asks


@runs
async def test_a_host_that_makes_no_iri_is_400() -> None:
    async with client(application(Pool(stored(UNNAMED)))) as http:
        answer = await http.get("/.well-known/void", headers={"Host": "a%zz"})
    assert answer.status_code == 400
    assert "a%zz" in answer.json()["detail"]


class _Failing(Pool):
    """Answers the first questions, then fails."""

    def __init__(self, failing: Callable[[], EngineError], after: int) -> None:
        super().__init__(stored(UNNAMED))
        self._failing, self.after = failing, after

    async def ask(self, question: Question, *, timeout: float, lane: str) -> Any:  # noqa: ASYNC109 - the pool's own
        if len(self.asked) >= self.after:
            raise self._failing()
        return await super().ask(question, timeout=timeout, lane=lane)


@pytest.mark.parametrize(
    "failing", [lambda: TimeLimit(5), lambda: MemoryLimit(1536), lambda: WorkerCrashed("killed")]
)
@runs
async def test_a_graph_too_large_to_count_is_described_without_counts(
    failing: Callable[[], EngineError],
) -> None:
    async with client(application(_Failing(failing, 3))) as http:
        answer = await http.get("/.well-known/void")
    assert answer.status_code == 200
    assert "void:entities 2" in answer.text
    assert "void:propertyPartition" not in answer.text
    assert "void:sparqlEndpoint" in answer.text


@runs
async def test_a_busy_engine_is_told_as_busy_and_asked_again() -> None:
    pool = _Failing(lambda: QueueFull(1, 1), 3)
    async with client(application(pool)) as http:
        assert (await http.get("/.well-known/void")).status_code == 503
        pool.after = 99
        assert "void:propertyPartition" in (await http.get("/.well-known/void")).text


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.fixture(scope="module")
def page(http: httpx.Client) -> httpx.Response:
    return http.get("/sparql", headers={"Accept": BROWSER})


@pytest.fixture(scope="module")
def form(page: httpx.Response) -> _Form:
    parser = _Form()
    parser.feed(page.text)
    return parser


def test_a_browser_gets_a_page_that_runs_our_scripts_alone_and_sends_only_here(
    http: httpx.Client, page: httpx.Response, form: _Form
) -> None:
    assert "form-action 'self'" in page.headers["content-security-policy"]
    held(page)
    actions = [(one["action"], one["method"]) for one in form.of("form")]
    assert actions == [(f"{http.base_url}/search", "get"), (f"{http.base_url}/sparql", "get")]


def test_without_scripts_the_page_is_a_form_and_the_editor_is_hidden(form: _Form) -> None:
    (editor,) = [one for one in form.of("div") if one.get("id") == "editor"]
    assert "hidden" in editor
    (plain,) = [one for one in form.of("form") if one.get("id") == "plain"]
    assert "hidden" not in plain
    assert [one["name"] for one in form.of("textarea", "select")] == ["query", "format"]
    assert form.of("button")


def test_every_field_of_the_form_has_a_label(form: _Form) -> None:
    fields = {field["id"] for field in form.of("textarea", "select", "input")}
    assert fields == {"find", "query", "format"}
    assert {label["for"] for label in form.of("label")} == fields


def test_the_example_of_the_form_finds_claims(http: httpx.Client, page: httpx.Response) -> None:
    assert "SELECT ?claim ?label" in page.text
    answer = http.get("/sparql", params={"query": EXAMPLE.replace("\n", "\r\n"), "format": "json"})
    assert len(answer.json()["results"]["bindings"]) > 20


def test_every_format_of_the_form_is_sent_for_a_table_or_a_graph(http: httpx.Client, form: _Form) -> None:
    values = [str(option["value"]) for option in form.of("option")]
    assert len(values) == len(set(values)) == 10
    for value in values:
        queries = ("SELECT (1 AS ?n) {}", "CONSTRUCT { <urn:a> <urn:b> 1 } {}")
        statuses = [http.get("/sparql", params={"query": q, "format": value}).status_code for q in queries]
        assert 200 in statuses, value


def test_links_of_the_page_lead_somewhere(http: httpx.Client, form: _Form) -> None:
    links = [str(link["href"]) for link in form.of("a")]
    ours = [link for link in links if link.startswith(f"{http.base_url}/")]
    assert len(ours) > 10
    assert set(links) - set(ours) == {"#content", "https://creativecommons.org/licenses/by/4.0/"}
    for link in ours:
        assert http.get(link, follow_redirects=True).status_code == 200, link
