"""Everything that the project's own rules derive is explained down to triples that stand in files."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import paths, queryfiles
from graph.bridge import View
from graph.check import assemble
from graph.explain import Explainer, Step
from graph.patterns import sentence
from graph.sources import Draft, Roots
from graph.terms import GRAPH
from tests.graph.small import TURTLE, concluded, leaves

SAMPLE = Path(__file__).parent / "data" / "exchange.ttl"
RULES = paths.ontology() / "rules"


class Files:
    """What the files hold, read anew."""

    def __init__(self) -> None:
        self._held: dict[str, ox.Store] = {}

    def hold(self, file: str, triple: ox.Triple) -> bool:
        if file not in self._held:
            self._held[file] = ox.Store()
            self._held[file].load(path=file)
        return ox.Quad(triple.subject, triple.predicate, triple.object) in self._held[file]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """Assemble the real ontology and rules with the facts of one exchange."""
    folder = tmp_path_factory.mktemp("exchange")
    empty = [folder / name for name in ("facts", "reference", "curated", "queries")]
    for place in empty:
        place.mkdir()
    (folder / "facts/000.ttl").write_text(TURTLE + SAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    return assemble(Roots(paths.ontology(), *empty))


def by_rule(draft: Draft) -> dict[tuple[str, str], list[ox.Triple]]:
    """List what was derived, by rule and property."""
    found = defaultdict(list)
    for quad in draft.store:
        graph = getattr(quad.graph_name, "value", "")
        if graph in draft.derived:
            found[graph.removeprefix(f"{GRAPH}rule/"), quad.predicate.value].append(quad.triple)
    return {key: sorted(triples, key=str) for key, triples in found.items()}


def ends_in_files(steps: Iterable[Step]) -> None:
    files = Files()
    for step in steps:
        assert step.rule
        assert step.rule.summary
        ends = leaves(step)
        assert ends, sentence(step.triple)
        assert [sentence(e.triple) for e in ends if not e.file or not files.hold(e.file, e.triple)] == []


def test_every_derived_triple_of_a_small_graph_is_explained(exchange: Draft) -> None:
    derived = by_rule(exchange)
    assert {"bounds", "serial", "standing", "target-reply-days", "owl-rl"} <= {rule for rule, _ in derived}
    explainer = Explainer(exchange, RULES)
    labels = {rule for rule, _ in derived if rule.endswith("label")}
    facts = [triple for (rule, _), triples in derived.items() if rule not in labels for triple in triples]
    some = [triple for (rule, _), triples in derived.items() if rule in labels for triple in triples[:40]]
    assert len(labels) == 3
    ends_in_files(map(explainer.explain, [*facts, *some]))


@pytest.mark.parametrize("file", sorted(RULES.glob("*.rq")), ids=lambda file: file.stem)
def test_the_solver_draws_the_conclusions_that_the_engine_draws(file: Path, exchange: Draft) -> None:
    graph = f"{GRAPH}rule/{queryfiles.load(file).name}"
    later = exchange.derived[exchange.derived.index(graph) :]
    view = View(exchange.store, later)
    derived = {quad.triple for quad in exchange.store if getattr(quad.graph_name, "value", "") == graph}
    assert {
        t for t in concluded(file.read_text("utf-8"), view) if next(view.match(*t), None) is None
    } == derived


@pytest.mark.parametrize("several", [2, pytest.param(8, marks=pytest.mark.soak)])
def test_several_triples_of_every_rule_of_the_real_graph_are_explained(draft: Draft, several: int) -> None:
    explainer = Explainer(draft, RULES)
    for triples in by_rule(draft).values():
        ends_in_files(map(explainer.explain, triples[:: max(1, len(triples) // several)]))
