"""The stores that canned queries are asked of, filled with our graph; nobody writes to them.

Each process of a run has its own: starting and filling one takes some seconds, sharing it would take locks.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import stores
from tests.stores import Server


@pytest.fixture(scope="session")
def virtuoso(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a Virtuoso with our graph."""
    with stores.virtuoso(tmp_path_factory.mktemp("virtuoso"), seconds=3600) as server:
        server.fill(store)
        yield server


@pytest.fixture(scope="session")
def oxigraph(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server of Oxigraph with our graph."""
    with stores.oxigraph(tmp_path_factory.mktemp("oxigraph"), seconds=3600) as server:
        server.fill(store)
        yield server
