"""The canned queries as data, in the vocabulary (SHACL, schema.org) that SIB's tools and editors read."""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from graph import queryfiles, turtle
from graph.errors import SourceError
from graph.findings import Finding
from graph.sources import Draft, Parsed, Source, shown, text_of
from graph.terms import GRAPH, ID, PREFIXES, RDF, RDFS, SH

QUERIES_GRAPH = GRAPH + "queries"
# SIB's vocabulary takes these two from schema.org by https, unlike the terms that our alignments name.
KEYWORDS = NamedNode("https://schema.org/keywords")
TARGET = NamedNode("https://schema.org/target")


def add(draft: Draft, folder: Path) -> None:
    """Put the canned queries of a folder into a draft; what cannot be read becomes a finding."""
    for path in sorted(folder.glob("*.rq")):
        try:
            triples = described(path.stem, text_of(path))
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            draft.findings.append(Finding(shown(path), "", what, mend))
            continue
        prefixes = {name: PREFIXES[name] for name in ("dcterms", "query", "rdfs", "sh")}
        written = turtle.write(triples, prefixes)
        draft.add(Source(path, QUERIES_GRAPH, "asserted"), Parsed(written, triples, prefixes))


def described(name: str, text: str, targets: Iterable[str] = ()) -> list[Triple]:
    """Describe one query by what its header says, and where it can be asked; SourceError for a bad header."""
    head = queryfiles.header(text)
    node = NamedNode(f"{ID}query/{name.replace('_', '-')}")
    tags = head.get("tags")
    told = f"{head.get('summary', name)} {head.get('description', '')}".strip()
    said: list[tuple[str, NamedNode | Literal]] = [
        (RDF + "type", NamedNode(SH + "SPARQLExecutable")),
        (RDF + "type", NamedNode(SH + "SPARQLSelectExecutable")),
        (RDFS + "label", Literal(str(head.get("summary", name)), language="en")),
        (RDFS + "comment", Literal(told, language="en")),
        (PREFIXES["dcterms"] + "identifier", Literal(name)),
        (SH + "select", Literal(text)),
        *((KEYWORDS.value, Literal(str(tag))) for tag in (tags if isinstance(tags, list) else ())),
        *((TARGET.value, NamedNode(target)) for target in targets),
    ]
    return [Triple(node, NamedNode(predicate), value) for predicate, value in said]
