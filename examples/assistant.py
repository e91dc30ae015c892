"""Do what an assistant does over MCP: list the tools, look a claim up, ask who answered it, cite the answer.

pip install "mcp>=2" httpx
python examples/assistant.py [http://127.0.0.1:8000] [words of a claim]

No model is called: this is the protocol, and what a model gets to read.
"""

import asyncio
import os
import sys
from typing import Any

import httpx
from mcp import Client


async def asked(address: str, claim: str) -> tuple[list[str], dict[str, Any]]:
    """List the tools, and call one; a call that fails tells a model in words what to mend."""
    async with Client(f"{address}/mcp") as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        answer = await client.call_tool("responses_to_claim", {"claim": claim})
        if answer.is_error or answer.structured_content is None:
            sys.exit(f"the tool answers: {answer.content}")
        return tools, answer.structured_content


def main() -> None:
    """Find the claim, ask, print the answer as a model would have to tell it."""
    address, words = (*sys.argv[1:], *[""] * 2)[:2]
    address = address or os.environ.get("REJOINDER_URL", "http://127.0.0.1:8000")
    wanted = {"q": words or "lands seized only for a time", "kind": "claim", "limit": "1"}
    found = httpx.get(f"{address}/search", params=wanted).raise_for_status().json()["results"]
    if not found:
        sys.exit(f"no claim is known by {wanted['q']!r}")
    tools, answer = asyncio.run(asked(address, found[0]["iri"]))
    print(f"{len(tools)} tools: {', '.join(tools[:3])} … {tools[-1]}\n")
    print(f"Claim: {found[0]['label']}")
    for row in answer["rows"]:
        days = {row["least_days"], row["most_days"]} - {None}
        when = "no days known" if not days else f"after {'–'.join(map(str, sorted(days)))} days"
        how = f"{row['response_type']} ({when}; {row['standing']})"
        print(f"- {row['speaker_label']} {how}: {row['reply_label']}")
    print(f"\n{answer['receipt']['citation']}")


if __name__ == "__main__":
    main()
