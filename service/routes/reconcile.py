"""The routes of the Reconciliation Service API: what there is, batches of names, suggestions, previews."""

import asyncio
import json
from collections.abc import Callable
from importlib.metadata import version

from fastapi import FastAPI, Request, Response

from graph.entries import NAMES
from service import body, etags, found, given, openapi, reconcile, templating
from service.delivery import desk_of, unchanged
from service.parameters import bad, choice, collect, integer
from service.problems import BadRequest, NotFound
from service.reconcile import Told
from service.search import readable

_LARGEST = 256 * 1024  # bytes of a batch
_MOST_NAMES = 12
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_FARTHEST = 10_000
_SUGGESTED = ("entity", "type", "property")


def add(app: FastAPI) -> None:
    """Add the routes of the protocol."""
    told: openapi.Document = {
        "200": {"description": "As the protocol says.", "content": {"application/json": {}}}
    }
    for path, answer, method, statuses in (
        ("/reconcile", asked, "GET", (400, 422, 429)),
        ("/reconcile", asked, "POST", (400, 413, 415, 422, 429)),
        ("/reconcile/suggest/{what}", suggest, "GET", (404, 422, 429)),
        ("/reconcile/properties", properties, "GET", (422,)),
        ("/reconcile/preview", preview, "GET", (404, 422)),
    ):
        app.add_api_route(
            path,
            answer,
            methods=[method],
            tags=["reconciliation"],
            response_class=Response,
            openapi_extra={"responses": told | openapi.problems(statuses)},
        )


async def asked(request: Request) -> Response:
    """Describe the service, or match a batch of names, or extend a batch of things."""
    texts = collect(await _given(request), ("queries", "extend"))
    if "queries" in texts:
        batch = reconcile.batch(_read("queries", texts["queries"][0]))
        search = desk_of(request).names.search
        return await _answered(
            request,
            lambda: {name: {"result": reconcile.candidates(search, query)} for name, query in batch.items()},
        )
    if "extend" in texts:
        wanted = _read("extend", texts["extend"][0])
        search = desk_of(request).names.search
        return await _answered(request, lambda: reconcile.extension(search, wanted))
    if request.method == "POST":
        raise BadRequest("The form has neither queries nor extend; send one of them.")
    base = str(request.base_url).rstrip("/")
    return _sent(request, reconcile.manifest(base, version("rejoinder")))


async def suggest(request: Request, what: str) -> Response:
    """Suggest things, types or properties for what was typed so far."""
    if what not in _SUGGESTED:
        raise NotFound(f"There are suggestions of {', '.join(_SUGGESTED)}.", near=list(_SUGGESTED))
    texts = collect(given.parameters(request), ("prefix", "cursor", "type", "type_strict", "domain"))
    prefix = readable("prefix", texts.get("prefix", [""])[0])
    search = desk_of(request).names.search
    start = integer("cursor", texts.get("cursor", ["0"])[0] or "0", 0, _FARTHEST)
    groups = [choice("type", group, reconcile.GROUPS) for group in texts.get("type", ()) if group]
    return await _answered(
        request, lambda: {"result": reconcile.suggested(search, what, prefix, groups, start)}
    )


async def properties(request: Request) -> Response:
    """Propose properties with which the things of a type can be extended."""
    texts = collect(given.parameters(request), ("type", "limit"))
    group = texts.get("type", [""])[0]
    return _sent(request, reconcile.proposed(choice("type", group, reconcile.GROUPS) if group else ""))


async def preview(request: Request) -> Response:
    """Show in a small frame what a thing is."""
    iri = collect(given.parameters(request), ("id",)).get("id", [""])[0]
    hits = desk_of(request).names.search.at_iris([readable("id", iri)])
    if not hits:
        raise NotFound(f"Nothing here has the identifier {iri[:200]!r}.", parameter="id", value=iri[:200])
    hit = hits[0]
    page = templating.bare(
        "preview.html", hit=hit, names=hit.texts(NAMES)[:_MOST_NAMES], description=found.described(hit)
    )
    headers = _headers(request, page) | {"Content-Security-Policy": _POLICY}
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(page, headers=headers, media_type="text/html")


async def _given(request: Request) -> list[tuple[str, str]]:
    """List the parameters of the address and of a form."""
    pairs = given.parameters(request)
    if request.method == "POST":
        body.media_type(request, (body.FORM,))
        pairs += body.pairs(await body.read(request, _LARGEST))
    return pairs


def _read(name: str, text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise bad(name, text[:40], f"is no JSON: {str(error)[:80]}") from error
    return found


async def _answered(request: Request, ask: Callable[[], Told]) -> Response:
    """Ask the index in a thread, as far as the client may ask."""
    with request.app.state.admission.entered(request.client.host if request.client else None):
        return _sent(request, await asyncio.to_thread(ask))


def _sent(request: Request, told: Told) -> Response:
    content = json.dumps(told, ensure_ascii=False)
    headers = _headers(request, content)
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(content, headers=headers, media_type="application/json")


def _headers(request: Request, content: str) -> dict[str, str]:
    revision = desk_of(request).snapshot.revision
    return {"Rejoinder-Revision": revision, "ETag": etags.tag(revision, content)}
