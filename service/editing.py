"""What the editor at /sparql offers while a person writes: words of the graph, and queries to begin from."""

from collections.abc import Iterable, Mapping
from itertools import dropwhile
from typing import Any

from graph.terms import KINDS, PREFIXES, SCHEMES, shorten
from graph.vocabulary import Property, Term
from service.catalogue import CannedQuery
from service.description.counts import Counts
from service.desk import Desk
from service.ontology.page import View
from service.themes import themed

Words = dict[str, Any]


def words(desk: Desk, counts: Counts, view: View | None) -> Words:
    """List prefixes, classes, properties and controlled values by prefixed name, what is used most first.

    view is None for a dataset without an ontology of ours; what could not be counted in time is left out.
    """
    classes = {name: members.number for name, members in (counts.members or {}).items()}
    known = view.vocabulary if view else None
    return {
        "revision": desk.snapshot.revision,
        "prefixes": PREFIXES,
        "kinds": KINDS,
        "schemes": SCHEMES,
        "classes": _told(known.classes if known else (), classes),
        "properties": [
            one | ({"schemes": schemes} if (schemes := _schemes(view, one["iri"])) else {})
            for one in _told(known.properties if known else (), counts.by_property or {})
        ],
        "values": [_term(value) for scheme in (known.schemes if known else ()) for value in scheme.values],
        "of": {
            shorten(name): [shorten(one) for one, _ in _most(properties)]
            for name, properties in sorted((counts.by_class or {}).items())
        },
    }


def examples(queries: Iterable[CannedQuery]) -> list[dict[str, object]]:
    """List the canned queries by theme, each with its text: the question as a comment, then the query."""
    return [
        {
            "theme": theme,
            "queries": [
                {
                    "name": query.name,
                    "summary": query.summary,
                    "description": query.description,
                    "tags": query.tags,
                    "view": query.view,
                    "sparql": f"# {query.summary}\n{_bare(query.text)}",
                }
                for query in held
            ],
        }
        for theme, held in themed(queries).items()
    ]


def _bare(text: str) -> str:
    """Leave out the header of a query file, whose words stand beside it."""
    lines = dropwhile(lambda line: line.startswith("#+") or not line.strip(), text.splitlines(keepends=True))
    return "".join(lines)


def _told(terms: Iterable[Term], used: Mapping[str, int]) -> list[Words]:
    """Tell of the terms that have a definition and of those that occur."""
    defined = {term.iri: _term(term) for term in terms}
    names = sorted({*defined, *used}, key=lambda iri: (-used.get(iri, 0), iri))
    return [
        (defined.get(iri) or {"iri": iri, "name": shorten(iri), "label": "", "told": ""})
        | {"count": used.get(iri, 0)}
        for iri in names
    ]


def _term(term: Term) -> Words:
    return {"iri": term.iri, "name": term.name, "label": term.labels.get("en", ""), "told": term.definition}


def _schemes(view: View | None, iri: str) -> list[str]:
    """Name the schemes that the values of a property are from."""
    found = view.vocabulary.properties if view else ()
    held = next((one for one in found if one.iri == iri), None)
    if view is None or not isinstance(held, Property):
        return []
    return [scheme.rstrip("/").rpartition("/")[2] for scheme in view.values(held)]


def _most(used: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(used.items(), key=lambda pair: (-pair[1], pair[0]))
