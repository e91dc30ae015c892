"""How a page leaves: 304 if the client has it, from memory if it was made before, made once otherwise."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response

from service import etags, given, templating
from service.cache import Entry
from service.delivery import HIT, desk_of, desks_of, unchanged, while_connected
from service.excerpts import PRIVATE

_TYPE = "text/html; charset=utf-8"
Make = Callable[[], Coroutine[Any, Any, bytes]]


async def send(
    request: Request, make: Make, more: Mapping[str, str] | None = None, *, private: bool = False
) -> Response:
    """Send the page that an address has in a revision; make writes it.

    A private one, which may hold a document's own text, is made anew each time and kept by nobody.
    """
    revision = desk_of(request).snapshot.revision
    headers = {
        "Rejoinder-Revision": revision,
        "Vary": "Accept",
        "Content-Security-Policy": templating.POLICY,
        **(more or {}),
    }
    if private:
        return Response(await _made(request, make), 200, headers | PRIVATE, _TYPE)
    asked = (given.address(request), request.url.path, given.parameters(request))
    headers["ETag"] = etags.tag(revision, "page", templating.version(), *asked)
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    memory = desks_of(request).answers
    kept = memory.get(headers["ETag"])
    if kept is not None:
        return Response(kept.body, 200, headers | dict([HIT]), _TYPE)
    body = await _made(request, make)
    memory.put(headers["ETag"], Entry((), body))
    return Response(body, 200, headers, _TYPE)


async def _made(request: Request, make: Make) -> bytes:
    with request.app.state.admission.entered(request.client.host if request.client else None):
        return await while_connected(request, make())
