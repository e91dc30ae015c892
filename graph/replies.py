"""Follow replies to replies: how deep an act lies, under which top, and the fewest steps between two.

Depth is the longest of all ways and steps are the fewest, so both need recursion, which one CONSTRUCT
lacks: to count the acts between two by property paths is right for a single chain only, not where an act
answers several.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Store, Triple

from graph.nodes import number, term
from graph.terms import CONCEPT, ID, RDF

Links = Mapping[str, set[str]]


def replies(store: Store) -> Iterator[Triple]:
    """Give each act in a chain of replies its depth and tops, and each pair in one chain a path."""
    links, firm = _links(store)
    circle = _circles(links)
    depths = _depths(links, circle)
    for node in sorted(depths):
        yield Triple(NamedNode(node), term("replyDepth"), number(depths[node]))
    for reply in sorted(links):
        every, sure = _steps(links, reply), _steps(firm, reply)
        for top in sorted({circle[found] for found in every if depths[found] == 0} - {reply}):
            yield Triple(NamedNode(reply), term("threadRoot"), NamedNode(top))
        for upper in sorted(set(every) - {reply}):
            yield from _path(reply, upper, every[upper], sure.get(upper))


def _links(store: Store) -> tuple[Links, Links]:
    """Read who answers what, from all links and from those that are not of low confidence."""
    links: defaultdict[str, set[str]] = defaultdict(set)
    firm: defaultdict[str, set[str]] = defaultdict(set)
    low = NamedNode(CONCEPT + "confidence/low")
    for quad in store.quads_for_pattern(None, term("reply"), None):
        for answered in store.quads_for_pattern(quad.subject, term("to"), None):
            if not isinstance(quad.object, NamedNode) or not isinstance(answered.object, NamedNode):
                continue
            links[quad.object.value].add(answered.object.value)
            if not any(store.quads_for_pattern(quad.subject, term("confidence"), low)):
                firm[quad.object.value].add(answered.object.value)
    return links, firm


def _steps(links: Links, start: str) -> dict[str, int]:
    """Count the fewest steps from an act to everything that it answers."""
    steps: dict[str, int] = {}
    front = {start}
    while front:
        steps |= dict.fromkeys(front, max(steps.values(), default=-1) + 1)
        front = {upper for node in front for upper in links.get(node, ())} - steps.keys()
    return steps


def _circles(links: Links) -> dict[str, str]:
    """Name for each act the first, by IRI, of those that it answers and that answer it, itself included."""
    nodes = sorted({*links, *(upper for uppers in links.values() for upper in uppers)})
    above = {node: set(_steps(links, node)) for node in nodes}
    return {node: min(other for other in above[node] if node in above[other]) for node in nodes}


def _depths(links: Links, circle: Mapping[str, str]) -> dict[str, int]:
    """Find the most steps to a top, where a circle is one step."""
    above: defaultdict[str, set[str]] = defaultdict(set)
    for node, first in circle.items():
        above[first] |= {circle[upper] for upper in links.get(node, ())} - {first}
    depths = dict.fromkeys(above, 0)
    # Between circles there are no circles, so no way is longer than there are acts.
    for _ in depths:
        deeper = {node: _below(depths[upper] for upper in uppers) for node, uppers in above.items()}
        if deeper == depths:
            break
        depths = deeper
    return {node: depths[first] for node, first in circle.items()}


def _below(depths: Iterable[int]) -> int:
    return 1 + max(depths, default=-1)


def path_iri(reply: str, upper: str) -> str:
    """Name the path from a reply to something above it."""
    slug = "-to-".join((reply.removeprefix(ID + "act/"), upper.removeprefix(ID).replace("/", "-")))
    return f"{ID}reply-path/{slug}"


def _path(reply: str, upper: str, steps: int, firm: int | None) -> Iterator[Triple]:
    path = NamedNode(path_iri(reply, upper))
    yield Triple(path, NamedNode(RDF + "type"), term("ReplyPath"))
    yield Triple(path, term("pathFrom"), NamedNode(reply))
    yield Triple(path, term("pathTo"), NamedNode(upper))
    yield Triple(path, term("pathSteps"), number(steps))
    if firm is not None:
        yield Triple(path, term("firmPathSteps"), number(firm))
