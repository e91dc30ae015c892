"""Which problem it is when the guard or the engine refuses or loses a query, one rule an error."""

from dataclasses import asdict
from functools import singledispatch

from graph.errors import BuildError, Conflict, RefusedChange, StoreError
from service import guard
from service.engine import errors as engine
from service.federation.errors import FederationError, FederationTimeout
from service.problems import (
    BadGateway,
    BadRequest,
    Busy,
    Changed,
    Ended,
    Failed,
    Invalid,
    NotStored,
    OutOfMemory,
    OutOfTime,
    Problem,
    QuerySyntax,
    Refused,
    TooLarge,
)
from service.updates import DatasetConflict
from service.uploads import UploadError

RETRY_SECONDS = 2
_FINDINGS = 50  # that are told; the number of all is told too
_AGAIN = {"Retry-After": str(RETRY_SECONDS)}


@singledispatch
def problem(error: Exception) -> Problem:  # noqa: ARG001 - what is not foreseen tells nothing of its inside
    """Tell an error of guard or engine as a problem."""
    return Failed("The server failed on this request. Ask again; if it fails again, please report it.")


@problem.register
def _(error: guard.QueryRefused) -> Problem:
    return QuerySyntax(str(error), line=error.line, column=error.column)


@problem.register
def _(error: guard.QueryTooDeep) -> Problem:
    return QuerySyntax(
        f"{error}; write it flatter", limit=error.limit, line=error.line, column=error.column, unit="levels"
    )


@problem.register
def _(error: guard.QueryTooLong) -> Problem:
    return TooLarge(f"{error}; ask in smaller parts", limit=error.limit, value=error.value, unit=error.unit)


@problem.register
def _(error: guard.KeywordRefused) -> Problem:
    return Refused(str(error), line=error.line, column=error.column)


@problem.register
def _(error: engine.QuerySyntaxError) -> Problem:
    return QuerySyntax(str(error), line=error.line, column=error.column)


@problem.register
def _(error: engine.QuestionError) -> Problem:
    return BadRequest(str(error))


@problem.register
def _(error: engine.EvaluationError) -> Problem:
    return BadRequest(f"The engine cannot evaluate this query: {error.message}")


@problem.register
def _(error: engine.TimeLimit) -> Problem:
    return OutOfTime(
        f"The query was ended at its limit of {error.seconds:g} s. "
        "Ask for less: bind more terms, join every pattern, add a LIMIT.",
        limit=error.seconds,
        value=error.seconds,
        unit="seconds",
    )


@problem.register
def _(error: engine.MemoryLimit) -> Problem:
    return OutOfMemory(
        f"The query needed more than its limit of {error.mib} MiB. "
        "Ask for less: join every pattern, order or group fewer rows.",
        limit=error.mib,
        unit="MiB",
    )


@problem.register
def _(error: engine.AnswerTooLarge) -> Problem:
    return TooLarge(
        f"The answer has more than {error.limit} {error.unit}, the most that is sent. "
        "Ask for a part of it, by LIMIT and OFFSET or by naming more.",
        limit=error.limit,
        unit=error.unit,
    )


@problem.register
def _(error: engine.StoreFailed) -> Problem:  # noqa: ARG001 - where the store lies is the server's own affair
    return Failed("The graph cannot be read. Its keeper sees by `rejoinder doctor` what is wrong.")


@problem.register
def _(error: engine.Cancelled) -> Problem:  # noqa: ARG001 - there is one reason only
    return Ended("The query was ended by the keeper of this server. Ask for less, or ask again later.")


@problem.register
def _(error: engine.WorkerCrashed) -> Problem:  # noqa: ARG001 - how a process died is the server's own affair
    return Failed("The query ended the process that evaluated it. Nest it less deeply, or cut it in two.")


@problem.register
def _(error: engine.BackendFailed) -> Problem:
    return BadGateway(f"The store behind this service failed: {error}. Ask again in a while.", headers=_AGAIN)


@problem.register
def _(error: engine.Replaced) -> Problem:
    return Busy(f"The query was ended: {error}. Ask again in a while.", headers=_AGAIN)


@problem.register
def _(error: Problem) -> Problem:
    return error


@problem.register
def _(error: Conflict) -> Problem:
    return Changed(f"{error}. Read it again, and write what is still right.")


@problem.register
def _(error: RefusedChange) -> Problem:
    return Refused(str(error))


@problem.register
def _(error: BuildError) -> Problem:
    first, more = error.findings[0], len(error.findings) - 1
    others = f" There are {more} more findings." if more else ""
    return Invalid(
        f"Nothing was written: {str(first).rstrip('.')}.{others}",
        findings=[asdict(finding) for finding in error.findings[:_FINDINGS]],
        count=len(error.findings),
    )


@problem.register
def _(error: StoreError) -> Problem:
    return NotStored(f"Nothing was written: {error}")


@problem.register
def _(error: UploadError) -> Problem:
    return BadRequest(f"What was sent cannot be read as RDF: {error}")


@problem.register
def _(error: DatasetConflict) -> Problem:
    return BadRequest(f"{error}")


@problem.register
def _(error: FederationError) -> Problem:
    return BadGateway(f"{error}", address=error.address)


@problem.register
def _(error: FederationTimeout) -> Problem:
    return OutOfTime(f"{error}", limit=error.seconds, unit="seconds", address=error.address)


@problem.register
def _(error: engine.QueueFull) -> Problem:
    return Busy(
        f"{error}. Ask again in {RETRY_SECONDS} seconds.",
        headers=_AGAIN,
        limit=error.limit,
        value=error.waiting,
    )


@problem.register
def _(error: engine.PoolClosed) -> Problem:  # noqa: ARG001 - there is one reason only
    return Busy("The server is about to stop. Ask again in a while.", headers=_AGAIN)
