"""How single terms, lists and lines of canonical Turtle look."""

import re
from collections.abc import Callable

from pyoxigraph import Literal

from graph.terms import XSD

WIDTH = 110
STEP = "    "
BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def natural(name: str) -> tuple[list[tuple[int, str]], str]:
    """Give a sort key that puts 268 before 1000."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(len(p.lstrip("0")) if p[0] in "0123456789" else 0, p.lstrip("0") or p) for p in parts], name


def literal(node: Literal, name: Callable[[str], str]) -> str:
    """Write a literal, bare where Turtle allows it; its datatype is put into words by a function."""
    datatype = node.datatype.value
    if datatype in BARE and BARE[datatype].fullmatch(node.value):
        return node.value
    text = _quoted(node.value)
    if node.language:
        return f"{text}@{node.language}"
    return text if datatype == XSD + "string" else f"{text}^^{name(datatype)}"


def enclosed(brackets: str, texts: list[str], mark: str, indent: str) -> str:
    """Put texts between brackets, on one line where it is short, else each on its own."""
    line = mark.join(texts)
    if not texts:
        return brackets
    if "\n" not in line and len(indent) + len(line) < WIDTH // 2:
        return f"{brackets[0]} {line} {brackets[1]}"
    body = f"{mark.rstrip()}\n{indent}{STEP}".join(texts)
    return f"{brackets[0]}\n{indent}{STEP}{body}\n{indent}{brackets[1]}"


def _quoted(value: str) -> str:
    escaped = "".join(_ESCAPES.get(character, character) for character in value)
    return f'"""{escaped.replace(_ESCAPES[chr(10)], chr(10))}"""' if "\n" in value else f'"{escaped}"'
