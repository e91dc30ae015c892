"""A panel: the answer of a canned query as a part of a page, with all that leads back to it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service import answers, calls, negotiate, rows
from service.calls import Call
from service.controls import Controls
from service.desk import Desk
from service.problems import Problem
from service.receipt import citation
from service.rows import Cell

Row = Mapping[str, Cell]


@dataclass(frozen=True)
class Panel:
    """A call and its rows; problem says why there are none where it could not be answered."""

    desk: Desk = field(repr=False)
    call: Call
    rows: Sequence[Row]
    problem: str | None = None

    @property
    def path(self) -> str:
        """Give the path at which this is an answer by itself."""
        return self.call.path

    def citation(self, pinned: str) -> str:
        """Write what to paste into a footnote; pinned is the address of the revision."""
        return citation(self.desk, self.call, len(self.rows), pinned + self.path)

    def as_(self, name: str) -> str:
        """Give the path of this answer in a format."""
        return f"{self.path}{'&' if '?' in self.path else '?'}format={name}"


async def panel(desk: Desk, name: str, given: Sequence[tuple[str, str]] = ()) -> Panel | None:
    """Ask a canned query as a part of a page; None where the catalogue has no such query.

    BadParameter if what was given cannot be read; a question that the engine could not answer leaves the
    rest of the page alone.
    """
    query = desk.catalogue.get(name)
    if query is None:
        return None
    call = calls.read(query, given, desk)
    asked = answers.canned(call, Controls(desk.settings.timeout), negotiate.choose("rows", None, "json"))
    try:
        raw = await answers.whole(asked, await answers.ask(desk, asked), desk.settings.rows_bytes)
    except Problem as problem:
        return Panel(desk, call, (), str(problem))
    return Panel(desk, call, rows.rows(raw))


async def panels(
    desk: Desk, wanted: Mapping[str, tuple[str, Sequence[tuple[str, str]]]]
) -> dict[str, Panel | None]:
    """Ask several at once, each under a name of its own."""
    found = await asyncio.gather(*(panel(desk, name, given) for name, given in wanted.values()))
    return dict(zip(wanted, found, strict=True))
