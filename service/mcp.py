"""The canned queries as tools for an assistant that speaks the Model Context Protocol."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
from importlib.metadata import version
from typing import Any, cast

import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request

from graph.errors import RejoinderError
from service import calls, composing, delivery, given, narrowing, openapi
from service.catalogue import CannedQuery
from service.desk import Desk, Desks, opened
from service.problems import NotFound, Problem
from service.settings import Settings

ROWS = 100  # of an answer whose limit is not given: an assistant reads every one
_BODY = 256 * 1024  # bytes
_INSTRUCTIONS = (
    "Rejoinder is a graph of who claimed what about whose territory, in what capacity, who says so, and "
    "who answered how, or did not. Each tool is one question. Name things as you know them; where a name "
    "is unknown or stands for several, the error says which there are. Every answer has rows and a receipt: "
    "standing and confidence say how firmly a row is told, coverage which documents were searched, so that "
    "no row means 'not in these documents'. Quote the receipt's citation with what you use of an answer."
)
_LIMIT = (
    f"How many rows at most; {ROWS} unless you say otherwise. Where there are more, the receipt's limits "
    "have next_offset: call again with it as offset."
)
Ask = Callable[[ServerRequestContext[Any, Any]], Awaitable[Desk]]
Answer = types.CallToolResult


def server(catalogue: Mapping[str, CannedQuery], desk_of: Ask) -> Server[Any]:
    """Make a server whose tools are the canned queries; desk_of finds the revision that a request reads."""
    made: dict[str, list[types.Tool]] = {}  # of the revision that was last asked for

    async def listed(context: ServerRequestContext[Any, Any], _: Any) -> types.ListToolsResult:
        desk = await desk_of(context)
        if desk.snapshot.revision not in made:
            made.clear()
            made[desk.snapshot.revision] = [_tool(query, desk) for query in catalogue.values()]
        return types.ListToolsResult(tools=made[desk.snapshot.revision])

    async def called(
        context: ServerRequestContext[Any, Any], wanted: types.CallToolRequestParams
    ) -> types.CallToolResult:
        try:
            if wanted.name not in catalogue:
                raise NotFound(f"{wanted.name[:80]}: no such tool; tools/list names them all")
            arguments = wanted.arguments or {}
            return await _answer(context, await desk_of(context), catalogue[wanted.name], arguments)
        except Problem as problem:
            return _failed(problem)

    return Server(
        "rejoinder",
        version=version("rejoinder"),
        title="Rejoinder",
        instructions=_INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


def over_http(catalogue: Mapping[str, CannedQuery]) -> StreamableHTTPSessionManager:
    """Make what answers at /mcp: each request by itself, so that a restart loses nothing."""

    async def desk_of(context: ServerRequestContext[Any, Any]) -> Desk:
        return delivery.desk_of(cast("Request", context.request))

    return StreamableHTTPSessionManager(
        server(catalogue, desk_of),
        json_response=True,
        stateless=True,
        # Nothing is told here that is not told to everybody, and no cookie or address gives more.
        security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        max_request_body_size=_BODY,
    )


@asynccontextmanager
async def running(manager: StreamableHTTPSessionManager) -> AsyncIterator[None]:
    """Keep it running in a task of its own: what ends the service would come out of its group as an error."""
    began, done = asyncio.Event(), asyncio.Event()

    async def keep() -> None:
        async with manager.run():
            began.set()
            await done.wait()

    task = asyncio.create_task(keep())
    await began.wait()
    try:
        yield
    finally:
        done.set()
        await task


async def over_stdio(settings: Settings, catalogue: Mapping[str, CannedQuery]) -> None:
    """Serve an assistant on this process's own input and output until it closes them."""
    async with opened(settings, catalogue, workers=1) as desks, stdio_server() as (reading, writing):
        asked = server(catalogue, _current(desks))
        await asked.run(reading, writing, asked.create_initialization_options())


def _current(desks: Desks) -> Ask:
    async def desk_of(_: ServerRequestContext[Any, Any]) -> Desk:
        return await desks.current()

    return desk_of


def _tool(query: CannedQuery, desk: Desk) -> types.Tool:
    properties = {
        parameter.name: openapi.schema_of(parameter, desk.names) | {"description": openapi.told_of(parameter)}
        for parameter in query.parameters
    }
    properties |= {
        name: openapi.narrowing_schema(name) | {"description": narrowing.TOLD[name]}
        for name in narrowing.offered(query)
    }
    properties["limit"] |= {"default": ROWS, "description": _LIMIT}
    needed = [parameter.name for parameter in query.parameters if not parameter.declared.optional]
    return types.Tool(
        name=query.name,
        title=query.summary,
        description=f"{query.summary} {query.description}",
        input_schema={"type": "object", "properties": properties, "required": needed},
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


async def _answer(
    context: ServerRequestContext[Any, Any], desk: Desk, query: CannedQuery, arguments: Mapping[str, Any]
) -> Answer:
    pairs = [(name, text) for name, text in given.pairs(arguments) if name != "limit" or text.strip()]
    if not any(name == "limit" for name, _ in pairs):
        pairs.append(("limit", str(ROWS)))
    call = calls.read(query, pairs, desk)
    request = context.request if isinstance(context.request, Request) else None
    with ExitStack() as held:
        if request is not None:
            client = request.client.host if request.client else None
            held.enter_context(request.app.state.admission.entered(client))
        here = given.address(request) if request else None
        body = await composing.asked("json", desk, call, desk.settings.timeout, here)
    text = types.TextContent(type="text", text=body.decode())
    return Answer(content=[text], structured_content=json.loads(body))


def _failed(error: RejoinderError) -> Answer:
    """Tell what is wrong with a call, so that the next one may be right."""
    return Answer(content=[types.TextContent(type="text", text=str(error))], is_error=True)
