"""The front page: what this is, who claimed what and who answered, all acts in time, what is covered."""

from collections.abc import Sequence
from itertools import groupby

from service import templating
from service.desk import Desk
from service.pages.panels import Panel, Row, panels

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


async def front(desk: Desk, here: str, asked: Sequence[tuple[str, str]]) -> bytes:
    """Write the page; BadParameter if the filter cannot be read."""
    chosen = [(name, text) for name, text in asked if name in FIELDS and text.strip()]
    made = await panels(
        desk,
        {
            "ledger": (LEDGER, chosen),
            "acts": ("acts_in_time", ()),
            "documents": ("documents_covered", ()),
            "periods": ("periods_covered", [("step", "year")]),
        },
    )
    return templating.page(
        "front.html",
        desk,
        here,
        made=made,
        occasions=occasions(made["ledger"]),
        chosen=dict(chosen),
        figures=[(desk.names.search.count(kind), words) for kind, words in _COUNTED],
    )


def occasions(ledger: Panel | None) -> list[list[Row]]:
    """Put together what was said at once and answered alike; the latest first, what has no day at the end."""
    rows = list({(row["act"], row["claim"]): row for row in (ledger.rows if ledger else ())}.values())
    together = [list(found) for _, found in groupby(rows, _occasion)]
    dated = [found for found in together if found[0]["earliest"]]
    return [*reversed(dated), *(found for found in together if not found[0]["earliest"])]


def _occasion(row: Row) -> tuple[object, ...]:
    said = row["utterance"] or (row["speaker"], row["date"])
    return said, row["answer"], row["own_answer"]
