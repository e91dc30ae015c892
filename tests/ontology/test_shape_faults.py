"""Every demand of every shape is broken once in a copy of the real graph, and the breaking node is named.

The copies are held against the shapes alone: two values where one may be make all that has either one
thing by OWL, and hundreds of such faults at once would keep the reasoner busy for minutes.
"""

from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

from graph import paths, turtle
from graph.shapes import validate
from graph.sources import Roots, read, walk
from graph.terms import shorten
from tests.ontology.mutations import COMPONENTS, Planted, Planter, PropertyShape, plant, shapes
from tests.real import copied

SHAPES = paths.ontology() / "shapes.ttl"
PROPERTIES, SCHEMES = shapes(SHAPES)
DEMANDS = [(shape, component) for shape in PROPERTIES for component in shape.demands]
COPIES = 2


def name(demand: tuple[PropertyShape, str]) -> str:
    shape, component = demand
    return f"{shorten(shape.owner).rpartition('/')[2]} {shorten(shape.paths[0])} {component}"


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[Planted, bool]]:
    """Plant a fault for each demand, hold the copies against the shapes, and say which were found."""
    planter = Planter(read(walk(Roots())), SCHEMES)
    copies: dict[int, list[tuple[tuple[str, str], Planted]]] = defaultdict(list)
    for shape, component in DEMANDS:
        place = planter.plan(shape, component, COPIES)
        assert place is not None, f"no node for {name((shape, component))}"
        copies[place[0]].append((key(shape, component), place[1]))
    found = {}
    for number, faults in copies.items():
        lines = broken(tmp_path_factory.mktemp(f"copy{number}"), [fault for _, fault in faults])
        found.update(
            {at: (fault, (shorten(fault.node), fault.shape.message) in lines) for at, fault in faults}
        )
    return found


def key(shape: PropertyShape, component: str) -> tuple[str, str]:
    return f"{shape.owner} {shape.message}", component


def broken(folder: Path, faults: list[Planted]) -> set[tuple[str, str]]:
    graph = copied(folder)
    draft = read(walk(graph.roots))
    for source, triples in plant(draft, faults).items():
        source.path.write_text(turtle.write(triples, draft.parsed[source].prefixes), encoding="utf-8")
    changed = read(walk(graph.roots))
    assert changed.findings == []
    return {(found.subject, found.what) for found in validate(changed, graph.roots.ontology / "shapes.ttl")}


@pytest.mark.parametrize(("shape", "component"), DEMANDS, ids=[name(demand) for demand in DEMANDS])
def test_what_a_shape_demands_is_missed(
    planted: dict[tuple[str, str], tuple[Planted, bool]], shape: PropertyShape, component: str
) -> None:
    fault, found = planted[key(shape, component)]
    assert found, f"{fault.node}: {shape.message}; {fault.removed} became {fault.added}"


def test_every_property_shape_has_a_fault() -> None:
    assert [shape for shape in PROPERTIES if not shape.demands] == []
    assert len({key(shape, component) for shape, component in DEMANDS}) == len(DEMANDS)


def test_every_scheme_that_a_shape_asks_for_is_asked_for_in_vain() -> None:
    assert {str(shape.demands["node"]) for shape in PROPERTIES if "node" in shape.demands} == set(SCHEMES)


def test_no_shape_demands_what_these_faults_do_not_know() -> None:
    graph = Graph().parse(SHAPES)
    known = {SH[component] for component in COMPONENTS} | {SH.path, SH.message, SH.hasValue, SH.property}
    used = {
        predicate
        for shape in graph.objects(None, SH.property)
        for predicate in graph.predicates(shape)
        if isinstance(predicate, URIRef) and predicate.startswith(str(SH))
    }
    assert used <= known
    owners = {
        predicate for shape in graph.subjects(None, SH.NodeShape) for predicate in graph.predicates(shape)
    }
    assert {predicate for predicate in owners if str(predicate).startswith(str(SH))} <= {
        SH.property,
        SH.targetClass,
    }
