"""The things of one kind, as a page or as JSON."""

import asyncio
import json
from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response

from graph.terms import KINDS
from service import asks, etags, found, given, negotiate, openapi, templating
from service.delivery import chosen, desk_of, unchanged
from service.described import links
from service.header import PLURALS
from service.parameters import collect, integer
from service.problems import NotFound
from service.search import Hit

_LIMIT, _MOST, _FARTHEST = 200, 1000, 10**6
_PLURAL = {kind: plural for plural, kind in PLURALS.items()}
_NAMES = ("limit", "offset", "format")


def add(app: FastAPI) -> None:
    """Add the route that lists the things of a kind."""
    formats: openapi.Document = {media: {} for media in negotiate.media_types(["catalogue"])}
    answers: openapi.Document = {"200": {"description": "The things of the kind.", "content": formats}}
    limit = {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _LIMIT}
    offset = {"type": "integer", "minimum": 0, "maximum": _FARTHEST, "default": 0}
    named = {"type": "string", "enum": list(negotiate.names(["catalogue"]))}
    parameters = [
        openapi.query_parameter("limit", limit, "How many at most."),
        openapi.query_parameter("offset", offset, "How many are left out before."),
        openapi.query_parameter("format", named, "Wins over the Accept header."),
    ]
    app.add_api_route(
        "/id/{kind}",
        listed,
        methods=["GET"],
        tags=["things"],
        response_class=Response,
        openapi_extra={"parameters": parameters, "responses": answers | openapi.problems((404, 406, 422))},
    )


async def listed(request: Request, kind: str) -> Response:
    """List the things of a kind by label, each with a few words on what it is; a page to a browser."""
    if kind not in KINDS:
        raise NotFound(f"There is no kind {kind[:80]}; there are {', '.join(KINDS)}.", near=KINDS)
    choice, desk, here = chosen(request, "catalogue"), desk_of(request), given.address(request)
    texts = collect(given.parameters(request), _NAMES)
    limit = integer("limit", texts.get("limit", [""])[0] or str(_LIMIT), 1, _MOST)
    offset = integer("offset", texts.get("offset", [""])[0] or "0", 0, _FARTHEST)
    name, revision = choice.format.name, desk.snapshot.revision
    headers = {"Rejoinder-Revision": revision, "Vary": "Accept"}
    headers["ETag"] = etags.tag(revision, "kind", templating.version(), kind, limit, offset, name, here)
    if name == "html":
        headers["Content-Security-Policy"] = templating.POLICY
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    hits = await asyncio.to_thread(desk.names.search.of_group, kind, limit + 1, offset)
    following = None
    if len(hits) > limit:
        following = f"{here}/id/{kind}?{urlencode({'limit': limit, 'offset': offset + limit})}"
        headers["Link"] = f'<{following}>; rel="next"'
    things = _things(hits[:limit], here)
    if name == "html":
        body = templating.page(
            "kind.html",
            desk,
            here,
            kind=kind,
            plural=_PLURAL.get(kind, f"of kind {kind}"),
            things=things if following or offset else sorted(things, key=_by_label),
            offset=offset,
            more=following,
            asks=asks.by_kind(desk.catalogue.values()).get(kind, []),
        )
    else:
        told = {"kind": kind, "revision": revision, "offset": offset, "next": following, "things": things}
        body = json.dumps(told, ensure_ascii=False).encode()
    return Response(body, headers=headers, media_type=choice.content_type)


def _by_label(thing: dict[str, str]) -> str:
    return thing["label"].casefold()


def _things(hits: Sequence[Hit], here: str) -> list[dict[str, str]]:
    return [
        {
            "iri": hit.iri,
            "name": hit.prefixed,
            "label": hit.label,
            "description": found.described(hit),
            "href": f"{here}{links.path(hit.iri)}",
        }
        for hit in hits
    ]
