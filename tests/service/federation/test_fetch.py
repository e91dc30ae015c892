"""The client: what it sends, what it takes, and each way in which a server can misbehave."""

import asyncio
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest

from service.federation.errors import FederationError, FederationTimeout
from service.federation.fetch import FetchLimits, Reply, Request, fetch, opened
from service.federation.network import IPAddress, Network
from tests.needs import need
from tests.service.federation.asking import LOOPBACK, inline
from tests.service.federation.endpoints import JSON, Endpoint, serving

SMALL = FetchLimits(answer_bytes=100_000)


@pytest.fixture
def there() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


def ask(address: str, limits: FetchLimits = SMALL, network: Network = LOOPBACK) -> Reply:
    async def asked() -> Reply:
        async with opened(network) as pool:
            return await fetch(pool, Request(address, [JSON], "ASK {}"), limits)

    return asyncio.run(asked())


def test_a_query_is_posted_as_a_form_and_asks_for_plain_json(there: Endpoint) -> None:
    reply = ask(there.give("/x?y=%20z", f"{JSON.upper()} ; charset=UTF-8", "é&="))
    assert reply == Reply(JSON, "é&=".encode())
    (seen,) = there.seen
    assert (seen.method, seen.path, seen.form) == ("POST", "/x?y=%20z", {"query": ["ASK {}"]})
    assert seen.headers["Accept"] == JSON
    assert seen.headers["Accept-Encoding"] == "identity"
    assert seen.headers["Host"] == f"127.0.0.1:{there.port}"
    assert not {"Authorization", "Cookie", "Referer"} & set(seen.headers)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/redirect", "redirects to '/sparql', which is not followed"),
        ("/endless", "more than 100000 bytes"),
        ("/headers", "no whole answer"),
        ("/short", "no whole answer"),
        ("/gzip", "encoding 'gzip'"),
        ("/html", "'text/html'; it must give application/sparql-results"),
        ("/broken", "status 500"),
        ("/nothing", "status 404"),
    ],
)
def test_a_server_that_misbehaves_is_an_error_that_names_it(there: Endpoint, path: str, words: str) -> None:
    with pytest.raises(FederationError, match=words) as failed:
        ask(there.address + path)
    assert str(failed.value).startswith(f"<{there.address}{path}> ")
    assert len(there.seen) == 1


def test_an_answer_may_be_as_long_as_its_limit_and_no_longer(there: Endpoint) -> None:
    assert len(ask(there.give("/full", JSON, b"x" * 100_000)).body) == 100_000
    with pytest.raises(FederationError, match="more than 100000 bytes"):
        ask(there.give("/over", JSON, b"x" * 100_001))


def test_a_server_where_nobody_listens_is_an_error() -> None:
    with serving() as gone:
        address = gone.address
    with pytest.raises(FederationError, match="no whole answer"):
        ask(f"{address}/sparql")


@pytest.mark.parametrize("silence", ["/slow", "/endless"])
def test_the_time_is_kept_whatever_a_server_does(there: Endpoint, silence: str) -> None:
    address = there.address + silence
    began = time.monotonic()
    with pytest.raises(FederationTimeout, match=r"within 0\.3 s"):
        inline(f"ASK {{ SERVICE <{address}> {{ }} }}", [address], FetchLimits(10**12), seconds=0.3)
    assert time.monotonic() - began < 2.5


def test_a_private_address_is_refused_by_default_and_nothing_is_sent(there: Endpoint) -> None:
    for address in (there.address, f"http://localhost:{there.port}"):
        with pytest.raises(FederationError, match="not public"):
            ask(f"{address}/sparql", network=Network())
    assert there.seen == []


def test_proxies_of_the_environment_are_not_used(there: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.address)
        ask(there.give("/x", JSON, "{}"))
        assert proxy.seen == []


async def _here(*_: object) -> Sequence[IPAddress]:
    return [ip_address("127.0.0.1")]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of right.example with its key, good for a day."""
    need("openssl", shutil.which("openssl"))
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=right.example"
    names = ["-addext", "subjectAltName=DNS:right.example"]
    files = ["-keyout", str(file), "-out", str(file.with_name("public.pem"))]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_name("public.pem").read_text())
    return file


@pytest.mark.parametrize(
    ("host", "trusted", "fault"),
    [("right.example", True, None), ("wrong.example", True, "mismatch"), ("right.example", False, "self")],
)
def test_a_certificate_must_be_trusted_and_of_the_host_that_was_named(
    there: Endpoint, certificate: Path, host: str, trusted: bool, fault: str | None
) -> None:
    there.give("/x", JSON, "{}")
    there.speak_tls(certificate)
    trust = ssl.create_default_context(cafile=str(certificate.with_name("public.pem"))) if trusted else None
    address = f"https://{host}:{there.port}/x"
    network = Network(resolve=_here, permits=lambda _: True, trust=trust)
    if fault is None:
        assert ask(address, network=network).body == b"{}"
        return
    with pytest.raises(FederationError, match=fault):
        ask(address, network=network)
    assert there.seen == []
