"""The rows of the tables: for each column the values that the graph has, typed and in order."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import product

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.errors import ExportError
from graph.export.selection import Term, code, identifier, kind
from graph.export.source import Source, Statements
from graph.export.tables.definition import Column, Sort, Step, Table
from graph.terms import CONCEPT, ONTOLOGY, SKOS

Value = str | int | Decimal | date
Row = dict[str, list[Value]]
_REMEMBERED = 4_000  # things, of some kilobytes each
_QID = re.compile(r"http://www\.wikidata\.org/entity/(Q[1-9][0-9]*)")
_POLARITIES = ("affirms", "denies", "questions")
_OUTCOMES = {"meetsCriterion": "meets", "failsCriterion": "fails", "leavesOpen": "open"}
_MATCHES = ("exact", "close", "narrow", "broad")


class Rows:
    """Reads the rows of tables from a source; what it remembers of things is bounded."""

    def __init__(self, source: Source) -> None:
        """Read from a source."""
        self._source = source
        self._of: Callable[[NamedNode | BlankNode], Statements] = lru_cache(_REMEMBERED)(source.of)
        self._special: Mapping[Sort, Callable[[NamedNode, Column], list[Value]]] = {
            "kind": lambda node, _: [kind(node)] if kind(node) else [],
            "polarity": lambda node, _: [name for name in _POLARITIES if ONTOLOGY + name in self._of(node)],
            "relays": self._relays,
            "criterion": self._criterion,
            "notation": lambda node, column: [code for code, _ in self._matches(node, column)],
            "match": self._nearness,
            "lost": self._lost,
        }

    def of(self, table: Table) -> Iterator[Row]:
        """Give the rows of a table by the IRIs of their things, values by column; a column may have none."""
        self._source.progress.begin(table.name)
        for class_ in table.classes:
            for node in self._source.members(class_):
                if self._belongs(node, table):
                    yield from self._rows(node, table)

    def _belongs(self, node: NamedNode, table: Table) -> bool:
        if not table.where:
            return True
        found = self._reached(node, table.where)
        return any(not table.kinds or kind(term) in table.kinds for term in found)

    def _rows(self, node: NamedNode, table: Table) -> Iterator[Row]:
        others = [self._of(node).get(property_, []) for property_ in table.times.values()]
        for chosen in product(*others):
            things = dict(zip(table.times, chosen, strict=True))
            yield {
                column.name: self._values(things.get(column.start, node), column) for column in table.columns
            }

    def _values(self, node: Term, column: Column) -> list[Value]:
        if not isinstance(node, NamedNode):
            return []
        found = [term for path in column.paths for term in self._reached(node, path)]
        terms = list(dict.fromkeys(found))
        if column.sort in self._special:
            special = self._special[column.sort]
            values = [
                value for term in terms if isinstance(term, NamedNode) for value in special(term, column)
            ]
            return list(dict.fromkeys(values))
        if column.sort == "text":
            terms = _in_language(terms, column)
        values = [value for term in terms for value in self._value(term, column.sort)]
        return sorted(dict.fromkeys(values)) if column.many else list(dict.fromkeys(values))

    def _reached(self, node: NamedNode, path: tuple[Step, ...]) -> list[Term]:
        reached: list[Term] = [node]
        for property_, backwards in path:
            nodes = [term for term in reached if isinstance(term, NamedNode)]
            if backwards:
                reached = [other for term in nodes for other in self._source.into(property_, term)]
            else:
                reached = [other for term in nodes for other in self._of(term).get(property_, [])]
        return reached

    def _value(self, term: Term, sort: Sort) -> list[Value]:
        if isinstance(term, Literal):
            return [_typed(term.value, sort)]
        if not isinstance(term, NamedNode):
            return []
        if sort == "name":
            return [self._source.name(term) or identifier(term.value)]
        if sort == "qid":
            found = _QID.fullmatch(term.value)
            return [found[1]] if found else []
        return [code(term.value) if sort == "code" else identifier(term.value)]

    def _relays(self, report: NamedNode, _: Column) -> list[Value]:
        """Name through whom a report came, the one nearest the reader first."""
        hops = [
            self._of(hop) for hop in self._of(report).get(ONTOLOGY + "hop", []) if isinstance(hop, NamedNode)
        ]
        hops.sort(key=lambda hop: [int(place.value) for place in hop.get(ONTOLOGY + "position", [])])  # type: ignore[union-attr]
        by = [term for hop in hops for term in hop.get(ONTOLOGY + "by", [])]
        return [value for term in by for value in self._value(term, "name")]

    def _criterion(self, act: NamedNode, column: Column) -> list[Value]:
        criterion = NamedNode(f"{CONCEPT}icow-criterion/{column.of}")
        said = self._of(act)
        return [word for name, word in _OUTCOMES.items() if criterion in said.get(ONTOLOGY + name, [])]

    def _matches(self, concept: NamedNode, column: Column) -> list[tuple[str, str]]:
        """List the codes of another scheme that a concept comes near to, the nearest first, with how near."""
        said = self._of(concept)
        return [
            (notation.value, match)
            for match in _MATCHES
            for other in said.get(f"{SKOS}{match}Match", [])
            if isinstance(other, NamedNode) and other.value.startswith(f"{CONCEPT}{column.of}/")
            for notation in self._of(other).get(SKOS + "notation", [])
            if isinstance(notation, Literal)
        ]

    def _unmatched(self, concept: NamedNode, column: Column) -> bool:
        """Say whether it is stated that nothing in a scheme comes near."""
        return NamedNode(CONCEPT + column.of) in self._of(concept).get(ONTOLOGY + "noMatchIn", [])

    def _nearness(self, concept: NamedNode, column: Column) -> list[Value]:
        found: list[Value] = [match for _, match in self._matches(concept, column)]
        return found or (["none"] if self._unmatched(concept, column) else [])

    def _lost(self, concept: NamedNode, column: Column) -> list[Value]:
        return [] if "exact" in self._nearness(concept, column) else [self._source.name(concept)]


def _in_language(terms: list[Term], column: Column) -> list[Term]:
    """Keep the texts of the column's language; where one text is wanted, the English if there is one."""
    if column.many:
        return terms
    wanted = column.lang or "en"
    spoken: list[Term] = [term for term in terms if isinstance(term, Literal) and term.language == wanted]
    return spoken if column.lang or spoken else terms


def _typed(text: str, sort: Sort) -> Value:
    try:
        if sort == "integer":
            return int(text)
        if sort == "number":
            return Decimal(text)
        if sort == "date":
            return date.fromisoformat(text)
    except (ValueError, InvalidOperation) as error:
        raise ExportError(f"“{text[:60]}” stands where a table has a {sort}; mend it in the graph") from error
    return text
