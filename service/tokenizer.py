"""SPARQL text cut into tokens, and what can be told of a query by them."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import dropwhile, pairwise, takewhile
from typing import NamedTuple


class Token(NamedTuple):
    """A piece of a query; start and end in code points, line and column from 1."""

    kind: str
    text: str
    start: int
    end: int
    line: int
    column: int


NOTHING = Token("", "", -1, -1, 1, 1)
OPENING, CLOSING = frozenset({"(", "[", "{", "{|"}), frozenset({")", "]", "}", "|}"})
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
# No other keyword holds one of them; the engine needs no space before a function, as in `trueNOW()`.
_VOLATILE = re.compile("now|rand|uuid|bnode|service")
_BLANK = frozenset({"[", "(", "<", "{|", "~"})
_FROM = re.compile("(?:ask|construct)?from", re.IGNORECASE)


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


def names_dataset(query: str) -> bool:
    """Tell whether a query names its own dataset with FROM or FROM NAMED.

    The engine needs no space on either side: `ASKFROMg:x {`.
    """
    if "from" not in query.lower():
        return False
    before_pattern = list(head(query))
    declared = {name.text for before, name in pairwise(before_pattern) if before.text.lower() == "prefix"}
    listing = False  # of what DESCRIBE describes, where a name may begin like FROM
    for before, token in pairwise([NOTHING, *before_pattern]):
        text = token.text.lower()
        listing = (listing and text != "*") or text.startswith("describe")
        listed = listing and token.text.partition(":")[0] + ":" in declared
        named = token.kind == "word" or (token.kind == "pname" and before.text.lower() != "prefix")
        if named and not listed and _FROM.match(text):
            return True
    return False


def head(query: str) -> Iterator[Token]:
    """Give what stands before the pattern of a query, without what is in brackets."""
    depth = 0
    template = False
    for token in tokens(query):
        text = token.text.lower()
        if depth == 0 and (text == "where" or (text == "{" and not template)):
            return
        depth -= text in CLOSING
        if depth == 0 and token.kind != "comment":
            template = text.startswith("construct") or (template and text != "}")
            yield token
        depth += text in OPENING


def is_volatile(query: str) -> bool:
    """Tell whether the answer to a query may differ each time: by clock, chance, or new blank nodes."""
    listed = [token for token in tokens(query) if token.kind != "comment"]
    # A function may hide in what looks like an IRI: `1<2&&RAND()>0`.
    spoken = (
        token for token in listed if token.kind == "word" or (token.kind == "iri" and "(" in token.text)
    )
    words = " ".join(token.text.lower() for token in spoken)
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
