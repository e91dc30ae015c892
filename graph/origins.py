"""Count the origins of each fact that are independent of each other.

Reports that share an upstream count once, and sharing passes on: if A shares with B and B with C, all three are one.
That needs a closure over sets, which one CONSTRUCT lacks.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.terms import CONCEPT, ONTOLOGY, XSD

_NOT_BEHIND = {f"{CONCEPT}stance/doubts", f"{CONCEPT}stance/rejects"}
_CURATOR = f"{CONCEPT}mode/curator-inference"


def origins(store: Store) -> Iterator[Triple]:
    """Give each reported fact the number of its independent origins.

    The upstream of a report is all that its words went through: the relays, the makers of relayed works and the
    outlets that are news media. A report without a relay has the document and its authors for upstream, and counts
    only if the document names no relay for the same fact elsewhere. What doubts or rejects the fact, and what the
    curator infers, is no origin.
    """
    reported: defaultdict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, _term("reports"), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            reported[quad.object.value].append(quad.subject.value)
    for fact in sorted(reported):
        number = Literal(str(_count(store, reported[fact])), datatype=NamedNode(XSD + "integer"))
        yield Triple(NamedNode(fact), _term("independentOrigins"), number)


def _count(store: Store, reports: Iterable[str]) -> int:
    behind = [report for report in set(reports) if _stands_behind(store, report)]
    relayed = {report: _relays(store, report) for report in behind}
    documents = {report: _documents(store, report) for report in behind}
    naming = {document for report in behind if relayed[report] for document in documents[report]}
    upstreams = [relays for relays in relayed.values() if relays]
    for report, relays in relayed.items():
        if not relays and not documents[report] & naming:
            authors = (author for document in documents[report] for author in _values(store, document, "author"))
            upstreams.append(documents[report].union(authors))
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
    return not _values(store, report, "stance") & _NOT_BEHIND and _CURATOR not in _values(store, report, "mode")


def _relays(store: Store, report: str) -> set[str]:
    relays = {by for hop in _values(store, report, "hop") for by in _values(store, hop, "by")}
    makers = {maker for relay in relays for maker in _values(store, relay, "creator")}
    outlets = {outlet for relay in relays for outlet in _values(store, relay, "outlet")}
    media = {outlet for outlet in outlets if f"{CONCEPT}body-kind/outlet" in _values(store, outlet, "bodyKind")}
    return relays | makers | media


def _documents(store: Store, report: str) -> set[str]:
    passages = _values(store, report, "evidence")
    return {document for passage in passages for document in _values(store, passage, "document")}


def _values(store: Store, subject: str, name: str) -> set[str]:
    quads = store.quads_for_pattern(NamedNode(subject), _term(name), None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
