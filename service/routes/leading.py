"""Addresses that lead to others: of named graphs, of plurals, of things by a shorter path."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request, Response

from graph.terms import GRAPH
from service import given
from service.delivery import desk_of
from service.header import PLURALS

Answer = Callable[[Request], Awaitable[Response]]


def add(app: FastAPI) -> None:
    """Add the routes that only lead elsewhere."""
    hidden: list[tuple[str, Answer]] = [("/graph/{path:path}", _graph), ("/passage/{slug}", _to("passage"))]
    for plural, kind in PLURALS.items():
        hidden += [(f"/{plural}", _to(kind)), (f"/{plural}/{{slug}}", _to(kind))]
    for path, answer in hidden:
        app.add_api_route(path, answer, methods=["GET"], response_class=Response, include_in_schema=False)


def away(request: Request, path: str, status: int, *, without: tuple[str, ...] = ()) -> Response:
    """Lead to another path of what is read, with the parameters that were given but for some."""
    kept = urlencode([pair for pair in given.parameters(request) if pair[0] not in without], safe=":")
    address = given.address(request) + path + (("&" if "?" in path else "?") + kept if kept else "")
    headers = {"Location": address, "Rejoinder-Revision": desk_of(request).snapshot.revision}
    return Response(status_code=status, headers=headers | {"Vary": "Accept"})


async def _graph(request: Request) -> Response:
    """Lead from the IRI of a graph to the graph."""
    return away(request, f"/graphs?{urlencode({'graph': GRAPH + request.path_params['path']})}", 303)


def _to(kind: str) -> Answer:
    async def answer(request: Request) -> Response:
        """Lead to a thing, or to the list of all of its kind."""
        slug = request.path_params.get("slug")
        return away(request, f"/id/{kind}" + (f"/{quote(slug, safe='')}" if slug else ""), 303)

    return answer
