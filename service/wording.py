"""How values are shown to people: words for codes, dates as one reads them."""

import calendar
import re

from graph.terms import shorten
from service.rows import Cell

_MONTHS = tuple(calendar.month_name)
_DECADE = re.compile(r"\d{3}X")
_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d{2}))?)?([~?%]?)")


def worded(code: str | None) -> str:
    """Write a code such as `explains-away` or `least_days` as words; nothing where there is none."""
    return (code or "").rpartition("/")[2].replace("-", " ").replace("_", " ")


def shown(cell: Cell) -> str:
    """Write the value of a cell, an IRI of ours by its prefixed name."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return shorten(cell) if isinstance(cell, str) else f"{cell:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def dated(text: str | None) -> str:
    """Write an EDTF date as people read it; what has another form stays as it is."""
    if not text:
        return "undated"
    if "/" in text:
        first, _, last = text.partition("/")
        if last == "..":
            return f"from {dated(first)} on"
        if first == "..":
            return f"until {dated(last)}"
        return _spanned(first, last)
    found = _DAY.fullmatch(text)
    if found is None:
        return f"{text[:3]}0s" if _DECADE.fullmatch(text) else text
    year, month, day, doubt = found.groups()
    about = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}.get(doubt, "")
    parts = [
        str(int(day)) if day else "",
        _MONTHS[int(month)] if month else "",
        year,
    ]
    return about + " ".join(filter(None, parts))


def _spanned(first: str, last: str) -> str:
    """Write a span of time, days of one month together."""
    one, other = _DAY.fullmatch(first), _DAY.fullmatch(last)
    if one and other and one[3] and one.group(1, 2) == other.group(1, 2) and not (one[4] or other[4]):
        end = other[3] or str(calendar.monthrange(int(one[1]), int(one[2]))[1])
        return f"{int(one[3])}–{int(end)} {_MONTHS[int(one[2])]} {one[1]}"
    return f"{dated(first)} – {dated(last)}"


def days(least: Cell, most: Cell) -> str:
    """Write after how many days something came; bounds more than a year apart tell nothing."""
    if not isinstance(least, int):
        return ""
    if not isinstance(most, int) or most - least > 366:
        return "time not known"
    if least == most:
        return "the same day" if least == 0 else f"{least} day{'' if least == 1 else 's'}"
    return f"within {most} days" if least == 0 else f"{least}–{most} days"
