"""The names of things and controlled values, by kind and scheme, read once per snapshot."""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graph.terms import CONCEPT, ID

# One row per name; a thing without a name still has its slug. What is a part of a thing (#selector) is none.
QUERY = f"""
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?name WHERE {{
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?thing), "{ID}") || STRSTARTS(STR(?thing), "{CONCEPT}"))
  FILTER(!CONTAINS(STR(?thing), "#"))
  OPTIONAL {{
    VALUES ?property {{ rdfs:label skos:prefLabel skos:altLabel }}
    ?thing ?property ?name .
  }}
}}
"""
_CLOSE = 5


@dataclass
class Thing:
    """One thing or controlled value, and all the names it goes by."""

    iri: str
    slug: str
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Names:
    """Everything that can be asked for by name: group (a kind or a scheme) → slug → thing."""

    groups: Mapping[str, Mapping[str, Thing]]

    def slugs(self, group: str) -> tuple[str, ...]:
        """List the slugs of a kind or a scheme in alphabetical order."""
        return tuple(sorted(self.groups.get(group, {})))

    def by_slug(self, groups: Iterable[str], slug: str) -> list[Thing]:
        """Find what has this slug in any of the groups."""
        return [self.groups[group][slug] for group in groups if slug in self.groups.get(group, {})]

    def by_name(self, groups: Iterable[str], name: str) -> list[Thing]:
        """Find what goes by exactly this name, case aside, in any of the groups."""
        wanted = _folded(name)
        every = (thing for group in groups for thing in self.groups.get(group, {}).values())
        return [thing for thing in every if wanted in thing.names]

    def anywhere(self, text: str) -> list[Thing]:
        """Find what has exactly this slug or name in any group."""
        return self.by_slug(self.groups, text) or self.by_name(self.groups, text)

    def near(self, groups: Iterable[str], text: str) -> list[str]:
        """List prefixed slugs whose slug or name is close to the text, the closest first."""
        wanted = _folded(text.rpartition(":")[2].rpartition("/")[2])
        known: dict[str, str] = {}
        for group in groups:
            for thing in self.groups.get(group, {}).values():
                for name in {thing.slug.replace("-", " "), *thing.names}:
                    known.setdefault(name, f"{group}:{thing.slug}")
        close = difflib.get_close_matches(wanted, known, n=_CLOSE, cutoff=0.6)
        words = wanted.split()
        holding = sorted((name for name in known if words and all(word in name for word in words)), key=len)
        return list(dict.fromkeys(known[name] for name in (*close, *holding)))[:_CLOSE]


def read(answer: bytes) -> Names:
    """Read the answer to QUERY, which is SPARQL JSON."""
    groups: dict[str, dict[str, Thing]] = {}
    for row in json.loads(answer)["results"]["bindings"]:
        iri = row["thing"]["value"]
        group, _, slug = iri.removeprefix(ID).removeprefix(CONCEPT).partition("/")
        if not slug:
            continue
        thing = groups.setdefault(group, {}).setdefault(slug, Thing(iri, slug))
        if "name" in row:
            thing.names.add(_folded(row["name"]["value"]))
    return Names(groups)


def _folded(name: str) -> str:
    return " ".join(name.replace("-", " ").casefold().split())
