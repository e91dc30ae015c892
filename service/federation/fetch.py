"""The client: one request to one allowed address, its answer bounded, nothing followed."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

import httpcore

from service.federation.addresses import Address
from service.federation.errors import FederationError
from service.federation.network import Guarded, Network, NotPublic

_CONNECT_SECONDS = 5.0  # for each address of a host; the whole call has a limit of its own
_FAILURES = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError)


@dataclass(frozen=True)
class FetchLimits:
    """How much is taken: bytes of an answer, rows of a SERVICE, triples of a LOAD, calls in a text."""

    answer_bytes: int = 10 * 2**20
    rows: int = 10_000
    triples: int = 100_000
    calls: int = 8


@dataclass(frozen=True)
class Request:
    """What is asked: an absolute IRI, the media types that are read, a query to POST or None for a GET."""

    address: str
    accept: Collection[str]
    query: str | None = None


@dataclass(frozen=True)
class Reply:
    """What was answered: the media type without its parameters, in lower case, and the body."""

    media_type: str
    body: bytes


def opened(network: Network) -> httpcore.AsyncConnectionPool:
    """Make the connections of one text; to be closed by `async with`."""
    return httpcore.AsyncConnectionPool(ssl_context=network.trust, network_backend=Guarded(network))


async def fetch(pool: httpcore.AsyncConnectionPool, request: Request, limits: FetchLimits) -> Reply:
    """Ask, and read the whole answer; FederationError says why there is none. The caller keeps the time."""
    address = Address.read(request.address)
    headers = {
        "Host": address.netloc,
        "User-Agent": "rejoinder",
        "Accept": ", ".join(request.accept),
        "Accept-Encoding": "identity",
    }
    method, content = "GET", None
    if request.query is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        method, content = "POST", urlencode({"query": request.query}).encode()
    try:
        async with pool.stream(
            method,
            address.url,
            headers=list(headers.items()),
            content=content,
            extensions={"timeout": {"connect": _CONNECT_SECONDS}},
        ) as answer:
            return Reply(_head(request, answer), await _body(request.address, answer, limits.answer_bytes))
    except NotPublic as error:
        raise FederationError(
            request.address, "is at an address that is not public, which is never asked; name a public server"
        ) from error
    except _FAILURES as error:
        why = str(error) or type(error).__name__
        raise FederationError(request.address, f"gave no whole answer ({why}); try again later") from error


def _head(request: Request, answer: httpcore.Response) -> str:
    """Return the media type of an answer that can be read."""
    headers = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
    if 300 <= answer.status < 400:
        target = headers.get(b"location", "nowhere")[:200]
        raise FederationError(
            request.address, f"redirects to {target!r}, which is not followed; name that address"
        )
    if answer.status != 200:
        raise FederationError(
            request.address, f"answered with status {answer.status}; ask it by itself to see why"
        )
    if (encoding := headers.get(b"content-encoding", "identity").lower()) != "identity":
        raise FederationError(
            request.address,
            f"answered in the encoding {encoding[:40]!r}, which was not asked for; it must not",
        )
    media_type = headers.get(b"content-type", "").partition(";")[0].strip().lower()
    if media_type not in request.accept:
        kinds = ", ".join(request.accept)
        raise FederationError(
            request.address, f"answered with {media_type[:80] or 'no type'!r}; it must give {kinds}"
        )
    return media_type


async def _body(address: str, answer: httpcore.Response, limit: int) -> bytes:
    body = bytearray()
    async for chunk in answer.aiter_stream():
        body += chunk
        if len(body) > limit:
            raise FederationError(address, f"answered with more than {limit} bytes; ask it for less")
    return bytes(body)
