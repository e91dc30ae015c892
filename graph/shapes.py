"""Hold the graph against its SHACL shapes and say what is wrong in the shapes' own words."""

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize
from pyrudof import (
    RDFFormat,
    ReaderMode,
    Rudof,
    RudofConfig,
    RudofError,
    ShaclFormat,
    ShaclValidationEntry,
    ShaclValidationMode,
)

from graph import entailment
from graph.errors import SourceError
from graph.findings import Finding
from graph.sources import Draft, parse_turtle, shown, text_of
from graph.terms import GRAPH, ONTOLOGY, SH, shorten

_MEND = "see this shape in ontology/shapes.ttl"
_IRI = re.compile(r"<?(https?://[^\s<>\"]*[\w/#])>?")
_NAME = "urn:rejoinder:shape:"
Texts = dict[tuple[str, str], list[Literal]]


def validate(draft: Draft, path: Path) -> list[Finding]:
    """Hold a draft against a shapes file; each result is a finding in the file of its subject."""
    try:
        shapes = _named(parse_turtle(text_of(path)).triples)
        entries = _results(draft, shapes)
    except (SourceError, RudofError) as error:
        what, _, mend = str(error).partition("; ")
        return [Finding(shown(path), "", f"shapes: {what}", mend or "correct the shapes")]
    texts = _texts(shapes)
    return [_finding(draft, texts, entry) for entry in entries]


def classes(path: Path) -> set[str]:
    """List the classes that a shapes file names, for its targets and for values; none if unreadable."""
    try:
        found = parse_turtle(text_of(path)).triples
    except SourceError:
        return set()  # reported where the shapes are put to use
    named = {SH + "targetClass", SH + "class"}
    return {t.object.value for t in found if t.predicate.value in named and isinstance(t.object, NamedNode)}


def _named(triples: Iterable[Triple]) -> list[Triple]:
    """Give every property shape an IRI, so that a result can be traced to the shape's own texts."""
    listed = list(triples)
    shapes = sorted(
        {
            t.object.value
            for t in listed
            if t.predicate.value == SH + "property" and isinstance(t.object, BlankNode)
        }
    )
    names = {BlankNode(blank): NamedNode(f"{_NAME}{number}") for number, blank in enumerate(shapes)}
    return [
        Triple(
            names.get(t.subject, t.subject) if isinstance(t.subject, BlankNode) else t.subject,
            t.predicate,
            names.get(t.object, t.object) if isinstance(t.object, BlankNode) else t.object,
        )
        for t in listed
    ]


def data(draft: Draft) -> set[Triple]:
    """List what is held against the shapes: all but what OWL entails.

    By the range of rj:target whatever is targeted is entailed to be a state, so no shape could ever find
    that it is none. What shapes need of OWL, subclasses, they know themselves.
    """
    entailed = NamedNode(f"{GRAPH}rule/{entailment.NAME}")
    return {quad.triple for quad in draft.store if quad.graph_name != entailed}


def _results(draft: Draft, shapes: list[Triple]) -> list[ShaclValidationEntry]:
    held = data(draft)
    if not held or not shapes:
        return []
    rudof = Rudof(RudofConfig())
    rudof.read_data(_lines(held), RDFFormat.NTriples, reader_mode=ReaderMode.Strict)
    rudof.read_shacl(_lines(shapes), ShaclFormat.NTriples, reader_mode=ReaderMode.Strict)
    return list(rudof.validate_shacl(ShaclValidationMode.Native))


def _lines(triples: Iterable[Triple]) -> str:
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode("utf-8")


def _texts(shapes: Iterable[Triple]) -> Texts:
    texts: Texts = defaultdict(list)
    for triple in shapes:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            texts[triple.subject.value, triple.predicate.value].append(triple.object)
    return texts


def _finding(draft: Draft, texts: Texts, entry: ShaclValidationEntry) -> Finding:
    focus, shape = str(entry.focus_node), str(entry.source_shape)
    # rudof leaves out the shape's own message for some kinds of constraint and adds its own for others.
    what = _english(texts, shape, SH + "message") or _bare(str(entry.message or ""))
    values = {"value": entry.value, "path": entry.path, "this": focus}
    for name, value in values.items():
        for mark in "$?":
            what = what.replace(f"{{{mark}{name}}}", _bare(str(value or "nothing")))
    mend = _english(texts, shape, ONTOLOGY + "mend") or _MEND
    if entry.path and not _english(texts, shape, SH + "message"):
        what = f"{shorten(str(entry.path))}: {what}"
    return Finding(draft.file_of(focus), shorten(focus), what, mend)


def _english(texts: Texts, shape: str, predicate: str) -> str:
    found = texts.get((shape, predicate), [])
    return min((text.value for text in found if text.language in (None, "en")), default="")


def _bare(text: str) -> str:
    """Take a term or message as people read it: no quotes around it, no language, names prefixed."""
    literal = re.fullmatch(r'"(.*)"(@[\w-]+|\^\^\S+)?', text, re.DOTALL)
    return _IRI.sub(lambda found: shorten(found[1]), literal[1] if literal else text)
