"""Answers to GET kept as they were sent, to answer the same request before anything of it is read."""

import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service import etags
from service.cache import Cache, Entry
from service.delivery import HIT, changes
from service.desk import Desk

_TELLING = (b"accept", b"accept-encoding", b"host")
_HIT = tuple(part.encode() for part in HIT)


class Remembered:
    """Gives a GET the answer that an equal one had in the same revision, or 304 if the client has it.

    Equal are requests of one address and the same headers that an answer depends on. Kept are whole answers
    with a strong tag, compressed as they were sent, but for those that may change.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application, behind whoever finds the revision."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass the request on and remember what comes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] != "GET":
            await self._app(scope, receive, _Recorder(scope, send, None, ""))
            return
        memory: Cache = scope["app"].state.desks.answers
        key = _key(scope)
        kept = memory.get(key)
        if kept is None:
            await self._app(scope, receive, _Recorder(scope, send, memory, key))
            return
        known = [value for name, value in scope["headers"] if name == b"if-none-match"]
        etag = next(value for name, value in kept.headers if name == b"etag").decode()
        fresh = etags.held(b", ".join(known).decode("latin-1"), etag) is not None
        left_out = {_HIT[0], b"content-length"} if fresh else {_HIT[0]}
        headers = [pair for pair in kept.headers if pair[0] not in left_out]
        start = {"type": "http.response.start", "status": 304 if fresh else 200, "headers": [*headers, _HIT]}
        await send(start)
        await send({"type": "http.response.body", "body": b"" if fresh else kept.body})


class _Recorder:
    """Sends an answer on, names its compressed bytes, and keeps it when it was whole."""

    def __init__(self, scope: Scope, send: Send, memory: Cache | None, key: str) -> None:
        self._scope, self._send, self._memory, self._key = scope, send, memory, key
        self._headers: tuple[tuple[bytes, bytes], ...] | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            message = self._begun(message)
        elif self._headers is not None and self._memory is not None:
            self._gather(self._memory, self._headers, message)
        await self._send(message)

    def _begun(self, message: Message) -> Message:
        headers = dict(message["headers"])
        if headers.get(b"content-encoding") == b"gzip" and b"etag" in headers:
            named = etags.encoded(headers[b"etag"].decode()).encode()
            pairs = [(name, named if name == b"etag" else value) for name, value in message["headers"]]
            message = {**message, "headers": pairs}
        if message["status"] == 200 and b"etag" in headers and not changes(self._scope):
            self._headers = tuple(message["headers"])
        return message

    def _gather(self, memory: Cache, headers: tuple[tuple[bytes, bytes], ...], message: Message) -> None:
        self._body += message.get("body", b"")
        if len(self._body) > memory.largest:
            self._headers, self._body = None, bytearray()
        elif not message.get("more_body", False):
            memory.put(self._key, Entry(headers, bytes(self._body)))


def _key(scope: Scope) -> str:
    """Name a request; by a hash, since an address may be long and clients choose it."""
    desk: Desk = scope["state"]["desk"]
    telling = tuple(pair for pair in scope["headers"] if pair[0] in _TELLING)
    address = (scope["scheme"], scope.get("raw_path", scope["path"]), scope["query_string"])
    return hashlib.sha256(repr((desk.snapshot.revision, address, telling)).encode()).hexdigest()
