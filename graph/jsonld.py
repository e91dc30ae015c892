"""JSON-LD that reads well: a context made from the ontology, and statements compacted by it.

The context is made of samples, and need not fit every statement: what does not fit is written out in full.
"""

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import pyoxigraph as ox

from graph.terms import OWL, PREFIXES, RDF, RDFS, XSD, split

_SAMPLE = 20  # values of a property
_IRI, _LANGUAGE = "@id", "@language"
_LABELS = (RDFS + "label", RDFS + "comment")
_INTEGER = re.compile(r"-?[1-9]\d{0,14}|0", re.ASCII)
_SCHEME = re.compile(r"<([A-Za-z][\w.+-]*):", re.ASCII)
_FIRST = (RDF + "type", RDFS + "label")
_Term = ox.NamedNode | ox.BlankNode | ox.Literal
Rows = Sequence[ox.QuerySolution]
Coercions = Mapping[str, str]  # property → @id, @language, or the datatype of its values
Json = str | int | bool | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class _Names:
    """The prefixes that may be used, and how IRIs are written with them."""

    namespaces: Mapping[str, str]

    def short(self, iri: str) -> str:
        parts = split(iri, self.namespaces)
        return iri if parts is None else ":".join(parts)


_PROPERTIES = " ".join(f"<{OWL}{kind}Property>" for kind in ("Object", "Datatype", "Annotation"))
# The question whose answer `sampling` and `coercions` read: which properties the ontology declares.
DECLARED = f"SELECT ?property ?kind WHERE {{ VALUES ?kind {{ {_PROPERTIES} }} ?property a ?kind }}"


def sampling(declared: Rows) -> str:
    """Write the question that takes samples of the values of each property that may have literals."""
    kinds = _kinds(declared)
    stretches = (
        f"{{ SELECT (<{name}> AS ?property) ?value WHERE {{ ?subject <{name}> ?value }} LIMIT {_SAMPLE} }}"
        for name in sorted({*kinds.keys() - _objects(kinds), *_LABELS})
    )
    return f"SELECT ?property ?value WHERE {{ {' UNION '.join(stretches)} }}"


def coercions(declared: Rows, samples: Rows) -> dict[str, str]:
    """Say of each property that the ontology declares what its values are, by its kind or by samples."""
    sorts: dict[str, set[str]] = defaultdict(set)
    for row in samples:
        sorts[row["property"].value].add(_sort(row["value"]))
    sampled = {name: sort.pop() for name, sort in sorts.items() if len(sort) == 1}
    return dict(sorted((dict.fromkeys(_objects(_kinds(declared)), _IRI) | sampled).items()))


def _kinds(declared: Rows) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in declared:
        if isinstance(row["property"], ox.NamedNode):
            kinds[row["property"].value].add(row["kind"].value.removeprefix(OWL))
    return kinds


def _objects(kinds: Mapping[str, set[str]]) -> set[str]:
    return {name for name, kind in kinds.items() if kind == {"ObjectProperty"}}


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
    prefixes = {prefix: space for prefix, space in _safe(schemes(written)).items() if f"<{space}" in written}
    names = _Names({space: prefix for prefix, space in prefixes.items()})
    used = {triple.predicate.value for triple in triples}
    kept = {name: sort for name, sort in coercions.items() if name in used}
    triples.sort(key=lambda one: (one.subject != ox.NamedNode(iri), str(one.subject), *_reading_order(one)))
    graph: list[Json] = [_node(about, kept, names) for about in _subjects(triples)]
    body: Json = {"@context": context(kept, prefixes), "@graph": graph}
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def stream(
    triples: Iterable[ox.Triple], coercions: Coercions, taken: Set[str], out: Callable[[bytes], object]
) -> None:
    """Write many statements, subject by subject as they come, as JSON-LD with the whole context.

    taken are the schemes of all their IRIs, which no prefix may be named like.
    """
    prefixes = _safe(taken)
    names = _Names({space: prefix for prefix, space in prefixes.items()})
    head = json.dumps(context(coercions, prefixes), ensure_ascii=False, indent=1)
    out(f'{{"@context": {head},\n"@graph": ['.encode())
    mark = "\n"
    for about in _subjects(triples):
        about.sort(key=_reading_order)
        out((mark + json.dumps(_node(about, coercions, names), ensure_ascii=False)).encode())
        mark = ",\n"
    out(b"\n]}\n")


def schemes(written: str) -> set[str]:
    """Find the schemes of the IRIs in lines of N-Triples or N-Quads."""
    return {scheme.lower() for scheme in _SCHEME.findall(written)}


def _safe(taken: Set[str]) -> dict[str, str]:
    return {prefix: space for prefix, space in PREFIXES.items() if prefix not in taken}


def _subjects(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    return (list(about) for _, about in itertools.groupby(triples, lambda triple: triple.subject))


def _reading_order(triple: ox.Triple) -> tuple[int, str]:
    """Put of what is said of a thing its types and its label first."""
    name = triple.predicate.value
    return _FIRST.index(name) if name in _FIRST else len(_FIRST), str(triple)


def _node(about: Iterable[ox.Triple], coercions: Coercions, names: _Names) -> Json:
    """Write what is said of one thing, in the order of the statements."""
    said: dict[str, list[_Term]] = defaultdict(list)
    for triple in about:
        said[triple.predicate.value].append(triple.object)  # type: ignore[arg-type]
        subject = triple.subject
    node: dict[str, Json] = {"id": _reference(subject, names)}
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
    values: Iterable[_Term],
    names: _Names,
) -> None:
    """Gather texts by language; what has none stands under the whole IRI, which no context touches."""
    by_language: dict[str, list[Json]] = defaultdict(list)
    rest: list[Json] = []
    for value in values:
        if isinstance(value, ox.Literal) and value.language and not value.direction:
            by_language[value.language].append(value.value)
        else:
            rest.append(_value(value, "", names))
    if by_language:
        texts: dict[str, Json] = {tongue: _one_or_all(said) for tongue, said in by_language.items()}
        node[names.short(property_)] = texts
    if rest:
        node[property_] = rest


def _value(value: _Term, sort: str, names: _Names) -> Json:
    """Write one value; one that is not what its property is held to is written out."""
    if not isinstance(value, ox.Literal):
        reference = _reference(value, names)
        return reference if sort == _IRI else {"@id": reference}
    if value.language:
        said: dict[str, Json] = {"@value": value.value, "@language": value.language}
        return said | {"@direction": str(value.direction)} if value.direction else said
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
