"""Check ontology and facts: everything that is wrong, in which file, and how to mend it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from graph import audit, examples, rulebook, rules, shapes
from graph.copied import copied
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
        # Where some file cannot be read, what rests on all of them was not checked: that one is named too.
        named = _shown(files, roots)
        found = [finding for finding in found if not draft.derived or _concerns(draft, finding, named)]
    return found


def assemble(roots: Roots, files: Iterable[Path] = ()) -> Draft:
    """Read the folders, with some files put in, and derive what follows, unless a file cannot be read."""
    draft = read(_sources(roots, files))
    examples.add(draft, roots.queries)
    for folder in (roots.ontology, roots.facts, roots.reference, roots.curated, roots.queries):
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
        found += rulebook.names(draft, roots.ontology)
        found += rulebook.form(roots.ontology / "shapes.ttl")
        found += meanings(draft, roots)
        found += _passages(draft, corpus)
    return sorted(set(found))


def meanings(draft: Draft, roots: Roots) -> list[Finding]:
    """Hold all that a draft says together against the rules of naming, the checks and the shapes."""
    found = audit.together(draft)
    found += rulebook.offenders(draft, roots.ontology / "checks")
    return found + shapes.validate(draft, roots.ontology / "shapes.ttl")


def inside(file: Path, roots: Roots) -> bool:
    """Say whether a file is one of the ontology's own."""
    return _real(file).is_relative_to(_real(roots.ontology))


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


def _concerns(draft: Draft, finding: Finding, named: set[str]) -> bool:
    """Say whether a finding is in one of some files, or about what one of them describes, too."""
    return finding.file in named or not named.isdisjoint(draft.files_of(finding.subject))


def _shown(files: Iterable[Path], roots: Roots) -> set[str]:
    """Name files as findings do, whichever way they were named."""
    folders = (roots.ontology, roots.facts, roots.reference, roots.curated)
    known = {_real(path): shown(path) for folder in folders for path in folder.rglob("*.*")}
    return {known.get(_real(file), shown(file)) for file in files}


def _sources(roots: Roots, files: Iterable[Path]) -> list[Source]:
    sources = walk(roots)
    own = [
        roots.ontology / "shapes.ttl",
        *roots.ontology.glob("rules/*.rq"),
        *roots.ontology.glob("checks/*.rq"),
    ]
    ours = set(sources)  # each has one stand-in at most
    present = {_real(path) for path in (*own, *(source.path for source in sources))}
    for file in files:
        if _real(file) in present:
            continue
        same = [at for at, source in enumerate(sources) if source in ours and source.path.name == file.name]
        if len(same) == 1:
            replaced = sources[same[0]]
            sources[same[0]] = Source(file, replaced.graph, replaced.layer)
        else:
            sources.append(document(file))
    return sources


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # links that go round in a circle: told where the file is read
        return path.absolute()


def _passages(draft: Draft, corpus: Path | None) -> list[Finding]:
    try:
        texts = Corpus(corpus) if corpus is not None else None
        return [*verify(draft, texts), *(copied(draft, texts) if texts else [])]
    except PassageError as error:
        what, _, mend = str(error).partition("; ")
        return [Finding(str(corpus), "", what.removeprefix(f"{corpus}: "), mend)]
    except OSError as error:
        what, mend = f"cannot be looked into ({error.strerror})", "name a folder you may read"
        return [Finding(str(corpus), "", what, mend)]
