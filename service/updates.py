"""SPARQL updates before the engine sees them: guarded, and put on the dataset that the protocol names."""

from collections.abc import Sequence

from graph.errors import RejoinderError
from service import guard, tokenizer
from service.guard import Limits
from service.tokenizer import Token

_MOST_TOKENS = 5_000_000


class DatasetConflict(RejoinderError):  # noqa: N818 - the name is the fact a caller acts on
    """The update cannot be put on the dataset of the request: it names one itself, or runs words together."""


def limits(size: int, depth: int) -> Limits:
    """Say how large an update may be, in bytes and levels; data makes many tokens."""
    return Limits(size, depth, _MOST_TOKENS)


def prepared(text: str, using: Sequence[str], using_named: Sequence[str], limits: Limits) -> str:
    """Guard an update and give it the dataset of the request; QueryRefused or DatasetConflict say why not.

    The engine takes no dataset for an update, so USING is written before each WHERE that stands by itself.
    """
    guard.guard(text, limits)
    if not using and not using_named:
        return text
    listed = [token for token in tokenizer.tokens(text) if token.kind != "comment"]
    words = [token.text.upper() if token.kind == "word" else token.text for token in listed]
    # The engine needs no space between words.
    if "DELETEWHERE" in words:
        raise DatasetConflict("the update says DELETEWHERE; put a space between the two words")
    named = _naming(listed)
    if named is not None:
        raise DatasetConflict(
            f"the update says {named}, and the request names graphs as using-graph-uri or "
            "using-named-graph-uri; leave out one of the two"
        )
    clauses = "".join(f"USING <{iri}> " for iri in using)
    clauses += "".join(f"USING NAMED <{iri}> " for iri in using_named)
    return _inserted(text, listed, words, clauses)


def _naming(listed: Sequence[Token]) -> str | None:
    """Find what names a dataset in an update: USING, WITH, and `WITHex:g`, which needs no space."""
    depth, before = 0, ""
    for token in listed:
        depth += (token.text == "{") - (token.text == "}")
        begins = token.kind in {"word", "pname"} and token.text.upper().startswith(("USING", "WITH"))
        if begins and not depth and before != "PREFIX":
            return token.text
        before = token.text.upper()
    return None


def _inserted(text: str, listed: Sequence[Token], words: Sequence[str], clauses: str) -> str:
    """Write the clauses before each WHERE outside of braces; `DELETE WHERE {…}` is spelt out for it."""
    pieces: list[str] = []
    done = depth = 0
    for at, (token, word) in enumerate(zip(listed, words, strict=True)):
        depth += (word == "{") - (word == "}")
        if word != "WHERE" or depth:
            continue
        pieces.append(text[done : token.start])
        if at and words[at - 1] == "DELETE":
            first, last = _group(listed, words, at + 1)
            pieces.append(text[first:last] + " ")
        pieces.append(clauses)
        done = token.start
    return "".join([*pieces, text[done:]])


def _group(listed: Sequence[Token], words: Sequence[str], start: int) -> tuple[int, int]:
    """Find where the group that begins at a token begins and ends in the text."""
    depth = 0
    for token, word in zip(listed[start:], words[start:], strict=True):
        depth += (word == "{") - (word == "}")
        if not depth:
            return listed[start].start, token.end
    return listed[start - 1].end, listed[-1].end if listed else 0
