"""The body of a request, read up to a limit and as UTF-8."""

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.requests import ClientDisconnect

from service.problems import BadRequest, TooLarge, Unsupported

FORM = "application/x-www-form-urlencoded"
_MOST = 200


class ClientGone(Exception):  # noqa: N818 - nothing went wrong on our side
    """The client left before it had an answer, or before it had sent its question."""


async def read(request: Request, limit: int) -> str:
    """Read the body as UTF-8; TooLarge if it is longer than the limit, BadRequest if it is no UTF-8."""
    return decoded(await read_bytes(request, limit))


async def read_bytes(request: Request, limit: int) -> bytes:
    """Read the body; TooLarge, of which no more than the limit is kept, Unsupported for a compressed one."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise Unsupported(
            f"The body came compressed as {coding[:40]}; send it as it is.",
            headers={"Accept-Encoding": "identity"},
        )
    stated = request.headers.get("content-length", "0")
    declared = int(stated) if stated.isdecimal() else 0
    if declared > 2 * limit:
        raise _too_large(limit, declared)
    pieces, size = bytearray(), 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if max(size, declared) <= limit:
                pieces += piece
            elif size > 2 * limit:
                break
    except ClientDisconnect as error:
        raise ClientGone from error
    # A body that is somewhat too large was taken in and dropped: who still sends would not read the answer.
    if max(size, declared) > limit:
        raise _too_large(limit, max(size, declared))
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
