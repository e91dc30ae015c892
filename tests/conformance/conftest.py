from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance import client
from tests.conformance.client import Client


@pytest.fixture(scope="module")
def server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Give a client of a server that each module may write to as it likes."""
    with client.writable(store, tmp_path_factory.mktemp("writable")) as target:
        yield Client(target)
