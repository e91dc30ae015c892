"""The guard that looks at a query or an update before the engine does: how large it is, what it would call.

The engine reads a text by trying grammar rules, not by cutting it first; so it finds a SERVICE in places
where longest match would see something else: `trueSERVICE<x>`, `SERVICEex:x {`, or, after `1<2)`, behind
what looks like one long IRI. The guard knows these places; where a text can be read both ways it asks for a
clearer one.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from graph.errors import RejoinderError
from service.tokenizer import CLOSING, NOTHING, OPENING, Token, tokens

_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
# Schemes without slashes that texts are full of; a prefix of such a name is nobody's.
_SCHEME = re.compile(r"<(?:urn|mailto|tel|tag|doi|info|geo|data):", re.IGNORECASE)
_FOREIGN = re.compile("<(?:bif|sql|java):", re.IGNORECASE)
_ESCAPE = re.compile(r"\\[uU]0*([0-9A-Fa-f]{2,6})")
_SERVICE = re.compile("service", re.IGNORECASE)
_CALL = re.compile("service|load", re.IGNORECASE)
_OPERANDS = frozenset({"variable", "number", "string", "tag", "pname", "iri", "word"})
_ENDINGS = frozenset({")", "}", ">", "<"})
_UNCLEAR = "an IRI or a less-than sign? Put a space after the sign, or write the IRI in full"
_SIGNS = frozenset({"!", "-", "+"})
_PROLOGUE = frozenset({"prefix", "base", "version"})
_NAMING = frozenset({"graph", "service", "silent"})


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

    def __init__(
        self,
        keyword: str,
        token: "Token",
        why: str = "is not allowed: queries are answered from this graph alone",
    ) -> None:
        """Keep the keyword, SERVICE or LOAD, and where it stands."""
        self.keyword = keyword
        super().__init__(f"{keyword} {why}", token.line, token.column)


class AddressRefused(KeywordRefused):
    """SERVICE or LOAD names an address that nobody put on the list of those it may reach."""

    def __init__(self, keyword: str, address: str, token: "Token") -> None:
        """Keep the address, an IRI, as the query's prefixes and base make it."""
        self.address = address
        why = f"may not reach <{address}>: the operator of this service can add it to the setting `allow`"
        super().__init__(keyword, token, why)


class QueryUnreadable(QueryRefused):
    """No engine would read the text, or engines would read it in different ways."""


@dataclass(frozen=True)
class Limits:
    """How large a query may be: bytes of UTF-8, levels of nesting, tokens."""

    query_bytes: int = 65_536
    depth: int = 64
    tokens: int = 20_000


def guard(query: str, limits: Limits | None = None) -> None:
    """Let a query through, or raise a QueryRefused that says why not.

    Refused are queries beyond the limits, SERVICE and LOAD, strings without end, escapes outside of strings.
    """
    measure(query, limits)
    refuse_calls(query)


def measure(query: str, limits: Limits | None = None) -> None:
    """Hold a query to its limits; a QueryRefused, too, for a string without end or a stray escape."""
    limits = limits or Limits()
    try:
        size = len(query.encode())
    except UnicodeEncodeError:
        raise QueryUnreadable("the query is no Unicode text: it holds half of a surrogate pair") from None
    if size > limits.query_bytes:
        raise QueryTooLong("bytes", limits.query_bytes, size)
    rule = _Rule(query, limits)
    for token in tokens(query):
        if token.kind != "comment":
            rule.see(token)


def may_call(query: str) -> bool:
    """Tell whether SERVICE or LOAD stands in a text at all, as a keyword or otherwise."""
    lower = query.lower()
    return "service" in lower or "load" in lower


def refuse_calls(query: str, known: Collection[int] = ()) -> None:
    """Refuse SERVICE and LOAD wherever the engine would read them; KeywordRefused or QueryUnreadable.

    Keywords that start at a known offset pass: somebody else answers for these.
    """
    if not may_call(query):
        return
    watch = _Watch(query, known)
    for token in tokens(query):
        if token.kind != "comment":
            watch.see(token)


def refuse_foreign_words(query: str) -> None:
    """Refuse what only another store's engine would read as an order, though it stands as an IRI.

    Virtuoso runs its own functions and SQL by such names, even as predicates, Jena loads classes of Java.
    """
    for token in tokens(query):
        if token.kind == "iri" and _FOREIGN.match(_ESCAPE.sub(lambda one: chr(int(one[1], 16)), token.text)):
            raise QueryRefused(
                f"{token.text[:40]} names what only one kind of store can do, which is not allowed",
                token.line,
                token.column,
            )


