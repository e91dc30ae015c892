import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from service.settings import Settings
from tests.service.live import ENDLESS, RUNAWAY, serving

ACT = {"act": "shperov-temporary"}
ASK = "ASK { ?s ?p ?o }"


def _all_free(http: httpx.Client, seconds: float) -> bool:
    """Wait until every worker is there and free again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        workers = http.get("/health").json()["workers"]
        if workers["free"] == workers["workers"]:
            return True
        time.sleep(0.05)
    return False


def test_a_query_without_end_stops_at_its_limit_while_others_are_answered(http: httpx.Client) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        runaway = threads.submit(http.get, "/sparql", params={"query": RUNAWAY, "timeout": 2})
        time.sleep(0.1)
        others = [http.get("/queries/replies", params=ACT) for _ in range(5)]
        others += [http.get("/sparql", params={"query": ASK}) for _ in range(5)]
        assert not runaway.done()
        answer = runaway.result()
    assert {other.status_code for other in others} == {200}
    assert 2 <= time.monotonic() - began < 4
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (504, "https://w3id.org/rejoinder/problem/time-limit")
    assert (problem["limit"], problem["unit"]) == (2, "seconds")
    assert _all_free(http, 3)


def test_ad_hoc_queries_without_end_leave_a_worker_to_canned_ones(http: httpx.Client) -> None:
    with ThreadPoolExecutor(5) as threads:
        runaways = [
            threads.submit(http.get, "/sparql", params={"query": RUNAWAY, "timeout": 1}) for _ in range(5)
        ]
        time.sleep(0.2)
        assert http.get("/queries/replies", params=ACT, timeout=0.7).status_code == 200
        assert {runaway.result().status_code for runaway in runaways} <= {503, 504}
    assert _all_free(http, 3)


def test_a_failure_half_way_breaks_the_connection_and_adds_no_text(http: httpx.Client) -> None:
    lines: list[str] = []
    broken = pytest.raises(httpx.RemoteProtocolError)
    params = {"query": ENDLESS, "timeout": "1", "format": "csv"}
    with broken, http.stream("GET", "/sparql", params=params) as answer:
        assert answer.status_code == 200
        lines.extend(answer.iter_lines())
    assert len(lines) > 100
    assert "rejoinder/problem" not in "".join(lines[-3:])
    assert _all_free(http, 3)


def test_a_client_that_leaves_in_the_middle_frees_its_worker(http: httpx.Client) -> None:
    with http.stream("GET", "/sparql", params={"query": ENDLESS, "format": "csv"}) as answer:
        next(answer.iter_bytes())
    assert _all_free(http, 2)


def test_a_client_that_leaves_before_the_first_byte_frees_its_worker(http: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        http.get("/sparql", params={"query": RUNAWAY}, timeout=0.3)
    assert _all_free(http, 2)


def test_a_full_queue_is_503_with_the_time_to_come_back(settings: Settings) -> None:
    small = settings.model_copy(update={"workers": 2, "queue": 1, "timeout": 2.0})
    with serving(small) as address, httpx.Client(base_url=address, trust_env=False) as client:
        with ThreadPoolExecutor(4) as threads:
            asked = [
                threads.submit(client.get, "/sparql", params={"query": RUNAWAY}, timeout=20) for _ in range(4)
            ]
            answers = [future.result() for future in asked]
        refused = [answer for answer in answers if answer.status_code == 503]
        assert refused
        assert refused[0].json()["type"] == "https://w3id.org/rejoinder/problem/busy"
        assert int(refused[0].headers["retry-after"]) > 0
