"""Where a text calls another server: its SERVICE blocks and LOAD operations, found by tokens.

Only the plain spelling is found, a keyword that stands by itself; `guard.refuse_calls` refuses the
others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service import clauses, tokenizer
from service.guard import KeywordRefused, QueryUnreadable
from service.prologue import Prologue
from service.tokenizer import Token

_NESTED = "inside SERVICE is not asked for: give each server a block of its own, beside the other"
_LATERAL = "beside LATERAL is not asked for, where VALUES cannot stand for it: join without LATERAL"
_VARIABLE = "by a variable is not asked for: name the address"


@dataclass(frozen=True)
class Call:
    """One call; start and end in code points, address and graph absolute IRIs.

    The query is what a SERVICE asks, with prefixes and base of the text, and variables are those that its
    block names; graph is where a LOAD goes, None for the default graph.
    """

    keyword: Literal["SERVICE", "LOAD"]
    token: Token
    end: int
    address: str
    silent: bool
    query: str | None = None
    variables: frozenset[str] = frozenset()
    graph: str | None = None

    @property
    def start(self) -> int:
        """Where the keyword begins."""
        return self.token.start


def find(text: str, base: str | None) -> list[Call]:
    """Find the calls of a query or update, in order; a QueryRefused for one that is not plain.

    base is the IRI against which the text is read, None where there is none.
    """
    found = [token for token in tokenizer.tokens(text) if token.kind != "comment"]
    return _Finder(text, found, base).calls()


class _Finder:
    """A text, its tokens, and how far it was read."""

    def __init__(self, text: str, tokens: Sequence[Token], base: str | None) -> None:
        self._text, self._tokens = text, tokens
        self._prologue = Prologue(base)
        self._at = self._depth = 0
        self._lateral = any(token.kind == "word" and token.text.lower() == "lateral" for token in tokens)

    def calls(self) -> list[Call]:
        """Go through the text once."""
        found = []
        loading = clauses.is_update(self._tokens)
        while self._at < len(self._tokens):
            token = self._take()
            word = token.text.lower()
            if token.kind == "word" and word == "service" and self._depth > 0:
                found.append(self._service(token))
            elif token.kind == "word" and word == "load" and self._depth == 0 and loading:
                found.append(self._load(token))
            elif token.kind == "word" and self._depth == 0:
                self._prologue.declare(word, self._tokens[self._at : self._at + 2])
            self._depth += (token.text == "{") - (token.text == "}")
        return found

    def _service(self, keyword: Token) -> Call:
        if self._lateral:
            raise KeywordRefused("SERVICE", keyword, _LATERAL)
        silent = self._is("silent")
        address = self._iri("SERVICE")
        opening = self._take()
        if opening.text != "{":
            raise _unreadable("after the address of SERVICE stands no {", keyword)
        depth, variables, closing = 1, set(), opening
        while depth:
            if self._at == len(self._tokens):
                raise _unreadable("the block of SERVICE is not closed", keyword)
            closing = self._take()
            depth += (closing.text == "{") - (closing.text == "}")
            if closing.kind == "variable":
                variables.add(closing.text[1:])
            if closing.kind == "word" and closing.text.lower() == "service":
                raise KeywordRefused("SERVICE", closing, _NESTED)
        pattern = self._text[opening.end : closing.start]
        query = self._prologue.before(f"SELECT * WHERE {{{pattern}}}")
        return Call("SERVICE", keyword, closing.end, address, silent, query, frozenset(variables))

    def _load(self, keyword: Token) -> Call:
        silent = self._is("silent")
        address, graph = self._iri("LOAD"), None
        if self._is("into"):
            if not self._is("graph"):
                raise _unreadable("after INTO stands no GRAPH", keyword)
            graph = self._iri("LOAD")
        return Call("LOAD", keyword, self._tokens[self._at - 1].end, address, silent, graph=graph)

    def _iri(self, keyword: Literal["SERVICE", "LOAD"]) -> str:
        """Read the IRI that comes next, as prefixes and base make it."""
        token = self._take()
        if token.kind == "variable":
            raise KeywordRefused(keyword, token, _VARIABLE)
        if token.kind not in {"iri", "pname"}:
            raise _unreadable(f"after {keyword} stands no IRI", token)
        try:
            return self._prologue.iri(token)
        except ValueError as error:
            raise _unreadable(f"{token.text} {error}", token) from error

    def _is(self, word: str) -> bool:
        """Step over the next token if it is this word."""
        here = self._at < len(self._tokens) and self._tokens[self._at].text.lower() == word
        self._at += here
        return here

    def _take(self) -> Token:
        if self._at == len(self._tokens):
            raise _unreadable("the text ends too early", self._tokens[-1])
        self._at += 1
        return self._tokens[self._at - 1]


def _unreadable(why: str, token: Token) -> QueryUnreadable:
    return QueryUnreadable(why, token.line, token.column)
