"""Why a worker gives no answer, in the words of an error frame."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_EMPTY_WORDS = re.compile(r"expected (one of )?(OPTIONAL|\[_\]|<unreported>|UNDEF|[A-Z_]+)")
_LONGEST = 160  # characters; the engine lists everything that it would have taken instead

Told = dict[str, str | int | None]


class NotAcceptableError(ValueError):
    """No format was named for the form of this result."""


def acceptable(form: str, formats: Mapping[str, str | None], known: Mapping[str, object]) -> str:
    """Look up the format asked for a form of result; NotAcceptableError if there is none."""
    name = formats[form]
    if name is None or name not in known:
        raise NotAcceptableError(form)
    return name


def describe(error: Exception) -> Told:
    """Say what kind of failure an exception is: syntax, question, not-acceptable, memory or evaluation."""
    match error:
        case SyntaxError():
            return _syntax(str(error))
        case NotAcceptableError():
            return {"kind": "not-acceptable", "message": str(error)}
        case ValueError():
            return {"kind": "question", "message": str(error)}
        case MemoryError():
            return {"kind": "memory", "message": str(error)}
        case _:
            return {"kind": "evaluation", "message": str(error)}


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
