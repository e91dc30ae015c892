"""Errors as pages, for those who came with a browser: what is the matter, and where to go on."""

from fastapi import Request
from starlette.responses import Response

from graph.errors import SourceError
from graph.terms import expand
from service import given, negotiate, templating
from service.described import links
from service.desk import Desk
from service.problems import BadRequest, Problem

_NEAR = 8


def wanted(request: Request) -> bool:
    """Say whether the client would rather have a page than a problem document."""
    if request.method not in {"GET", "HEAD"} or getattr(request.state, "desk", None) is None:
        return False
    named = [text for name, text in _asked(request) if name == "format"]
    accept = request.headers.get("accept")
    best = negotiate.choose("problem", accept) if accept else None
    return best is not None and best.format.name == "html" and named in ([], ["html"])


async def response(request: Request, problem: Problem, plain: Response) -> Response:
    """Write the page of a problem, with the headers of the document that programs get."""
    desk: Desk = request.state.desk
    try:
        here = given.address(request)
    except BadRequest:
        return plain
    page = templating.page("error.html", desk, here, problem=problem, near=_near(desk, problem, here))
    headers = {name: value for name, value in plain.headers.items() if not name.startswith("content-")}
    headers |= {"Content-Security-Policy": templating.POLICY, "Vary": "Accept", "Cache-Control": "no-store"}
    return Response(page, problem.status, headers, "text/html; charset=utf-8")


def _asked(request: Request) -> list[tuple[str, str]]:
    try:
        return given.parameters(request)
    except Problem:
        return []


def _near(desk: Desk, problem: Problem, here: str) -> list[tuple[str, str]]:
    """List what may have been meant: addresses with the words for them."""
    told = problem.members.get("near")
    found: list[tuple[str, str]] = []
    for name in list(told)[:_NEAR] if isinstance(told, list | tuple) else []:
        if str(name).startswith("/"):
            found.append((f"{here}{name}", str(name)))
            continue
        try:
            hits = desk.names.search.at_iris([expand(str(name))])
        except SourceError:
            continue
        found += [(links.href(hit.iri, here) or "", hit.label) for hit in hits]
    return [(address, words) for address, words in found if address and "{" not in address]
