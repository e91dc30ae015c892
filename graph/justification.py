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

# What is read from its object to its subject, and what may be read both ways.
_LEADING = tuple(RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_BOTH = tuple(OWL + name for name in ("inverseOf", "equivalentClass", "equivalentProperty"))


def justification(view: View, triple: Triple) -> list[Triple]:
    """Find triples in view from which a triple follows, and from no smaller part of them.

    Axioms that lead to its property or class by name are tried first, then all.
    """
    near: list[Piece] = [(axiom,) for axiom in leading(view, triple)]
    for own in _close(view, triple):
        if triple in new_from(_flat([*near, *own])):
            return _flat(_smallest([], [*near, *own], triple))
    pieces = _pieces(view)
    axioms = [piece for piece in pieces if _axiom(piece[0])]
    for others in (*_close(view, triple), [piece for piece in pieces if not _axiom(piece[0])]):
        if triple in new_from(_flat([*axioms, *others])):
            return _flat(_smallest([], [*axioms, *others], triple))
    return []


def leading(view: View, triple: Triple) -> list[Triple]:
    """List the axioms that lead to the property of a triple, or to the class that it gives, step by step."""
    waiting = [triple.object if triple.predicate.value == RDF + "type" else triple.predicate]
    seen, found = set(waiting), dict[Triple, None]()
    while waiting:
        term = waiting.pop()
        axioms = [each for name in _LEADING for each in view.match(None, NamedNode(name), term)]
        for name in _BOTH:
            axioms += [*view.match(term, NamedNode(name)), *view.match(None, NamedNode(name), term)]
        found |= dict.fromkeys(axioms)
        fresh = {end for each in axioms for end in (each.subject, each.object)} - seen
        waiting += [end for end in fresh if isinstance(end, NamedNode)]
        seen |= fresh
    return sorted(found, key=str)


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


def _close(view: View, triple: Triple) -> Iterator[list[Piece]]:
    """List what may be to blame beside axioms: what is said of the thing, then what names it too."""
    terms = [triple.subject, triple.object] if isinstance(triple.object, NamedNode) else [triple.subject]
    # A type that is stated is the shortest reason there is, so it comes first.
    own = sorted(view.match(triple.subject), key=lambda own: (own.predicate.value != RDF + "type", str(own)))
    naming = sorted({found for term in terms for found in view.match(None, None, term)}, key=str)
    yield [(each,) for each in own]
    yield [(each,) for each in (*own, *naming)]


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
