"""The prefixes and the base that a query has declared, and the names that they make."""

from collections.abc import Sequence

import pyoxigraph

from service.tokenizer import Token

_DECLARED = {"prefix": ["pname", "iri"], "base": ["iri"]}


class Prologue:
    """What is declared up to some place of a text."""

    def __init__(self, base: str | None) -> None:
        """Take the IRI against which the text is read, None where there is none."""
        self._declared = [] if base is None else [f"BASE <{base}>"]

    def declare(self, keyword: str, after: Sequence[Token]) -> None:
        """Keep a prefix or base by the tokens after its keyword; what is none is left to the engine."""
        kinds = _DECLARED.get(keyword.lower(), [])
        parts = after[: len(kinds)]
        if kinds and [part.kind for part in parts] == kinds:
            self._declared.append(" ".join([keyword.upper(), *(part.text for part in parts)]))

    def before(self, text: str) -> str:
        """Write a text that means here what it means there."""
        return "\n".join([*self._declared, text])

    def iri(self, token: Token) -> str:
        """Read a name as prefixes and base make it; a ValueError says why it is no IRI."""
        statement = self.before(f"{token.text} a {token.text} .")
        try:
            subject = next(iter(pyoxigraph.parse(statement, pyoxigraph.RdfFormat.TURTLE))).subject
        except (SyntaxError, StopIteration) as error:
            raise ValueError("is no IRI with these prefixes and this base") from error
        if not isinstance(subject, pyoxigraph.NamedNode):
            raise ValueError("is a blank node and no IRI")  # noqa: TRY004 - a fault of the text, not of a caller
        return subject.value
