"""SPARQL text cut into tokens, and the guard that looks at them before the engine does.

The engine reads a text by trying grammar rules, not by cutting it first; so it finds a SERVICE in places
where longest match would see something else: `trueSERVICE<x>`, `SERVICEex:x {`, or, after `1<2)`, behind
what looks like one long IRI. The guard knows these places; where a text can be read both ways it asks for a
clearer one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import RejoinderError


class QueryRefused(RejoinderError):  # noqa: N818 - the name is the fact a caller acts on
    """The guard does not let a query through; line and column, from 1, where there is one place to name."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep what is wrong and where."""
        self.message, self.line, self.column = message, line, column
        super().__init__(message + (f" (line {line}, column {column})" if line else ""))


class QueryTooLong(QueryRefused):
    """The query has more bytes or tokens than are read."""

    def __init__(self, unit: str, limit: int, value: int) -> None:
        """Keep the limit, its unit, and what came."""
        self.unit, self.limit, self.value = unit, limit, value
        super().__init__(f"the query is too long: {value} {unit}, at most {limit} are read")


class QueryTooDeep(QueryRefused):
    """Brackets, or signs before an expression, stand deeper inside each other than is read."""

    def __init__(self, limit: int, token: "Token") -> None:
        """Keep the limit and the first bracket beyond it."""
        self.limit = limit
        super().__init__(f"the query is nested deeper than {limit} levels", token.line, token.column)


class KeywordRefused(QueryRefused):
    """The query asks the engine to call another server."""

    def __init__(self, keyword: str, token: "Token") -> None:
        """Keep the keyword, SERVICE or LOAD, and where it stands."""
        self.keyword = keyword
        super().__init__(
            f"{keyword} is not allowed: queries are answered from this graph alone", token.line, token.column
        )


class QueryUnreadable(QueryRefused):
    """No engine would read the text, or engines would read it in different ways."""


@dataclass(frozen=True)
class Limits:
    """How large a query may be: bytes of UTF-8, levels of nesting, tokens."""

    query_bytes: int = 65_536
    depth: int = 64
    tokens: int = 20_000


