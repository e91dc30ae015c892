"""Explain a triple of the graph: as indented text for people, as plain data for programs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.check import assemble
from graph.errors import PassageError, SourceError
from graph.explain import Because, Explainer, Origin, Place, Rows, Step, Told
from graph.naming import triple
from graph.passages import Corpus
from graph.patterns import sentence
from graph.provenance import Absent
from graph.sources import Roots
from graph.terms import ID, shorten

_INDENT = "  "


def of(subject: str, predicate: str, value: str) -> Step:
    """Explain a triple of the graph as its files stand; SourceError if it is not in it."""
    roots = Roots()
    draft = assemble(roots)
    if not draft.derived:
        raise SourceError("a file of the graph cannot be read; see `rejoinder check`")
    return Explainer(draft, roots.ontology / "rules").explain(triple(draft.store, subject, predicate, value))


def text(step: Step, corpus: Corpus | None) -> str:
    """Write an explanation as text, each level of reasons two blanks further in."""
    return "\n".join(_Writer(corpus).lines(step))


def data(step: Step, corpus: Corpus | None) -> dict[str, Any]:
    """Give an explanation as what JSON can say; the terms of triples stand in full."""
    told: dict[str, Any] = {
        "subject": _term(step.triple.subject),
        "predicate": _term(step.triple.predicate),
        "object": _term(step.triple.object),
        "text": sentence(step.triple),
        "basis": "inferred" if step.rule else "asserted",
    }
    if step.rule:
        told["rule"] = {"name": step.rule.name, "summary": step.rule.summary, "file": step.rule.file or None}
        if step.above:
            return told | {"above": True}
        ways = [[_reason(reason, corpus) for reason in way] for way in step.ways]
        return told | {"ways": ways, "more_ways": step.more}
    reports = [_report(report, corpus) for report in step.told]
    return told | {"file": step.file, "reports": reports}


@dataclass
class _Writer:
    """Writes text: each rule is described where it comes first."""

    corpus: Corpus | None
    described: set[str] = field(default_factory=set)

    def lines(self, step: Step) -> Iterator[str]:
        yield sentence(step.triple)
        if step.rule is None:
            yield f"{_INDENT}stands in {step.file}"
            for report in step.told:
                yield from _indented(self.told(report), 1)
        elif step.above:
            yield f"{_INDENT}inferred by {step.rule.name}, as explained above"
        else:
            yield f"{_INDENT}inferred by {self._rule(step.rule)}"
            yield from _indented(self._ways(step), 1)

    def told(self, report: Told) -> Iterator[str]:
        if report.report:
            stance = f" ({shorten(report.stance).rpartition(':')[2]})" if report.stance else ""
            yield f"told by {shorten(report.report)}{stance}"
        for place in report.passages:
            yield f"{_INDENT}{shorten(place.document)}, {place.start}–{place.end}"
            words = _words(place, self.corpus)
            if words is not None:
                yield f"{_INDENT * 2}{' '.join(words.split())}"

    def _rule(self, rule: Origin) -> str:
        if rule.name in self.described:
            return rule.name
        self.described.add(rule.name)
        return f"{rule.name} ({rule.file}): {rule.summary}" if rule.file else f"{rule.name}: {rule.summary}"

    def _ways(self, step: Step) -> Iterator[str]:
        ways = len(step.ways) + step.more
        if not ways:
            yield "but how could not be followed: the rule computes what only the engine computes so"
        for number, way in enumerate(step.ways, 1):
            yield "because" if ways == 1 else f"because, {number} of {ways} ways"
            for reason in way:
                yield from _indented(self._reason(reason), 1)

    def _reason(self, reason: Because) -> Iterator[str]:
        if isinstance(reason, Step):
            yield from self.lines(reason)
        elif isinstance(reason, Absent):
            yield f"nothing found for: {reason.pattern}"
        else:
            yield f"over {len(reason.rows)} rows"
            for number, row in enumerate(reason.rows, 1):
                yield f"{_INDENT}row {number}"
                for part in row:
                    yield from _indented(self._reason(part), 2)


def _reason(reason: Because, corpus: Corpus | None) -> dict[str, Any]:
    if isinstance(reason, Step):
        return data(reason, corpus)
    if isinstance(reason, Rows):
        return {"rows": [[_reason(part, corpus) for part in row] for row in reason.rows]}
    return {"nothing_found_for": reason.pattern}


def _report(report: Told, corpus: Corpus | None) -> dict[str, Any]:
    passages = [
        {"passage": place.passage, "document": place.document, "start": place.start, "end": place.end}
        | ({} if (words := _words(place, corpus)) is None else {"text": words})
        for place in report.passages
    ]
    return {"report": report.report or None, "stance": report.stance or None, "passages": passages}


def _words(place: Place, corpus: Corpus | None) -> str | None:
    """Read a passage, if its document is attached."""
    if corpus is None:
        return None
    slug = place.document.removeprefix(f"{ID}document/")
    try:
        return corpus.text(slug)[place.start : place.end]
    except PassageError:
        return None


def _term(term: object) -> dict[str, str]:
    if isinstance(term, Literal):
        more = {"language": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value} | more
    kind = "uri" if isinstance(term, NamedNode) else "bnode"
    return {"type": kind, "value": getattr(term, "value", str(term))}


def _indented(lines: Iterator[str], depth: int) -> Iterator[str]:
    return (f"{_INDENT * depth}{line}" for line in lines)
