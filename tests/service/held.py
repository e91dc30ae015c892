"""A graph of two invented documents, with what rests on their passages, for copies to be held against."""

from pathlib import Path
from typing import Any

import httpx
from pyoxigraph import NamedNode, Quad

from graph import snapshots
from graph.passages import sha256
from graph.sources import parse_turtle
from graph.terms import PREFIXES
from tests.graph.copied_texts import Document, invented
from tests.service.small import ASSERTED, GRAPH

A, B = invented("a", 11), invented("b", 12)
LAYERS = {"asserted": (ASSERTED,), "curated": (ASSERTED,), "inferred": (ASSERTED, GRAPH)}
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
NONCE = "heronquill"
_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())


def publish(place: Path) -> str:
    """Publish an act on each passage, a claim on every third act, and one act that both documents tell."""
    turtle = _HEAD + _document("a", A) + _document("b", B)
    one, other = A.sought[0].name, B.sought[0].name
    turtle += (
        f"report:both a rj:Report ; rj:reports act:both ; rj:evidence passage:{one} , passage:{other} .\n"
    )
    turtle += 'act:both a rj:SpeechAct ; rdfs:label "Both tell it"@en , "Оба говорят"@ru .\n'
    note = next(p.name for p in A.sought if p.fingerprint.letters < 32)
    turtle += f"citation:note a rj:Citation ; rj:citedIn passage:{note} .\n"
    turtle += (
        'discrepancy:d a rj:Discrepancy ; rdfs:label "They differ"@en ; rj:side report:a-3 , report:b-3 .\n'
    )
    quads = [
        Quad(t.subject, t.predicate, t.object, NamedNode(ASSERTED)) for t in parse_turtle(turtle).triples
    ]
    return snapshots.publish(place, quads, LAYERS).revision


def _document(slug: str, document: Document) -> str:
    turtle = (
        f'document:{slug} a rj:Document ; rdfs:label "Tale {slug}"@en ; dcterms:title "Tale <{slug}>"@en ;'
        f' rj:length {len(document.text)} ; rj:sha256 "{sha256(document.text)}" .\n'
    )
    for number, one in enumerate(document.sought):
        turtle += (
            f"passage:{one.name} a rj:Passage ; rj:document document:{slug} ; rj:start {one.start} ;"
            f' rj:end {one.end} ; rj:sha256 "{one.sha256}" ; rj:fingerprint "{one.fingerprint}" .\n'
            f"report:{slug}-{number} a rj:Report ; rj:reports act:{one.name} ;"
            f" rj:evidence passage:{one.name} .\n"
            f'act:{one.name} a rj:SpeechAct ; rdfs:label "Act <{number}> of {slug}"@en .\n'
        )
        if number % 3 == 0:
            turtle += f"act:{one.name} rj:affirms claim:{slug}-{number % 2} .\n"
            turtle += f'claim:{slug}-{number % 2} a rj:Claim ; rdfs:label "Claim {slug}-{number % 2}"@en .\n'
    return turtle


def forged(document: Document, number: int) -> str:
    """Write another word into a passage."""
    at = document.sought[number].start + 3
    return document.text[:at] + f" {NONCE} " + document.text[at:]


def over(document: Document, number: int) -> set[str]:
    """Name the passages that are lost with it."""
    at = document.sought[number].start + 3
    return {one.name for one in document.sought if one.start < at < one.end}


def send(verifier: httpx.Client, text: str | bytes, **more: Any) -> httpx.Response:
    """Send a copy as the body."""
    body = text.encode() if isinstance(text, str) else text
    return verifier.post("/verify", content=body, headers=PLAIN | more.pop("headers", {}), **more)


def told(verifier: httpx.Client, text: str, **more: Any) -> Any:
    """Give what is told of a copy."""
    answer = send(verifier, text, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()
