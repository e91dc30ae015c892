"""From the text of a parameter to a typed term; a text that does not parse is a problem that says why."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph

from graph.terms import CONCEPT, ID, XSD
from service.catalogue import CannedQuery, Parameter, Value
from service.problems import BadParameter, NotFound
from service.things import Names, Thing

_LONGEST = 500
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)


def read(query: CannedQuery, given: Iterable[tuple[str, str]], names: Names) -> dict[str, Value]:
    """Read what was given for a query: parameter name → term, None for an optional one left out.

    BadParameter (422): a parameter unknown, repeated, missing or not readable, a name of several things.
    NotFound (404): a thing or a controlled value that does not exist, with near matches.
    """
    texts = collect(given, [parameter.name for parameter in query.parameters])
    values = {
        parameter.name: _term(parameter, texts.get(parameter.name), names) for parameter in query.parameters
    }
    _in_order(query, values)
    return values


def collect(given: Iterable[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    """Gather parameters by name, each known and given once; BadParameter otherwise."""
    texts: dict[str, str] = {}
    for name, text in given:
        if name not in known:
            told = f"there are {', '.join(known)}" if known else "this query has none"
            raise _bad(name, text, f"no such parameter; {told}")
        if name in texts:
            raise _bad(name, text, "given more than once; give it once")
        texts[name] = text
    return texts


def _term(parameter: Parameter, text: str | None, names: Names) -> Value:
    declared = parameter.declared
    if text is None or (declared.optional and not text.strip()):
        if declared.optional:
            return None
        raise _bad(parameter.name, text, f"is missing: {declared.description}")
    if len(text) > _LONGEST:
        raise _bad(parameter.name, text[:40] + "…", f"longer than {_LONGEST} characters")
    match declared.type:
        case "date":
            return _date(parameter.name, text.strip(), latest=declared.bound == "latest")
        case "integer":
            return _integer(parameter, text.strip())
        case _:
            return _named(parameter, text.strip(), names)


def _date(name: str, text: str, *, latest: bool) -> pyoxigraph.Literal:
    """Read a calendar date; a year or a month stands for its first day, or for its last as an upper bound."""
    found = _DATE.fullmatch(text)
    year, month, day = (int(part) if part else None for part in found.groups()) if found else (0, None, None)
    if not year:
        raise _bad(name, text, "no date: write YYYY, YYYY-MM or YYYY-MM-DD, such as 2017-02-01")
    month = month or ((12 if latest else 1) if month is None else 0)
    if not 1 <= month <= 12:
        raise _bad(name, text, "no date: months run from 01 to 12")
    last = monthrange(year, month)[1]
    day = (last if latest else 1) if day is None else day
    if not 1 <= day <= last:
        raise _bad(name, text, f"no date: {year:04}-{month:02} has the days 01 to {last}")
    return _literal(f"{year:04}-{month:02}-{day:02}", "date")


def _in_order(query: CannedQuery, values: Mapping[str, Value]) -> None:
    """Hold a first day to lie before the last day of the same query."""
    bounds = {p.declared.bound: p.name for p in query.parameters if p.declared.bound}
    first, last = bounds.get("earliest", ""), bounds.get("latest", "")
    begin, end = values.get(first), values.get(last)
    if begin and end and begin.value > end.value:  # xsd:date, so in the order of their text
        raise _bad(first, begin.value, f"lies after {last}, {end.value}; nothing can be in between")


def _integer(parameter: Parameter, text: str) -> pyoxigraph.Literal:
    declared = parameter.declared
    if not _INTEGER.fullmatch(text):
        raise _bad(parameter.name, text, "no whole number of at most 18 digits")
    number = int(text)
    low, high = declared.minimum, declared.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"from {'any' if low is None else low} to {'any' if high is None else high}"
        raise _bad(parameter.name, text, f"out of range: it goes {span}", span=(low, high))
    return _literal(str(number), "integer")


def _named(parameter: Parameter, text: str, names: Names) -> pyoxigraph.NamedNode:
    """Find a thing or a controlled value by IRI, prefixed name, slug or name, in this order."""
    groups = parameter.declared.groups
    if not text:
        raise _bad(parameter.name, text, f"is empty: {parameter.declared.description}")
    found = _by_address(groups, text, names) or names.by_slug(groups, text) or names.by_name(groups, text)
    if len(found) == 1:
        return pyoxigraph.NamedNode(found[0].iri)
    if found:
        several = sorted(_prefixed(thing) for thing in found)
        raise _bad(
            parameter.name, text, f"several things go by it; say which: {', '.join(several)}", near=several
        )
    near = names.near(groups, text)
    elsewhere = [_prefixed(thing) for thing in names.anywhere(text.rpartition(":")[2])]
    told = f"; {', '.join(elsewhere)} is of another kind" if elsewhere else ""
    told += f"; did you mean {', '.join(near)}?" if near else ""
    raise NotFound(
        f"{parameter.name}: no {' or '.join(groups)} is known as {text!r}{told}",
        near=near,
        parameter=parameter.name,
        value=text,
    )


def _by_address(groups: Sequence[str], text: str, names: Names) -> list[Thing]:
    """Find a thing by its IRI, with or without angle brackets, or its prefixed name."""
    address = text.removeprefix("<").removesuffix(">") if text.startswith("<") else text
    group, mark, slug = address.removeprefix(ID).removeprefix(CONCEPT).partition("/")
    if address == text and not mark:
        group, mark, slug = text.partition(":")
    return names.by_slug([group], slug) if mark and group in groups else []


def _prefixed(thing: Thing) -> str:
    return thing.iri.removeprefix(ID).removeprefix(CONCEPT).replace("/", ":", 1)


def _literal(text: str, datatype: str) -> pyoxigraph.Literal:
    return pyoxigraph.Literal(text, datatype=pyoxigraph.NamedNode(XSD + datatype))


def _bad(
    name: str,
    text: str | None,
    why: str,
    *,
    near: Sequence[str] | None = None,
    span: tuple[int | None, int | None] = (None, None),
) -> BadParameter:
    given = "" if text is None else f" {text!r}:"
    least, most = span
    return BadParameter(
        f"{name}:{given} {why}", parameter=name, value=text, near=near, minimum=least, maximum=most
    )


def shown(values: Mapping[str, Value]) -> dict[str, str | int | None]:
    """Write parameters as an answer repeats them: IRIs and dates as text, integers as numbers."""
    return {name: _shown(value) for name, value in values.items()}


def _shown(value: Value) -> str | int | None:
    if isinstance(value, pyoxigraph.Literal) and value.datatype.value == XSD + "integer":
        return int(value.value)
    return None if value is None else value.value
