"""The body of a request, read up to a limit and as UTF-8."""

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from service.problems import MEDIA_TYPE, BadRequest, TooLarge, Unsupported

FORM = "application/x-www-form-urlencoded"
_MOST = 200


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
        raise BodyTooLarge(limit, int(stated))
    pieces = bytearray()
    try:
        async for piece in request.stream():
            pieces += piece
            if len(pieces) > limit:
                raise BodyTooLarge(limit, len(pieces))
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


class BodyTooLarge(TooLarge):
    """A body above its limit; it is answered at once, and its rest is taken in for a while and dropped.

    Who still sends when we close would not read the answer.
    """

    def __init__(self, limit: int, value: int) -> None:
        """Keep the limit and what came or was announced, in bytes."""
        super().__init__(
            f"The body has {value} bytes or more, at most {limit} are read; ask in smaller parts.",
            headers={"Connection": "close"},
            limit=limit,
            value=value,
            unit="bytes",
        )
        self._most = limit

    def response(self) -> JSONResponse:
        """Write the answer that tells it."""
        return _Draining(self.document(), self.status, self.headers, self._most)


class _Draining(JSONResponse):
    def __init__(self, document: object, status: int, headers: dict[str, str], most: int) -> None:
        super().__init__(document, status, headers, MEDIA_TYPE)
        self._most = most

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002 - the framework's signature
        receive: Receive,
        send: Send,
    ) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        taken, more = 0, True
        while more and taken <= self._most:
            message = await receive()
            taken += len(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.body", "body": b""})
