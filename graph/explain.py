"""Explain a triple: the file and the reports it stands on, or the rule and the triples that gave it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode, Quad, Store, Triple
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import BNode, Variable

from graph import coderules, queryfiles
from graph.bridge import View, to_rdflib
from graph.errors import SourceError
from graph.provenance import Absent, Bindings, Collected, Premise, Solver, agree
from graph.sources import Draft, shown
from graph.terms import GRAPH, ONTOLOGY, RDF

_WAYS = 3
_FILE = "file:"


@dataclass(frozen=True)
class Told:
    """One report with its passages, or a passage by itself: what the asserted rests on."""

    report: str
    stance: str
    passages: tuple["Place", ...]


@dataclass(frozen=True)
class Place:
    """A passage by its offsets."""

    passage: str
    document: str
    start: int
    end: int


@dataclass(frozen=True)
class Origin:
    """The rule that derived a triple."""

    name: str
    summary: str
    file: str = ""


@dataclass(frozen=True)
class Rows:
    """The rows that were counted or compared."""

    rows: tuple[tuple["Because", ...], ...]


@dataclass(frozen=True)
class Step:
    """One triple of an explanation; what was explained above is named again, but not explained again."""

    triple: Triple
    file: str = ""
    told: tuple[Told, ...] = ()
    rule: Origin | None = None
    ways: tuple[tuple["Because", ...], ...] = ()
    more: int = 0
    above: bool = False


Because = Step | Absent | Rows


@dataclass
class Explainer:
    """Explains triples of one draft by the rules that were applied to it."""

    draft: Draft
    rules: Path
    _done: set[Triple] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)

    def explain(self, triple: Triple) -> Step:
        """Explain a triple of the draft, down to what stands in files."""
        self._done, self._told = set(), set()
        return self._step(triple)

    def graph_of(self, triple: Triple) -> str:
        """Name the graph a triple stands in, or nothing."""
        quads = self.draft.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        quad = next(quads, None)
        return getattr(quad.graph_name, "value", "") if quad else ""

    def _step(self, triple: Triple) -> Step:
        graph = self.graph_of(triple)
        if graph not in self.draft.derived:
            return Step(triple, file=self._file_of(triple), told=self._reports(triple.subject))
        rule = self._origins[graph]
        if triple in self._done:
            return Step(triple, rule=rule, above=True)
        self._done.add(triple)
        before = self.draft.derived[self.draft.derived.index(graph) :]
        found = list(dict.fromkeys(self._ways(graph, triple, View(self.draft.store, before))))
        ways = tuple(tuple(self._because(way)) for way in found[:_WAYS])
        return Step(triple, rule=rule, ways=ways, more=len(found) - len(ways))

    def _because(self, premises: Iterable[Premise]) -> Iterator[Because]:
        for premise in dict.fromkeys(premises):
            if isinstance(premise, Triple):
                yield self._step(premise)
            elif isinstance(premise, Collected):
                yield Rows(tuple(tuple(self._because(row)) for row in premise.rows))
            else:
                yield premise

    def _ways(self, graph: str, triple: Triple, view: View) -> Iterator[tuple[Premise, ...]]:
        name = graph.removeprefix(f"{GRAPH}rule/")
        if name in self._queries:
            yield from derivations(_parsed(self._queries[name].text), triple, view)
        elif name in coderules.BY_NAME:
            yield tuple(coderules.BY_NAME[name].reads(view, triple))

    def _reports(self, subject: object) -> tuple[Told, ...]:
        """List the reports of a fact, or the report or passage that the subject itself is; once each."""
        iri = getattr(subject, "value", "")
        if iri in self._told or not isinstance(subject, NamedNode):
            return ()
        self._told.add(iri)
        quads = self.draft.store.quads_for_pattern(None, _term("reports"), subject)
        reports = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        types = self.draft.values(iri, RDF + "type")
        if ONTOLOGY + "Passage" in types:
            return (Told("", "", self._places([iri])),)
        if ONTOLOGY + "Report" in types:
            reports.add(iri)
        return tuple(self._report(report) for report in sorted(reports))

    def _report(self, report: str) -> Told:
        self._told.add(report)
        stance = next(iter(self.draft.values(report, ONTOLOGY + "stance")), "")
        return Told(report, stance, self._places(self.draft.values(report, ONTOLOGY + "evidence")))

    def _places(self, passages: Iterable[str]) -> tuple[Place, ...]:
        found = []
        for passage in passages:
            stated = [self.draft.values(passage, ONTOLOGY + name) for name in ("document", "start", "end")]
            if all(len(values) == 1 for values in stated):
                (document,), (start,), (end,) = stated
                found.append(Place(passage, document, int(start), int(end)))
        return tuple(sorted(found, key=lambda place: (place.document, place.start)))

    def _file_of(self, triple: Triple) -> str:
        quads = self._files.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        found = next(quads, None)
        return unquote(getattr(found.graph_name, "value", "").removeprefix(_FILE)) if found else ""

    @cached_property
    def _files(self) -> Store:
        """Put what each file holds into a graph of its own, in a store, which writes numbers in one form."""
        files = Store()
        for source, parsed in self.draft.parsed.items():
            name = NamedNode(_FILE + quote(source.shown))
            files.extend(Quad(t.subject, t.predicate, t.object, name) for t in parsed.triples)
        return files

    @cached_property
    def _queries(self) -> dict[str, queryfiles.QueryFile]:
        return {query.name: query for query in map(queryfiles.load, sorted(self.rules.glob("*.rq")))}

    @cached_property
    def _origins(self) -> dict[str, Origin]:
        found = {}
        for graph in self.draft.derived:
            name = graph.removeprefix(f"{GRAPH}rule/")
            if name in self._queries:
                query = self._queries[name]
                found[graph] = Origin(name, query.header.get("summary", ""), shown(query.path))
            else:
                code = coderules.BY_NAME.get(name)
                found[graph] = Origin(name, code.summary if code else "")
        return found


def derivations(query: Query, triple: Triple, view: View) -> Iterator[tuple[Premise, ...]]:
    """Find every solution of a CONSTRUCT that gives a triple, as the premises it rests on."""
    solver = Solver(view, query.prologue)
    for pattern in query.algebra.template or ():
        bound = _unified(pattern, triple)
        if bound is not None:
            for row in solver.solve(query.algebra.p, bound):
                if bound.keys() <= row.bindings.keys():
                    yield row.because


def _unified(pattern: Iterable[object], triple: Triple) -> Bindings | None:
    """Bind the variables of a template so that it becomes the triple, or say that it cannot."""
    bound: Bindings = {}
    for node, term in zip(pattern, map(to_rdflib, triple), strict=True):
        if isinstance(node, Variable | BNode):
            if not agree({node: term}, bound):
                return None
            bound[node] = term
        elif node != term:
            return None
    return bound


@lru_cache(maxsize=64)
def _parsed(text: str) -> Query:
    try:
        return prepareQuery(text)
    except Exception as error:  # rdflib raises its parser's errors, and bare ones
        raise SourceError(f"the rule is not plain SPARQL 1.1 ({error}); write it so") from error


def _term(name: str) -> NamedNode:
    return NamedNode(ONTOLOGY + name)
