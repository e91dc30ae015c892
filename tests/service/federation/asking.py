"""Asks servers on loopback, which tests have to permit."""

import asyncio
from collections.abc import Sequence

from service.federation.addresses import Allowed
from service.federation.fetch import FetchLimits
from service.federation.network import Network
from service.federation.rewrite import inlined

LOOPBACK = Network(permits=lambda _: True)


def inline(
    text: str,
    allow: Sequence[str],
    limits: FetchLimits | None = None,
    *,
    seconds: float = 20,
    network: Network = LOOPBACK,
    base: str | None = None,
) -> str:
    """Answer the calls of a text."""
    allowed, limits = Allowed.read(allow), limits or FetchLimits()
    return asyncio.run(inlined(text, allowed, limits, base=base, seconds=seconds, network=network))
