"""The editorial rules that are held in code, because they compare files, names or graphs."""

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph import turtle
from graph.dates import bounds
from graph.errors import DateError, SourceError
from graph.findings import Finding
from graph.sources import FOREIGN, ONTOLOGY_GRAPH, Draft, Parsed, Source
from graph.spelling import plain, skeleton
from graph.terms import CONCEPT, EDTF, ID, KINDS, ONTOLOGY, OWL, RDF, RDFS, SKOS, shorten

_THING = re.compile(f"{re.escape(ID)}({'|'.join(KINDS)})/[a-z0-9]+(-[a-z0-9]+)*")
_SPELT = ("person", "state", "body", "territory")
_NAMES = (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel")


def each(draft: Draft) -> list[Finding]:
    """Hold every file by itself against the rules of form."""
    forms = [finding for pair in draft.parsed.items() for finding in _form(*pair)]
    return forms + statements(draft)


def statements(draft: Draft) -> list[Finding]:
    """Hold what every file or graph says by itself against the rules of form, however it is written."""
    rules: tuple[Callable[[Source, Parsed], Iterable[Finding]], ...] = (_blanks, _dates, _iris)
    return [finding for pair in draft.parsed.items() for rule in rules for finding in rule(*pair)]


def together(draft: Draft) -> list[Finding]:
    """Hold all files together against the rules of naming and of one place for each statement."""
    return [*_repeated(draft), *_undeclared(draft), *_namesakes(draft), *_merged(draft), *_classless(draft)]


def canonical_form(shown: str, parsed: Parsed) -> Iterator[Finding]:
    """Say whether a file is in canonical form."""
    if not parsed.triples:
        yield Finding(shown, "", "holds no triples", "write some, or remove the file")
        return
    try:
        if turtle.write(parsed.triples, parsed.prefixes) != parsed.text:
            yield Finding(shown, "", "is not in canonical form", "run `make format`")
    except SourceError as error:
        what, _, mend = str(error).partition("; ")
        yield Finding(shown, "", what, mend)


def _form(source: Source, parsed: Parsed) -> Iterator[Finding]:
    # Blank nodes are refused in data anyway, and many tangled ones would take long to put in order.
    if source.graph == ONTOLOGY_GRAPH or not any(_blank(triple) for triple in parsed.triples):
        yield from canonical_form(source.shown, parsed)


def _blanks(source: Source, parsed: Parsed) -> Iterator[Finding]:
    for triple in parsed.triples:
        if source.graph != ONTOLOGY_GRAPH and source.layer != FOREIGN and _blank(triple):
            what = f"blank node at {_short(triple.predicate)}"
            yield Finding(source.shown, _short(triple.subject), what, "give it an IRI of its own kind")


def _dates(source: Source, parsed: Parsed) -> Iterator[Finding]:
    for triple in parsed.triples:
        value = triple.object
        if isinstance(value, Literal) and value.datatype.value == EDTF:
            try:
                bounds(value.value)
            except DateError as error:
                what, _, mend = str(error).partition("; ")
                yield Finding(
                    source.shown, _short(triple.subject), f"{_short(triple.predicate)} {what}", mend
                )


def _iris(source: Source, parsed: Parsed) -> Iterator[Finding]:
    for subject in sorted({t.subject.value for t in parsed.triples if isinstance(t.subject, NamedNode)}):
        if subject.startswith(ID) and not _THING.fullmatch(subject):
            what = "is no IRI of the form id/KIND/SLUG with a known kind and a slug in kebab-case"
            yield Finding(source.shown, shorten(subject), what, "rename it")


def _repeated(draft: Draft) -> Iterator[Finding]:
    """Find triples that stand in two graphs: they would be counted twice in the union of all."""
    places: dict[Triple, list[Source]] = defaultdict(list)
    for source, parsed in draft.parsed.items():
        if source.layer != FOREIGN:  # two of these may well say the same
            for triple in set(parsed.triples):
                places[triple].append(source)
    for triple, sources in places.items():
        if len({source.graph for source in sources}) > 1 and not _blank(triple):
            files = ", ".join(source.shown for source in sources)
            said = f"{_short(triple.predicate)} {_short(triple.object)}"
            for source in sources:
                what = f"{said} stands in two graphs ({files})"
                yield Finding(source.shown, _short(triple.subject), what, "keep it in one of them")


def _undeclared(draft: Draft) -> Iterator[Finding]:
    """Find names of ours that are used and nowhere declared, with the nearest that is."""
    declared = declarations(draft)
    things = declared.union(draft.subjects())
    for source, parsed in draft.parsed.items():
        missing: dict[str, str] = {}
        for triple in parsed.triples:
            for iri in _ours(triple):
                known = things if iri.startswith(ID) else declared
                if iri not in known:
                    missing.setdefault(iri, _short(triple.subject))
        for iri, user in missing.items():
            yield undeclared(source.shown, user, iri, things if iri.startswith(ID) else declared)


def declarations(draft: Draft) -> set[str]:
    """List everything the ontology describes."""
    quads = draft.store.quads_for_pattern(None, None, None, NamedNode(ONTOLOGY_GRAPH))
    return {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}


def undeclared(file: str, subject: str, iri: str, known: Iterable[str]) -> Finding:
    """Report a name that is nowhere declared, and suggest the nearest of the known ones."""
    short = shorten(iri)
    family = short.partition(":")[0]
    rivals = [name for name in map(shorten, sorted(known)) if name.partition(":")[0] == family]
    near = difflib.get_close_matches(short, rivals, n=1)
    mend = f"did you mean {near[0]}? else declare it" if near else "declare it, or correct the name"
    return Finding(file, subject, f"{short} is used but nowhere declared", mend)


def _namesakes(draft: Draft) -> Iterator[Finding]:
    """Find two IRIs of one kind that share a name in any spelling, unless said to be distinct."""
    bearers: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for subject in draft.subjects():
        if subject.startswith(ID):
            kind = subject.removeprefix(ID).partition("/")[0]
            for key, name in sorted(_keys(kind, draft, subject).items()):
                bearers[kind, key].append((subject, name))
    pairs: dict[tuple[str, str], tuple[str, str]] = {}
    for (kind, _), named in bearers.items():
        (first, name), *others = named
        for other, _ in others:
            pairs.setdefault((first, other), (kind, name))
    for (first, other), (kind, name) in pairs.items():
        if first not in _distinct(draft, other) and other not in _distinct(draft, first):
            what = f"two IRIs for one {kind} by spelling: {shorten(first)} is also called “{name}”"
            mend = "use one IRI, or state owl:differentFrom"
            yield Finding(draft.file_of(other), shorten(other), what, mend)


def _keys(kind: str, draft: Draft, subject: str) -> dict[str, str]:
    """List what a thing can be known by: its names, of named things in any transliteration."""
    names = {plain(name) for predicate in _NAMES for name in draft.values(subject, predicate)} - {""}
    spelt = {f"~{skeleton(kind, name)}": name for name in sorted(names)} if kind in _SPELT else {}
    spelt.pop("~", None)
    return {name: name for name in names} | spelt


def _classless(draft: Draft) -> Iterator[Finding]:
    """Find things of which something is said, but not what they are."""
    quads = draft.store.quads_for_pattern(None, NamedNode(RDF + "type"), None)
    known = {getattr(quad.subject, "value", "") for quad in quads}
    for subject in draft.subjects():
        if subject.startswith(ID) and subject not in known:
            what = "something is said of it, but not of what class it is"
            yield Finding(draft.file_of(subject), shorten(subject), what, "say it, or correct the name")


def _merged(draft: Draft) -> Iterator[Finding]:
    """Find two things that the axioms make one: a property of one value has two."""
    for quad in draft.store.quads_for_pattern(None, NamedNode(OWL + "sameAs"), None):
        one, other = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
        if getattr(quad.graph_name, "value", "") in draft.derived and one < other:
            what = f"is entailed to be the same as {shorten(other)}"
            mend = f"keep one value; `rejoinder explain {shorten(one)} owl:sameAs {shorten(other)}` shows why"
            yield Finding(draft.file_of(one), shorten(one), what, mend)


def _distinct(draft: Draft, subject: str) -> list[str]:
    return draft.values(subject, OWL + "differentFrom")


def _ours(triple: Triple) -> Iterator[str]:
    """List the names of ours that a triple uses without declaring them."""
    for term in (triple.predicate, triple.object):
        iri = term.datatype.value if isinstance(term, Literal) else str(getattr(term, "value", ""))
        if iri.startswith((ONTOLOGY, CONCEPT, ID)):
            yield iri
    subject = triple.subject
    if isinstance(subject, NamedNode) and subject.value.startswith((ONTOLOGY, CONCEPT)):
        yield subject.value


def _blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _short(term: object) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else str(term)[:80]
