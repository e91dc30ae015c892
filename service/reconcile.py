"""The Reconciliation Service API 0.2, which OpenRefine speaks: names of a spreadsheet matched to our IRIs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.entries import CODES, NAMES, TEXTS
from graph.terms import BASE, KINDS, ONTOLOGY, SCHEMES
from service import found
from service.parameters import bad
from service.problems import BadParameter
from service.search import Hit, Search, readable

Told = dict[str, Any]
GROUPS = (*KINDS, *SCHEMES)
_LIMIT, _MOST = 5, 50  # candidates
QUERIES, ROWS, COLUMNS = 50, 200, 20  # at once
_CONSIDERED = 20  # candidates whose properties are looked at
_AGREES = 0.9
_SHARE = 0.3  # of a score, that of the properties
_WIDTH, _HEIGHT = 430, 180


@dataclass(frozen=True)
class Property:
    """What can be told of a thing in a column: the roles its texts have in the index, and their language."""

    id: str
    name: str
    roles: Sequence[str]
    language: str | None = None
    exact: bool = False  # a code, of which nothing is near

    def values(self, hit: Hit) -> list[str]:
        """List the values that a thing has."""
        if not self.roles:
            return [hit.group if self.id == "kind" else hit.iri if self.id == "iri" else hit.label]
        pairs = [pair for role in self.roles for pair in hit.told.get(role, ())]
        wanted = (text for text, language in pairs if self.language in {None, language.partition("-")[0]})
        return list(dict.fromkeys(wanted))


PROPERTIES = {
    each.id: each
    for each in (
        Property("label", "name in English", ()),
        Property("name", "all names", NAMES),
        Property("name-ru", "names in Russian", NAMES, "ru"),
        Property("name-kk", "names in Kazakh", NAMES, "kk"),
        Property("kind", "kind", ()),
        Property("sort", "what sort of", ("sort",)),
        Property("state", "state it belongs to", ("state",)),
        Property("post", "posts held", ("post",)),
        Property("wikidata", "Wikidata item", ("wikidata",), exact=True),
        Property("iso2", "ISO 3166-1 alpha-2", ("iso2",), exact=True),
        Property("iso3", "ISO 3166-1 alpha-3", ("iso3",), exact=True),
        Property("cow", "Correlates of War, letters", ("cow",), exact=True),
        Property("cow-number", "Correlates of War, number", ("cowNumber",), exact=True),
        Property("text", "paraphrase or definition", TEXTS),
        Property("iri", "IRI", ()),
    )
}


@dataclass(frozen=True)
class Query:
    """One name to be matched: in some groups, by properties as well."""

    text: str
    groups: Sequence[str]
    limit: int
    properties: Mapping[str, list[str]] = field(default_factory=dict)


def manifest(base: str, version: str) -> Told:
    """Describe the service that lies at a base address."""

    def suggested(what: str) -> Told:
        return {"service_url": base, "service_path": f"/reconcile/suggest/{what}"}

    return {
        "versions": ["0.2"],
        "name": "Rejoinder",
        "identifierSpace": BASE,
        "schemaSpace": ONTOLOGY,
        "documentation": f"{base}/docs",
        "serviceVersion": version,
        "defaultTypes": [_type(kind) for kind in ("person", "body", "state", "claim")],
        "view": {"url": f"{base}/reconcile/preview?id={{{{id}}}}"},
        "preview": {
            "url": f"{base}/reconcile/preview?id={{{{id}}}}",
            "width": _WIDTH,
            "height": _HEIGHT,
        },
        "suggest": {what: suggested(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
    }


def batch(given: object) -> dict[str, Query]:
    """Read a batch of queries; BadParameter says which one cannot be read and why."""
    if not isinstance(given, dict) or not given:
        raise _bad("queries", "has to be an object of queries, each under a name of its own")
    if len(given) > QUERIES:
        raise _bad("queries", f"{len(given)} queries; send {QUERIES} at once at most")
    return {readable("queries", name): _query(f"queries.{name[:40]}", query) for name, query in given.items()}


def _query(name: str, given: object) -> Query:
    if not isinstance(given, dict) or not ("query" in given or given.get("properties")):
        raise _bad(name, "has to be an object with a query or with properties")
    types, limit, listed = given.get("type") or [], given.get("limit", _LIMIT), given.get("properties") or []
    groups = [types] if isinstance(types, str) else types
    if not isinstance(groups, list) or not all(group in GROUPS for group in groups):
        raise _bad(f"{name}.type", f"there are the types {', '.join(GROUPS)}")
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise _bad(f"{name}.limit", "has to be a whole number above 0")
    if not isinstance(listed, list) or len(listed) > COLUMNS or not all(map(_well_formed, listed)):
        raise _bad(f"{name}.properties", f"has to list {COLUMNS} objects at most, each with pid and v")
    known = {str(one["pid"]): _texts(one["v"]) for one in listed if one["pid"] in PROPERTIES}
    text = given.get("query", "")
    if not isinstance(text, str):
        raise _bad(f"{name}.query", "has to be a text")
    return Query(readable(f"{name}.query", text), groups, min(limit, _MOST), known)


def _well_formed(given: object) -> bool:
    return isinstance(given, dict) and isinstance(given.get("pid"), str) and "v" in given


def _texts(value: object) -> list[str]:
    """List the values of a property as texts; a thing that was matched before is given as an object."""
    values = value if isinstance(value, list) else [value]
    texts = [one.get("name") or one.get("id") if isinstance(one, dict) else one for one in values]
    if not all(isinstance(text, str | int | float | None) for text in texts):
        raise _bad("properties", "each v is a text, a number, a thing with an id, or several of them")
    return [readable("properties", str(text)) for text in texts[:QUERIES] if text not in (None, "")]


def candidates(search: Search, query: Query) -> list[Told]:
    """List whom or what a name may mean, the likeliest first; one is a match where it alone has the name."""
    # Whoever gives only a code means what has it.
    text = query.text or next((text for texts in query.properties.values() for text in texts), "")
    if not text:
        return []
    exact = search.named(text, query.groups)
    hits, _ = search.find(text, query.groups, limit=max(query.limit, _CONSIDERED))
    hits = list({hit.iri: hit for hit in [*exact, *hits]}.values())
    agreeing = [hit.iri for hit in exact if all(_agrees(hit, *pair) is not False for pair in _pairs(query))]
    scored = sorted(((_score(hit, text, query), hit) for hit in hits), key=lambda pair: -pair[0])
    return [
        {
            "id": hit.iri,
            "name": hit.label,
            "description": found.described(hit),
            "type": [_type(hit.group)],
            "score": score,
            "match": agreeing == [hit.iri],
        }
        for score, hit in scored[: query.limit]
    ]


def _pairs(query: Query) -> list[tuple[Property, list[str]]]:
    return [(PROPERTIES[name], texts) for name, texts in query.properties.items() if texts]


def _agrees(hit: Hit, property_: Property, texts: Iterable[str]) -> bool | None:
    """Say whether a thing has one of some values, None if nothing is known of it."""
    values = property_.values(hit)
    if not values:
        return None
    if property_.exact:
        return any(value.casefold() == text.strip().casefold() for value in values for text in texts)
    parts = {part.strip() for value in values for part in (value, *value.split(","))}
    return any(found.likeness(part, text) >= _AGREES for part in parts for text in texts)


def _score(hit: Hit, text: str, query: Query) -> float:
    like = max(found.likeness(name, text) for name in [*hit.texts((*NAMES, *CODES)), hit.slug])
    told = [agrees for pair in _pairs(query) if (agrees := _agrees(hit, *pair)) is not None]
    share = _SHARE if told else 0.0
    return round(100 * ((1 - share) * like + share * sum(told) / max(len(told), 1)), 2)


def suggested(
    search: Search, what: str, prefix: str, groups: Sequence[str] = (), start: int = 0
) -> list[Told]:
    """List things, of some groups or of any, types or properties for what was typed so far."""
    if what == "type":
        return [_type(group) for group in GROUPS if group.startswith(prefix.lower())]
    if what == "property":
        listed = PROPERTIES.values()
        return [
            {"id": each.id, "name": each.name}
            for each in listed
            if prefix.lower() in f"{each.id} {each.name}".lower()
        ]
    hits, _ = search.find(prefix, groups, limit=_CONSIDERED, offset=start)
    return [
        {
            "id": hit.iri,
            "name": hit.label,
            "description": found.described(hit),
            "notable": [_type(hit.group)],
        }
        for hit in hits
    ]


def proposed(group: str) -> Told:
    """List the properties with which things of a type can be extended."""
    return {"type": group, "properties": [{"id": each.id, "name": each.name} for each in PROPERTIES.values()]}


def extension(search: Search, given: object) -> Told:
    """Give values of some properties for some things; BadParameter if the question cannot be read."""
    ids, properties = _columns(given)
    known = {hit.iri: hit for hit in search.at_iris(ids)}
    rows = {
        iri: {
            each.id: [{"str": value} for value in each.values(known[iri])] if iri in known else []
            for each in properties
        }
        for iri in ids
    }
    return {"meta": [{"id": each.id, "name": each.name} for each in properties], "rows": rows}


def _columns(given: object) -> tuple[list[str], list[Property]]:
    ids = given.get("ids") if isinstance(given, dict) else None
    listed = given.get("properties") if isinstance(given, dict) else None
    if not isinstance(ids, list) or len(ids) > ROWS or not all(isinstance(iri, str) for iri in ids):
        raise _bad("extend.ids", f"has to list {ROWS} identifiers at most")
    for iri in ids:
        readable("extend.ids", iri)
    if not isinstance(listed, list) or len(listed) > COLUMNS or not all(isinstance(o, dict) for o in listed):
        raise _bad("extend.properties", f"has to list {COLUMNS} objects at most, each with an id")
    unknown = [str(one.get("id"))[:40] for one in listed if str(one.get("id")) not in PROPERTIES]
    if unknown:
        raise _bad("extend.properties", f"no {', '.join(unknown)}; there are {', '.join(PROPERTIES)}")
    return ids, [PROPERTIES[one["id"]] for one in listed]


def _type(group: str) -> Told:
    return {"id": group, "name": group.replace("-", " ")}


def _bad(name: str, why: str) -> BadParameter:
    return bad(name, None, f"{why}.")
