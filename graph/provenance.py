"""Evaluate a graph pattern so that every solution carries the triples that it rests on.

rdflib parses the query, evaluates expressions and counts groups; joining is done here, because no engine
says which triples a solution came from. `solve` gives exactly the solutions of a pattern, as SPARQL's algebra
defines them, that agree with what is bound already.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Triple
from rdflib.plugins.sparql.aggregates import Aggregator
from rdflib.plugins.sparql.evalutils import _ebv, _eval, _val
from rdflib.plugins.sparql.parserutils import CompValue, value
from rdflib.plugins.sparql.sparql import FrozenBindings, Prologue, QueryContext, SPARQLError
from rdflib.term import BNode, Identifier, Literal, URIRef, Variable

from graph.bridge import View, to_rdflib
from graph.errors import SourceError
from graph.patterns import written
from graph.walks import walks

Bindings = dict[Identifier, Identifier]


@dataclass(frozen=True)
class Absent:
    """A pattern for which nothing was found, where the rule asked for just that or could do without."""

    pattern: str


@dataclass(frozen=True)
class Collected:
    """The rows that a count, a least or a greatest was taken over, each with what it rests on."""

    rows: tuple[tuple["Premise", ...], ...]


Premise = Triple | Absent | Collected


@dataclass(frozen=True)
class Row:
    """One solution and what it rests on."""

    bindings: Bindings
    because: tuple[Premise, ...] = ()

    def joined(self, other: "Row") -> "Row":
        """Join two solutions that agree."""
        return Row(self.bindings | other.bindings, (*self.because, *other.because))


class Solver:
    """Solves the patterns of one query over what the query saw."""

    def __init__(self, view: View, prologue: Prologue, given: Bindings | None = None) -> None:
        """Take the view, the query's prefixes, and the outer solution that an EXISTS is asked for."""
        self._view, self._prologue, self._given = view, prologue, given or {}
        self._context = QueryContext(graph=view, initBindings={})
        self._context.prologue = prologue

    def solve(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        """Find the solutions of a part of the algebra that agree with the bindings."""
        way: Callable[[CompValue, Mapping[Identifier, Identifier]], Iterable[Row]] | None
        way = getattr(self, f"_{part.name.lower()}", None)
        if way is None:
            raise SourceError(f"{part.name} in a rule cannot be followed; write the rule without it")
        return (row for row in way(part, bound) if agree(row.bindings, bound))

    def _bgp(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        asked = {node for pattern in part.triples for node in pattern if isinstance(node, Variable | BNode)}
        known = {node: term for node, term in bound.items() if node in asked}
        for row in self._patterns(list(part.triples), known):
            yield Row({node: term for node, term in row.bindings.items() if node in asked}, row.because)

    def _patterns(self, patterns: list[Any], known: Bindings) -> Iterator[Row]:
        if not patterns:
            yield Row(known)
            return
        pattern = max(patterns, key=lambda each: sum(_term(node, known) is not None for node in each))
        rest = [each for each in patterns if each is not pattern]
        for found, way in self._matches(pattern, known):
            for row in self._patterns(rest, known | found):
                yield Row(row.bindings, (*way, *row.because))

    def _matches(self, pattern: Any, known: Bindings) -> Iterator[tuple[Bindings, tuple[Triple, ...]]]:
        subject, predicate, end = pattern
        step: Any = known.get(predicate) if isinstance(predicate, Variable) else predicate
        for first, last, way in walks(self._view, step, _term(subject, known), _term(end, known)):
            found: Bindings = {}
            pairs = [(subject, first), (end, last)]
            if isinstance(predicate, Variable):
                pairs.append((predicate, to_rdflib(way[0].predicate)))
            for node, term in pairs:
                if isinstance(node, Variable | BNode) and not agree({node: term}, found):
                    break
                if isinstance(node, Variable | BNode):
                    found[node] = term
            else:
                yield found, way

    def _join(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        for row in self.solve(part.p1, bound):
            for other in self.solve(part.p2, {**bound, **row.bindings}):
                yield row.joined(other)

    def _leftjoin(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        for row in self.solve(part.p1, bound):
            both = (row.joined(other) for other in self.solve(part.p2, row.bindings))
            kept = [each for each in both if self._holds(part.expr, each)]
            yield from kept or [Row(row.bindings, (*row.because, self._absent(part.p2, row)))]

    def _filter(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        for row in self.solve(part.p, bound):
            if self._holds(part.expr, row):
                yield Row(row.bindings, (*row.because, *self._conditions(part.expr, row)))

    def _union(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        yield from self.solve(part.p1, bound)
        yield from self.solve(part.p2, bound)

    def _minus(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        for row in self.solve(part.p1, bound):
            others = self.solve(part.p2, row.bindings)
            if not any(row.bindings.keys() & other.bindings.keys() for other in others):
                yield Row(row.bindings, (*row.because, self._absent(part.p2, row)))

    def _extend(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        # What is only another name of a group's key is handed down, so that one group is formed, not all.
        renamed = isinstance(part.expr, Variable)
        inner = {node: term for node, term in bound.items() if renamed or node != part.var}
        for row in self.solve(part.p, inner):
            found = self._value(part.expr, row)
            named = {} if found is None else {part.var: found}
            yield Row(row.bindings | named, row.because)

    def _project(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        for row in self.solve(part.p, _only(bound, part.PV)):
            yield Row(_only(row.bindings, part.PV), row.because)

    def _distinct(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        seen = set()
        for row in self.solve(part.p, bound):
            key = frozenset(row.bindings.items())
            if key not in seen:
                seen.add(key)
                yield row

    _reduced = _distinct

    def _orderby(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        rows = list(self.solve(part.p, bound))
        for order in reversed(part.expr):
            rows.sort(
                key=lambda row, by=order.expr: _val(value(self._frozen(row), by, variables=True)),  # type: ignore[misc]
                reverse=order.order == "DESC",
            )
        yield from rows

    def _slice(self, part: CompValue, _: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        end = None if part.length is None else part.start + part.length
        yield from itertools.islice(self.solve(part.p, {}), part.start, end)

    def _aggregatejoin(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        keys = part.p.expr or []
        groups: dict[tuple[object, ...], list[Row]] = {} if keys else {(): []}
        for row in self.solve(part.p.p, _only(bound, keys)):
            groups.setdefault(tuple(self._value(key, row) for key in keys), []).append(row)
        for rows in groups.values():
            counted = Aggregator(part.A)
            for row in rows:
                counted.update(self._frozen(row))
            found: Bindings = {n: term for n, term in counted.get_bindings().items() if term is not None}
            because = tuple(dict.fromkeys(row.because for row in rows))
            yield Row(found, because[0] if len(because) == 1 else (Collected(because),))

    def _tomultiset(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        if part.p.name != "values":
            yield from self.solve(part.p, bound)
            return
        for given in part.p.res:
            yield Row({node: term for node, term in given.items() if term != "UNDEF"})

    def _graph(self, part: CompValue, bound: Mapping[Identifier, Identifier]) -> Iterator[Row]:
        term = _term(part.term, bound)
        for name in self._view.named() if term is None else [str(term)]:
            solver = Solver(self._view.within(name), self._prologue, self._given)
            for row in solver.solve(part.p, bound):
                named = {part.term: URIRef(name)} if isinstance(part.term, Variable) else {}
                yield Row(row.bindings | named, row.because)

    def _conditions(self, expression: object, row: Row) -> Iterator[Premise]:
        """Say what was found, or not, for every EXISTS of a condition that holds."""
        for asked in _existence(expression):
            given = {**self._given, **row.bindings}
            found = next(Solver(self._view, self._prologue, given).solve(asked.graph, given), None)
            yield from found.because if found else [self._absent(asked.graph, row)]

    def _absent(self, part: CompValue, row: Row) -> Absent:
        return Absent(written(part, {**self._given, **row.bindings}))

    def _holds(self, expression: Any, row: Row) -> bool:
        return _ebv(expression, self._frozen(row))

    def _value(self, expression: Any, row: Row) -> Identifier | None:
        try:
            found = _eval(expression, self._frozen(row))
        except SPARQLError:
            return None
        return found if isinstance(found, Identifier) else None

    def _frozen(self, row: Row) -> FrozenBindings:
        return FrozenBindings(self._context, {**self._given, **row.bindings})


def agree(some: Mapping[Identifier, Identifier], others: Mapping[Identifier, Identifier]) -> bool:
    """Say whether two solutions have the same value wherever both have one."""
    return all(node not in others or alike(term, others[node]) for node, term in some.items())


def alike(one: Identifier, other: Identifier) -> bool:
    """Compare terms; numbers by value, since engines write a computed one differently."""
    if one == other or not (isinstance(one, Literal) and isinstance(other, Literal)):
        return one == other
    numbers = one.toPython(), other.toPython()
    return one.datatype == other.datatype and numbers[0] == numbers[1] and not isinstance(numbers[0], Literal)


def _term(node: Identifier, known: Mapping[Identifier, Identifier]) -> Identifier | None:
    return known.get(node) if isinstance(node, Variable | BNode) else node


def _only(bindings: Mapping[Identifier, Identifier], names: Iterable[object]) -> Bindings:
    wanted = set(names)
    return {node: term for node, term in bindings.items() if node in wanted}


def _existence(expression: object) -> Iterator[CompValue]:
    if isinstance(expression, CompValue):
        if expression.name in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
            yield expression
            return
        for part in expression.values():
            yield from _existence(part)
    elif isinstance(expression, list):
        for part in expression:
            yield from _existence(part)
