"""From the text of a parameter to a typed term; a text that does not parse is a problem that says why."""

import difflib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph

from graph.errors import DateError
from graph.terms import CONCEPT, ID, XSD
from service.catalogue import CannedQuery, Parameter, Term, Value
from service.problems import BadParameter, NotFound
from service.things import Names, Thing

if TYPE_CHECKING:
    from graph.dates import Bounds

W = TypeVar("W", bound=str)
Shown = str | int | list[str | int] | None
_LONGEST = 500
_MOST = 50  # values of one parameter
_SHOWN = 80
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_LONE = re.compile("[\ud800-\udfff]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?\d{1,18}(\.\d{1,18})?", re.ASCII)


def read(query: CannedQuery, given: Iterable[tuple[str, str]], names: Names) -> dict[str, Value]:
    """Read what was given for a query: parameter name → term, None for an optional one left out.

    BadParameter (422): a parameter unknown, repeated, missing or not readable, a name of several things.
    NotFound (404): a thing or a controlled value that does not exist, with near matches.
    """
    texts = collect(
        given,
        [parameter.name for parameter in query.parameters],
        many={parameter.name for parameter in query.parameters if parameter.declared.many},
    )
    return {
        parameter.name: _value(parameter, texts.get(parameter.name, []), names)
        for parameter in query.parameters
    }


def collect(
    given: Iterable[tuple[str, str]], known: Sequence[str], many: Container[str] = ()
) -> dict[str, list[str]]:
    """Gather parameters by name, each known and, unless it takes several, given once; else BadParameter."""
    texts: dict[str, list[str]] = {}
    for name, text in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            told = f"there are {', '.join(known)}" if known else "this query has none"
            told += f"; did you mean {near[0]}?" if near else ""
            raise bad(name[:_SHOWN], text[:_SHOWN], f"no such parameter; {told}", near=near)
        if name in texts and name not in many:
            raise bad(name, text[:_SHOWN], "given more than once; give it once")
        texts.setdefault(name, []).append(text)
    return texts


def _value(parameter: Parameter, texts: Sequence[str], names: Names) -> Value:
    """Read what was given for one parameter; left out, or empty and optional, it is None."""
    declared = parameter.declared
    given = [text for text in texts if text.strip()] if declared.optional else texts
    if not given:
        if declared.optional:
            return None
        words = f" One of {', '.join(declared.values)}." if declared.values else ""
        raise bad(parameter.name, None, f"is missing: {declared.description}{words}")
    if declared.many and declared.type in {"choice", "concept"}:
        given = [piece for text in given for piece in text.split(",")]
    if len(given) > _MOST:
        raise bad(parameter.name, None, f"{len(given)} values; give {_MOST} at most")
    terms = tuple(dict.fromkeys(_term(parameter, text, names) for text in given))
    return terms if declared.many else terms[0]


def _term(parameter: Parameter, text: str, names: Names) -> Term:
    declared = parameter.declared
    held(parameter.name, text)
    match declared.type:
        case "date":
            return _date(parameter.name, text.strip(), latest=declared.bound == "latest")
        case "integer":
            return _literal(str(integer(parameter.name, text, declared.minimum, declared.maximum)), "integer")
        case "number":
            return _number(parameter, text.strip())
        case "choice":
            return pyoxigraph.Literal(choice(parameter.name, text, declared.values))
        case _:
            return named(parameter.name, text, declared.groups, names)


def held(name: str, text: str) -> None:
    """Hold a text to a length that a value may have, and to characters that there are."""
    if len(text) > _LONGEST:
        raise bad(name, text[:40] + "…", f"longer than {_LONGEST} characters")
    if _UNREADABLE.search(text):
        raise bad(name, text, "holds control characters or half characters; send text alone")


def _date(name: str, text: str, *, latest: bool) -> pyoxigraph.Literal:
    """Read a date; what is no single day stands for its first day, or for its last as an upper bound."""
    found = interval(name, text)
    day = found.latest if latest else found.earliest
    if day is None:
        raise bad(name, text, "is open where a day is needed; write YYYY, YYYY-MM or YYYY-MM-DD")
    return _literal(day.isoformat(), "date")


