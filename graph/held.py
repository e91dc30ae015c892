"""A draft made from what a store holds, as a draft is made from files otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from graph import audit, check, rulebook, rules
from graph.findings import Finding
from graph.foreign import near, nodes_of
from graph.revision import ours
from graph.snapshots import Layers
from graph.sources import CURATED_GRAPH, FOREIGN, ONTOLOGY_GRAPH, Draft, Parsed, Roots, Source
from graph.terms import GRAPH, graph_name, shorten
from graph.verify import verify

_DERIVED = GRAPH + "rule/"


@dataclass(frozen=True)
class Held(Source):
    """A graph of a store, which stands where a file would."""

    @cached_property
    def shown(self) -> str:
        """Name the graph as findings do."""
        return graph_name(self.graph)


def derived(quad: Quad) -> bool:
    """Say whether a quad stands in a graph that rules fill."""
    return isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(_DERIVED)


def stated(quad: Quad) -> bool:
    """Say whether a quad stands in a graph of ours that no rule fills."""
    return ours(quad.graph_name) and not derived(quad)


def draft(quads: Iterable[Quad], roots: Roots) -> Draft:
    """Take the stated quads among some and derive what follows from them, as a build does."""
    made = Draft()
    _add(made, filter(stated, quads))
    rules.apply(made, roots.ontology / "rules")
    return made


def kept(quads: Iterable[Quad]) -> Draft:
    """Take the quads of our graphs with what was derived from them before."""
    listed = [quad for quad in quads if ours(quad.graph_name)]
    made = Draft()
    _add(made, filter(stated, listed))
    follows = [quad for quad in listed if derived(quad)]
    made.store.extend(follows)
    made.derived = sorted({_name(quad) for quad in follows})
    return made


def whole(quads: Set[Quad], roots: Roots) -> tuple[Set[Quad], Layers, list[Finding]]:
    """Derive anew from the stated quads among some; tell what the graph must hold, its layers, its faults."""
    made = draft(quads, roots)
    foreign = {quad for quad in quads if not ours(quad.graph_name)}
    wanted, layers = foreign.union(made.store), made.layers()
    return wanted, layers, inspect(made, near(foreign, nodes_of(made.store, roots)), roots)


def inspect(made: Draft, beside: Set[Quad], roots: Roots) -> list[Finding]:
    """Hold a draft and the foreign quads near it against every rule that is not about files.

    The foreign quads are added to the draft, where queries over the union of all graphs see them.
    """
    found = [*made.findings, *_repeated(made, beside)]
    _add(made, beside)
    found += audit.statements(made)
    if any(source.graph == ONTOLOGY_GRAPH for source in made.parsed):  # else nothing declares any term
        found += rulebook.names(made, roots.ontology)
    found += check.meanings(made, roots)
    return sorted({*found, *verify(made, None)})


def _add(made: Draft, quads: Iterable[Quad]) -> None:
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in quads:
        graphs[_name(quad)].append(quad.triple)
    for name, triples in sorted(graphs.items()):
        made.add(Held(Path(), name, _layer(name)), Parsed("", triples, {}))


def _repeated(made: Draft, foreign: Iterable[Quad]) -> Iterator[Finding]:
    for quad in foreign:
        if any(made.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)):
            source = Held(Path(), _name(quad), FOREIGN)
            what = f"{shorten(quad.predicate.value)} {quad.object} stands in a graph of ours too"
            yield Finding(
                source.shown, shorten(str(getattr(quad.subject, "value", ""))), what, "leave it out"
            )


def _name(quad: Quad) -> str:
    """Give the IRI of a quad's graph, or nothing where it has none."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _layer(name: str) -> str:
    if not name.startswith(GRAPH):
        return FOREIGN
    return "curated" if name == CURATED_GRAPH else "asserted"
