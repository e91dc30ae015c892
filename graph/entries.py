"""What can be looked for in a revision: each thing and controlled value with its names, codes and texts.

It is read with one query, whose answer is CSV, so that an engine in another process may be asked as well.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cached_property
from sys import intern

from graph.terms import CONCEPT, ID, KINDS, ONTOLOGY, RDF, SCHEMES, expand

WIKIDATA = "http://www.wikidata.org/entity/"
NAMES = ("label", "preferred", "other", "original")
CODES = ("iso2", "iso3", "cow", "cowNumber", "wikidata")
TEXTS = ("paraphrase", "definition", "criterion", "printed")
_LONGEST = 20_000  # characters of one text; what is longer is no name and no paraphrase
_VALUES = {
    "label": "rdfs:label",
    "preferred": "skos:prefLabel",
    "other": "skos:altLabel",
    "original": "rj:originalTitle",
    "iso2": "rj:isoAlpha2",
    "iso3": "rj:isoAlpha3",
    "cow": "rj:cowCode",
    "cowNumber": "rj:cowNumber",
    "wikidata": "skos:exactMatch",
    "paraphrase": "rj:paraphrase",
    "definition": "skos:definition",
    "criterion": "rj:criterion",
    "printed": "rj:asPrinted",
}
_SORTS = (
    "bodyKind claimKind discrepancyKind documentKind eventKind groupingKind illocution judgementKind "
    "membershipStatus relationKind responseType territoryKind workKind"
)
QUERY = f"""
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rj: <{ONTOLOGY}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?role (STR(?told) AS ?value) (LANG(?told) AS ?language) WHERE {{
  {{
    SELECT DISTINCT ?thing ("thing" AS ?role) ("" AS ?told) WHERE {{ ?thing a ?class }}
  }} UNION {{
    VALUES (?property ?role) {{ {" ".join(f'({name} "{role}")' for role, name in _VALUES.items())} }}
    ?thing ?property ?told .
  }} UNION {{
    VALUES ?property {{ {" ".join(f"rj:{name}" for name in _SORTS.split())} }}
    ?thing ?property ?sort .
    ?sort rdfs:label ?told .
    BIND("sort" AS ?role)
  }} UNION {{
    ?thing rj:ofState ?state .
    ?state rdfs:label ?told .
    BIND("state" AS ?role)
  }} UNION {{
    ?held org:member ?thing ; org:organization ?within .
    ?thing a rj:Person .
    ?within rj:ofState? ?state .
    ?state a rj:State ; rdfs:label ?told .
    BIND("state" AS ?role)
  }} UNION {{
    ?membership org:member ?thing ; org:role ?post .
    ?post rdfs:label ?held .
    OPTIONAL {{ ?membership org:organization ?body . ?body rdfs:label ?where }}
    BIND(IF(BOUND(?where), CONCAT(STR(?held), ", ", STR(?where)), STR(?held)) AS ?told)
    BIND("post" AS ?role)
  }}
}}
"""
_OURS = (f"<{ID}".encode(), f"<{CONCEPT}".encode())
_TYPE = f"> <{RDF}type> ".encode()
_ASKED = {*_VALUES.values(), *(f"rj:{name}" for name in (*_SORTS.split(), "ofState"))}
_READ = tuple(
    f" <{expand(name)}> ".encode() for name in (*_ASKED, "org:member", "org:role", "org:organization")
)

# Who and what is looked for first among equals; schemes and kinds that are not named here stand between.
_FIRST = """
person state body group territory claim notion document work event act utterance judgement quantity
relation grouping citation non-response response
"""
_LAST = "membership discrepancy report hop reply-path passage"


def _order() -> dict[str, int]:
    first, last = _FIRST.split(), _LAST.split()
    between = [group for group in (*KINDS, *SCHEMES) if group not in {*first, *last}]
    return {group: at for at, group in enumerate((*first, *between, *last))}


ORDER = _order()


class Entry:
    """One thing: its group (a kind or a scheme), and by role the texts told of it with their languages."""

    def __init__(self, iri: str) -> None:
        """Start with nothing told."""
        self.iri = iri
        self.group, self.slug = path_of(iri)
        self.told: dict[str, list[tuple[str, str]]] = {}

    def texts(self, roles: Iterable[str]) -> list[str]:
        """List what is told in some roles, without repetition."""
        return list(dict.fromkeys(text for role in roles for text, _ in self.told.get(role, ())))

    @cached_property
    def label(self) -> str:
        """Name it as it is shown: in English where it can be, by its slug if it has no name."""
        named = [pair for role in NAMES for pair in self.told.get(role, ())]
        english = (text for text, language in named if language.partition("-")[0] in {"en", ""})
        return next(english, named[0][0] if named else self.slug)

    @cached_property
    def rank(self) -> tuple[int, int, str, str]:
        """Order it among equals: by group, shorter labels first."""
        return ORDER.get(self.group, len(ORDER)), len(self.label), self.label, self.iri


def path_of(iri: str) -> tuple[str, str]:
    """Split the IRI of a thing or a controlled value into its group and its slug."""
    group, _, slug = iri.removeprefix(ID).removeprefix(CONCEPT).partition("/")
    return group, slug


def concerned(changed: Iterable[bytes]) -> bool:
    """Say whether lines of N-Quads that come or go may change the answer to QUERY."""
    return any(
        any(name in line for name in _READ) or (_TYPE in line and line.startswith(_OURS)) for line in changed
    )


def read(lines: Iterable[str]) -> list[Entry]:
    """Read the answer to QUERY, which is CSV; what is looked for first stands first."""
    found: dict[str, Entry] = {}
    rows = csv.reader(lines)
    next(rows, None)
    for iri, role, value, language in _tidy(rows):
        entry = found.get(iri) or found.setdefault(iri, Entry(iri))
        pairs = entry.told.setdefault(intern(role), []) if role != "thing" else []
        if (value, language) not in pairs:
            pairs.append((value, intern(language)))
    for entry in found.values():
        for pairs in entry.told.values():
            pairs.sort()
    return sorted((entry for entry in found.values() if entry.slug), key=lambda entry: entry.rank)


def _tidy(rows: Iterable[list[str]]) -> Iterator[tuple[str, str, str, str]]:
    for *pieces, role, value, language in rows:
        iri = ",".join(pieces)  # the engine quotes no IRI, and one may have commas
        # Left out here and not by the query, to which that is a third of a second more.
        if not iri.startswith((ID, CONCEPT)) or "#" in iri:
            continue
        if role != "wikidata":
            yield iri, role, value[:_LONGEST], language
        elif value.startswith(WIKIDATA):
            yield iri, role, value.removeprefix(WIKIDATA), language
