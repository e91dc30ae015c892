"""Change the graph that is served: derive and check anew, publish, or leave everything as it is."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from graph import entries, foreign, held, publication, snapshots
from graph.errors import BuildError, Conflict, RefusedChange
from graph.findings import Finding
from graph.revision import Lines, empty, lines, named, ours, quads
from graph.snapshots import Layers, Snapshot
from graph.sources import ONTOLOGY_GRAPH, Roots
from graph.terms import graph_name, shorten

# Above this share of changed quads a store loaded anew is smaller than a changed one, and soon faster.
_SHARE = 0.05


@dataclass(frozen=True)
class Written:
    """What is current after a write, and how many quads, stated or derived, it has and had not before."""

    snapshot: Snapshot
    added: int
    removed: int


@dataclass(frozen=True)
class _Change:
    """What stood in the store before and after, as lines of N-Quads, and what differs, as quads."""

    former: Store
    store: Store
    before: Lines
    after: Lines
    gone: Set[Quad]
    new: Set[Quad]


def write(
    store_dir: Path,
    change: Callable[[Store], None],
    *,
    cause: str,
    expected: str | None = None,
    roots: Roots | None = None,
) -> Written:
    """Change a copy of the current store, and publish it if nothing is wrong with it.

    What follows from our graphs is derived anew and all is held against the rules of the folders. Graphs
    of others belong to no layer and no rule reads them; what of them is near ours is checked with it. The
    cause is one line for the list of revisions. With an expected revision, only that one is changed.

    What the change raises is passed on, an OSError as StoreError. BuildError carries what would be wrong
    with the graph, Conflict and RefusedChange say why it was not looked at, StoreError why the place cannot
    be read or written. After any error everything is as it was.
    """
    folders = roots or Roots()
    with publication.exclusively(store_dir):
        current = snapshots.current(store_dir)
        if expected not in {None, current.revision}:
            raise Conflict(
                f"revision {current.revision} is current, not {expected}; "
                "read what is there now and make the change again"
            )
        with publication.room(store_dir) as room:
            made = _made(current, change, room / "scratch")
            wanted, layers = _wanted(made, current.layers, folders)
            name = named(wanted)
            if name == current.revision:
                return Written(current, 0, 0)
            told = " ".join(cause.split())
            number = len(wanted - empty(wanted))
            planned = snapshots.plan(store_dir, name, number, layers, told, current.base)
            lender = None if entries.concerned(made.before ^ wanted) else current
            published = snapshots.settle(
                store_dir, planned, lambda other: _brought(made, wanted, other / "bulk"), lender
            )
        # Counted before anybody sees the new revision: what fails after that would be told as no write.
        added, removed = wanted - made.before, made.before - wanted
        written = Written(published, len(added - empty(added)), len(removed - empty(removed)))
        publication.point(store_dir / "current", name)
        return written


def _made(current: Snapshot, change: Callable[[Store], None], place: Path) -> _Change:
    former = Store.read_only(str(current.store))
    former.backup(place)
    store = Store(place)
    change(store)
    before, after = lines(former), lines(store)
    return _Change(former, store, before, after, quads(before - after), quads(after - before))


def _wanted(made: _Change, layers: Layers, roots: Roots) -> tuple[Lines, Layers]:
    """Say what the graph must hold after a change, and which graphs each layer; or why it cannot be made."""
    _refuse_nameless(made)
    if any(map(held.stated, made.gone | made.new)):
        return _derived(made, roots)
    _refuse_derived(made, set(filter(held.derived, made.gone)))
    known = foreign.nodes_of(made.store, roots)
    near = foreign.near(foreign.foreign(made.store), known)
    if near != foreign.near(foreign.foreign(made.former), known):
        _accept(held.inspect(held.kept(quads(made.after)), near, roots))
    return made.after, layers


def _derived(made: _Change, roots: Roots) -> tuple[Lines, Layers]:
    wanted, layers, findings = held.whole(quads(made.after), roots)
    _refuse_derived(made, wanted)
    _accept(findings)
    return lines(wanted) | empty(made.after), layers


def _accept(findings: list[Finding]) -> None:
    if findings:
        raise BuildError(findings)


def _refuse_nameless(made: _Change) -> None:
    """Refuse what has no name from which a revision could be made, the same for each who builds it."""
    beside = set()
    for quad in made.new:
        nodes = {node for node in (quad.subject, quad.object) if isinstance(node, BlankNode)}
        if isinstance(quad.object, Triple):
            raise RefusedChange(f"{_told(quad)} is a triple within a triple; give it an IRI of its own")
        if nodes and quad.graph_name == NamedNode(ONTOLOGY_GRAPH):
            what = f"{_told(quad)} has a blank node"
            raise RefusedChange(f"{what}; write it into the files of the ontology, or give it an IRI")
        if not ours(quad.graph_name):
            beside |= nodes
    if any(foreign.in_ours(made.store, node) for node in beside):
        raise RefusedChange("a foreign graph got a blank node of a graph of ours; give it an IRI of its own")


def _refuse_derived(made: _Change, follows: Set[Quad]) -> None:
    """Refuse what was done to the graphs of rules, unless the rules come to the same."""
    for quad in sorted(filter(held.derived, made.new - follows), key=str):
        graph = graph_name(str(getattr(quad.graph_name, "value", "")))
        raise RefusedChange(f"{graph} is derived by rules; write what it follows from, not {_told(quad)}")
    for quad in sorted(filter(held.derived, made.gone & follows), key=str):
        graph = graph_name(str(getattr(quad.graph_name, "value", "")))
        raise RefusedChange(f"{graph} is derived by rules; remove what {_told(quad)} follows from")


def _told(quad: Quad) -> str:
    return " ".join(shorten(str(getattr(term, "value", term)))[:80] for term in quad.triple)


def _brought(made: _Change, wanted: Lines, place: Path) -> Store:
    """Bring the changed store to what is wanted, or load that anew where much differs."""
    if len(made.before ^ wanted) > _SHARE * len(wanted):
        return snapshots.bulk(place, wanted)
    made.store.extend(quads(wanted - made.after))
    for quad in quads(made.after - wanted):
        made.store.remove(quad)
    made.store.flush()
    return made.store
