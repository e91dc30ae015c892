from collections.abc import Iterator

import pytest

from tests.conformance import client
from tests.conformance.client import Client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Give a client of a server that tests may write to, each into graphs of its own."""
    with client.writable(tmp_path_factory.mktemp("writable")) as target:
        yield Client(target)
