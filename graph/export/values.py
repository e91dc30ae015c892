"""What an export tells of a thing in a cell or an attribute: codes, names, days, counts as plain values."""

import re
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode

from graph.export.selection import code, identifier
from graph.export.source import Source, Statements
from graph.terms import CONCEPT, ONTOLOGY, PREFIXES

ORG = PREFIXES["org"]
BETWEEN = "; "  # of several values in one
_FORMER = NamedNode(f"{CONCEPT}membership-status/former")
_MOST = 2**31 - 1  # of what an integer of Gephi holds
_SHORT = 50


def thing(node: NamedNode) -> str:
    """Name one of our things by kind and slug, such as act/x, and another's by its IRI."""
    return identifier(node.value)


def nodes(said: Statements, name: str) -> Iterator[NamedNode]:
    """Give the things that a property of ours names."""
    return (value for value in said.get(ONTOLOGY + name, ()) if isinstance(value, NamedNode))


def codes(said: Statements, name: str) -> str:
    """Tell the values of a property of ours by their codes, or by their text."""
    values = said.get(ONTOLOGY + name, ())
    told = (code(value.value) for value in values if isinstance(value, NamedNode))
    texts = (value.value for value in values if isinstance(value, Literal))
    return BETWEEN.join(dict.fromkeys((*told, *texts)))


def things(said: Statements, name: str) -> str:
    """Tell the things that a property of ours names by kind and slug."""
    return BETWEEN.join(map(thing, nodes(said, name)))


def names(source: Source, said: Statements, name: str) -> str:
    """Tell the things that a property of ours names by their names."""
    return BETWEEN.join(source.name(node) or thing(node) for node in nodes(said, name))


def count(said: Statements, name: str) -> int | None:
    """Read a number that a property of ours states; nothing where it states none, or one too large."""
    for value in said.get(ONTOLOGY + name, ()):
        if isinstance(value, Literal) and re.fullmatch(r"[+-]?\d{1,10}", value.value, re.ASCII):
            number = int(value.value)
            return number if abs(number) <= _MOST else None
    return None


def day(said: Statements, name: str) -> str:
    """Read a day that a property of ours states; nothing where it is none, as it may be in others' graphs."""
    for value in said.get(ONTOLOGY + name, ()):
        if isinstance(value, Literal) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.value, re.ASCII):
            try:
                return date.fromisoformat(value.value).isoformat()
            except ValueError:
                return ""
    return ""


def russian(said: Statements) -> str:
    """Tell the name in Russian; nothing where none is known."""
    names = said.get(f"{ONTOLOGY}russianLabel", ())  # which is the English one where there is no other
    return next((name.value for name in names if isinstance(name, Literal) and name.language == "ru"), "")


def states(source: Source, node: NamedNode, said: Statements) -> str:
    """Tell which state a thing is, belongs to or speaks for, by its ISO alpha-3 code.

    That of a person is the state in which, or in a body of which, a post is told that is not a former one.
    """
    own = codes(said, "isoAlpha3")
    if own:
        return own
    found = [*nodes(said, "ofState"), *nodes(said, "speakerState")]
    if not found:
        for membership in source.into(ORG + "member", node):
            found += _served(source, source.of(membership))
    return alpha3(source, found)


def alpha3(source: Source, found: list[NamedNode]) -> str:
    """Tell states by their ISO alpha-3 codes, in order, but for those that have none."""
    told = {codes(source.of(state), "isoAlpha3") for state in found}
    return BETWEEN.join(sorted(told - {""}))


def about(source: Source, said: Statements) -> str:
    """Tell which states a claim or an act is about, by their ISO alpha-3 codes."""
    return alpha3(source, [*nodes(said, "claimAbout"), *nodes(said, "target")])


def short(text: str) -> str:
    """Shorten a text to what can be read beside a dot, on one line."""
    line = " ".join(text.split())
    if len(line) <= _SHORT:
        return line
    head = line[: _SHORT - 1]
    return f"{head.rpartition(' ')[0] or head}…"


def _served(source: Source, held: Statements) -> Iterator[NamedNode]:
    if _FORMER in held.get(f"{ONTOLOGY}membershipStatus", ()):
        return
    for organization in held.get(ORG + "organization", ()):
        if isinstance(organization, NamedNode):
            said = source.of(organization)
            yield from nodes(said, "ofState")
            if f"{ONTOLOGY}isoAlpha3" in said:
                yield organization