class _Rule:
    """How much of a query `measure` has seen, and how deep it stands."""

    def __init__(self, query: str, limits: Limits) -> None:
        self._query, self._limits = query, limits
        self._seen = self._depth = self._signs = 0
        self._names_from = "from" in query.lower()
        self._last = NOTHING

    def see(self, token: Token) -> None:
        """Look at the next token; raises a QueryRefused."""
        self._seen += 1
        if self._seen > self._limits.tokens:
            raise QueryTooLong("tokens", self._limits.tokens, sum(1 for _ in tokens(self._query)))
        if token.kind == "unclosed":
            raise QueryUnreadable("a string is not closed", token.line, token.column)
        if token.kind == "punct":
            self._see_mark(token)
        if token.kind == "iri":
            self._see_iri(token)
        self._signs = self._signs + 1 if token.text in _SIGNS else 0
        if max(self._depth, self._signs) > self._limits.depth:
            raise QueryTooDeep(self._limits.depth, token)
        self._last = token

    def _see_iri(self, token: Token) -> None:
        """Refuse what may be an IRI or a less-than sign, if nesting or a FROM hides in the difference."""
        after_operand = self._last.kind in _OPERANDS or self._last.text in _ENDINGS
        named = _ABSOLUTE.match(token.text) or _SCHEME.match(token.text)
        if not after_operand or named:
            return
        if token.text.count("(") > self._limits.depth:
            raise QueryTooDeep(self._limits.depth, token)
        if ")" in token.text and self._names_from:
            raise QueryUnreadable(_UNCLEAR, token.line, token.column)

    def _see_mark(self, token: Token) -> None:
        mark = token.text
        if mark == "\\":
            raise QueryUnreadable("an escape stands outside of strings and IRIs", token.line, token.column)
        doubled = mark == self._last.text and token.start == self._last.end
        if mark in OPENING or (mark == "<" and doubled):
            self._depth += 1
        elif mark in CLOSING or (mark == ">" and doubled):
            self._depth = max(0, self._depth - 1)


class _Watch:
    """What `refuse_calls` remembers while it goes through a query."""

    def __init__(self, query: str, known: Collection[int]) -> None:
        self._known = known
        self._last_call = max((found.start() for found in _CALL.finditer(query)), default=-1)
        self._parentheses = self._braces = 0
        self._begun = False  # the operation; before it, in the prologue, LOAD can stand
        self._before, self._last = NOTHING, NOTHING

    def see(self, token: Token) -> None:
        """Look at the next token; raises a QueryRefused."""
        match token.kind:
            case "word":
                self._see_word(token)
            case "pname":
                self._see_name(token)
            case "iri":
                self._see_iri(token)
            case "punct":
                self._see_mark(token)
        self._before, self._last = self._last, token

    def _see_word(self, token: Token) -> None:
        word = token.text.lower()
        self._begun = self._begun or word not in _PROLOGUE
        if token.start in self._known:
            return
        if _SERVICE.search(word):
            raise KeywordRefused("SERVICE", token)
        if word.startswith("load"):  # LOADSILENT, too, is read as LOAD
            raise KeywordRefused("LOAD", token)

    def _see_name(self, token: Token) -> None:
        """Refuse `LOADex:x`, which the engine reads as LOAD where an operation can begin."""
        declared = self._last.text.lower() == "prefix"
        if not self._begun and not declared and token.text.lower().startswith("load"):
            raise KeywordRefused("LOAD", token)

    def _see_iri(self, token: Token) -> None:
        """Refuse what may be an IRI or a less-than sign, if a call could hide behind the difference."""
        after_operand = self._last.kind in _OPERANDS or self._last.text in _ENDINGS
        inside = self._parentheses or self._last.text == "<"
        telling = not _ABSOLUTE.match(token.text) and any(mark in token.text for mark in "'#)")
        if after_operand and inside and telling and token.start < self._last_call:
            raise QueryUnreadable(_UNCLEAR, token.line, token.column)

    def _see_mark(self, token: Token) -> None:
        mark = token.text
        if mark == "{":
            self._see_brace()
        self._parentheses += (mark == "(") - (mark == ")")
        self._braces += (mark == "{") - (mark == "}")
        if mark == ";" and self._braces <= 0:
            self._begun = False

    def _see_brace(self) -> None:
        """Refuse `SERVICEex:x {`: inside a group, a name before a brace needs its keyword."""
        name = self._last
        in_place = name.kind == "pname" and self._braces > 0 and self._before.text.lower() not in _NAMING
        if in_place and _SERVICE.search(name.text.partition(":")[0]):
            raise KeywordRefused("SERVICE", name)
