"""Where the clauses of a query stand, found by its tokens: form, columns, order, values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.tokenizer import Token

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_OPEN = frozenset("({[")
_CLOSE = frozenset(")}]")


@dataclass(frozen=True)
class Values:
    """One VALUES block: its variables, where it stands, and where each of its rows stands."""

    variables: tuple[str, ...]
    start: int
    end: int
    rows: tuple[tuple[int, int], ...]


def form(tokens: Sequence[Token]) -> Token | None:
    """Find the keyword that says the form of a query, None in an update or a fragment."""
    return next((token for token in tokens if _word(token) in _FORMS), None)


def is_update(tokens: Sequence[Token]) -> bool:
    """Say whether the first word after the prologue is one that begins an update."""
    words = (_word(token) for token in tokens if token.kind == "word")
    return next((word for word in words if word not in {"BASE", "PREFIX"}), "") in _UPDATES


def selects_all(tokens: Sequence[Token]) -> bool:
    """Say whether any SELECT of the query, inner ones too, takes all variables."""
    plain = [token for token in tokens if _word(token) not in {"DISTINCT", "REDUCED"}]
    return any(_word(first) == "SELECT" and second.text == "*" for first, second in pairwise(plain))


def is_ordered(tokens: Sequence[Token]) -> bool:
    """Say whether the whole answer, not an inner one, is ordered."""
    return any(depth == 0 and _word(token) == "ORDER" for depth, token in _nested(tokens))


def is_cut(tokens: Sequence[Token]) -> bool:
    """Say whether the whole answer, not an inner one, has a LIMIT or an OFFSET."""
    return any(depth == 0 and _word(token) in {"LIMIT", "OFFSET"} for depth, token in _nested(tokens))


def pattern_end(tokens: Sequence[Token]) -> int:
    """Find where the outermost group of a query ends: the offset of its closing bracket."""
    return next(token.start for depth, token in _nested(tokens) if depth == 0 and token.text == "}")


def outermost(tokens: Sequence[Token]) -> set[str]:
    """Name the variables that stand in the outermost group itself, in no group, filter or call inside it."""
    end = pattern_end(tokens)
    begin = next(token.start for depth, token in _nested(tokens) if depth == 0 and token.text == "{")
    inside = (token for depth, token in _nested(tokens) if depth == 1 and begin < token.start < end)
    return {token.text[1:] for token in inside if token.kind == "variable"}


def columns(tokens: Sequence[Token]) -> tuple[str, ...]:
    """List the variables of the outermost SELECT clause, in order, without their question marks."""
    found: list[str] = []
    named = False
    start = next(index for index, token in enumerate(tokens) if _word(token) == "SELECT")
    for depth, token in _nested(tokens[start:]):
        if token.text == "{" or _word(token) in {"WHERE", "FROM"}:
            break
        if token.kind == "variable" and (depth == 0 or (depth == 1 and named)):
            found.append(token.text[1:])
        named = _word(token) == "AS"
    return tuple(found)


def values(tokens: Sequence[Token]) -> Iterator[Values]:
    """Find every VALUES block of the query."""
    for index, token in enumerate(tokens):
        if _word(token) == "VALUES":
            yield _block(tokens[index:])


def uses(tokens: Sequence[Token], variable: str) -> int:
    """Count how often a variable stands in the query."""
    return sum(token.kind == "variable" and token.text[1:] == variable for token in tokens)


def _block(tokens: Sequence[Token]) -> Values:
    """Read the block that begins with the first token; a block that does not end has no rows."""
    opening = next((index for index, token in enumerate(tokens) if token.text == "{"), len(tokens))
    variables = tuple(token.text[1:] for token in tokens[:opening] if token.kind == "variable")
    rows: list[tuple[int, int]] = []
    begin = 0
    for depth, token in _nested(tokens[opening:]):
        if depth == 1 and token.text == "(":
            begin = token.start
        elif depth == 1 and token.text == ")":
            rows.append((begin, token.end))
        elif depth == 0 and token.text == "}":
            return Values(variables, tokens[0].start, token.end, tuple(rows))
    return Values(variables, tokens[0].start, tokens[0].end, ())


def _nested(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """Give each token with the number of brackets around it; a bracket is as deep as what is outside."""
    depth = 0
    for token in tokens:
        if token.kind == "punct" and token.text in _CLOSE:
            depth -= 1
        yield depth, token
        if token.kind == "punct" and token.text in _OPEN:
            depth += 1


def _word(token: Token) -> str:
    return token.text.upper() if token.kind == "word" else ""
