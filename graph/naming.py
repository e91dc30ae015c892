"""Read a triple as a person types it, and say what is near one that is not in the graph."""

import difflib
import re

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from graph.errors import SourceError
from graph.patterns import name
from graph.terms import ID, PREFIXES, RDF, expand, shorten

_FULL = re.compile(r"<([^<>\s]+)>|((?:https?|urn):[^<>\s]+)")
_LITERAL = re.compile(r"""["']|[+-]?[0-9.]|true$|false$""")
_SHOWN = 5


def triple(store: Store, subject: str, predicate: str, value: str) -> Triple:
    """Find the triple that is meant in a store; SourceError says what is there instead.

    A literal may be typed without quotes, language and datatype, where its text fits one object only.
    """
    about, by = _named(subject), NamedNode(RDF + "type") if predicate == "a" else _named(predicate)
    found = sorted({quad.triple for quad in store.quads_for_pattern(about, by, None)}, key=str)
    meant = _exactly(value)
    # Asked of the store, which writes 1.50 as 1.5.
    fitting = [] if meant is None else [each.triple for each in store.quads_for_pattern(about, by, meant)]
    fitting = fitting or [each for each in found if getattr(each.object, "value", None) == value]
    if len(fitting) == 1:
        return fitting[0]
    said = f"{name(about)} {name(by)} {value}"
    if fitting:
        raise SourceError(f"{said}: which of {_listed([each.object for each in fitting])}")
    raise SourceError(f"{said}: is not in the graph; {_near(store, about, by, found)}")


def _named(text: str) -> NamedNode:
    full = _FULL.fullmatch(text)
    try:
        return NamedNode((full[1] or full[2]) if full else expand(text))
    except ValueError as error:
        raise SourceError(f"{text}: is no IRI; write a name such as act:x") from error


def _exactly(text: str) -> NamedNode | Literal | None:
    """Read a term if it is written out as one, None if it is bare text."""
    if _LITERAL.match(text):
        return _literal(text)
    try:
        return _named(text)
    except SourceError:
        return None


def _literal(text: str) -> Literal | None:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    try:
        quads = list(parse(f"{prefixes}<urn:s> <urn:p> {text} .", format=RdfFormat.TURTLE))
    except SyntaxError:
        return None
    return quads[0].object if len(quads) == 1 and isinstance(quads[0].object, Literal) else None


def _near(store: Store, about: NamedNode, by: NamedNode, found: list[Triple]) -> str:
    if found:
        return f"{name(about)} {name(by)} has {_listed([each.object for each in found])}"
    predicates = {quad.predicate for quad in store.quads_for_pattern(about, None, None)}
    if predicates:
        stated = sorted(map(name, predicates))
        close = difflib.get_close_matches(name(by), stated, n=_SHOWN, cutoff=0.8)
        return f"{name(about)} has no {name(by)}; " + (
            f"did you mean {', '.join(close)}?" if close else f"it has {', '.join(stated)}"
        )
    family = shorten(about.value).partition(":")[0]
    known = {shorten(quad.subject.value) for quad in store if _of(quad.subject, family)}
    close = difflib.get_close_matches(shorten(about.value), sorted(known), n=_SHOWN)
    return f"nothing is said of {name(about)}" + (f"; did you mean {', '.join(close)}?" if close else "")


def _of(term: object, family: str) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(PREFIXES.get(family, ID))


def _listed(terms: list[object]) -> str:
    more = f" and {len(terms) - _SHOWN} more" if len(terms) > _SHOWN else ""
    return ", ".join(map(name, terms[:_SHOWN])) + more
