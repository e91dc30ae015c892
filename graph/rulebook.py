"""The ontology's own rule files: shapes and queries, what they find, and whether they name real terms."""

import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph import audit, queryfiles
from graph.errors import SourceError
from graph.findings import Finding
from graph.sources import Draft, parse_turtle, shown, text_of
from graph.terms import ONTOLOGY, PREFIXES, SCHEMES, shorten

_TERM = re.compile(rf"(?<![\w:?$-])(rj|{'|'.join(SCHEMES)}):(\w[\w-]*)")
_IRI = re.compile(r"https?://[^\s<>\"]*[\w/#]")


def offenders(draft: Draft, directory: Path) -> list[Finding]:
    """Run every query of a folder over a draft: each row is a finding about its ?subject."""
    found: list[Finding] = []
    for path in sorted(directory.glob("*.rq")):
        try:
            found += _rows(draft, queryfiles.load(path))
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            found.append(Finding(shown(path), "", what, mend))
    return found


def names(draft: Draft, ontology: Path) -> list[Finding]:
    """Find terms that shapes, rules and checks use and nothing declares, so that they match nothing."""
    declared = audit.declarations(draft)
    found: list[Finding] = []
    for path in (
        ontology / "shapes.ttl",
        *sorted(ontology.glob("rules/*.rq")),
        *sorted(ontology.glob("checks/*.rq")),
    ):
        try:
            used = set(_in_shapes(path) if path.suffix == ".ttl" else _in_query(path))
        except SourceError:
            continue  # reported where the file is put to use
        found += (audit.undeclared(shown(path), "", iri, declared) for iri in sorted(used - declared))
    return found


def form(path: Path) -> list[Finding]:
    """Say whether the shapes file is in canonical form."""
    try:
        return list(audit.canonical_form(shown(path), parse_turtle(text_of(path))))
    except SourceError:
        return []  # reported where the shapes are put to use


def _rows(draft: Draft, query: queryfiles.QueryFile) -> list[Finding]:
    what, mend = query.header.get("summary"), query.header.get("mend")
    if not what or not mend:
        raise SourceError("has no summary or no mend; head it with #+ summary: … and #+ mend: …")
    if query.form() != "SELECT":
        raise SourceError("is no SELECT query; select ?subject and, if it helps, ?detail")
    solutions = queryfiles.run(query, draft.store)
    if not isinstance(solutions, QuerySolutions) or "subject" not in {v.value for v in solutions.variables}:
        raise SourceError("selects no ?subject; select ?subject and, if it helps, ?detail")
    detailed = "detail" in {variable.value for variable in solutions.variables}
    found = []
    for row in solutions:
        subject, detail = row["subject"], row["detail"] if detailed else None
        iri = subject.value if isinstance(subject, NamedNode) else ""
        said = f"{what.rstrip('. ')}: {_plain(detail)}" if detail is not None else what
        found.append(Finding(draft.file_of(iri), shorten(iri) or _plain(subject), said, mend))
    return found


def _in_shapes(path: Path) -> Iterator[str]:
    for triple in parse_turtle(text_of(path)).triples:
        for term in (triple.predicate, triple.object):
            if isinstance(term, NamedNode) and term.value.startswith(ONTOLOGY):
                yield term.value
            if isinstance(term, Literal):
                yield from (PREFIXES[prefix] + local for prefix, local in _TERM.findall(term.value))


def _in_query(path: Path) -> Iterator[str]:
    for word in queryfiles.load(path).words():
        yield from (PREFIXES[prefix] + local for prefix, local in _TERM.findall(word))


def _plain(term: object) -> str:
    text = str(getattr(term, "value", "") or "")
    return _IRI.sub(lambda found: shorten(found[0]), text)
