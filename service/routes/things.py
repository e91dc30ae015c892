"""Every IRI of the graph at its own address: a redirect by Accept, and a description in each format."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import FastAPI, Request, Response

from graph import jsonld
from graph.errors import SourceError
from graph.terms import BASE, CONCEPT, ID, KINDS, SCHEMES, expand
from service import etags, given, negotiate, openapi, suffixes
from service.delivery import chosen, desk_of, unchanged, while_connected
from service.described import asking, files, links, page
from service.described.asking import FARTHEST, LIMIT, Description, Stretch
from service.desk import Made
from service.excerpts import texts_of
from service.negotiate import Choice
from service.pages.send import send
from service.parameters import bad, collect, integer
from service.problems import NotFound
from service.routes import leading

_NAMES = ("limit", "offset", "property")
_SHOWN = 80
_PATHS = ("/id/{kind}/{slug}", "/concept/{scheme}/{value}", "/concept/{scheme}")
_STATUSES = (404, 406, 422, 429, 503, 504)
Answer = Callable[[Request], Awaitable[Response]]


def add(app: FastAPI) -> None:
    """Add the routes of things, controlled values and schemes, and of the addresses that lead there."""
    app.state.replaced = Made[dict[str, str]]()
    app.state.coercions = Made[dict[str, str]]()
    formats: openapi.Document = {media: {} for media in negotiate.media_types(["thing"])}
    whole: openapi.Document = {"200": {"description": "What is said of it.", "content": formats}}
    moved: openapi.Document = {
        "301": {"description": "It was renamed: Location is its new address."},
        "303": {"description": "Location is its description in a format that you take."},
    }
    for path in _PATHS:
        _route(app, f"{path}.{{extension}}", by_suffix, whole | _moved(moved, "301"), _described())
        _route(app, path, negotiated, moved, [*_described(), _format()])
    _route(app, "/context.jsonld", context, {"200": {"description": "The context.", "content": _JSONLD}}, [])


_JSONLD: openapi.Document = {"application/ld+json": {}}


def _moved(answers: openapi.Document, status: str) -> openapi.Document:
    return {status: answers[status]}


def _route(
    app: FastAPI, path: str, answer: Answer, told: openapi.Document, given_: list[openapi.Document]
) -> None:
    described = {"parameters": given_, "responses": told | openapi.problems(_STATUSES)}
    app.add_api_route(
        path, answer, methods=["GET"], tags=["things"], response_class=Response, openapi_extra=described
    )


def _described() -> list[openapi.Document]:
    limit = {"type": "integer", "minimum": 1, "maximum": LIMIT, "default": LIMIT}
    offset = {"type": "integer", "minimum": 0, "maximum": FARTHEST, "default": 0}
    return [
        openapi.query_parameter("limit", limit, "How many statements that lead to it at most."),
        openapi.query_parameter("offset", offset, "How many of those are left out before."),
        openapi.query_parameter(
            "property", {"type": "string"}, "Only what leads to it by this, such as rj:target."
        ),
    ]


def _format() -> openapi.Document:
    formats = {"type": "string", "enum": list(negotiate.names(["thing"]))}
    return openapi.query_parameter("format", formats, "Wins over the Accept header.")


async def negotiated(request: Request) -> Response:
    """Lead to the description of a thing in a format that the client takes: a page for a browser."""
    iri = await _existing(request, _path(request))
    choice = chosen(request, "thing")
    new = await _replacement(request, iri)
    if new is not None:
        return leading.away(request, links.path(new) or "", 301)
    return leading.away(request, f"{links.path(iri)}.{choice.format.extension}", 303, without=("format",))


async def by_suffix(request: Request) -> Response:
    """Send the description of a thing in the format that the suffix names."""
    stem, _, extension = _path(request).rpartition(".")
    choice = suffixes.choice("thing", extension)
    if choice is None:
        return await _odd(request, stem, extension)
    iri = _iri(request, stem)
    new = await _replacement(request, iri)
    if new is not None:
        return leading.away(request, f"{links.path(new)}.{extension}", 301)
    return await _sent(request, iri, choice)


async def context(request: Request) -> Response:
    """Send the JSON-LD context that our descriptions are written by."""
    revision = desk_of(request).snapshot.revision
    body = jsonld.whole(await _coercions(request))
    headers = {"Rejoinder-Revision": revision, "ETag": etags.tag(revision, "context", body)}
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    return Response(body, headers=headers, media_type="application/ld+json")


def _path(request: Request) -> str:
    """Write the path behind the root as it names a thing: id/KIND/SLUG or concept/SCHEME/VALUE."""
    told = request.path_params
    first = f"id/{told['kind']}/{told['slug']}" if "kind" in told else f"concept/{told['scheme']}"
    value = f"/{told['value']}" if "value" in told else ""
    return first + value + (f".{told['extension']}" if "extension" in told else "")


def _iri(request: Request, path: str) -> str:
    """Read the IRI of a thing from its path; NotFound for a kind or scheme that there is not."""
    space, _, rest = path.partition("/")
    group, _, slug = rest.partition("/")
    groups, word = (KINDS, "kind") if space == "id" else (SCHEMES, "scheme")
    if group not in groups:
        raise NotFound(f"There is no {word} {group[:_SHOWN]}; there are {', '.join(groups)}.", near=groups)
    iri = links.named(BASE + path)
    if iri is None or "#" in path:
        raise _unknown(request, group, slug)
    return iri


async def _existing(request: Request, path: str) -> str:
    iri = _iri(request, path)
    if not await while_connected(request, asking.known(desk_of(request), iri)):
        raise _unknown(request, *path.partition("/")[2].partition("/")[::2])
    return iri


def _unknown(request: Request, group: str, slug: str) -> NotFound:
    near = desk_of(request).names.near((group,), slug[:_SHOWN]) if slug else []
    told = f"; did you mean {', '.join(near)}?" if near else "."
    return NotFound(f"Nothing is known as {group}:{slug[:_SHOWN]}{told}", near=near)


async def _odd(request: Request, stem: str, extension: str) -> Response:
    """Answer where a dot is no suffix of ours: it may belong to the name."""
    if await asking.known(desk_of(request), _iri(request, f"{stem}.{extension}")):
        return await negotiated(request)
    iri = await _existing(request, stem)
    known = suffixes.known("thing", links.path(iri) or "")
    raise NotFound(f"There is no format {extension[:_SHOWN]}; there are {', '.join(known)}.", near=known)


async def _replacement(request: Request, iri: str) -> str | None:
    """Find the thing of ours that replaces one."""
    desk = desk_of(request)
    made: Made[dict[str, str]] = request.app.state.replaced
    new = (await made.get(desk.snapshot.revision, lambda: asking.replacements(desk))).get(iri)
    return new if new and new.startswith((ID, CONCEPT)) else None


def _stretch(request: Request) -> Stretch:
    texts = collect(given.parameters(request), _NAMES)
    one = {name: found[0] for name, found in texts.items() if found[0].strip()}
    return Stretch(
        integer("limit", one.get("limit", str(LIMIT)), 1, LIMIT),
        integer("offset", one.get("offset", "0"), 0, FARTHEST),
        _property(one["property"]) if "property" in one else None,
    )


def _property(text: str) -> str:
    """Read the name of a property: an IRI, or with a prefix of ours."""
    try:
        found = links.named(text if "://" in text else expand(text))
    except SourceError:
        found = None
    if found is None:
        raise bad("property", text[:_SHOWN], "is no name of a property such as rj:target")
    return found


async def _sent(request: Request, iri: str, choice: Choice) -> Response:
    """Send a description; it is asked for only if the client has not got it."""
    desk, here, stretch = desk_of(request), given.address(request), _stretch(request)
    name = choice.format.name
    if name == "html":
        links_ = {"Link": _links(iri, choice, here, stretch)}
        return await send(
            request, lambda: _page(request, iri, stretch), links_, private=texts_of(request).attached
        )
    headers = {
        "Rejoinder-Revision": desk.snapshot.revision,
        "Vary": "Accept",
        "ETag": etags.tag(desk.snapshot.revision, "thing", iri, stretch, choice.content_type),
    }
    if (fresh := unchanged(request, headers)) is not None:
        return fresh
    with request.app.state.admission.entered(request.client.host if request.client else None):
        described = await while_connected(request, _description(request, iri, stretch))
        coercions = await _coercions(request) if name == "jsonld" else {}
        body = await asyncio.to_thread(files.write, name, described, coercions)
    headers["Link"] = _links(iri, choice, here, stretch, more=described.more)
    return Response(body, headers=headers, media_type=choice.content_type)


async def _description(request: Request, iri: str, stretch: Stretch) -> Description:
    """Ask for a description; NotFound where nothing is said of the thing at all."""
    desk = desk_of(request)
    described = await asking.describe(desk, iri, stretch)
    if not (described.own or described.incoming or await asking.known(desk, iri)):
        raise _unknown(request, *iri.removeprefix(ID).removeprefix(CONCEPT).partition("/")[::2])
    return described


async def _page(request: Request, iri: str, stretch: Stretch) -> bytes:
    return await page.render(request, await _description(request, iri, stretch))


async def _coercions(request: Request) -> dict[str, str]:
    desk = desk_of(request)
    made: Made[dict[str, str]] = request.app.state.coercions
    return await made.get(desk.snapshot.revision, lambda: asking.coercions(desk))


def _links(iri: str, choice: Choice, here: str, stretch: Stretch, *, more: bool = False) -> str:
    address = here + (links.path(iri) or "")
    query = page.parameters(stretch, stretch.offset)
    found = [f'<{quote(iri, safe=":/%#")}>; rel="describes"']
    found += suffixes.alternates("thing", address, choice.format.name, f"?{query}" if query else "")
    if more:
        following = page.parameters(stretch, stretch.offset + stretch.limit)
        found.append(f'<{address}.{choice.format.extension}?{following}>; rel="next"')
    return ", ".join(found)