def interval(name: str, text: str) -> "Bounds":
    """Read a date or an interval in EDTF: the first and the last day it may mean; BadParameter otherwise."""
    from graph.dates import bounds  # noqa: PLC0415 - its grammar takes a second that others need not wait

    held(name, text)
    try:
        return bounds(text.strip())
    except DateError as error:
        raise bad(name, text, f"no date: {error}") from error


def integer(name: str, text: str, low: int | None, high: int | None) -> int:
    """Read a whole number between two limits, both included; BadParameter otherwise."""
    if not _INTEGER.fullmatch(text.strip()):
        raise bad(name, text[:_SHOWN], "no whole number of at most 18 digits")
    number = int(text)
    _between(name, text, number, low, high)
    return number


def _number(parameter: Parameter, text: str) -> pyoxigraph.Literal:
    declared = parameter.declared
    if not _NUMBER.fullmatch(text):
        raise bad(parameter.name, text, "no number: write digits, with a point before decimals, such as 12.5")
    _between(parameter.name, text, Decimal(text), declared.minimum, declared.maximum)
    return _literal(text, "decimal")


def _between(name: str, text: str, number: int | Decimal, low: int | None, high: int | None) -> None:
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"from {'any' if low is None else low} to {'any' if high is None else high}"
        raise bad(name, text, f"out of range: it goes {span}", span=(low, high))


def choice(name: str, text: str, known: Sequence[W]) -> W:
    """Read one of a few words; BadParameter lists them."""
    word = text.strip()
    for one in known:
        if one == word:
            return one
    near = [str(found) for found in difflib.get_close_matches(word[:_SHOWN], known, n=1)]
    told = f"; did you mean {near[0]}?" if near else ""
    raise bad(name, text[:_SHOWN], f"unknown value; there are {', '.join(known)}{told}", near=near)


def named(name: str, text: str, groups: Sequence[str], names: Names) -> pyoxigraph.NamedNode:
    """Find a thing or a controlled value by IRI, prefixed name, slug or name, in this order."""
    held(name, text)
    text = text.strip()
    if not text:
        raise bad(name, text, f"is empty; name a {' or '.join(groups)}")
    found = _by_address(groups, text, names) or names.by_slug(groups, text) or names.by_name(groups, text)
    if len(found) == 1:
        return pyoxigraph.NamedNode(found[0].iri)
    if found:
        several = sorted(_prefixed(thing) for thing in found)
        raise bad(name, text, f"several things go by it; say which: {', '.join(several)}", near=several)
    near = names.near(groups, text)
    elsewhere = [_prefixed(thing) for thing in names.anywhere(text.rpartition(":")[2])]
    told = f"; {', '.join(elsewhere)} is of another kind" if elsewhere else ""
    told += f"; did you mean {', '.join(near)}?" if near else ""
    raise NotFound(
        f"{name}: no {' or '.join(groups)} is known as {text!r}{told}",
        near=near,
        parameter=name,
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


def bad(
    name: str,
    text: str | None,
    why: str,
    *,
    near: Sequence[str] | None = None,
    span: tuple[int | None, int | None] = (None, None),
) -> BadParameter:
    """Make the problem of a value that cannot be read; halves of characters are marked in it."""
    name, why, text = _LONE.sub("\ufffd", name), _LONE.sub("\ufffd", why), text and _LONE.sub("\ufffd", text)
    given = "" if text is None else f" {text!r}:"
    least, most = span
    return BadParameter(
        f"{name}:{given} {why}", parameter=name, value=text, near=near, minimum=least, maximum=most
    )


def shown(values: Mapping[str, Value]) -> dict[str, Shown]:
    """Write parameters as an answer repeats them: IRIs and dates as text, integers as numbers."""
    return {
        name: [term(one) for one in value] if isinstance(value, tuple) else value and term(value)
        for name, value in values.items()
    }


def term(value: Term) -> str | int:
    """Write one term as an answer repeats it."""
    if isinstance(value, pyoxigraph.Literal) and value.datatype.value == XSD + "integer":
        return int(value.value)
    return value.value
