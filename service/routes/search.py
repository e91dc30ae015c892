"""Searching by name or word: a page and a form for people, JSON for programs, OpenSearch for browsers."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from fastapi import FastAPI, Request, Response

from graph.terms import KINDS, SCHEMES
from service import asks, etags, found, given, negotiate, openapi, templating
from service.delivery import chosen, desk_of, unchanged
from service.found import Row
from service.parameters import bad, choice, collect, integer
from service.search import LONGEST, readable

_KINDS: tuple[negotiate.Kind, ...] = ("found",)
_GROUPS = (*KINDS, *SCHEMES)
_LIMIT, _MOST, _FARTHEST = 20, 100, 10_000
_NAMES = ("q", "kind", "limit", "offset", "format")
_OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>Rejoinder</ShortName>
<Description>Persons, states, claims, acts and all else by name or word, in any spelling</Description>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
<Url type="text/html" indexOffset="0" template="{page}&amp;format=html"/>
<Url type="application/json" indexOffset="0" template="{page}&amp;format=json"/>
<Url type="application/x-suggestions+json" rel="suggestions" \
template="{base}/search?q={{searchTerms}}&amp;format=suggestions"/>
</OpenSearchDescription>
"""


@dataclass(frozen=True)
class Asked:
    """What is looked for: words, in groups, and which stretch of what is found."""

    text: str
    kinds: list[str]
    limit: int
    offset: int

    def address(self, offset: int, format_: str) -> str:
        """Write the relative address of another stretch."""
        pairs = [("q", self.text), *(("kind", kind) for kind in self.kinds)]
        pairs += [("limit", str(self.limit)), ("offset", str(offset)), ("format", format_)]
        return f"search?{urlencode(pairs)}"


def add(app: FastAPI) -> None:
    """Add the routes of the search and of its description for browsers."""
    formats: openapi.Document = {media: {} for media in negotiate.media_types(_KINDS)}
    answers: openapi.Document = {"200": {"description": "What was found.", "content": formats}}
    app.add_api_route(
        "/search",
        search,
        methods=["GET"],
        tags=["search"],
        response_class=Response,
        openapi_extra={
            "parameters": _described(),
            "responses": answers | openapi.problems((400, 406, 422, 429)),
        },
    )
    app.add_api_route("/opensearch.xml", description, methods=["GET"], include_in_schema=False)


def _described() -> list[openapi.Document]:
    text = {"type": "string", "maxLength": LONGEST}
    kinds = {"type": "array", "items": {"type": "string", "enum": list(_GROUPS)}}
    limit = {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _LIMIT}
    offset = {"type": "integer", "minimum": 0, "maximum": _FARTHEST, "default": 0}
    formats = {"type": "string", "enum": list(negotiate.names(_KINDS))}
    return [
        openapi.query_parameter("q", text, "A name or words, in any script and transliteration."),
        openapi.query_parameter("kind", kinds, "Only things of these kinds, or values of these schemes."),
        openapi.query_parameter("limit", limit, "How many at most."),
        openapi.query_parameter("offset", offset, "How many are left out before."),
        openapi.query_parameter("format", formats, "Wins over the Accept header."),
    ]


async def search(request: Request) -> Response:
    """Find things and controlled values by names, paraphrases, claims and definitions, typos forgiven."""
    chosen_ = chosen(request, "found")
    name = chosen_.format.name
    asked = _asked(request, optional=name == "html")
    desk = desk_of(request)
    headers = {
        "Rejoinder-Revision": desk.snapshot.revision,
        "Vary": "Accept",
        "ETag": etags.tag(
            desk.snapshot.revision, "search", templating.version(), asked, chosen_.content_type
        ),
    }
    if name == "html":
        headers["Content-Security-Policy"] = templating.POLICY
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    rows, more = await _found(request, asked)
    following = asked.address(asked.offset + asked.limit, name) if more else None
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    body = _WRITERS[name](request, asked, rows, following)
    return Response(body, headers=headers, media_type=chosen_.content_type)


def _asked(request: Request, *, optional: bool) -> Asked:
    texts = collect(given.parameters(request), _NAMES, many={"kind"})
    if "q" not in texts and not optional:
        raise bad("q", None, "is missing: the name or the words to look for")
    kinds = [kind for text in texts.get("kind", []) for kind in text.split(",") if kind.strip()]
    return Asked(
        readable("q", texts.get("q", [""])[0]),
        list(dict.fromkeys(choice("kind", kind, _GROUPS) for kind in kinds)),
        integer("limit", texts.get("limit", [""])[0] or str(_LIMIT), 1, _MOST),
        integer("offset", texts.get("offset", [""])[0] or "0", 0, _FARTHEST),
    )


async def _found(request: Request, asked: Asked) -> tuple[list[Row], bool]:
    """Ask the index in a thread: at a million things some words take it tens of milliseconds."""
    look = desk_of(request).names.search.find
    with request.app.state.admission.entered(request.client.host if request.client else None):
        hits, more = await asyncio.to_thread(
            look, asked.text, asked.kinds, limit=asked.limit, offset=asked.offset
        )
    return [found.row(hit, asked.text) for hit in hits], more and asked.offset + asked.limit <= _FARTHEST


def _json(request: Request, asked: Asked, rows: Sequence[Row], following: str | None) -> bytes:
    told = {
        "q": asked.text,
        "kind": asked.kinds,
        "revision": desk_of(request).snapshot.revision,
        "limit": asked.limit,
        "offset": asked.offset,
        "count": len(rows),
        "next": following,
        "results": rows,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _suggestions(_: Request, asked: Asked, rows: Sequence[Row], __: str | None) -> bytes:
    labels = list(dict.fromkeys(row["label"] for row in rows))
    return json.dumps([asked.text, labels], ensure_ascii=False).encode()


def _page(request: Request, asked: Asked, rows: Sequence[Row], following: str | None) -> bytes:
    return templating.page(
        "search.html",
        desk_of(request),
        given.address(request),
        asked=asked,
        rows=rows,
        next=following,
        kinds=_GROUPS,
        longest=LONGEST,
        asks=asks.by_kind(desk_of(request).catalogue.values()),
    )


_WRITERS = {"json": _json, "suggestions": _suggestions, "html": _page}


async def description(request: Request) -> Response:
    """Describe the search to browsers, which then offer it in their search box."""
    base = escape(str(request.base_url).rstrip("/"), {'"': "&quot;"})
    page = f"{base}/search?q={{searchTerms}}&amp;offset={{startIndex?}}&amp;limit={{count?}}"
    body = _OPENSEARCH.format(base=base, page=page)
    headers = {"ETag": etags.tag(desk_of(request).snapshot.revision, body)}
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(body, headers=headers, media_type="application/opensearchdescription+xml")
