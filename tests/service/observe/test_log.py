import contextlib
import hashlib
import json
import os
import pty
import re
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.service.live import ENDLESS
from tests.service.process import COMMAND, ENVIRONMENT, Service, becomes, running

TOKEN = "Bearer sesame"  # noqa: S105 - nobody's
CLAIM = {"claim": "kazakhstan-holds-lands-temporarily"}


@pytest.fixture(scope="module")
def service(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("log"), store, workers=2, timeout=3) as started:
        yield started


def _line(service: Service, answer: httpx.Response) -> dict[str, Any]:
    """Find the one line of a request."""
    marked = f'"request": "{answer.headers["request-id"]}"'
    assert becomes(lambda: any(marked in line for line in service.lines))
    (line,) = [line for line in service.lines if marked in line]
    return dict(json.loads(line))


def _get(service: Service, path: str, **more: Any) -> httpx.Response:
    return httpx.get(service.address + path, trust_env=False, **more)


def test_an_answer_is_one_line_of_json(service: Service) -> None:
    answer = _get(service, "/queries/responses_to_claim", params=CLAIM)
    line = _line(service, answer)
    expected = {"level": "INFO", "client": "127.0.0.1", "method": "GET", "status": 200}
    expected |= {"path": "/queries/responses_to_claim", "route": "/queries/responses_to_claim"}
    expected |= {
        "outcome": "complete",
        "bytes": int(answer.headers["content-length"]),
        "rows": answer.json()["receipt"]["rows"],
    }
    expected |= {"revision": answer.json()["receipt"]["revision"]}
    assert {name: line[name] for name in expected} == expected
    assert 0 < line["engine_ms"] < line["ms"]
    assert timedelta(0) < datetime.now(UTC) - datetime.fromisoformat(line["time"]) < timedelta(minutes=1)
    assert line["time"].endswith("+00:00")


def test_the_query_is_told_with_its_hash_and_cut_at_its_limit(service: Service) -> None:
    query = "ASK { ?s ?p ?o }" + " " * 3000
    line = _line(service, _get(service, "/sparql", params={"query": query}))
    assert line["query"] == query[:2000]
    assert line["query_sha256"] == hashlib.sha256(query.encode()).hexdigest()[:16]


def test_the_id_is_ours_not_the_clients(service: Service) -> None:
    answer = _get(service, "/health", headers={"Request-Id": "mine", "X-Request-Id": "mine"})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["request-id"])
    assert "mine" not in json.dumps(_line(service, answer))


def test_a_proxy_on_this_machine_is_believed_about_its_client(service: Service) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.7"}
    assert _line(service, _get(service, "/health", headers=forwarded))["client"] == "203.0.113.7"


def test_a_problem_is_named(service: Service) -> None:
    line = _line(service, _get(service, "/sparql", params={"query": "ASK {"}))
    assert (line["status"], line["problem"], line["level"]) == (400, "query-syntax", "INFO")
    line = _line(service, _get(service, "/helth" + "h" * 1000))
    assert (line["route"], line["problem"], len(line["path"])) == ("none", "not-found", 500)


def test_no_secret_and_no_body_that_is_no_query_is_written(service: Service) -> None:
    _get(service, "/health", headers={"Authorization": TOKEN, "Cookie": "sesame"})
    update = {"Content-Type": "application/sparql-update", "Authorization": TOKEN}
    answer = httpx.post(
        f"{service.address}/sparql",
        content="INSERT DATA { <a:sesame> <a:b> 1 }",
        headers=update,
        trust_env=False,
    )
    assert _line(service, answer)["status"] == 403
    assert not any("sesame" in line for line in service.lines)


def test_control_characters_forge_no_line(service: Service) -> None:
    forged = 'ASK { ?s ?p "\n{\\"level\\": \\"INFO\\"}\r\u2028\x1b[31m" }'
    answer = httpx.post(
        f"{service.address}/sparql",
        content=forged.encode(),
        headers={"Content-Type": "application/sparql-query"},
        trust_env=False,
    )
    assert _line(service, answer)["query"] == forged
    assert all(json.loads(line)["time"] for line in service.lines)
    assert all(line.isascii() and line.isprintable() for line in service.lines)


def test_an_answer_that_breaks_off_is_one_line_that_says_so(service: Service) -> None:
    before = len(service.lines)
    params = {"query": ENDLESS, "format": "csv", "timeout": "1"}
    with httpx.stream("GET", f"{service.address}/sparql", params=params, trust_env=False) as answer:
        received = _received(answer)
    line = _line(service, answer)
    told = (line["level"], line["status"], line["outcome"], line["problem"])
    assert told == ("WARNING", 200, "cut off", "time-limit")
    assert line["bytes"] >= received > 100_000
    assert len(service.lines) == before + 1


def _received(answer: httpx.Response) -> int:
    """Count the bytes that come before the connection breaks."""
    count = 0
    with contextlib.suppress(httpx.RemoteProtocolError):
        for piece in answer.iter_raw():
            count += len(piece)
        pytest.fail("the answer came to an end")
    return count


def test_a_client_that_leaves_is_one_line_that_says_so(service: Service) -> None:
    before = len(service.lines)
    params = {"query": ENDLESS, "format": "csv"}
    with httpx.stream("GET", f"{service.address}/sparql", params=params, trust_env=False) as answer:
        next(answer.iter_raw())
    assert _line(service, answer)["outcome"] == "client left"
    assert len(service.lines) == before + 1


def test_what_the_server_itself_has_to_say_comes_as_json_too(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port), 5) as connection:
        connection.sendall(b"no HTTP\r\n\r\n")
        connection.recv(1000)
    assert becomes(lambda: any("Invalid HTTP request" in line for line in service.lines))
    assert all(json.loads(line)["level"] for line in service.lines)


def test_text_tells_only_what_went_wrong(store: Path, tmp_path: Path) -> None:
    with running(tmp_path, store, workers=2, log="text") as service:
        _get(service, "/health")
        _get(service, "/sparql", params={"query": ENDLESS, "format": "json", "timeout": "0.001"})
        assert becomes(lambda: service.lines)
        (line,) = service.lines
    assert re.fullmatch(
        r"WARNING GET /sparql: 504 \(time-limit\) after [\d.]+ ms, request [0-9a-f]{16}", line
    )


@pytest.mark.soak
def test_off_tells_nothing(store: Path, tmp_path: Path) -> None:
    with running(tmp_path, store, workers=2, log="off") as service:
        assert _get(service, "/sparql", params={"query": ENDLESS, "timeout": "0.001"}).status_code == 504
        service.process.terminate()
        assert service.process.wait(10) == 0
        assert service.lines == []


@pytest.mark.soak
def test_on_a_terminal_people_read_it(store: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", "--store", str(store)],
        env=ENVIRONMENT,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        assert process.stdout is not None
        address = process.stdout.readline().split()[3]
        httpx.get(f"{address}/health", trust_env=False)
        httpx.get(f"{address}/sparql", params={"query": ENDLESS, "timeout": "0.001"}, trust_env=False)
        told = os.read(ours, 1000).decode()
        process.terminate()
        assert process.wait(10) == 0
    os.close(ours)
    assert told.startswith("WARNING GET /sparql: 504")
