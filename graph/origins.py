"""Count the origins of each fact that are independent of each other.

Reports that share an upstream count once, and sharing passes on: if A shares with B and B with C, all
three are one. That needs a closure over sets, which one CONSTRUCT lacks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Store, Triple

from graph.nodes import number, term, values
from graph.terms import CONCEPT

_NOT_BEHIND = {f"{CONCEPT}stance/doubts", f"{CONCEPT}stance/rejects"}
_CURATOR = f"{CONCEPT}mode/curator-inference"
_NEWS = f"{CONCEPT}body-kind/outlet"


def origins(store: Store) -> Iterator[Triple]:
    """Give each reported fact the number of its independent origins.

    The upstream of a report is all that its words went through: the relays, the makers of relayed works and
    the outlets of these that are news media. A report without a relay has the document and its authors for
    upstream, and counts only if the document names no relay for the same fact elsewhere. What doubts or
    rejects the fact, and what the curator infers, is no origin.
    """
    reported: defaultdict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, term("reports"), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            reported[quad.object.value].add(quad.subject.value)
    for fact in sorted(reported):
        yield Triple(NamedNode(fact), term("independentOrigins"), number(_count(store, reported[fact])))


def _count(store: Store, reports: Iterable[str]) -> int:
    behind = [report for report in reports if _stands_behind(store, report)]
    relays = {report: _relays(store, report) for report in behind}
    documents = {report: _documents(store, report) for report in behind}
    naming = {document for report in behind if relays[report] for document in documents[report]}
    upstreams = [relays[report] for report in behind if relays[report]]
    for report in behind:
        if not relays[report] and not documents[report] & naming:
            authors = [values(store, document, "author") for document in documents[report]]
            upstreams.append(documents[report].union(*authors))
    return _apart(upstreams)


def _apart(upstreams: Iterable[set[str]]) -> int:
    """Count the sets that remain when all that overlap are joined."""
    joined: list[set[str]] = []
    for upstream in upstreams:
        touching = [other for other in joined if other & upstream]
        joined = [other for other in joined if not other & upstream]
        joined.append(upstream.union(*touching))
    return len(joined)


def _stands_behind(store: Store, report: str) -> bool:
    told = values(store, report, "stance") | values(store, report, "mode")
    return not told & {*_NOT_BEHIND, _CURATOR}


def _relays(store: Store, report: str) -> set[str]:
    relays = {by for hop in values(store, report, "hop") for by in values(store, hop, "by")}
    makers = {maker for relay in relays for maker in values(store, relay, "creator")}
    outlets = {outlet for relay in relays for outlet in values(store, relay, "outlet")}
    return relays | makers | {outlet for outlet in outlets if _NEWS in values(store, outlet, "bodyKind")}


def _documents(store: Store, report: str) -> set[str]:
    passages = values(store, report, "evidence")
    return {document for passage in passages for document in values(store, passage, "document")}
