"""Who says so: the reports of a fact by document, each with its stance, its hops and its passages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from graph.terms import ONTOLOGY
from service.described.portrait import Painter, Ref, Text


@dataclass(frozen=True)
class Passage:
    """A stretch of a document, in characters; None where the graph does not say."""

    ref: Ref
    document: str
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Report:
    """One report; hops are who relayed it, the nearest to the reader first."""

    ref: Ref
    stance: Ref | None
    mode: Ref | None
    cues: tuple[Text, ...]
    printed: tuple[Text, ...]
    hops: tuple[tuple[Ref, ...], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Source:
    """A document with its reports of a fact."""

    document: Ref
    reports: tuple[Report, ...]


Said = dict[str, list[object]]


def sources(fact: str, quads: Iterable[ox.Quad], painter: Painter) -> tuple[Source, ...]:
    """Put together what is said of the reports of a fact, of their passages and hops."""
    about: dict[str, Said] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.predicate.value.startswith(ONTOLOGY):
            about[quad.subject.value][quad.predicate.value.removeprefix(ONTOLOGY)].append(quad.object)
    by_document: dict[str, list[Report]] = defaultdict(list)
    for iri in sorted(about):
        if ox.NamedNode(fact) in about[iri]["reports"]:
            report = _report(iri, about, painter)
            for document in sorted({passage.document for passage in report.passages}) or [""]:
                by_document[document].append(report)
    return tuple(
        Source(painter.ref(document), tuple(sorted(reports, key=_place)))
        for document, reports in sorted(by_document.items())
    )


def _report(iri: str, about: dict[str, Said], painter: Painter) -> Report:
    said = about[iri]
    hops = sorted(_iris(said["hop"]), key=lambda hop: (_number(about[hop]["position"]) or 0, hop))
    passages = (_passage(passage, about[passage], painter) for passage in _iris(said["evidence"]))
    return Report(
        ref=painter.ref(iri),
        stance=_one(said["stance"], painter),
        mode=_one(said["mode"], painter),
        cues=_texts(said["cue"], painter),
        printed=_texts(said["printedDate"], painter),
        hops=tuple(tuple(painter.ref(by) for by in _iris(about[hop]["by"])) for hop in hops),
        passages=tuple(sorted(passages, key=lambda one: (one.document, one.start or 0, one.ref.iri))),
    )


def _passage(iri: str, said: Said, painter: Painter) -> Passage:
    document = next(iter(_iris(said["document"])), "")
    return Passage(painter.ref(iri), document, _number(said["start"]), _number(said["end"]))


def _place(report: Report) -> tuple[int, str]:
    return next((passage.start or 0 for passage in report.passages), 0), report.ref.iri


def _iris(terms: Iterable[object]) -> list[str]:
    return sorted(term.value for term in terms if isinstance(term, ox.NamedNode))


def _one(terms: Iterable[object], painter: Painter) -> Ref | None:
    return next((painter.ref(iri) for iri in _iris(terms)), None)


def _texts(terms: Iterable[object], painter: Painter) -> tuple[Text, ...]:
    found = (painter.value(term).text for term in terms if isinstance(term, ox.Literal))
    return tuple(sorted((text for text in found if text), key=lambda text: text.text))


def _number(terms: Iterable[object]) -> int | None:
    texts = (term.value for term in terms if isinstance(term, ox.Literal))
    return next((int(text) for text in texts if text.isascii() and text.isdigit()), None)
