"""Why something is entailed: a smallest set of triples from which the reasoner still draws it.

Asked as a black box, so whatever the reasoner knows can be explained: subclasses, domains, ranges, inverses,
chains of them, and what it learns to do tomorrow.
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode, NamedNode, Triple

from graph.bridge import View
from graph.entailment import new_from
from graph.terms import OWL, RDF, RDFS


def justification(view: View, triple: Triple) -> list[Triple]:
    """Find triples in view from which a triple follows, and from no smaller part of them."""
    for near in _widening(view, triple):
        if triple in new_from(near):
            return sorted(_smallest([], near, triple), key=str)
    return []


def _widening(view: View, triple: Triple) -> Iterator[list[Triple]]:
    """List what may be to blame: axioms and what is said of the thing, then what names it, then all."""
    terms = [triple.subject, triple.object] if isinstance(triple.object, NamedNode) else [triple.subject]
    axioms = sorted(filter(_axiom, view.match()), key=str)
    # A type that is stated is the shortest reason there is, so it comes first.
    own = sorted(view.match(triple.subject), key=lambda own: (own.predicate.value != RDF + "type", str(own)))
    naming = sorted({found for term in terms for found in view.match(None, None, term)}, key=str)
    yield [*axioms, *own]
    yield [*axioms, *own, *naming]
    yield [*axioms, *sorted({*view.match()} - {*axioms}, key=str)]


def _axiom(triple: Triple) -> bool:
    """Say whether a triple can be part of an axiom: its predicate is OWL's, or it is inside a list."""
    predicate, value = triple.predicate.value, triple.object
    if predicate == RDF + "type":
        return isinstance(value, NamedNode) and value.value.startswith((OWL, RDFS))
    structural = predicate.startswith((OWL, RDFS, RDF)) or isinstance(triple.subject, BlankNode)
    return structural and predicate not in {RDFS + "label", RDFS + "comment"}


def _smallest(fixed: Sequence[Triple], doubtful: Sequence[Triple], triple: Triple) -> list[Triple]:
    """Divide and conquer (QuickXplain): drop halves that the conclusion does without.

    With k triples in the answer, about k log n runs, most of them over few triples.
    """
    if triple in new_from(fixed):
        return []
    if len(doubtful) == 1:
        return list(doubtful)
    half = len(doubtful) // 2
    first, second = doubtful[:half], doubtful[half:]
    kept = _smallest([*fixed, *first], second, triple)
    return [*_smallest([*fixed, *kept], first, triple), *kept]
