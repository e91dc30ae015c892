"""What a question to another store is asked of, named in the request itself.

Stores differ in what they take for the default graph when nothing is named (all that they hold, or nothing),
and may hold graphs of other people. So every request names its graphs, and only those of the revision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.terms import BASE
from service import tokenizer
from service.engine.errors import QuestionError
from service.prologue import Prologue
from service.tokenizer import Token

ALL = f"{BASE}store/all"  # holds each triple of the revision once, so that one graph stands for the union
NOTHING = f"{BASE}store/nothing"  # no graph of this name is ever made


@dataclass(frozen=True)
class Named:
    """A query without FROM, and the graphs that the request names for it; neither list is empty."""

    query: str
    default_graph: Sequence[str]
    named_graphs: Sequence[str]


class Asked(Protocol):
    """What a Question says of its dataset."""

    @property
    def query(self) -> str: ...
    @property
    def base_iri(self) -> str | None: ...
    @property
    def default_graph(self) -> Sequence[str] | None: ...
    @property
    def named_graphs(self) -> Sequence[str] | None: ...
    @property
    def unnamed(self) -> bool: ...


def of(asked: Asked, graphs: Sequence[str]) -> Named:
    """Say what a question is asked of, among the graphs of a revision."""
    query, default, named = asked.query, asked.default_graph, asked.named_graphs
    if default is None and named is None and tokenizer.names_dataset(query):
        query, default, named = _stated(query, asked.base_iri)
    ours = frozenset(graphs)
    return Named(
        query,
        _those(() if asked.unnamed else default, ours, [ALL]),
        _those(named, ours, graphs),
    )


def _those(wanted: Sequence[str] | None, ours: frozenset[str], usual: Sequence[str]) -> Sequence[str]:
    if wanted is None:
        return usual or [NOTHING]
    return [name for name in dict.fromkeys(wanted) if name in ours] or [NOTHING]


def _stated(query: str, base: str | None) -> tuple[str, list[str], list[str]]:
    """Take FROM and FROM NAMED out of a query, and read the names; lines keep their numbers."""
    listed = list(tokenizer.head(query))
    prologue = Prologue(base)
    default: list[str] = []
    named: list[str] = []
    pieces, end = [], 0
    for at, token in enumerate(listed):
        word = token.text.lower() if token.kind == "word" else ""
        if word == "from":
            several = [part.text.lower() for part in listed[at + 1 : at + 2]] == ["named"]
            name = listed[min(at + 1 + several, len(listed) - 1)]
            (named if several else default).append(_iri(name, prologue))
            lines = query.count("\n", token.start, name.end)
            pieces += [query[end : token.start], "\n" * lines, " "]
            end = name.end
        else:
            prologue.declare(word, listed[at + 1 : at + 3])
    text = "".join([*pieces, query[end:]])
    if tokenizer.names_dataset(text):
        raise QuestionError("put a space on either side of each FROM, so that every store reads it alike")
    return text, default, named


def _iri(token: Token, prologue: Prologue) -> str:
    try:
        return prologue.iri(token)
    except ValueError as error:
        raise QuestionError(f"FROM names {token.text[:80]!r}, which {error}") from error
