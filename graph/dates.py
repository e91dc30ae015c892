"""Dates in EDTF: the first and the last day that a date may mean."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lark.exceptions import LarkError
from undate import Undate
from undate.converters.edtf import EDTFDateConverter

from graph.errors import DateError

_READ = (
    "write YYYY, YYYY-MM or YYYY-MM-DD, with X for an unknown digit and ~ or ? at the end for doubt, "
    "or an interval of two such dates, A/B, ../B or A/.."
)
_SIGNS = re.compile(r"(?!0000)[0-9X~?%-]{4,16}")
_WHOLE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNKNOWN = "XXXX"
_OPEN = ("", "..")
_EPOCH = date(1970, 1, 1).toordinal()
# Undate.parse would read in the grammars of every calendar first, which takes a second.
_READER = EDTFDateConverter()


@dataclass(frozen=True)
class Bounds:
    """The first and the last day a date may mean, both included; None where nothing is known."""

    earliest: date | None
    latest: date | None


def bounds(edtf: str) -> Bounds:
    """Find the days a date may mean; DateError where it is no EDTF of the forms that are read.

    An unspecified year gives no bounds. Approximate and uncertain dates have the bounds of the date
    itself: how far "about" reaches is nowhere stated.
    """
    # undate refuses intervals whose ends differ in precision, so each end is read by itself.
    first, slash, last = edtf.partition("/")
    if not slash:
        return _single(edtf)
    if first in _OPEN and last in _OPEN:
        raise _unread(edtf)
    found = Bounds(
        None if first in _OPEN else _single(first).earliest,
        None if last in _OPEN else _single(last).latest,
    )
    if found.earliest and found.latest and found.earliest > found.latest:
        raise DateError(f"“{edtf}” ends before it begins; put the earlier date first")
    return found


def core(edtf: str) -> Bounds:
    """Find the first and the last day on which something dated so certainly held; DateError as for bounds.

    What is dated 2011/2016 held from the end of 2011 to the beginning of 2016. Of an interval with an open
    end, and of a single date, one day is known if it is one day. A doubtful end tells nothing.
    """
    found = bounds(edtf)
    first, slash, last = edtf.partition("/")
    ends = [_single(end) for end in (first, last) if end not in _OPEN and not set(end) & set("~?%")]
    if not slash or first in _OPEN or last in _OPEN:
        single = len(ends) == 1 and ends[0].earliest == ends[0].latest
        return Bounds(ends[0].earliest, ends[0].latest) if single else Bounds(None, None)
    if len(ends) < 2 or not found.earliest or not found.latest:
        return Bounds(None, None)
    since, until = ends[0].latest, ends[1].earliest
    return Bounds(since, until) if since and until and since <= until else Bounds(None, None)


def day_number(day: date) -> int:
    """Count the days since 1970-01-01."""
    return day.toordinal() - _EPOCH


# A graph holds the same dates again and again, and the grammar takes 5 ms for each.
@lru_cache(maxsize=4096)
def _single(edtf: str) -> Bounds:
    try:
        if _WHOLE.fullmatch(edtf):
            return Bounds(date.fromisoformat(edtf), date.fromisoformat(edtf))
        parsed = _READER.parse(edtf) if _SIGNS.fullmatch(edtf) else None
    except (ValueError, LarkError) as error:
        raise _unread(edtf) from error
    if not isinstance(parsed, Undate):
        raise _unread(edtf)
    if parsed.year == _UNKNOWN:
        return Bounds(None, None)
    return Bounds(_day(parsed.earliest, edtf), _day(parsed.latest, edtf))


def _day(found: object, edtf: str) -> date:
    # Years beyond 9999 or before 1 are dates of undate's own, which the standard library cannot hold.
    try:
        return date.fromisoformat(str(found))
    except ValueError as error:
        raise DateError(f"“{edtf}” lies outside the years 1 to 9999; {_READ}") from error


def _unread(edtf: str) -> DateError:
    return DateError(f"“{edtf[:40]}” is no date that is read; {_READ}")