class Token(NamedTuple):
    """A piece of a query; start and end in code points, line and column from 1."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_INNER = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_ESCAPED})(?:[{_INNER}:\-]|{_ESCAPED}|\.+(?=[{_INNER}:\-%\\]))*+"
# Every alternative takes what it can in one pass and gives nothing back, so that no text takes more than
# linear time: a string without its end reaches as far as it could, and a word as far as a prefix would.
_TOKEN = re.compile(
    rf"""
    (?P<comment> \#[^\r\n]*+ )
  | (?P<string> \"{{3}} (?:[^"\\]|\\.|\"(?!\"\"))*+ \"{{3}}
              | '{{3}} (?:[^'\\]|\\.|'(?!''))*+ '{{3}}
              | \"(?!\"\") (?:[^"\\\r\n]|\\.)*+ \"
              | '(?!'') (?:[^'\\\r\n]|\\.)*+ ' )
  | (?P<unclosed> \"{{3}} .*+ | '{{3}} .*+ | \"(?:[^\\\r\n]|\\.)*+ | '(?:[^\\\r\n]|\\.)*+ )
  | (?P<iri> <(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+> )
  | (?P<pname> _:[{_BASE}_0-9](?:[{_INNER}\-]|\.+(?=[{_INNER}\-]))*+
             | (?:[{_BASE}](?:[{_INNER}\-]|\.+(?=[{_INNER}\-]))*+)?:(?:{_LOCAL})? )
  | (?P<variable> [?$][{_BASE}_0-9][{_INNER}]*+ )
  | (?P<tag> @[A-Za-z]++(?:-++[A-Za-z0-9]++)*+ )
  | (?P<word> [{_BASE}_](?:[{_INNER}\-]|\.+(?=[{_INNER}\-]))*+ )
  | (?P<number> (?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)? )
  | (?P<punct> \^\^|&&|\|\||\{{\||\|\}}|[<>!]=|[^\x20\t\r\n] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
# No other keyword holds one of them; the engine needs no space before a function, as in `trueNOW()`.
_VOLATILE = re.compile("now|rand|uuid|bnode|service")
_SERVICE = re.compile("service", re.IGNORECASE)
_OPERANDS = frozenset({"variable", "number", "string", "tag", "pname", "iri", "word"})
_ENDINGS = frozenset({")", "}", ">", "<"})
_OPENING, _CLOSING = frozenset({"(", "[", "{", "{|"}), frozenset({")", "]", "}", "|}"})
_SIGNS = frozenset({"!", "-", "+"})


def tokens(query: str) -> Iterator[Token]:
    """Cut a query into tokens, spaces left out.

    Kinds: comment, string, iri, pname (blank node labels too), variable, tag (language), word (keywords),
    number, punct, and unclosed for a string without its end.
    """
    lines = [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", query))]
    for found in _TOKEN.finditer(query):
        start = found.start()
        line = bisect_right(lines, start)
        yield Token(found.lastgroup or "", found[0], start, found.end(), line, start - lines[line - 1] + 1)


def guard(query: str, limits: Limits | None = None) -> None:
    """Let a query through, or raise a QueryRefused that says why not.

    Refused are queries beyond the limits, SERVICE and LOAD, strings without end, escapes outside of strings.
    """
    limits = limits or Limits()
    try:
        size = len(query.encode())
    except UnicodeEncodeError:
        raise QueryUnreadable("the query is no Unicode text: it holds half of a surrogate pair") from None
    if size > limits.query_bytes:
        raise QueryTooLong("bytes", limits.query_bytes, size)
    watch = _Watch(query, limits)
    for token in tokens(query):
        if token.kind != "comment":
            watch.see(token)


def names_dataset(query: str) -> bool:
    """Tell whether a query names its own dataset with FROM or FROM NAMED."""
    return "from" in query.lower() and any(
        token.kind == "word" and token.text.lower() == "from" for token in tokens(query)
    )


def is_volatile(query: str) -> bool:
    """Tell whether the answer to a query may differ each time: by clock, chance, or new blank nodes."""
    listed = [token for token in tokens(query) if token.kind != "comment"]
    words = " ".join(token.text.lower() for token in listed if token.kind == "word")
    blank = any(token.text == "[" or token.text.startswith("_:") for token in listed)
    return _VOLATILE.search(words) is not None or ("construct" in words and blank)


def undeclared(query: str) -> Token | None:
    """Find the first prefixed name whose prefix the query does not declare."""
    declared = {"_"}
    before = ""
    for token in tokens(query):
        if token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if before == "prefix":
                declared.add(prefix)
            elif prefix not in declared:
                return token
        if token.kind != "comment":
            before = token.text.lower()
    return None


class _Watch:
    """What the guard remembers while it goes through a query."""

    def __init__(self, query: str, limits: Limits) -> None:
        self._query, self._limits = query, limits
        self._last_call = max((found.start() for found in _SERVICE.finditer(query)), default=-1)
        self._seen = self._depth = self._parentheses = self._braces = self._signs = 0
        nothing = Token("", "", -1, -1, 1, 1)
        self._before, self._last = nothing, nothing

    def see(self, token: Token) -> None:
        """Look at the next token; raises a QueryRefused."""
        self._seen += 1
        if self._seen > self._limits.tokens:
            raise QueryTooLong("tokens", self._limits.tokens, sum(1 for _ in tokens(self._query)))
        match token.kind:
            case "unclosed":
                raise QueryUnreadable("a string is not closed", token.line, token.column)
            case "word":
                self._see_word(token)
            case "iri":
                self._see_iri(token)
            case "punct":
                self._see_mark(token)
        self._signs = self._signs + 1 if token.text in _SIGNS else 0
        if max(self._depth, self._signs) > self._limits.depth:
            raise QueryTooDeep(self._limits.depth, token)
        self._before, self._last = self._last, token

    def _see_word(self, token: Token) -> None:
        if _SERVICE.search(token.text):
            raise KeywordRefused("SERVICE", token)
        if token.text.lower() == "load":
            raise KeywordRefused("LOAD", token)

    def _see_iri(self, token: Token) -> None:
        """Refuse what may be an IRI or a less-than sign, if a SERVICE could hide behind the difference."""
        after_operand = self._last.kind in _OPERANDS or self._last.text in _ENDINGS
        inside = self._parentheses or self._last.text == "<"
        telling = not _ABSOLUTE.match(token.text) and any(mark in token.text for mark in "'#)")
        if after_operand and inside and telling and token.start < self._last_call:
            raise QueryUnreadable(
                "an IRI or a less-than sign? Put a space after the sign, or write the IRI in full",
                token.line,
                token.column,
            )

    def _see_mark(self, token: Token) -> None:
        mark = token.text
        if mark == "\\":
            raise QueryUnreadable("an escape stands outside of strings and IRIs", token.line, token.column)
        if mark == "{":
            self._see_brace()
        doubled = mark == self._last.text and token.start == self._last.end
        self._parentheses += (mark == "(") - (mark == ")")
        self._braces += (mark == "{") - (mark == "}")
        if mark in _OPENING or (mark == "<" and doubled):
            self._depth += 1
        elif mark in _CLOSING or (mark == ">" and doubled):
            self._depth = max(0, self._depth - 1)

    def _see_brace(self) -> None:
        """Refuse `SERVICEex:x {`: inside a group, only after GRAPH can a name stand before a brace."""
        name = self._last
        in_place = name.kind == "pname" and self._braces > 0 and self._before.text.lower() != "graph"
        if in_place and _SERVICE.search(name.text.partition(":")[0]):
            raise KeywordRefused("SERVICE", name)
