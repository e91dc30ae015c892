"""The front page: what this is, who claimed what and who answered, all acts in time, what is covered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from service import templating
from service.desk import Desk
from service.pages.panels import Panel, Row, panels
from service.problems import Problem

# The fields of its filter: parameters of the ledger's query, or what narrows it.
LEDGER = "claims_and_first_answers"
FIELDS = ("about", "by", "since", "outcome")
_COUNTED = (
    ("claim", "claims"),
    ("act", "speech acts"),
    ("response", "answers"),
    ("event", "events"),
    ("person", "persons"),
    ("passage", "passages as evidence"),
)


async def front(
    desk: Desk, here: str, asked: Sequence[tuple[str, str]], problem: Problem | None = None
) -> bytes:
    """Write the page; BadParameter or NotFound if the filter cannot be read and no problem is told yet."""
    chosen = [(name, text) for name, text in asked if name in FIELDS and text.strip()]
    made = await panels(
        desk,
        {
            "ledger": (LEDGER, () if problem else chosen),
            "acts": ("acts_in_time", ()),
            "documents": ("documents_covered", ()),
            "periods": ("periods_covered", [("step", "year"), ("first_year", "2010")]),
        },
    )
    return templating.page(
        "front.html",
        desk,
        here,
        made=made,
        occasions=occasions(made["ledger"]),
        counts=summed(made["ledger"]),
        chosen=dict(chosen),
        problem=problem,
        figures=[(desk.names.search.count(kind), words) for kind, words in _COUNTED],
    )


@dataclass(frozen=True)
class Occasion:
    """What was claimed at once; undated where the documents do not let us know any day."""

    rows: Sequence[Row]

    @property
    def undated(self) -> bool:
        """Say whether it has no day."""
        return not self.rows[0]["earliest"]


def occasions(ledger: Panel | None) -> list[Occasion]:
    """Put together what was said at once; the latest first, what has no day at the end."""
    # Of an answer that is of several types one row is enough here.
    rows = list({(row["act"], row["claim"]): row for row in (ledger.rows if ledger else ())}.values())
    together = [Occasion(list(found)) for _, found in groupby(rows, _said)]
    together.reverse()
    return sorted(together, key=lambda occasion: occasion.undated)


def summed(ledger: Panel | None) -> dict[str, int]:
    """Count the claims of a ledger by what became of them."""
    rows = {(row["act"], row["claim"]): row["outcome_found"] for row in (ledger.rows if ledger else ())}
    return {str(outcome): count for outcome, count in Counter(rows.values()).items()}


def _said(row: Row) -> object:
    return row["utterance"] or (row["speaker"], row["date"])
