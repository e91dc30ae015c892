"""JSON-LD that reads well: a context made from the ontology, and statements compacted by it.

The context is made of samples, and need not fit every statement: what does not fit is written out in full.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from graph.terms import OWL, PREFIXES, RDF, RDFS, XSD, split
from service.described.asking import rows
from service.desk import Desk

_SAMPLE = 20  # values of a property
_IRI, _LANGUAGE = "@id", "@language"
_LABELS = (RDFS + "label", RDFS + "comment")
_INTEGER = re.compile(r"-?[1-9]\d{0,14}|0", re.ASCII)
Coercions = Mapping[str, str]  # property → @id, @language, or the datatype of its values
Json = str | int | bool | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class _Names:
    """The prefixes that may be used, and how IRIs are written with them."""

    namespaces: Mapping[str, str]

    def short(self, iri: str) -> str:
        parts = split(iri, self.namespaces)
        return iri if parts is None else ":".join(parts)


async def coercions(desk: Desk) -> dict[str, str]:
    """Say of each property that the ontology declares what its values are, by its kind or by samples."""
    declared = " ".join(f"<{OWL}{kind}Property>" for kind in ("Object", "Datatype", "Annotation"))
    asked = f"SELECT ?property ?kind WHERE {{ VALUES ?kind {{ {declared} }} ?property a ?kind }}"
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in await rows(desk, asked):
        if isinstance(row["property"], ox.NamedNode):
            kinds[row["property"].value].add(row["kind"].value.removeprefix(OWL))
    objects = [name for name, kind in kinds.items() if kind == {"ObjectProperty"}]
    others = sorted({*kinds.keys() - set(objects), *_LABELS})
    found = dict.fromkeys(objects, _IRI) | await _sampled(desk, others)
    return dict(sorted(found.items()))


async def _sampled(desk: Desk, properties: Iterable[str]) -> dict[str, str]:
    stretches = (
        f"{{ SELECT (<{name}> AS ?property) ?value WHERE {{ ?subject <{name}> ?value }} LIMIT {_SAMPLE} }}"
        for name in properties
    )
    sorts: dict[str, set[str]] = defaultdict(set)
    for row in await rows(desk, f"SELECT ?property ?value WHERE {{ {' UNION '.join(stretches)} }}"):
        sorts[row["property"].value].add(_sort(row["value"]))
    return {name: sort.pop() for name, sort in sorts.items() if len(sort) == 1}


def _sort(value: object) -> str:
    if isinstance(value, ox.Literal):
        return _LANGUAGE if value.language else value.datatype.value
    return _IRI


def context(coercions: Coercions, prefixes: Mapping[str, str] = PREFIXES) -> dict[str, Json]:
    """Write the context: prefixes, and what the values of each property are."""
    names = _Names({space: prefix for prefix, space in prefixes.items()})
    terms: dict[str, Json] = dict(sorted(prefixes.items()))
    for name, sort in coercions.items():
        if sort == _LANGUAGE:
            terms[names.short(name)] = {"@id": name, "@container": "@language"}
        elif sort != XSD + "string":
            terms[names.short(name)] = {"@id": name, "@type": sort if sort == _IRI else names.short(sort)}
    return {"id": "@id", "type": "@type", **terms}


def document(iri: str, triples: Iterable[ox.Triple], coercions: Coercions) -> bytes:
    """Write statements as JSON-LD that needs no other file: what is described first, context included."""
    triples = list(triples)
    written = "\n".join(map(str, triples))
    schemes = {scheme.lower() for scheme in re.findall(r"<([\w.+-]+):", written)}
    prefixes = {
        prefix: space
        for prefix, space in PREFIXES.items()
        if f"<{space}" in written and prefix not in schemes
    }
    names = _Names({space: prefix for prefix, space in prefixes.items()})
    used = {triple.predicate.value for triple in triples}
    kept = {name: sort for name, sort in coercions.items() if name in used}
    nodes: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for triple in sorted(triples, key=lambda one: _reading_order(one, iri)):
        node = nodes.setdefault(_reference(triple.subject, names), defaultdict(list))
        node[triple.predicate.value].append(triple.object)  # type: ignore[arg-type]
    graph: list[Json] = [_node(name, node, kept, names) for name, node in nodes.items()]
    body: Json = {"@context": context(kept, prefixes), "@graph": graph}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def _reading_order(triple: ox.Triple, iri: str) -> tuple[bool, str, int, str]:
    """Put what is described first, and of each subject its types and its label."""
    first = (RDF + "type", RDFS + "label")
    name = triple.predicate.value
    place = first.index(name) if name in first else len(first)
    return triple.subject != ox.NamedNode(iri), str(triple.subject), place, str(triple)


def _node(
    name: str,
    said: Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]],
    coercions: Coercions,
    names: _Names,
) -> Json:
    node: dict[str, Json] = {"id": name}
    for property_, values in said.items():
        sort = coercions.get(property_, XSD + "string")
        if property_ == RDF + "type" and all(isinstance(value, ox.NamedNode) for value in values):
            node["type"] = [_reference(value, names) for value in values]
        elif sort == _LANGUAGE:
            _tongues(node, property_, values, names)
        else:
            node[names.short(property_)] = _one_or_all([_value(value, sort, names) for value in values])
    return node


def _tongues(
    node: dict[str, Json],
    property_: str,
    values: Iterable[ox.NamedNode | ox.BlankNode | ox.Literal],
    names: _Names,
) -> None:
    """Gather texts by language; what has none stands under the whole IRI, which no context touches."""
    by_language: dict[str, list[Json]] = defaultdict(list)
    rest: list[Json] = []
    for value in values:
        if isinstance(value, ox.Literal) and value.language:
            by_language[value.language].append(value.value)
        else:
            rest.append(_value(value, "", names))
    if by_language:
        texts: dict[str, Json] = {tongue: _one_or_all(said) for tongue, said in by_language.items()}
        node[names.short(property_)] = texts
    if rest:
        node[property_] = rest


def _value(value: ox.NamedNode | ox.BlankNode | ox.Literal, sort: str, names: _Names) -> Json:
    """Write one value; one that is not what its property is held to is written out."""
    if not isinstance(value, ox.Literal):
        reference = _reference(value, names)
        return reference if sort == _IRI else {"@id": reference}
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == XSD + "integer" and sort in {datatype, XSD + "string"} and _INTEGER.fullmatch(value.value):
        return int(value.value)
    if datatype == sort:
        return value.value
    if datatype == XSD + "string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": names.short(datatype)}


def _reference(term: object, names: _Names) -> str:
    return names.short(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _one_or_all(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values


def whole(coercions: Coercions) -> bytes:
    """Write the whole context as a document of its own."""
    return json.dumps({"@context": context(coercions)}, ensure_ascii=False, indent=1).encode()
