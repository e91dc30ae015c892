"""What a triple of a rule in code was derived from: the triples that the rule read for it."""

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from graph.bridge import View
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
    """Find the links of replies that lead up from an act, or that end in it where it answers nothing."""
    read: dict[Triple, None] = {}
    front, seen = _ends(view, triple), set[object]()
    below = [_pair(view, found.subject) for node in front for found in _to(view, node)]
    while front:
        node = front.pop()
        seen.add(node)
        for link in view.match(None, NamedNode(ONTOLOGY + "reply"), node):
            pair = _pair(view, link.subject)
            read |= dict.fromkeys(pair)
            upper = (found.object for found in pair if isinstance(found.object, NamedNode))
            front += [found for found in upper if found not in seen and found != node]
    return list(read) or [found for pair in below for found in pair]


def origin_read(view: View, triple: Triple) -> list[Triple]:
    """Find the reports of a fact, and the relays or the passages by which they differ."""
    read = []
    for report in view.match(None, NamedNode(ONTOLOGY + "reports"), triple.subject):
        read += [report, *_all(view, report.subject, ["stance", "evidence"])]
        for hop in _all(view, report.subject, ["hop"]):
            read += [hop, *_all(view, hop.object, ["by"])]
    return read


def _name(triple: Triple) -> str:
    return triple.predicate.value.removeprefix(ONTOLOGY)


def _all(view: View, subject: object, names: list[str]) -> list[Triple]:
    return [found for name in names for found in view.about(subject, ONTOLOGY + name)]


def _pair(view: View, response: object) -> list[Triple]:
    return _all(view, response, ["reply", "to"])


def _to(view: View, node: NamedNode) -> Iterator[Triple]:
    return view.match(None, NamedNode(ONTOLOGY + "to"), node)


def _ends(view: View, triple: Triple) -> list[NamedNode]:
    """Name the act that a triple is about; a path between two is named after the act that it starts from."""
    subject = triple.subject
    if not isinstance(subject, NamedNode) or not subject.value.startswith(f"{ID}reply-path/"):
        return [subject] if isinstance(subject, NamedNode) else []
    slug = subject.value.removeprefix(f"{ID}reply-path/")
    acts = {found.object for found in view.match(None, NamedNode(ONTOLOGY + "reply"), None)}
    return [
        act
        for act in acts
        if isinstance(act, NamedNode) and slug.startswith(act.value.removeprefix(f"{ID}act/") + "-to-")
    ]
