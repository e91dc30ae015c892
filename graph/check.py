"""Check ontology and facts: everything that is wrong, in which file, and how to mend it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from graph import audit, rulebook, rules, shapes
from graph.errors import PassageError
from graph.findings import Finding
from graph.passages import Corpus
from graph.sources import Draft, Roots, Source, document, read, shown, walk
from graph.terms import GRAPH, RDF, shorten
from graph.verify import verify


def check(roots: Roots, corpus: Path | None, files: Sequence[Path] | None = None) -> list[Finding]:
    """Find what is wrong with a graph, or only with some files of it; sorted, each finding once.

    A file outside the folders stands in for the one of the same name in them, else for a new document.
    Passages are held against the documents if their folder is named.
    """
    draft = assemble(roots, files or ())
    found = inspect(draft, roots, corpus)
    if files:
        wanted = {shown(path) for path in files}
        # Where some file cannot be read, what rests on all of them was not checked: that one is named too.
        found = [finding for finding in found if finding.file in wanted or not draft.derived]
    return found


def assemble(roots: Roots, files: Iterable[Path] = ()) -> Draft:
    """Read the folders, with some files put in, and derive what follows, unless a file cannot be read."""
    draft = read(_sources(roots, files))
    for folder in (roots.ontology, roots.facts, roots.reference, roots.curated):
        if not folder.is_dir():
            draft.findings.append(
                Finding(shown(folder), "", "is no folder", "make it, or name the right one")
            )
    if not draft.findings:
        rules.apply(draft, roots.ontology / "rules")
    return draft


def inspect(draft: Draft, roots: Roots, corpus: Path | None) -> list[Finding]:
    """Hold a draft against every rule. Where a file cannot be read, only against those of single files."""
    found = [*draft.findings, *audit.each(draft)]
    if draft.derived:
        shapes_file = roots.ontology / "shapes.ttl"
        found += audit.together(draft)
        found += rulebook.names(draft, roots.ontology)
        found += rulebook.form(shapes_file)
        found += rulebook.offenders(draft, roots.ontology / "checks")
        found += shapes.validate(draft, shapes_file)
        found += _passages(draft, corpus)
    return sorted(set(found))


def summary(draft: Draft) -> list[list[str]]:
    """Count the things of each class in each graph that was not derived: a header, then a row a class."""
    counts: Counter[tuple[str, str]] = Counter()
    for quad in draft.store.quads_for_pattern(None, NamedNode(RDF + "type"), None):
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        if isinstance(quad.object, NamedNode) and name not in draft.derived:
            counts[shorten(quad.object.value), name.removeprefix(GRAPH)] += 1
    graphs = sorted({graph for _, graph in counts} - {"ontology"})
    kept = sorted({name for name, graph in counts if graph in graphs})
    return [["class", *graphs], *([name, *(str(counts[name, graph]) for graph in graphs)] for name in kept)]


def _sources(roots: Roots, files: Iterable[Path]) -> list[Source]:
    sources = walk(roots)
    present = {source.path.resolve(): source.path for source in sources}
    for file in files:
        if file.resolve() in present or file.resolve().is_relative_to(roots.ontology.resolve()):
            continue
        same = [index for index, source in enumerate(sources) if source.path.name == file.name]
        if len(same) == 1:
            replaced = sources[same[0]]
            sources[same[0]] = Source(file, replaced.graph, replaced.layer)
        else:
            sources.append(document(file))
    return sources


def _passages(draft: Draft, corpus: Path | None) -> list[Finding]:
    try:
        return verify(draft, Corpus(corpus) if corpus is not None else None)
    except PassageError as error:
        what, _, mend = str(error).partition("; ")
        return [Finding(str(corpus), "", what, mend)]
