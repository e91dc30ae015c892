"""The stores that canned queries are asked of, filled with our graph; nobody writes to them.

Each process of a run has its own: starting and filling one takes some seconds, sharing it would take locks.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import snapshots
from service.backend import addresses
from service.backend.load import load
from service.settings import Settings
from tests import stores
from tests.service.endpoint.protocol import Store, asking
from tests.stores import Server


@pytest.fixture(scope="session")
def virtuoso(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a Virtuoso with our graph."""
    with stores.virtuoso(tmp_path_factory.mktemp("virtuoso"), seconds=3600) as server:
        yield from filled(server, store)


@pytest.fixture(scope="session")
def oxigraph(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a server of Oxigraph with our graph."""
    with stores.oxigraph(tmp_path_factory.mktemp("oxigraph"), seconds=3600) as server:
        yield from filled(server, store)


def filled(server: Server, store: Path) -> Iterator[Store]:
    """Fill a store as a keeper does, and ask it as the service does."""
    snapshot = snapshots.current(store)
    load(snapshot, Settings(), server.query_url)
    server.restart()  # Virtuoso plans by what it saw of the graph while it was filled
    with asking(addresses.endpoint(Settings(), server.query_url), snapshot.layers["inferred"]) as made:
        yield made
