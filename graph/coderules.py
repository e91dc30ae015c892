"""Rules that are code, because SPARQL cannot say them: what each derives, and from what."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph import entailment, justification
from graph.bridge import View
from graph.dates import Bounds, bounds, day_number
from graph.errors import DateError
from graph.keys import keys
from graph.origins import origins
from graph.readings import key_read, link_read, origin_read
from graph.replies import replies
from graph.serials import serials
from graph.terms import EDTF, ONTOLOGY, XSD


@dataclass(frozen=True)
class CodeRule:
    """One rule: its name, a sentence for readers, what it derives, what a triple of it was derived from.

    A rule in code that stands in neither list below cannot be explained; a test says so.
    """

    name: str
    summary: str
    derive: Callable[[Store], Iterable[Triple]]
    reads: Callable[[View, Triple], Iterable[Triple]]


def _bounds(store: Store) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(None, NamedNode(ONTOLOGY + "date"), None):
        yield from _bounded(quad.triple)


def _bounded(triple: Triple) -> Iterator[Triple]:
    """Give the bounds that one date has."""
    date = triple.object
    if isinstance(date, Literal) and date.datatype.value == EDTF:
        try:
            found = bounds(date.value)
        except DateError:
            return  # the check of all dates reports it, with its file
        for pair in _dated(found):
            yield Triple(triple.subject, *pair)


def _dated(found: Bounds) -> Iterator[tuple[NamedNode, Literal]]:
    for name, day in (("earliest", found.earliest), ("latest", found.latest)):
        if day is not None:
            number = str(day_number(day))
            yield NamedNode(ONTOLOGY + name), Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))
            yield (
                NamedNode(f"{ONTOLOGY}{name}Day"),
                Literal(number, datatype=NamedNode(XSD + "integer")),
            )


def _date_read(view: View, triple: Triple) -> list[Triple]:
    dates = view.about(triple.subject, ONTOLOGY + "date")
    return [date for date in dates if triple in set(_bounded(date))]


def _order_read(view: View, triple: Triple) -> list[Triple]:
    """Find what a thing's place in the order goes by: days of a fact and that it is reported, or a place."""
    own = ("earliestDay", "latestDay", "document", "start")
    read = [found for name in own for found in view.about(triple.subject, ONTOLOGY + name)]
    reported = next(view.match(None, NamedNode(ONTOLOGY + "reports"), triple.subject), None)
    return read if reported is None else [reported, *read]


# What runs before all rule files, and what runs after them.
FIRST = (
    CodeRule(
        "bounds",
        "The first and the last day of a date follow from how it is written, as days and as numbers of days "
        "since 1970-01-01.",
        _bounds,
        _date_read,
    ),
    CodeRule(
        "serial",
        "Facts that are reported are numbered by first day, last day and name, passages by document and "
        "offset; the number is a place among all, so it rests on the others too.",
        serials,
        _order_read,
    ),
    CodeRule(
        "keys",
        "Years that the bounds of a post or an act touch, and days on which a post was certainly held, are "
        "kept to look up by.",
        keys,
        key_read,
    ),
    CodeRule(
        "replies",
        "Replies to replies make chains: an act lies as deep as its longest way up, and two of one chain "
        "are joined by a path with the fewest steps.",
        replies,
        link_read,
    ),
    CodeRule(
        "origins",
        "Reports of a fact that share a relay, a cited work or a document count as one origin.",
        origins,
        origin_read,
    ),
)
LAST = (
    CodeRule(
        entailment.NAME,
        "What the axioms of the ontology entail by the rules of OWL 2 RL.",
        entailment.entailed,
        justification.justification,
    ),
)
BY_NAME = {rule.name: rule for rule in (*FIRST, *LAST)}
