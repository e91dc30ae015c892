"""The log: JSON, one object a line, for programs; or short lines for people, of what went wrong alone."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

from service.observe.exchange import Exchange
from service.settings import Log

_OURS = logging.getLogger("rejoinder")


def set_up(kind: Log) -> None:
    """Write the log of the whole process, the server's own warnings too, to standard error."""
    if kind == "auto":
        kind = "text" if sys.stderr.isatty() else "json"
    handler = logging.NullHandler() if kind == "off" else logging.StreamHandler()
    handler.setFormatter(_json() if kind == "json" else logging.Formatter("%(levelname)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    _OURS.setLevel(logging.INFO if kind == "json" else logging.WARNING)


def tell(exchange: Exchange, error: BaseException | None) -> None:
    """Write the line of one request; an error is one that nobody foresaw, and is shown in full."""
    level = _level(exchange, error)
    if not _OURS.isEnabledFor(level):
        return
    fields = exchange.fields()
    ended = "" if exchange.complete else f", {exchange.outcome}"
    why = f" ({exchange.problem})" if exchange.problem else ""
    _OURS.log(
        level,
        "%s %s: %d%s%s after %g ms, request %s",
        *(fields["method"], fields["path"], exchange.status, ended, why, fields["ms"], exchange.id),
        extra=fields,
        exc_info=error,
    )


def _level(exchange: Exchange, error: BaseException | None) -> int:
    if error is not None:
        return logging.ERROR
    failed = exchange.status >= 500 or exchange.outcome == "cut off"
    return logging.WARNING if failed else logging.INFO


def _json() -> logging.Formatter:
    return JsonFormatter(["levelname", "message"], rename_fields={"levelname": "level"}, timestamp="time")
