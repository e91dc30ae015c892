import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.needs import need
from tests.service.live import ENDLESS
from tests.service.process import Service, becomes, running

MOST = 20


@pytest.fixture(scope="module")
def service(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("slow")
    with running(folder, store, workers=2, timeout=10, idle=1, connections=MOST) as started:
        yield started


def _connected(service: Service, text: str = "") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", service.port), 15)
    connection.sendall(text.encode("ascii"))
    return connection


def _read(connection: socket.socket) -> tuple[str, float]:
    """Read up to the end; give what came and the seconds it took."""
    began = time.monotonic()
    with connection, connection.makefile("rb") as file:
        return file.read().decode("utf-8"), time.monotonic() - began


def _held(service: Service, connection: socket.socket) -> bool:
    """Say whether the server's side of a connection is established."""
    table = Path("/proc/net/tcp")
    need("/proc", table.exists())
    ends = tuple(f"0100007F:{port:04X}" for port in (service.port, connection.getsockname()[1]))
    rows = [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    return any((row[1], row[2], row[3]) == (*ends, "01") for row in rows)


def test_a_client_that_says_nothing_is_let_go_without_a_word(service: Service) -> None:
    told, seconds = _read(_connected(service))
    assert (told, 0.5 < seconds < 10) == ("", True)


@pytest.mark.parametrize(
    "text",
    [
        "GET / HTTP/1.1\r\nHost: x\r\n",
        "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 9\r\n\r\nASK",
    ],
    ids=["head", "body"],
)
def test_half_a_request_is_told_that_it_was_too_slow(service: Service, text: str) -> None:
    told, seconds = _read(_connected(service, text))
    head, _, body = told.partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 408 Request Timeout\r\n")
    assert json.loads(body)["type"] == "https://w3id.org/rejoinder/problem/too-slow"
    assert 0.5 < seconds < 10
    assert "Traceback" not in "".join(service.lines)


def test_one_byte_at_a_time_does_not_hold_a_connection_for_ever(service: Service) -> None:
    connection = _connected(service, "GET / HTTP/1.1\r\nX: ")
    assert becomes(lambda: not _takes(connection, b"y"))
    connection.close()


def _takes(connection: socket.socket, data: bytes) -> bool:
    try:
        connection.sendall(data)
    except OSError:
        return False
    return True


def test_a_client_that_goes_on_asking_is_served_however_long_it_does(service: Service) -> None:
    with httpx.Client(trust_env=False, base_url=service.address) as client:
        for _ in range(8):  # over one connection, for longer than one may be silent
            assert client.get("/health").status_code == 200
            time.sleep(0.3)


def test_a_client_that_reads_nothing_is_let_go(service: Service) -> None:
    target = f"/sparql?format=csv&timeout=1&query={quote(ENDLESS)}"
    with _connected(service, f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        assert _held(service, connection)
        assert becomes(lambda: not _held(service, connection), 15)


def test_beyond_the_limit_of_connections_others_are_told_to_come_back(service: Service) -> None:
    idle = [_connected(service) for _ in range(MOST)]
    told, _ = _read(_connected(service, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"))
    assert told.startswith("HTTP/1.1 503 ")
    assert "retry-after: 2\r\n" in told
    assert json.loads(told.partition("\r\n\r\n")[2])["type"] == "https://w3id.org/rejoinder/problem/busy"
    assert any("At most 20 connections" in line for line in service.lines)
    for connection in idle:
        connection.close()
    assert becomes(lambda: httpx.get(f"{service.address}/health", trust_env=False).status_code == 200)


def test_an_offer_of_another_protocol_is_passed_over_without_a_word(service: Service) -> None:
    offered = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABk"}
    assert httpx.get(f"{service.address}/health", headers=offered, trust_env=False).status_code == 200
    assert not any("pgrade" in line for line in service.lines)
