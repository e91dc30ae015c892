"""Why something is entailed: a smallest set of triples from which the reasoner still draws it.

Asked as a black box, so whatever the reasoner knows can be explained: subclasses, domains, ranges, inverses,
chains of them, and what it learns to do tomorrow.
"""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.bridge import View
from graph.entailment import new_from
from graph.terms import OWL, RDF, RDFS

# What is kept or dropped as a whole: a triple with all that hangs on it by blank nodes. Half a list would be
# another list, from which other things follow.
Piece = tuple[Triple, ...]


def justification(view: View, triple: Triple) -> list[Triple]:
    """Find triples in view from which a triple follows, and from no smaller part of them."""
    axioms = [piece for piece in _pieces(view) if _axiom(piece[0])]
    for near in _widening(view, triple):
        pieces = [*axioms, *near]
        if triple in new_from(_flat(pieces)):
            return _flat(_smallest([], pieces, triple))
    return []


def _pieces(view: View) -> list[Piece]:
    """List all that is said as pieces, in an order of names."""
    everything = sorted(view.match(), key=str)
    about: dict[object, list[Triple]] = {}
    for triple in everything:
        about.setdefault(triple.subject, []).append(triple)
    used = {triple.object for triple in everything if isinstance(triple.object, BlankNode)}
    named = [(t, *_hanging(t, about)) for t in everything if isinstance(t.subject, NamedNode)]
    loose = [node for node in about if isinstance(node, BlankNode) and node not in used]
    return [
        *named,
        *(tuple(t for own in about[node] for t in (own, *_hanging(own, about))) for node in loose),
    ]


def _hanging(triple: Triple, about: dict[object, list[Triple]]) -> Piece:
    found: dict[Triple, None] = {}
    waiting = [triple.object]
    while waiting:
        node = waiting.pop()
        if isinstance(node, BlankNode):
            fresh = [each for each in about.get(node, []) if each not in found]
            found |= dict.fromkeys(fresh)
            waiting += [each.object for each in fresh]
    return tuple(found)


def _widening(view: View, triple: Triple) -> Iterator[list[Piece]]:
    """List what may be to blame beside axioms: what is said of the thing, then what names it, then all."""
    terms = [triple.subject, triple.object] if isinstance(triple.object, NamedNode) else [triple.subject]
    # A type that is stated is the shortest reason there is, so it comes first.
    own = sorted(view.match(triple.subject), key=lambda own: (own.predicate.value != RDF + "type", str(own)))
    naming = sorted({found for term in terms for found in view.match(None, None, term)}, key=str)
    yield [(each,) for each in own]
    yield [(each,) for each in (*own, *naming)]
    yield [piece for piece in _pieces(view) if not _axiom(piece[0])]


def _axiom(triple: Triple) -> bool:
    """Say whether a triple belongs to an axiom, by its predicate."""
    predicate, value = triple.predicate.value, triple.object
    if predicate == RDF + "type":
        return isinstance(value, NamedNode) and value.value.startswith((OWL, RDFS))
    return predicate.startswith((OWL, RDFS)) and predicate not in {RDFS + "label", RDFS + "comment"}


def _smallest(fixed: Sequence[Piece], doubtful: Sequence[Piece], triple: Triple) -> list[Piece]:
    """Divide and conquer (QuickXplain): drop halves that the conclusion does without.

    With k pieces in the answer, about k log n runs, most of them over few triples.
    """
    if triple in new_from(_flat(fixed)):
        return []
    if len(doubtful) == 1:
        return list(doubtful)
    half = len(doubtful) // 2
    first, second = doubtful[:half], doubtful[half:]
    kept = _smallest([*fixed, *first], second, triple)
    return [*_smallest([*fixed, *kept], first, triple), *kept]


def _flat(pieces: Iterable[Piece]) -> list[Triple]:
    return list(dict.fromkeys(triple for piece in pieces for triple in piece))
