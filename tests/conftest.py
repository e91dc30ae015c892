"""Fixtures that many tests share: the real graph in a store of its own, and a live server on it."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from graph.build import build
from graph.check import assemble
from graph.sources import Draft, Roots
from service.settings import Settings
from tests.service.live import serving


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of long tests, and leave them out unless marks are asked for."""
    config.addinivalue_line("markers", "soak: long and random; `make soak` runs them")
    # Dozens of servers are started, of which one or two are asked for downloads.
    os.environ.setdefault("REJOINDER_DOWNLOADS", "asked")
    config.option.markexpr = config.option.markexpr or "not soak"


@pytest.fixture(scope="session")
def draft() -> Draft:
    """Give the real graph, with what follows from it, in memory; nobody writes to it."""
    return assemble(Roots())


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build the real graph once, for all processes of a run; nobody writes to it afterwards."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    directory = shared / "store-of-all"
    with (shared / "store-of-all.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (directory / "current").exists():
            build(directory, corpus=None)
    return directory


@pytest.fixture(scope="session")
def settings(store: Path) -> Settings:
    """Serve that store with three workers and a time limit that no right answer comes near."""
    return Settings(store=store, workers=3, timeout=10, query_bytes=16384)


@pytest.fixture(scope="session")
def address(settings: Settings) -> Iterator[str]:
    """Run a live server with the small queries of the tests."""
    with serving(settings) as started:
        yield started


@pytest.fixture(scope="session")
def http(address: str) -> Iterator[httpx.Client]:
    """Give a client of the live server."""
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client
