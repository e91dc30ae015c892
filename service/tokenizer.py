"""SPARQL text cut into tokens, and the guard that looks at them before the engine does.

The engine reads a text by trying grammar rules, not by cutting it first; so it finds a SERVICE in places
where longest match would see something else: `trueSERVICE<x>`, `SERVICEex:x {`, or, after `1<2)`, behind
what looks like one long IRI. The guard knows these places; where a text can be read both ways it asks for a
clearer one.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile
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


class Token(NamedTuple):
    """A piece of a query; start and end in code points, line and column from 1."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


_NOTHING = Token("", "", -1, -1, 1, 1)
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
_BLANK = frozenset({"[", "(", "<", "{|", "~"})
_SERVICE = re.compile("service", re.IGNORECASE)
_CALL = re.compile("service|load", re.IGNORECASE)
_FROM = re.compile("(?:ask|construct)?from", re.IGNORECASE)
_NAMING = frozenset({"graph", "service", "silent"})
_PROLOGUE = frozenset({"prefix", "base", "version"})
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


def names_dataset(query: str) -> bool:
    """Tell whether a query names its own dataset with FROM or FROM NAMED.

    The engine needs no space on either side: `ASKFROMg:x {`.
    """
    if "from" not in query.lower():
        return False
    head = list(_head(query))
    declared = {name.text for before, name in pairwise(head) if before.text.lower() == "prefix"}
    listing = False  # of what DESCRIBE describes, where a name may begin like FROM
    for before, token in pairwise([_NOTHING, *head]):
        text = token.text.lower()
        listing = (listing and text != "*") or text.startswith("describe")
        listed = listing and token.text.partition(":")[0] + ":" in declared
        named = token.kind == "word" or (token.kind == "pname" and before.text.lower() != "prefix")
        if named and not listed and _FROM.match(text):
            return True
    return False


def _head(query: str) -> Iterator[Token]:
    """Give what stands before the pattern of a query, without what is in brackets."""
    depth = 0
    template = False
    for token in tokens(query):
        text = token.text.lower()
        if depth == 0 and (text == "where" or (text == "{" and not template)):
            return
        depth -= text in _CLOSING
        if depth == 0 and token.kind != "comment":
            template = text.startswith("construct") or (template and text != "}")
            yield token
        depth += text in _OPENING


def is_volatile(query: str) -> bool:
    """Tell whether the answer to a query may differ each time: by clock, chance, or new blank nodes."""
    listed = [token for token in tokens(query) if token.kind != "comment"]
    words = " ".join(token.text.lower() for token in listed if token.kind == "word")
    return _VOLATILE.search(words) is not None or ("construct" in words and _makes_blank_nodes(listed))


def _makes_blank_nodes(listed: Sequence[Token]) -> bool:
    """Tell whether the template of a CONSTRUCT, its first group, has blank nodes, lists or reifiers."""
    template = takewhile(lambda token: token.text != "}", dropwhile(lambda token: token.text != "{", listed))
    return any(token.text in _BLANK or token.text.startswith("_:") for token in template)


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


class _Rule:
    """How much of a query `measure` has seen, and how deep it stands."""

    def __init__(self, query: str, limits: Limits) -> None:
        self._query, self._limits = query, limits
        self._seen = self._depth = self._signs = 0
        self._last = _NOTHING

    def see(self, token: Token) -> None:
        """Look at the next token; raises a QueryRefused."""
        self._seen += 1
        if self._seen > self._limits.tokens:
            raise QueryTooLong("tokens", self._limits.tokens, sum(1 for _ in tokens(self._query)))
        if token.kind == "unclosed":
            raise QueryUnreadable("a string is not closed", token.line, token.column)
        if token.kind == "punct":
            self._see_mark(token)
        self._signs = self._signs + 1 if token.text in _SIGNS else 0
        if max(self._depth, self._signs) > self._limits.depth:
            raise QueryTooDeep(self._limits.depth, token)
        self._last = token

    def _see_mark(self, token: Token) -> None:
        mark = token.text
        if mark == "\\":
            raise QueryUnreadable("an escape stands outside of strings and IRIs", token.line, token.column)
        doubled = mark == self._last.text and token.start == self._last.end
        if mark in _OPENING or (mark == "<" and doubled):
            self._depth += 1
        elif mark in _CLOSING or (mark == ">" and doubled):
            self._depth = max(0, self._depth - 1)


class _Watch:
    """What `refuse_calls` remembers while it goes through a query."""

    def __init__(self, query: str, known: Collection[int]) -> None:
        self._known = known
        self._last_call = max((found.start() for found in _CALL.finditer(query)), default=-1)
        self._parentheses = self._braces = 0
        self._begun = False  # the operation; before it, in the prologue, LOAD can stand
        self._before, self._last = _NOTHING, _NOTHING

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
            raise QueryUnreadable(
                "an IRI or a less-than sign? Put a space after the sign, or write the IRI in full",
                token.line,
                token.column,
            )

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
