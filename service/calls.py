"""A canned query as it is called: what was given, read, and the query that this makes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from graph.terms import shorten
from service import narrowing, parameters
from service.catalogue import CannedQuery, Value
from service.desk import Desk
from service.narrowing import Narrowing
from service.parameters import Shown


@dataclass(frozen=True)
class Call:
    """One call of a canned query: its parameters and its narrowing as understood, and the query asked."""

    query: CannedQuery
    values: dict[str, Value]
    narrowing: Narrowing
    text: str
    probe: str  # asks for one row more than the limit, where there is one, to see whether there is more

    @property
    def shown(self) -> dict[str, Shown]:
        """Show its parameters and what narrows it, by name."""
        return parameters.shown(self.values) | narrowing.shown(self.query, self.narrowing)

    @property
    def given(self) -> list[tuple[str, str]]:
        """List what makes it differ from a call without anything, things by their prefixed names."""
        usual = narrowing.shown(self.query, Narrowing())
        return [
            (name, shorten(text) if isinstance(text, str) else str(text))
            for name, value in self.shown.items()
            if value is not None and value != usual.get(name)
            for text in (value if isinstance(value, list) else [value])
        ]

    @property
    def path(self) -> str:
        """Write the one path that asks just this, whichever names were given: `/queries/NAME?…`."""
        given = urlencode(self.given, safe=":")
        return f"/queries/{self.query.name}" + (f"?{given}" if given else "")

    def after(self) -> str:
        """Write the path of the rows behind those of a page."""
        offset = self.narrowing.offset + (self.narrowing.limit or 0)
        return replace(self, narrowing=replace(self.narrowing, offset=offset)).path


def read(query: CannedQuery, given: Sequence[tuple[str, str]], desk: Desk) -> Call:
    """Read what was given for a query by name; the problems are those of parameters.read."""
    own = [parameter.name for parameter in query.parameters]
    more = narrowing.offered(query)
    parameters.collect(given, [*own, *more], many={name for name, _ in given})
    values = parameters.read(query, [pair for pair in given if pair[0] in own], desk.names)
    narrowed = narrowing.read(query, [pair for pair in given if pair[0] in more], desk.names)
    layers = desk.snapshot.layers
    text = narrowing.text(query, values, narrowed, layers)
    if narrowed.limit is None:
        return Call(query, values, narrowed, text, text)
    wider = replace(narrowed, limit=narrowed.limit + 1)
    return Call(query, values, narrowed, text, narrowing.text(query, values, wider, layers))
