"""A query or update as the engine may see it: within its limits, its calls of other servers answered."""

from functools import cache

from service import guard
from service.federation.addresses import Allowed
from service.federation.fetch import FetchLimits
from service.federation.rewrite import inlined
from service.settings import Settings


async def vetted(text: str, settings: Settings, *, base: str | None, seconds: float) -> str:
    """Hold a text to its limits and put in it what those servers answer that it calls and may call.

    QueryRefused says what is not let through, FederationError which server failed.
    """
    guard.measure(text, guard.Limits(settings.query_bytes, settings.depth, settings.tokens))
    if settings.endpoint is not None:
        guard.refuse_foreign_words(text)
    return await inlined(text, _allowed(settings.allow), FetchLimits(), base=base, seconds=seconds)


@cache
def _allowed(entries: tuple[str, ...]) -> Allowed:
    return Allowed.read(entries)
