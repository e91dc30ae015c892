"""The body of a request, read up to a limit and as UTF-8."""

import asyncio
from contextlib import suppress
from urllib.parse import parse_qsl

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from service.problems import BadRequest, TooLarge, Unsupported

FORM = "application/x-www-form-urlencoded"
_MOST = 200
_DROPPED = 8 * 2**20  # bytes
_QUIET = 0.5  # seconds without a byte


class ClientGone(Exception):  # noqa: N818 - nothing went wrong on our side
    """The client left before it had an answer, or before it had sent its question."""


async def read(request: Request, limit: int) -> str:
    """Read the body as UTF-8; TooLarge before more than the limit is read, BadRequest if it is no UTF-8."""
    return decoded(await read_bytes(request, limit))


async def read_bytes(request: Request, limit: int) -> bytes:
    """Read the body; TooLarge before more than the limit is read, Unsupported for a compressed one."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise Unsupported(
            f"The body came compressed as {coding[:40]}; send it as it is.",
            headers={"Accept-Encoding": "identity"},
        )
    stated = request.headers.get("content-length", "0")
    if stated.isdecimal() and int(stated) > limit:
        raise _too_large(limit, int(stated))
    pieces = bytearray()
    try:
        async for piece in request.stream():
            pieces += piece
            if len(pieces) > limit:
                raise _too_large(limit, len(pieces))
    except ClientDisconnect as error:
        raise ClientGone from error
    return bytes(pieces)


def decoded(raw: bytes) -> str:
    """Read bytes as UTF-8, BadRequest if they are none."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"Byte {error.start} is no UTF-8; send the query as UTF-8.") from error


def pairs(encoded: str) -> list[tuple[str, str]]:
    """Read `a=1&b=2`, from a form or an address, where each byte may be written %XX, as UTF-8."""
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=_MOST)
    except UnicodeDecodeError as error:
        raise BadRequest("The parameters are no UTF-8 behind their % signs; send them as UTF-8.") from error
    except ValueError as error:
        raise BadRequest(f"More than {_MOST} parameters; send fewer.") from error


def media_type(request: Request, offers: tuple[str, ...]) -> str:
    """Return the media type of the body without its parameters; Unsupported if it is none of the offers."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if stated not in offers:
        told = f"as {stated}" if stated else "without a Content-Type"
        raise Unsupported(f"The body came {told}; send one of {', '.join(offers)}.", offers=list(offers))
    return stated


def _too_large(limit: int, value: int) -> TooLarge:
    return TooLarge(
        f"The body has {value} bytes or more, at most {limit} are read; ask in smaller parts.",
        headers={"Connection": "close"},
        limit=limit,
        value=value,
        unit="bytes",
    )


class Draining(Response):
    """The answer to a body that was not read to its end, of which some more is taken in and dropped.

    Who still sends when we close would not read the answer.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, take in what comes, and end."""

        async def ended(message: Message) -> None:
            if message["type"] == "http.response.body":
                await send({**message, "more_body": True})
                await _dropped(receive)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await super().__call__(scope, receive, ended)


async def _dropped(receive: Receive) -> None:
    taken, more = 0, True
    with suppress(TimeoutError):
        while more and taken <= _DROPPED:
            message = await asyncio.wait_for(receive(), _QUIET)
            taken += len(message.get("body", b""))
            more = message.get("more_body", False)
