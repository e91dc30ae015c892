"""Read the ontology and the data files into one draft of the graph."""

import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph import paths
from graph.errors import SourceError
from graph.findings import Finding
from graph.terms import GRAPH, expand

LAYERS = ("asserted", "curated", "inferred")
FOREIGN = "foreign"  # the layer of what belongs to none
ONTOLOGY_GRAPH = GRAPH + "ontology"
CURATED_GRAPH = GRAPH + "curated"
_LARGEST = 100_000_000


@dataclass(frozen=True)
class Roots:
    """The folders a graph is made from."""

    ontology: Path = field(default_factory=paths.ontology)
    facts: Path = field(default_factory=paths.facts)
    reference: Path = field(default_factory=paths.reference)
    curated: Path = field(default_factory=paths.curated)
    queries: Path = field(default_factory=paths.queries)


@dataclass(frozen=True)
class Source:
    """One data file: where it lies, the graph it goes into (its IRI, or nothing), the layer it belongs to."""

    path: Path
    graph: str
    layer: str

    @cached_property
    def shown(self) -> str:
        """Name the file as findings do."""
        return shown(self.path)


@dataclass(frozen=True)
class Parsed:
    """What one data file holds."""

    text: str
    triples: list[Triple]
    prefixes: Mapping[str, str]


@dataclass
class Draft:
    """A graph on its way from the files to a snapshot, and what was wrong with it so far."""

    store: Store = field(default_factory=Store)
    parsed: dict[Source, Parsed] = field(default_factory=dict)
    derived: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _files: dict[str, list[str]] = field(default_factory=dict)

    def add(self, source: Source, parsed: Parsed) -> None:
        """Take up what one file holds."""
        self.parsed[source] = parsed
        name = NamedNode(source.graph) if source.graph else DefaultGraph()
        self.store.extend(Quad(t.subject, t.predicate, t.object, name) for t in parsed.triples)
        for triple in parsed.triples:
            if isinstance(triple.subject, NamedNode):
                files = self._files.setdefault(triple.subject.value, [])
                if source.shown not in files[-1:]:
                    files.append(source.shown)

    def file_of(self, subject: str) -> str:
        """Name the file that describes a subject first, or nothing if no file does."""
        return next(iter(self._files.get(subject, ())), "")

    def files_of(self, name: str) -> list[str]:
        """Name all files that describe a subject, which is named as findings do."""
        try:
            return self._files.get(expand(name), [])
        except SourceError:
            return self._files.get(name, [])

    def subjects(self) -> list[str]:
        """List everything the files describe, in the order in which they were read."""
        return list(self._files)

    def values(self, subject: str, predicate: str) -> list[str]:
        """List the texts or IRIs a subject has for a predicate, in any graph, each once and sorted."""
        try:
            node = NamedNode(subject)
        except ValueError:
            return []
        quads = self.store.quads_for_pattern(node, NamedNode(predicate), None)
        return sorted({quad.object.value for quad in quads if not isinstance(quad.object, Triple)})

    def layers(self) -> dict[str, tuple[str, ...]]:
        """List the graphs of each layer, each layer with those below it."""
        asserted = {source.graph for source in self.parsed if source.layer == "asserted"}
        curated = {source.graph for source in self.parsed if source.layer == "curated"}
        steps = (asserted, asserted | curated, asserted | curated | set(self.derived))
        return {layer: tuple(sorted(graphs)) for layer, graphs in zip(LAYERS, steps, strict=True)}


def walk(roots: Roots) -> list[Source]:
    """List the data files of a graph, in the order in which they are read."""
    shapes, alignments = roots.ontology / "shapes.ttl", roots.ontology / "alignments.ttl"
    terms = sorted(_turtle(roots.ontology), key=lambda path: path == alignments)  # last: it declares no term
    found = [Source(p, ONTOLOGY_GRAPH, "asserted") for p in terms if p != shapes]
    found += [Source(p, GRAPH + "reference", "asserted") for p in _turtle(roots.reference)]
    found += [document(p) for p in _turtle(roots.facts)]
    return found + [Source(p, CURATED_GRAPH, "curated") for p in _turtle(roots.curated)]


def document(path: Path) -> Source:
    """Take a file for the facts of one document."""
    return Source(path, f"{GRAPH}document/{path.stem}", "asserted")


def read(sources: Iterable[Source]) -> Draft:
    """Read files into a draft; one that cannot be read becomes a finding, and the others are read."""
    draft = Draft()
    for source in sources:
        try:
            text = text_of(source.path)
            _slug(source.path)
            draft.add(source, parse_turtle(text))
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            draft.findings.append(Finding(source.shown, "", what, mend))
    return draft


def _slug(path: Path) -> None:
    """Hold the name of a file to what can be a part of its graph's IRI."""
    if not re.fullmatch(r"[\w.-]+", path.stem):
        raise SourceError("its name is no slug; name it like 000.ttl")


def parse_turtle(text: str) -> Parsed:
    """Parse Turtle; SourceError gives line and column."""
    if text.startswith("\ufeff"):
        raise SourceError("begins with a byte order mark; save it as UTF-8 without one")
    # Renamed, because a label of one file must not meet the same label of another in the store.
    parser = parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    try:
        triples = [quad.triple for quad in parser]
    except SyntaxError as error:
        said = str(error.msg).partition(": ")[2] or error.msg
        place = f"line {error.lineno}, column {error.offset}"
        raise SourceError(f"{place}: {said}; correct the Turtle there") from error
    except MemoryError as error:  # the parser's own limit for one text or name
        raise SourceError("holds a text or name of more than 16 MB; shorten it") from error
    if any(isinstance(triple.object, Triple) for triple in triples):
        raise SourceError("holds a triple within a triple; give the statement an IRI of its own")
    return Parsed(text, triples, parser.prefixes)


def text_of(path: Path) -> str:
    """Read a file as UTF-8 text as it stands; SourceError if it is none, or longer than any of ours."""
    try:
        kind = path.stat()
        # A pipe or a device would keep us waiting, or never end.
        if not stat.S_ISREG(kind.st_mode):
            raise SourceError("is no file; name a file of text")
        if kind.st_size > _LARGEST:
            raise SourceError(f"has {kind.st_size} bytes, more than {_LARGEST}; divide it")
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError(f"cannot be read ({error.strerror}); name a file you may read") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"is not UTF-8 at byte {error.start}; save it as UTF-8 text") from error


def shown(path: Path) -> str:
    """Write a path as short as it can be from the working folder."""
    working = Path.cwd()
    absolute = path.absolute()
    return str(absolute.relative_to(working) if absolute.is_relative_to(working) else path)


def _turtle(root: Path) -> list[Path]:
    return sorted(root.rglob("*.ttl"))
