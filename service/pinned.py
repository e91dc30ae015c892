"""Which revision a request reads: the one that is published, or the one that /r/{revision}/… names."""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import DamagedStore, MissingStore, RejoinderError
from service import handlers
from service.delivery import changes
from service.desk import Desk, Desks
from service.problems import Failed, NotAllowed, NotFound

_PINNED = re.compile(r"(/r/([^/]*))(?:/|$)")
_READING = frozenset({"GET", "HEAD", "POST", "QUERY", "OPTIONS"})
_OF_THE_SERVICE = frozenset({"metrics", "running"})  # which a proxy may keep to itself
_IMMUTABLE = b"public, max-age=31536000, immutable"


class Pinned:
    """Puts the desk of a request into its state, and says in the answer where the same stays to be had."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find the desk and pass the request on; an answer that tells of the failure if there is none."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        desks: Desks = scope["app"].state.desks
        pinned = _PINNED.match(scope["path"])
        try:
            desk = await (_pinned(desks, scope, pinned) if pinned else desks.current())
        except RejoinderError as error:
            response = await handlers.told(Request(scope), error)
            await response(scope, receive, send)
            return
        scope.setdefault("state", {})["desk"] = desk
        if pinned:
            scope["root_path"] = scope.get("root_path", "") + pinned[1]
        await self._app(scope, receive, _located(scope, desk, send, pinned=bool(pinned)))


async def _pinned(desks: Desks, scope: Scope, found: re.Match[str]) -> Desk:
    revision, rest = found[2], scope["path"][found.end() :]
    if rest.partition("/")[0] in _OF_THE_SERVICE:
        raise NotFound(f"/{rest[:40]} is about the service and no revision; leave out /r/{revision[:40]}.")
    if scope["method"] not in _READING:
        raise NotAllowed("A revision is only read; write to the address without /r/.", allow=sorted(_READING))
    try:
        return await desks.of(revision)
    except MissingStore:
        current = (await desks.current()).snapshot.revision
        raise NotFound(
            f"There is no revision {revision[:40]!r} here; the published one is {current}.", near=[current]
        ) from None
    except DamagedStore as error:
        raise Failed(f"Revision {revision} is kept here, but is no longer whole. Ask for another.") from error


def _located(scope: Scope, desk: Desk, send: Send, *, pinned: bool) -> Send:
    """Add the address of this very answer, and how long it holds."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start" and scope["method"] == "GET":
            names = {name for name, _ in message["headers"]}
            if b"etag" in names and message["status"] in {200, 304}:
                query = b"?" + scope["query_string"] if scope["query_string"] else b""
                path = scope.get("raw_path") or scope["path"].encode()
                root = "" if pinned else f"/r/{desk.snapshot.revision}"
                kept = pinned and not changes(scope)
                added = [(b"cache-control", _IMMUTABLE if kept else b"no-cache")]
                if b"content-location" not in names:
                    added.append((b"content-location", root.encode() + path + query))
                message = {**message, "headers": [*message["headers"], *added]}
        await send(message)

    return told
