"""An assistant's client asks the canned queries as tools: over HTTP, and over standard input and output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from graph import snapshots
from service import catalogue
from service.settings import Settings
from tests.service.live import QUERIES

ACT = {"act": "shperov-temporary"}


def asked(http: httpx.Client, work: Callable[[Client], Awaitable[Any]]) -> Any:
    """Let a client do some work at /mcp."""

    async def run() -> Any:
        async with Client(str(http.base_url).rstrip("/") + "/mcp") as client:
            return await work(client)

    return asyncio.run(run())


def test_every_canned_query_is_a_tool_that_says_what_it_takes(http: httpx.Client) -> None:
    tools = {tool.name: tool for tool in asked(http, Client.list_tools).tools}
    queries = catalogue.load(QUERIES)
    assert set(tools) == set(queries)
    schema = tools["replies"].input_schema
    assert schema["required"] == ["act"]
    assert {"act", "how", "until", "standing", "limit"} <= set(schema["properties"])
    assert schema["properties"]["standing"]["items"]["enum"] == ["asserted", "hedged", "doubted", "rejected"]
    assert "out-of-context" in schema["properties"]["how"]["enum"]
    assert queries["replies"].summary in (tools["replies"].description or "")


def test_a_tool_answers_as_the_route_does(http: httpx.Client) -> None:
    found = asked(
        http, lambda client: client.call_tool("replies", ACT | {"standing": ["asserted", "hedged"]})
    )
    same = http.get("/queries/replies", params=ACT | {"standing": "asserted,hedged", "limit": 100}).json()
    assert found.structured_content == same
    assert not found.is_error


def test_an_assistant_gets_a_hundred_rows_unless_it_asks_for_more(http: httpx.Client) -> None:
    usual = asked(http, lambda client: client.call_tool("every_statement", {}))
    more = asked(http, lambda client: client.call_tool("every_statement", {"limit": 150}))
    assert [len(one.structured_content["rows"]) for one in (usual, more)] == [100, 150]
    assert usual.structured_content["receipt"]["limits"]["complete"] is False
    empty = asked(http, lambda client: client.call_tool("every_statement", {"limit": ""}))
    assert empty.structured_content == usual.structured_content


@pytest.mark.parametrize(
    ("tool", "given", "told"),
    [
        ("replies", {}, "act: is missing"),
        ("replies", {"act": "shperov-temporari"}, "did you mean act:shperov-temporary"),
        ("replies", {"act": {"a": 1}}, "neither a text nor a number"),
        ("replies", ACT | {"sparql": "ASK {}"}, "no such parameter"),
        ("replies", {"act": 'x" } DROP ALL #'}, "no act or claim is known as"),
        ("DROP ALL", {}, "no such tool"),
    ],
)
def test_a_call_that_cannot_be_answered_says_how_it_could(
    http: httpx.Client, tool: str, given: dict[str, Any], told: str
) -> None:
    found = asked(http, lambda client: client.call_tool(tool, given))
    assert (found.is_error, told in found.content[0].text) == (True, True), found.content[0].text


def test_a_revision_is_asked_at_its_own_address(http: httpx.Client) -> None:
    revision = http.get("/health").json()["revision"]

    async def run() -> Any:
        async with Client(f"{str(http.base_url).rstrip('/')}/r/{revision}/mcp") as client:
            return await client.call_tool("replies", ACT)

    receipt = asyncio.run(run()).structured_content["receipt"]
    assert f"/r/{revision}/queries/replies" in receipt["address"]
    assert receipt["address"].count("/r/") == 1


def test_over_standard_input_and_output_the_answers_are_the_same(
    settings: Settings, http: httpx.Client
) -> None:
    command = StdioServerParameters(
        command=str(Path(sys.executable).with_name("rejoinder")),
        args=["mcp", "--store", str(settings.store)],
    )

    async def run() -> Any:
        async with Client(stdio_client(command)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            given = {"claim": "kazakhstan-holds-lands-temporarily", "limit": 2}
            return tools, await client.call_tool("responses_to_claim", given)

    tools, found = asyncio.run(run())
    assert "claims_about_state" in tools
    receipt = found.structured_content["receipt"]
    assert (receipt["rows"], receipt["address"]) == (2, None)
    assert receipt["revision"] == snapshots.current(settings.store).revision


def test_there_is_nothing_to_listen_to_and_no_session_to_end(http: httpx.Client) -> None:
    for method in ("GET", "DELETE"):
        answer = http.request(method, "/mcp", headers={"Accept": "text/event-stream"})
        assert (answer.status_code, "POST" in answer.headers["allow"]) == (405, True)
