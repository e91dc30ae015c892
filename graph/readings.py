"""What a triple of a rule in code was derived from: the triples that the rule read for it."""

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from graph.bridge import View
from graph.replies import path_iri
from graph.terms import ID, ONTOLOGY

_ORG = "http://www.w3.org/ns/org#"


def key_read(view: View, triple: Triple) -> list[Triple]:
    """Find what a key of a membership or an act goes by: its bounds or its date, and whose it is."""
    names = ["date", "membershipStatus"] if "certain" in _name(triple) else ["earliest", "latest"]
    read = [*_all(view, triple.subject, names), *view.about(triple.subject, _ORG + "member")]
    if _name(triple) == "stateYear":
        read += _all(view, triple.subject, ["target"])
        for voiced in _all(view, triple.subject, ["affirms", "denies", "questions"]):
            read += [voiced, *_all(view, voiced.object, ["claimAbout"])]
    return read


def link_read(view: View, triple: Triple) -> list[Triple]:
    """Find the links that lead up from an act, those on the way of a path, or those that end in a top."""
    subject = triple.subject
    if not isinstance(subject, NamedNode):
        return []
    if subject.value.startswith(f"{ID}reply-path/"):
        return next(_on_the_way(view, subject.value), [])
    above = _upwards(view, subject)
    return _links(view, above or view.match(None, _term("to"), subject))


def origin_read(view: View, triple: Triple) -> list[Triple]:
    """Find the reports of a fact and what their upstreams go by: relays, makers, outlets, documents."""
    read = []
    for report in view.match(None, _term("reports"), triple.subject):
        read += [report, *_all(view, report.subject, ["stance", "mode"])]
        for hop in _all(view, report.subject, ["hop"]):
            for by in _all(view, hop.object, ["by"]):
                read += [hop, by, *_all(view, by.object, ["creator"])]
                for outlet in _all(view, by.object, ["outlet"]):
                    read += [outlet, *_all(view, outlet.object, ["bodyKind"])]
        for evidence in _all(view, report.subject, ["evidence"]):
            for document in _all(view, evidence.object, ["document"]):
                read += [evidence, document, *_all(view, document.object, ["author"])]
    return list(dict.fromkeys(read))


def _on_the_way(view: View, path: str) -> Iterator[list[Triple]]:
    """Find the links between the two ends that a path is named after."""
    for start in sorted({found.object for found in view.match(None, _term("reply"), None)}, key=str):
        above = _upwards(view, start)
        for end in sorted({found.object for found in above}, key=str):
            if path_iri(getattr(start, "value", ""), getattr(end, "value", "")) == path:
                leading = [up for up in above if up.object == end or _reaches(view, up.object, end)]
                yield _links(view, leading)


def _upwards(view: View, start: object) -> list[Triple]:
    """List what says of some response to what it is, for all responses from an act upwards."""
    found, waiting = dict[Triple, None](), [start]
    while waiting:
        node = waiting.pop()
        replies = view.match(None, _term("reply"), node) if isinstance(node, NamedNode) else ()
        for response in replies:
            fresh = [up for up in _all(view, response.subject, ["to"]) if up not in found]
            found |= dict.fromkeys(fresh)
            waiting += [up.object for up in fresh]
    return list(found)


def _reaches(view: View, start: object, end: object) -> bool:
    return any(up.object == end for up in _upwards(view, start))


def _links(view: View, answered: Iterable[Triple]) -> list[Triple]:
    found = [each for up in answered for each in (*_all(view, up.subject, ["reply", "confidence"]), up)]
    return list(dict.fromkeys(found))


def _all(view: View, subject: object, names: Iterable[str]) -> list[Triple]:
    return [found for name in names for found in view.about(subject, ONTOLOGY + name)]


def _name(triple: Triple) -> str:
    return triple.predicate.value.removeprefix(ONTOLOGY)


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
