"""Why a worker gives no answer, in the words of an error frame."""

import re
from collections.abc import Mapping

from service.engine.sink import TooLargeError

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EMPTY_WORDS = re.compile(r"expected (one of )?(OPTIONAL|\[_\]|<unreported>|UNDEF|[A-Z_]+)")
# How the engine tells that a file of the store is not as it was written. It says so as a runtime error too,
# of which only the beginning is its own: behind it may stand words of the query.
_DAMAGE = re.compile(r"corrupt|checksum|block read|bad magic|no such file", re.IGNORECASE)
_CORRUPTION = "Corruption: "
_LONGEST = 160  # characters; the engine lists everything that it would have taken instead

Told = dict[str, str | int | None]


class NotAcceptableError(ValueError):
    """No format was named for the form of this result."""


class BackendError(Exception):
    """The store behind the service did not do what it was asked, through no fault of the question."""


class Limited(Exception):  # noqa: N818 - named as the limit it reports
    """The store behind the service ended a question at the limit it was given."""

    def __init__(self, seconds: float) -> None:
        """Keep the limit."""
        self.seconds = seconds
        super().__init__(f"the store behind this service ended it at {seconds:g} s")


class StoreFailed(Exception):  # noqa: N818 - named as the engine's own error
    """The store cannot be opened."""


# What evaluation may raise; anything else is a fault of ours and ends the worker.
TOLD = (
    SyntaxError,
    ValueError,
    RuntimeError,
    OSError,
    MemoryError,
    TooLargeError,
    StoreFailed,
    BackendError,
    Limited,
)

_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (NotAcceptableError, "not-acceptable"),
    (BackendError, "backend"),
    (Limited, "time"),
    (ValueError, "question"),
    (MemoryError, "memory"),
)


def acceptable(form: str, formats: Mapping[str, str | None], known: Mapping[str, object]) -> str:
    """Look up the format asked for a form of result; NotAcceptableError if there is none."""
    name = formats[form]
    if name is None or name not in known:
        raise NotAcceptableError(form)
    return name


def describe(error: Exception) -> Told:
    """Say what kind of failure an exception is, with what there is to say of it.

    Kinds: syntax, question, not-acceptable, memory, too-large, store, backend, time, evaluation.
    """
    if isinstance(error, SyntaxError):
        return _syntax(str(error))
    if isinstance(error, TooLargeError):
        return {"kind": "too-large", "message": str(error), "unit": error.unit, "limit": error.limit}
    return {"kind": _kind(error), "message": str(error)}


def _kind(error: Exception) -> str:
    if _damaged(error):
        return "store"
    return next((kind for class_, kind in _KINDS if isinstance(error, class_)), "evaluation")


def _damaged(error: Exception) -> bool:
    if isinstance(error, RuntimeError):
        return str(error).startswith(_CORRUPTION)
    words = isinstance(error, OSError) and _DAMAGE.search(str(error)) is not None
    return words or isinstance(error, StoreFailed)


def _syntax(message: str) -> Told:
    found = _PLACE.match(message)
    if found is None:
        return {"kind": "syntax", "message": _shorten(message), "line": None, "column": None}
    line, column, words = found.groups()
    if _EMPTY_WORDS.fullmatch(words):
        words = "the query cannot be read beyond this place"
    return {"kind": "syntax", "message": _shorten(words), "line": int(line), "column": int(column)}


def _shorten(message: str) -> str:
    if len(message) <= _LONGEST:
        return message
    return message[:_LONGEST].rpartition(", ")[0] + " …"
