import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as plain

from service.app import create_app
from service.settings import Settings
from tests.service.live import ENDLESS, QUERIES, RUNAWAY, serving
from tests.service.process import becomes

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    settings = Settings(store=store, workers=2, queue=1, timeout=5)
    with serving(settings) as address, httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        yield client


def _samples(client: httpx.Client) -> Samples:
    families = plain(client.get("/metrics").text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def _value(samples: Samples, metric: str, **labels: str) -> float:
    return samples.get((f"rejoinder_{metric}", frozenset(labels.items())), 0.0)


def _rise(client: httpx.Client, before: Samples, metric: str, **labels: str) -> float:
    return _value(_samples(client), metric, **labels) - _value(before, metric, **labels)


def test_a_request_is_counted_and_timed_by_its_route(client: httpx.Client) -> None:
    before = _samples(client)
    answer = client.get("/queries/replies", params={"act": "shperov-temporary"})
    after = _samples(client)

    def risen(metric: str, **labels: str) -> float:
        return _value(after, metric, **labels) - _value(before, metric, **labels)

    route = "/queries/replies"
    assert risen("requests_total", route=route, method="GET", status="200") == 1
    assert risen("request_seconds_count", route=route, lane="canned") == 1
    assert 0 < risen("request_seconds_sum", route=route, lane="canned") < 5
    assert risen("sent_rows_total") == answer.json()["receipt"]["rows"] > 0
    assert risen("sent_bytes_total") >= int(answer.headers["content-length"])


def test_labels_are_few_whatever_clients_ask(client: httpx.Client) -> None:
    before = _samples(client)
    for number in range(5):
        client.get(f"/nowhere/{number}")
        client.request(f"VERB{number}", "/health")
    assert _rise(client, before, "requests_total", route="none", method="GET", status="404") == 5
    assert _rise(client, before, "requests_total", route="/health", method="other", status="405") == 5
    assert not any(
        "VERB" in value or "nowhere" in value for _, labels in _samples(client) for _, value in labels
    )


def test_a_head_is_counted_under_the_route_it_asks(client: httpx.Client) -> None:
    before = _samples(client)
    client.head("/health")
    assert _rise(client, before, "requests_total", route="/health", method="HEAD", status="200") == 1


def test_engine_and_graph_are_told_as_they_are(client: httpx.Client) -> None:
    health = client.get("/health").json()
    assert becomes(lambda: _value(_samples(client), "workers", state="free") == 2)
    samples = _samples(client)
    assert _value(samples, "workers", state="ready") == 2
    assert _value(samples, "waiting") == 0
    assert _value(samples, "graph_info", revision=health["revision"]) == 1
    assert _value(samples, "graph_quads") == health["quads"]
    assert _value(samples, "requests_in_flight") == 1  # this one


def test_ends_of_workers_are_counted_by_reason(client: httpx.Client) -> None:
    before = _samples(client)
    client.get("/sparql", params={"query": RUNAWAY, "timeout": "1"})
    assert _rise(client, before, "worker_deaths_total", reason="time") == 1
    with client.stream("GET", "/sparql", params={"query": ENDLESS, "format": "csv"}) as answer:
        next(answer.iter_bytes())
    assert becomes(lambda: _rise(client, before, "worker_deaths_total", reason="left") == 1)
    assert _rise(client, before, "answers_unfinished_total", outcome="client left") == 1
    assert _rise(client, before, "worker_deaths_total", reason="crash") == 0


def test_an_answer_that_breaks_off_is_counted(client: httpx.Client) -> None:
    before = _samples(client)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/sparql", params={"query": ENDLESS, "format": "csv", "timeout": "1"})
    assert becomes(lambda: _rise(client, before, "answers_unfinished_total", outcome="cut off") == 1)
    assert becomes(lambda: _value(_samples(client), "workers", state="free") == 2)


def test_refusals_of_a_full_queue_are_counted(client: httpx.Client) -> None:
    before = _samples(client)
    with ThreadPoolExecutor(5) as threads:
        asked = [
            threads.submit(client.get, "/sparql", params={"query": RUNAWAY, "timeout": "1"}) for _ in range(5)
        ]
        refused = sum(future.result().status_code == 503 for future in asked)
    assert _rise(client, before, "queue_refusals_total", lane="adhoc") == refused > 0


def test_open_metrics_is_given_to_who_asks_for_it(client: httpx.Client) -> None:
    assert client.get("/metrics").headers["content-type"].startswith("text/plain; version=0.0.4")
    accept = {"Accept": "application/openmetrics-text; version=1.0.0,text/plain;q=0.5"}
    answer = client.get("/metrics", headers=accept)
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = open_metrics(answer.text)  # type: ignore[no-untyped-call]
    assert {"rejoinder_requests", "rejoinder_workers"} <= {family.name for family in families}


@pytest.mark.parametrize(("ready", "stopping", "told"), [(0, False, "no worker"), (2, True, "stopping")])
def test_what_does_not_answer_says_that_it_is_not_ready(
    store: Path, ready: int, stopping: bool, told: str
) -> None:
    app = create_app(Settings(store=store, workers=2), queries_at=QUERIES)

    async def asked() -> httpx.Response:
        async with app.router.lifespan_context(app):
            desks = app.state.desks
            desk = await desks.current()
            pool = SimpleNamespace(status=replace(desk.pool.status, ready=ready), guards=desk.pool.guards)
            desks._current = (desks._current[0], replace(desk, pool=cast("Any", pool)))
            app.state.stopping = stopping
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as http:
                return await http.get("/health")

    answer = asyncio.run(asked())
    assert (answer.status_code, answer.json()["status"]) == (503, told)
    assert answer.json()["workers"]["ready"] == ready
