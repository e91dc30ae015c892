"""The sandbox: a worker reaches no network, inherits nothing, and does not outlive its parent."""

import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from service.engine.errors import EvaluationError
from service.engine.question import Question
from service.engine.sandbox import Guards
from tests.needs import need
from tests.service.engine.engines import SECONDS, children, crew, engine, names, runs, write_store

PARENT = """
import asyncio, sys
from pathlib import Path
from service.engine.pool import Pool
from service.engine.question import Question

async def main():
    pool = Pool(Path(sys.argv[1]), workers=2)
    await pool.start()
    print("started", flush=True)
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    await pool.ask(Question(query), timeout=60, lane="adhoc")

asyncio.run(main())
"""


@runs
async def test_all_guards_are_active_on_linux(tmp_path: Path) -> None:
    need("Linux", sys.platform == "linux")
    async with engine(tmp_path) as pool:
        assert all(asdict(pool.guards).values()), pool.guards


def test_a_guard_counts_only_if_every_worker_has_it() -> None:
    assert Guards.shared([Guards(memory=True, network=True), Guards(memory=True)]) == Guards(memory=True)
    assert Guards.shared([]) == Guards()


@runs
async def test_service_reaches_no_server(tmp_path: Path) -> None:
    need("Linux, which filters system calls,", sys.platform == "linux")
    called = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def accept() -> None:
            connection, _ = server.accept()
            called.set()
            connection.close()

        listener = threading.Thread(target=accept)
        listener.start()
        async with engine(tmp_path, workers=1) as pool:
            url = f"<http://127.0.0.1:{port}/>"
            for pattern in [
                f"SERVICE {url} {{ ?s ?p ?o }}",
                f"VALUES ?url {{ {url} }} LATERAL {{ SERVICE ?url {{ ?s ?p ?o }} }}",
            ]:
                query = f"SELECT * WHERE {{ {pattern} }}"
                with pytest.raises(EvaluationError, match="ermission"):
                    await pool.ask(Question(query), timeout=SECONDS, lane="adhoc")
            assert await names(pool) == "name 7"
        assert not called.is_set()
        socket.create_connection(("127.0.0.1", port)).close()  # the same server does see us
        listener.join(5)
    assert called.is_set()


@runs
async def test_a_worker_inherits_no_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REJOINDER_WRITTEN_BY_A_TEST", "not to be passed on")
    async with engine(tmp_path, workers=1) as pool:
        (worker,) = crew(pool)
        assert variables(worker) == {"RUST_BACKTRACE", "MALLOC_ARENA_MAX", "LC_ALL"}


def test_workers_do_not_outlive_a_parent_that_is_killed(tmp_path: Path) -> None:
    need("Linux, which tells a process of its parent's death,", sys.platform == "linux")
    store = write_store(tmp_path / "store")
    command = [sys.executable, "-c", PARENT, str(store)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "started\n"
        workers = [worker for worker in children(parent.pid) if is_worker(worker)]
        assert len(workers) == 2
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while any(map(is_worker, workers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_worker, workers))


def variables(process: int) -> set[str]:
    pairs = Path(f"/proc/{process}/environ").read_text(encoding="utf-8").split("\0")
    return {pair.partition("=")[0] for pair in pairs if pair}


def is_worker(process: int) -> bool:
    """Say whether a process is there, and a worker; one that is dead has no command line."""
    try:
        return b"service.engine.worker" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
