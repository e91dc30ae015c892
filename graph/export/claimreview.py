"""Claims and who judges them as schema.org JSON-LD, for fact-checkers: a thing a line.

A Claim is what is claimed; each time that somebody affirms it is one of its appearances. What an analyst or
the author of a document holds of such a statement, an evaluation, is a ClaimReview. None has a rating: nobody
gives one, and the graph takes no side. Dates stand where the day is known.
"""

import json
from collections.abc import Iterator
from typing import IO, cast

from pyoxigraph import Literal, NamedNode

from graph.export.selection import Term, kind
from graph.export.source import Source, Statements
from graph.terms import BASE, CONCEPT, ONTOLOGY, SKOS

Json = str | list["Json"] | dict[str, "Json"]
_CONTEXT = "https://schema.org"
_TYPES = {
    "person": "Person",
    "body": "Organization",
    "group": "Organization",
    "state": "Country",
    "territory": "Place",
    "document": "CreativeWork",
}
_EVALUATION = NamedNode(f"{CONCEPT}judgement-kind/evaluation")
_DAY = 10  # characters of a date that is one day


def write(source: Source, out: IO[bytes]) -> None:
    """Write the claims that somebody affirms, then the evaluations of such statements."""
    out.write(f'{{"@context": "{_CONTEXT}",\n"@graph": ['.encode())
    mark = "\n"
    for node in _nodes(source):
        out.write((mark + json.dumps(node, ensure_ascii=False)).encode())
        mark = ",\n"
    out.write(b"\n]}\n")


def _nodes(source: Source) -> Iterator[Json]:
    source.progress.begin("claims")
    for claim in source.members(ONTOLOGY + "Claim"):
        if voiced := source.into(ONTOLOGY + "affirms", claim):
            yield _claim(source, claim, voiced)
    source.progress.begin("reviews")
    for judgement in source.members(ONTOLOGY + "Judgement"):
        said = source.of(judgement)
        if _EVALUATION in said.get(ONTOLOGY + "judgementKind", []):
            yield from _reviews(source, judgement, said)


def _claim(source: Source, claim: NamedNode, voiced: list[NamedNode]) -> Json:
    said = source.of(claim)
    about = [*said.get(ONTOLOGY + "claimAbout", []), *said.get(ONTOLOGY + "aboutTerritory", [])]
    appearances = [_appearance(source, act) for act in voiced]
    node: dict[str, Json] = {
        "@type": "Claim",
        "@id": claim.value,
        "name": source.name(claim),
        "claimInterpreter": {"@type": "Organization", "name": "Rejoinder", "url": BASE},
        "appearance": list(appearances),
    }
    if about:
        node["about"] = [_thing(source, thing) for thing in about]
    dated = [one for one in appearances if "dateCreated" in one]
    if len(dated) == len(appearances):  # else another may have been first
        first = min(dated, key=lambda one: (str(one["dateCreated"]), str(one["@id"])))
        node["firstAppearance"] = {"@id": first["@id"]}
    return node


def _appearance(source: Source, act: NamedNode) -> dict[str, Json]:
    said = source.of(act)
    node: dict[str, Json] = {"@type": "CreativeWork", "@id": act.value, "name": source.name(act)}
    if words := _text(said, "paraphrase"):
        node["abstract"] = words
    if standing := said.get(ONTOLOGY + "standing"):
        node["description"] = f"How firmly it is reported: {source.name(cast('NamedNode', standing[0]))}."
    if speakers := said.get(ONTOLOGY + "speaker"):
        node["author"] = [_thing(source, speaker) for speaker in speakers]
    if len(day := _text(said, "date")) == _DAY and not set(day) & set("X~?%/"):
        node["dateCreated"] = day
    if documents := said.get(ONTOLOGY + "reportedIn"):
        node["subjectOf"] = [_thing(source, document) for document in documents]
    return node


def _reviews(source: Source, judgement: NamedNode, said: Statements) -> Iterator[Json]:
    for act in said.get(ONTOLOGY + "judgementAbout", []):
        claims = source.of(act).get(ONTOLOGY + "affirms", []) if isinstance(act, NamedNode) else []
        for claim in claims:
            if isinstance(claim, NamedNode):
                yield _review(source, judgement, said, act, claim)


def _review(source: Source, judgement: NamedNode, said: Statements, act: Term, claim: NamedNode) -> Json:
    node: dict[str, Json] = {
        "@type": "ClaimReview",
        "@id": judgement.value,
        "name": source.name(judgement),
        "claimReviewed": source.name(claim),
        "itemReviewed": {"@type": "Claim", "@id": claim.value, "appearance": {"@id": str(act)[1:-1]}},
        "author": [_thing(source, judge) for judge in said.get(ONTOLOGY + "judge", [])],
        "reviewAspect": "what the author of the document holds of the statement; no rating is given",
    }
    if words := _text(said, "paraphrase"):
        node["reviewBody"] = words
    if documents := said.get(ONTOLOGY + "reportedIn"):
        node["isPartOf"] = [_thing(source, document) for document in documents]
    return node


def _thing(source: Source, thing: Term) -> dict[str, Json]:
    """Name a person, body, state, territory or document, with its item of Wikidata where that is certain."""
    node: dict[str, Json] = {"@type": _TYPES.get(kind(thing), "Thing")}
    if isinstance(thing, NamedNode):
        node |= {"@id": thing.value, "name": source.name(thing)}
        if same := source.of(thing).get(SKOS + "exactMatch"):
            node["sameAs"] = [other.value for other in same if isinstance(other, NamedNode)]
    return node


def _text(said: Statements, name: str) -> str:
    """Give the first text of a property, or nothing."""
    texts = (value.value for value in said.get(ONTOLOGY + name, []) if isinstance(value, Literal))
    return next(texts, "")
