"""A server on a small store that nobody publishes to, for tests that need no real graph."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from service.settings import Settings
from tests.service import held, written
from tests.service.engine.engines import children
from tests.service.small import client, publish, started
from tests.service.written import TOKEN, Site

KEEPER = SecretStr("keeper")
LABELS = ("=1+1", "-2", "-2+3", "@x", "plain", '=HYPERLINK("http://a.example/","x")')


@dataclass(frozen=True)
class Small:
    """The server's client, its two revisions, and the processes that were there before it."""

    http: httpx.Client
    old: str
    revision: str
    before: set[int]

    @property
    def workers(self) -> set[int]:
        """List the processes that evaluate now, those of servers that were started later too."""
        return started(self.before)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    """Serve two revisions, with a token to cancel, and four questions at once of one client."""
    place = tmp_path_factory.mktemp("small")
    old, revision = publish(place, "old"), publish(place, "new", LABELS)
    before = set(children())
    chosen = Settings(store=place, workers=2, timeout=20, at_once=4, token=KEEPER)
    with client(chosen) as http:
        yield Small(http, old, revision, before)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a store of graphs of others alone, where a write costs little."""
    place = tmp_path_factory.mktemp("written")
    written.publish(place)
    chosen = Settings(
        store=place, workers=2, timeout=20, writable=True, token=TOKEN, write_timeout=60, upload_bytes=100_000
    )
    with client(chosen) as http:
        yield Site(http, place)


@pytest.fixture(scope="session")
def held_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish two invented documents with what rests on them."""
    made = tmp_path_factory.mktemp("held")
    held.publish(made)
    return made


@pytest.fixture(scope="module")
def verifier(held_at: Path) -> Iterator[httpx.Client]:
    """Serve them, to hold copies of at most 4 MiB against."""
    with client(Settings(store=held_at, workers=2, timeout=20, copy_bytes=4 * 2**20)) as http:
        yield http
