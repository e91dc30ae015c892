"""What may befall a question on its way through the engine.

EngineError
├── QuerySyntaxError   the text is no SPARQL query; line and column
├── QuestionError      the text is one, but base IRI or graph names beside it are no IRIs
├── NotAcceptable      the form of its result has no format the asker takes
├── EvaluationError    the engine gave up on it: an unknown function, a format that cannot hold the result
├── TimeLimit          it took longer than it was given
├── MemoryLimit        it needed more memory than a worker has
├── AnswerTooLarge     its answer has more rows or bytes than an answer may have
├── BackendFailed      the store behind the service is not there, or does not answer as a store does
├── StoreFailed        the store it is asked of cannot be opened or is damaged
├── Cancelled          somebody with the right to do so ended it
├── Replaced           the graph it is asked of is being replaced by another
├── WorkerCrashed      its worker died of it: nested too deeply, a fault, a kill from outside
├── QueueFull          no worker became free for it
└── PoolClosed         the service is stopping
"""

from graph.errors import RejoinderError


class EngineError(RejoinderError):
    """Root of what the engine raises on purpose."""


class QuerySyntaxError(EngineError):
    """The text is no SPARQL query; line and column count from 1, None where the engine gives none."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep what is wrong and where."""
        self.message, self.line, self.column = message, line, column
        place = f" at line {line}, column {column}" if line else ""
        super().__init__(f"no valid SPARQL query{place}: {message}")


class QuestionError(EngineError):
    """What came beside the query text (base IRI, graph names) cannot be used."""


class NotAcceptable(EngineError):  # noqa: N818 - named as HTTP names it
    """The result has a form for which the question named no format."""

    def __init__(self, form: str) -> None:
        """Keep the form: solutions, boolean or graph."""
        self.form = form
        super().__init__(f"the result is of the form {form!r}, and no format was asked for that form")


class EvaluationError(EngineError):
    """The engine gave up on a query that it could parse."""

    def __init__(self, message: str) -> None:
        """Keep the engine's own words."""
        self.message = message
        super().__init__(message)


class TimeLimit(EngineError):  # noqa: N818 - named after the limit it reports
    """The answer was not complete in the time it was given."""

    def __init__(self, seconds: float) -> None:
        """Keep the limit, in seconds."""
        self.seconds = seconds
        super().__init__(f"the query took longer than its time limit of {seconds:g} s")


class MemoryLimit(EngineError):  # noqa: N818 - named after the limit it reports
    """The query needed more memory than a worker may have."""

    def __init__(self, mib: int) -> None:
        """Keep the limit, in MiB."""
        self.mib = mib
        super().__init__(f"the query needed more memory than its limit of {mib} MiB")


class AnswerTooLarge(EngineError):  # noqa: N818 - named after the limit it reports
    """The answer has more rows or bytes than an answer may have."""

    def __init__(self, unit: str, limit: int) -> None:
        """Keep the limit and its unit, rows or bytes."""
        self.unit, self.limit = unit, limit
        super().__init__(f"the answer has more than {limit} {unit}")


class StoreFailed(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """The store cannot be opened, or a file of it is damaged."""


class BackendFailed(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """The store behind the service gave no whole answer; the message begins "it"."""


class Cancelled(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """Somebody with the right to do so ended the query."""


class Replaced(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """The graph is replaced while it is asked, so that the answer might be of neither."""


class WorkerCrashed(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """The worker that evaluated the query died of it, or was killed by somebody else."""

    def __init__(self, detail: str) -> None:
        """Keep what is known about the death."""
        self.detail = detail
        super().__init__(f"the query ended its worker process: {detail}")


class QueueFull(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """No worker became free: too many wait already, or this one waited too long (seconds, else None)."""

    def __init__(self, waiting: int, limit: int, seconds: float | None = None) -> None:
        """Keep how many questions waited before it in its lane, how many may, and how long it did."""
        self.waiting, self.limit, self.seconds = waiting, limit, seconds
        super().__init__(
            f"every worker is busy and {waiting} questions wait already (at most {limit} may)"
            if seconds is None
            else f"no worker became free within {seconds:g} s"
        )


class PoolClosed(EngineError):  # noqa: N818 - the name is the fact a caller acts on
    """The pool was not started, or is closed."""
