import contextlib
import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.needs import need
from tests.service.live import ENDLESS, RUNAWAY
from tests.service.process import Service, alive, becomes, running

SLOW = (  # about 12 MB
    "SELECT ?a ?b ?c ?d WHERE { { SELECT ?a ?b ?c WHERE { ?a ?b ?c } LIMIT 300 } ?d ?e ?f } LIMIT 60000"
)


@pytest.fixture(autouse=True)
def _proc() -> None:
    need("/proc", Path("/proc/self/stat").exists())


def _refused(service: Service) -> bool:
    try:
        socket.create_connection(("127.0.0.1", service.port), 1).close()
    except ConnectionRefusedError:
        return True
    return False


def _nothing_left(service: Service) -> bool:
    return alive([service.process.pid, *service.workers]) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
def test_a_running_answer_arrives_whole_while_new_clients_are_refused(
    number: signal.Signals, store: Path, tmp_path: Path
) -> None:
    plain = {"Accept-Encoding": "identity"}  # too large to be kept, so that it is slow the second time, too
    with (
        running(tmp_path, store, workers=2, timeout=20) as service,
        httpx.Client(trust_env=False, headers=plain) as client,
    ):
        params = {"query": SLOW, "format": "csv"}
        whole = client.get(f"{service.address}/sparql", params=params).content
        with client.stream("GET", f"{service.address}/sparql", params=params) as answer:
            pieces = answer.iter_raw()
            received = next(pieces)
            service.process.send_signal(number)
            assert becomes(lambda: _refused(service))
            assert service.process.poll() is None
            received += b"".join(pieces)
        assert len(received) == len(whole) > 5_000_000
        assert service.process.wait(10) == 0
    assert _nothing_left(service)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["errors"]


def test_an_answer_beyond_the_time_limit_does_not_hold_up_the_end(store: Path, tmp_path: Path) -> None:
    with running(tmp_path, store, workers=2, timeout=3) as service:
        asked = threading.Thread(target=_ask, args=(service, RUNAWAY))
        asked.start()
        time.sleep(0.5)
        began = time.monotonic()
        service.process.terminate()
        assert service.process.wait(10) == 0
        assert time.monotonic() - began < 7
        asked.join()
    assert _nothing_left(service)


def _ask(service: Service, query: str) -> None:
    with contextlib.suppress(httpx.TransportError):
        httpx.get(f"{service.address}/sparql", params={"query": query}, timeout=30, trust_env=False)


def test_a_client_that_reads_nothing_is_cut_off_at_the_end_of_the_grace(store: Path, tmp_path: Path) -> None:
    with (
        running(tmp_path, store, workers=2, timeout=3) as service,
        httpx.Client(trust_env=False) as client,
        client.stream(
            "GET", f"{service.address}/sparql", params={"query": ENDLESS, "format": "csv"}
        ) as answer,
    ):
        next(answer.iter_raw())
        service.process.terminate()
        assert service.process.wait(10) == 0
        assert "Traceback" not in "".join(service.lines)
    assert _nothing_left(service)


@pytest.mark.parametrize("second", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.soak)])
def test_a_second_signal_ends_it_at_once(second: signal.Signals, store: Path, tmp_path: Path) -> None:
    with running(tmp_path, store, workers=2, timeout=60) as service:
        asked = threading.Thread(target=_ask, args=(service, RUNAWAY))
        asked.start()
        time.sleep(0.5)
        service.process.terminate()
        assert becomes(lambda: _refused(service))
        assert service.process.poll() is None
        service.process.send_signal(second)
        assert service.process.wait(5) == 0
        asked.join(5)
        (line,) = [line for line in map(json.loads, service.lines) if "request" in line]
        assert (line["outcome"], line["query"]) == ("client left", RUNAWAY)
    assert _nothing_left(service)


def test_no_worker_outlives_a_service_that_is_killed(store: Path, tmp_path: Path) -> None:
    with running(tmp_path, store, workers=3, timeout=60) as service:
        asked = threading.Thread(target=_ask, args=(service, RUNAWAY))
        asked.start()
        time.sleep(0.5)
        assert len(alive(service.workers)) == 3
        os.kill(service.process.pid, signal.SIGKILL)
        assert becomes(lambda: not alive(service.workers))
        asked.join(5)
