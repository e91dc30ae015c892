import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.conformance import client
from tests.conformance.changes import THREE
from tests.conformance.client import Client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Give a client of a server that tests may write to, each into graphs of its own."""
    with client.writable(tmp_path_factory.mktemp("writable")) as target:
        yield Client(target)


_numbers = itertools.count()


@pytest.fixture
def name() -> str:
    """Give the name of a graph that is not there."""
    return f"http://example.org/store/{next(_numbers)}/people"


@pytest.fixture
def place(server: Client, name: str) -> str:
    """Give the address of that graph."""
    return server.graph(name)


@pytest.fixture
def path(server: Client) -> str:
    """Give the address of a graph that is not there, and is named by its own address."""
    return f"{server.target.graphs}/people/{next(_numbers)}.ttl"


_MOST = 120  # tests of one run


@pytest.fixture(scope="session")
def names(server: Client) -> Iterator[str]:
    """Fill the three graphs of each name in one go, and give the names."""
    each = [f"u{number}" for number in range(_MOST)]
    data = " ; ".join(THREE.replace("/own/", f"/own/{name}/") for name in each)
    answer = server.update(data)
    assert answer.status in {200, 204}, answer.body
    return iter(each)


@pytest.fixture
def clean(server: Client, names: Iterator[str]) -> Client:
    """Give a client that says g, h and k to graphs of its own, which hold 1, 2 and 3."""
    return replace(server, own=next(names))
