"""The SPARQL 1.1 protocol: one query by GET, by form or as the body."""

from collections.abc import Sequence

from fastapi import FastAPI, Request, Response

from service import addresses, answers, body, controls, given, negotiate, openapi
from service.answers import FORMS, Asked
from service.delivery import deliver, desk_of
from service.problems import BadRequest, Refused
from service.routes import update
from service.routes.description import service_description

_QUERY = "application/sparql-query"
_EXAMPLE = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
_PROTOCOL = frozenset({"query", "update", "default-graph-uri", "named-graph-uri", "layer", "timeout"})
_STATUSES = (400, 403, 406, 413, 415, 422, 429, 502, 503, 504, 507)
Pairs = Sequence[tuple[str, str]]


def add(app: FastAPI) -> None:
    """Add the routes of /sparql."""
    for method, answer, described in (
        ("GET", by_get, _described(query=True)),
        ("POST", by_post, _posted()),
    ):
        app.add_api_route(
            "/sparql",
            answer,
            methods=[method],
            tags=["sparql"],
            response_class=Response,
            openapi_extra=described,
        )
    # The same with the slash that some clients add; and QUERY, for which OpenAPI 3.1 has no place.
    app.add_api_route("/sparql/", by_get, methods=["GET"], include_in_schema=False)
    app.add_api_route("/sparql/", by_post, methods=["POST"], include_in_schema=False)
    for path in ("/sparql", "/sparql/"):
        app.add_api_route(path, by_query, methods=["QUERY"], include_in_schema=False)


async def by_get(request: Request) -> Response:
    """Answer the SPARQL query in the address; where nothing is asked, say what can be."""
    pairs = given.parameters(request)
    if not any(name in _PROTOCOL for name, _ in pairs):
        return await service_description(request)
    return await _answer(request, pairs, None)


async def by_post(request: Request) -> Response:
    """Answer the SPARQL query in a form, or in the body as it is."""
    media_type = body.media_type(request, (_QUERY, body.FORM, update.UPDATE))
    if media_type == update.UPDATE:
        return await update.written(request)
    limit = desk_of(request).settings.body_bytes
    pairs = given.parameters(request)
    if media_type == _QUERY:
        return await _answer(request, pairs, await body.read(request, limit))
    if update.may_write(request):  # an update may be longer than a query; which it is only the form tells
        limit = update.longest(request)
    form = body.pairs(await body.read(request, limit))
    if any(name == "update" for name, _ in form):
        return await update.from_pairs(request, [*pairs, *form])
    return await _answer(request, [*pairs, *form], None)


async def by_query(request: Request) -> Response:
    """Answer the SPARQL query in the body of a QUERY, HTTP's method for that."""
    body.media_type(request, (_QUERY, body.FORM))
    return await by_post(request)


async def _answer(request: Request, pairs: Pairs, direct: str | None) -> Response:
    if any(name == "update" for name, _ in pairs):
        raise Refused(f"An update is sent by POST. {update.HOW}")
    desk = desk_of(request)
    wanted = controls.read(_controls(pairs), desk.settings, FORMS)
    default, named = _graphs(pairs)
    asked = Asked(
        query=_query(pairs, direct),
        controls=wanted,
        choices=answers.choices(given.header(request, "accept"), wanted.format),
        base_iri=addresses.of(request),
        default_graphs=default,
        named_graphs=named,
    )
    request.state.query = asked.query
    return await deliver(request, desk, asked)


def _controls(pairs: Pairs) -> list[tuple[str, str]]:
    """Pick out format, layer and timeout; of several formats the first (SPARQLWrapper names TSV twice)."""
    formats = [pair for pair in pairs if pair[0] == "format"]
    return formats[:1] + [pair for pair in pairs if pair[0] in {"layer", "timeout"}]


def _query(pairs: Pairs, direct: str | None) -> str:
    """Find the one query; BadRequest if there is none or more than one."""
    texts = [text for name, text in pairs if name == "query"] + ([] if direct is None else [direct])
    if len(texts) == 1:
        return texts[0]
    if texts:
        raise BadRequest(f"There are {len(texts)} queries in this request; send one.")
    raise BadRequest(
        f"There is no query. Ask like this: GET {_EXAMPLE}, or POST a form with query=…, "
        f"or POST the query as {_QUERY}.",
        example=_EXAMPLE,
    )


def _graphs(pairs: Pairs) -> tuple[list[str] | None, list[str] | None]:
    """Gather the dataset of the protocol: where one side is given, the other is empty."""
    default, named = (
        given.graph_names(pairs, "default-graph-uri"),
        given.graph_names(pairs, "named-graph-uri"),
    )
    return (default, named) if default or named else (None, None)


def _described(*, query: bool) -> openapi.Document:
    uris = {"type": "array", "items": {"type": "string", "format": "uri"}}
    parameters = [
        openapi.query_parameter(
            "query", {"type": "string"}, "The SPARQL query; without one, the service description is sent."
        ),
        openapi.query_parameter("default-graph-uri", uris, "Graphs that make up the default graph."),
        openapi.query_parameter("named-graph-uri", uris, "Graphs that GRAPH can name."),
        *openapi.controls(FORMS),
    ]
    kinds: tuple[negotiate.Kind, ...] = (*FORMS, "ontology") if query else FORMS
    formats: openapi.Document = {media: {} for media in negotiate.media_types(kinds)}
    return {
        "parameters": parameters if query else parameters[1:],
        "responses": {"200": {"description": "The answer, in the format asked for.", "content": formats}}
        | openapi.problems(_STATUSES),
    }


def _posted() -> openapi.Document:
    text: openapi.Document = {"type": "string"}
    form = {"type": "object", "required": ["query"], "properties": {"query": text}}
    content = {_QUERY: {"schema": text}, body.FORM: {"schema": form}}
    return _described(query=False) | {"requestBody": {"required": True, "content": content}}
