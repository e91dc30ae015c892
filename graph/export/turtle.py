"""Turtle and TriG from sorted N-Triples, line by line, so that a thing of any size passes through.

No name gets an escape: that would be right in Turtle, but Virtuoso 7 takes the backslash before the # of
a selector for a part of the IRI, and says nothing. What would need one is written in full.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from graph.layout import BARE
from graph.terms import PREFIXES, RDF, split

HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
_NAMESPACES = {space: prefix for prefix, space in PREFIXES.items()}
_TYPED = re.compile(r'(".*")\^\^(<[^<>]*>)')
_TYPE = f"<{RDF}type>"
_REMEMBERED = 50_000


def statements(lines: Iterable[str]) -> Iterator[str]:
    """Give Turtle for sorted lines of N-Triples: what is said of a thing together, by property."""
    subject = property_ = ""
    for line in lines:
        about, by, rest = line.split(" ", 2)
        value = _value(rest[:-3])  # without the full stop that ends the line
        if about != subject:
            yield f"{' .' if subject else ''}\n{name(about)} {_verb(by)} {value}"
        elif by != property_:
            yield f" ;\n\t{_verb(by)} {value}"
        else:
            yield f" , {value}"
        subject, property_ = about, by
    if subject:
        yield " .\n"


def graph(named: str, lines: Iterable[str]) -> Iterator[str]:
    """Give TriG for the lines of one graph, named as in N-Quads or by nothing; none for no lines."""
    begun = False
    for text in statements(lines):
        if named and not begun:
            yield f"\n{name(named)} {{"
        begun = True
        yield text
    if named and begun:
        yield "}\n"


@lru_cache(_REMEMBERED)
def name(term: str) -> str:
    """Shorten an IRI as it stands in N-Triples; leave it, or a blank node, where no prefix fits."""
    parts = split(term[1:-1], _NAMESPACES) if term.startswith("<") else None
    return term if parts is None else ":".join(parts)


def _verb(property_: str) -> str:
    return "a" if property_ == _TYPE else name(property_)


def _value(term: str) -> str:
    if not term.startswith('"'):
        return name(term)
    typed = _TYPED.fullmatch(term)
    if typed is None:
        return term
    text, datatype = typed.groups()
    bare = BARE.get(datatype[1:-1])
    return text[1:-1] if bare and bare.fullmatch(text[1:-1]) else f"{text}^^{name(datatype)}"
