"""Work out what spares queries work: the days on which a post was certainly held, and years to look up by.

Years are generated from bounds, which one CONSTRUCT cannot do without a list of all years.
"""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.dates import core, day_number
from graph.errors import DateError
from graph.nodes import number, term, values
from graph.terms import CONCEPT, EDTF, ID

_ORG = "http://www.w3.org/ns/org#"
# What spans more years is no help when looked up by the year.
_HELD, _SAID = 200, 30
_STATE = f"{ID}state/"
_STATUS = f"{CONCEPT}membership-status/"
_NOT_HELD = {_STATUS + status for status in ("former", "interested", "keeping-away", "moving-towards")}


def keys(store: Store) -> Iterator[Triple]:
    """Give memberships their certain days and years, and acts their states and years.

    The bounds of dates must stand in the store already.
    """
    for quad in store.quads_for_pattern(None, NamedNode(_ORG + "member"), None):
        if isinstance(quad.subject, NamedNode) and not (
            values(store, quad.subject.value, "membershipStatus") & _NOT_HELD
        ):
            yield from _certain(store, quad.subject)
            for year in _years(store, quad.subject, _HELD):
                yield Triple(quad.subject, term("heldInYear"), number(year))
    for act in sorted(_acts(store)):
        spoken = [str(year) for year in _spoken(store, NamedNode(act))]
        for state in sorted(_states(store, NamedNode(act))):
            for when in spoken or ["any"]:
                key = Literal(f"{state.removeprefix(_STATE)} {when}")
                yield Triple(NamedNode(act), term("stateYear"), key)


def _certain(store: Store, membership: NamedNode) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(membership, term("date"), None):
        if not isinstance(quad.object, Literal) or quad.object.datatype.value != EDTF:
            continue
        try:
            found = core(quad.object.value)
        except DateError:
            continue  # the check of all dates reports it, with its file
        if found.earliest and found.latest:
            for name, day in (("certainFromDay", found.earliest), ("certainToDay", found.latest)):
                yield Triple(membership, term(name), number(day_number(day)))


def _years(store: Store, subject: NamedNode, most: int) -> range:
    """List the years that the bounds touch, or that the one known bound lies in."""
    known = [_year(store, subject, name) for name in ("earliest", "latest")]
    years = [year for year in known if year is not None]
    span = range(min(years), max(years) + 1) if years else range(0)
    return span if len(span) <= most else range(0)


def _spoken(store: Store, act: NamedNode) -> range:
    """List the years in which the act may have been performed, none if that is open."""
    open_ended = None in (_year(store, act, "earliest"), _year(store, act, "latest"))
    return range(0) if open_ended else _years(store, act, _SAID)


def _year(store: Store, subject: NamedNode, name: str) -> int | None:
    found: Quad | None = next(store.quads_for_pattern(subject, term(name), None), None)
    return int(found.object.value[:4]) if found and isinstance(found.object, Literal) else None


def _acts(store: Store) -> set[str]:
    quads = store.quads_for_pattern(None, term("speaker"), None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


def _states(store: Store, act: NamedNode) -> set[str]:
    """List the states that the act targets or that what it affirms, denies or questions is about."""
    found = values(store, act.value, "target")
    for voiced in ("affirms", "denies", "questions"):
        for claim in values(store, act.value, voiced):
            found |= values(store, claim, "claimAbout")
    return {state for state in found if state.startswith(_STATE)}
