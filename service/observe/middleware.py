"""Every request passes here: it gets an id and is timed, counted and logged, however it ends."""

import asyncio

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.errors import RejoinderError
from service import reasons
from service.engine.errors import PoolClosed
from service.observe import log
from service.observe.exchange import Exchange
from service.observe.metrics import Metrics
from service.problems import Problem


class Observed:
    """Stands before everything else, so that no failure passes it unseen.

    What fails before the first byte is told as a problem; later, the answer is left without its end, for
    which the server breaks the connection.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Stand before an application."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope)
        unforeseen: Exception | None = None
        with self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, exchange.receiving(receive), exchange.sending(send))
            except ClientDisconnect:
                exchange.left = True
            except asyncio.CancelledError:  # the server does so at the end of its patience, when it stops
                await _fail(exchange, PoolClosed("the service is stopping"), scope, receive, send)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is told
                cause = _cause(error)
                unforeseen = None if isinstance(cause, RejoinderError) else cause
                await _fail(exchange, cause, scope, receive, send)
        self._metrics.count(exchange)
        log.tell(exchange, unforeseen)


async def _fail(exchange: Exchange, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the problem, or note it if the answer has begun."""
    problem = error if isinstance(error, Problem) else reasons.problem(error)
    exchange.problem = problem.name
    if not exchange.started:
        await problem.response()(scope, receive, exchange.sending(send))


def _cause(error: Exception) -> Exception:
    """Look behind the framework's error that an answer had begun when it failed."""
    behind = error.__cause__ if isinstance(error, RuntimeError) else None
    return behind if isinstance(behind, Exception) else error
