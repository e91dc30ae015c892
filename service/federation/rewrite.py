"""A text with SERVICE and LOAD made into one without: what other servers answer stands in it as data.

A SERVICE block becomes a VALUES block of its solutions. SPARQL evaluates from the inside out, so a block
joins in the same way whether the engine asked for its solutions or finds them written down.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

import httpcore

from graph.terms import BASE
from service import guard
from service.federation import calls, fetch, reader
from service.federation.addresses import Allowed
from service.federation.calls import Call
from service.federation.errors import FederationError, FederationTimeout
from service.federation.fetch import FetchLimits, Request
from service.federation.network import Network

_GENID = f"{BASE}.well-known/genid/"
_SOLUTIONS = ("application/sparql-results+json",)
_GRAPHS = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
_GROWTH = 2  # times the bytes of an answer, at most, are its terms written in full
_Key = tuple[str, bool, str | int]


async def inlined(
    text: str,
    allowed: Allowed,
    limits: FetchLimits,
    *,
    base: str | None,
    seconds: float,
    network: Network | None = None,
) -> str:
    """Return a query or update whose calls are answered; one without any comes back as it is.

    No call is left in it: `guard.refuse_calls` lets it through. Lines keep their numbers. The text was
    measured before; what stands in it afterwards is bounded by the limits here. base is an IRI, seconds are
    for all calls together.

    Nothing is asked if any call is refused (a QueryRefused). FederationError says which server failed.
    """
    if not guard.may_call(text):
        return text
    found = calls.find(text, base)
    _permit(text, found, allowed, limits)
    if not found:
        return text
    async with fetch.opened(network or Network()) as pool:
        asking = _Asking(pool, limits, seconds)
        answers = await asking.together({_key(call): call for call in found})
    return _replaced(text, found, [answers[_key(call)] for call in found])


def _permit(text: str, found: Sequence[Call], allowed: Allowed, limits: FetchLimits) -> None:
    """Refuse a text with any call that may not be made."""
    guard.refuse_calls(text, {call.start for call in found})
    for call in found:
        if not allowed.permits(call.address):
            raise guard.AddressRefused(call.keyword, call.address, call.token)
    if len(found) > limits.calls:
        beyond = found[limits.calls].token
        raise guard.QueryRefused(
            f"the text calls other servers {len(found)} times, at most {limits.calls} are made; ask in parts",
            beyond.line,
            beyond.column,
        )


def _key(call: Call) -> _Key:
    """Tell which calls are one: the same question to the same server; but each LOAD makes its own nodes."""
    return (call.address, call.silent, call.start if call.query is None else call.query)


def _replaced(text: str, found: Sequence[Call], answers: Sequence[str]) -> str:
    """Put answers where their calls stood, with as many line ends, so that errors name the right line."""
    pieces, end = [], 0
    for call, answer in zip(found, answers, strict=True):
        lines = text.count("\n", call.start, call.end)
        pieces += [text[end : call.start], " ", answer, "\n" * lines, " "]
        end = call.end
    return "".join([*pieces, text[end:]])


def _data(call: Call, statements: str) -> str:
    """Write what stands in the place of a call that was answered with these statements."""
    if call.keyword == "SERVICE":
        return f"{{ {statements} }}"
    if call.graph is not None:
        statements = f"GRAPH <{call.graph}> {{ {statements} }}"
    return f"INSERT DATA {{ {statements} }}"


class _Asking:
    """The calls of one text while they are made: their connections, their time, one reader at a time."""

    def __init__(self, pool: httpcore.AsyncConnectionPool, limits: FetchLimits, seconds: float) -> None:
        self._pool, self._limits, self._seconds = pool, limits, seconds
        self._until = asyncio.get_running_loop().time() + seconds
        self._reading = asyncio.Lock()

    async def together(self, wanted: Mapping[_Key, Call]) -> dict[_Key, str]:
        """Make all calls at the same time; the first that fails ends the others."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = {key: group.create_task(self._answer(call)) for key, call in wanted.items()}
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return {key: task.result() for key, task in tasks.items()}

    async def _answer(self, call: Call) -> str:
        """Return what stands in the place of a call; nothing, if SILENT allows it to fail."""
        try:
            async with asyncio.timeout_at(self._until):
                return _data(call, await self._ask(call))
        except TimeoutError as error:
            failure: FederationError = FederationTimeout(call.address, self._seconds)
            failure.__cause__ = error
        except FederationError as error:
            failure = error
        if call.silent:
            return _data(call, "VALUES () { () }" if call.keyword == "SERVICE" else "")
        raise failure

    async def _ask(self, call: Call) -> str:
        accept = _SOLUTIONS if call.keyword == "SERVICE" else _GRAPHS
        reply = await fetch.fetch(self._pool, Request(call.address, accept, call.query), self._limits)
        task = {
            "media_type": reply.media_type,
            "most": self._limits.rows if call.keyword == "SERVICE" else self._limits.triples,
            "characters": _GROWTH * self._limits.answer_bytes,
            "variables": sorted(call.variables),
            "genid": f"{_GENID}{_digest(call, reply.body)}/",
            "base": call.address,
        }
        async with self._reading:
            return await reader.read(call.address, task, reply.body)


def _digest(call: Call, body: bytes) -> str:
    """Tell one answer from all others: a blank node of it is none of theirs."""
    asked = f"{call.address}\n{call.query}\n".encode()
    return hashlib.sha256(asked + body).hexdigest()[:32]
