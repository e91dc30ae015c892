"""Everything that is sent about the ontology, made when it is first asked for in a revision."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse, serialize

from graph import turtle, vocabulary
from graph.sources import ONTOLOGY_GRAPH
from graph.terms import GRAPH, PREFIXES, shorten
from service.desk import Desk
from service.engine.errors import MemoryLimit, TimeLimit, WorkerCrashed
from service.engine.question import Formats, Question
from service.ontology import examples, page

_TRIPLES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}"
_LONGEST = 5.0  # seconds that each question may take at the start


@dataclass(frozen=True)
class Publication:
    """The bytes of each format of RDF by its name, and what the page shows."""

    view: page.View
    bodies: Mapping[str, bytes]


async def publication(desk: Desk) -> Publication:
    """Ask the engine for ontology and examples, and write the files."""
    triples = [quad.triple for quad in parse(await _graph(desk, _TRIPLES, None), format=RdfFormat.N_TRIPLES)]
    read = vocabulary.read(triples)
    # Paths of replies are things that only a rule makes; no other rule is needed for an example.
    asserted = (*desk.snapshot.layers["asserted"], f"{GRAPH}rule/replies")
    chosen = examples.chosen(await _rows(desk, examples.COUNTED, asserted))
    things = sorted({thing for name, thing in chosen.items() if any(name == one.iri for one in read.classes)})
    snippets = examples.snippets(await _graph(desk, examples.query(things), asserted))
    usage = page.Usage(
        examples.grouped(await _rows(desk, examples.USED, asserted), "class", "property"),
        examples.grouped(await _rows(desk, examples.SCHEMES, None), "property", "scheme"),
    )
    view = page.View(
        read,
        usage,
        {name: (shorten(thing), snippets[thing]) for name, thing in chosen.items() if thing in snippets},
    )
    return Publication(view, _files(triples))


def _files(triples: list[Triple]) -> dict[str, bytes]:
    """Write the ontology in each format of RDF that has no named graphs."""
    lines = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    used = {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}".encode() in lines}
    return {
        "turtle": turtle.write(triples, {}).encode(),
        "ntriples": b"".join(sorted(lines.splitlines(keepends=True))),
        "rdfxml": serialize(triples, format=RdfFormat.RDF_XML, prefixes=used) or b"",
        "jsonld": serialize(triples, format=RdfFormat.JSON_LD, prefixes=used) or b"",
    }


async def _graph(desk: Desk, query: str, graphs: tuple[str, ...] | None) -> bytes:
    formats = Formats(graph="ntriples")
    return await _told(desk, desk.question(query, formats, default_graph=graphs))


async def _rows(desk: Desk, query: str, graphs: tuple[str, ...] | None) -> list[dict[str, Any]]:
    """Ask for rows; none where so many facts had to be looked through that it would hold up the page."""
    try:
        answer = json.loads(await _told(desk, desk.question(query, default_graph=graphs)))
    except (TimeLimit, MemoryLimit, WorkerCrashed):
        return []
    return list(answer["results"]["bindings"])


async def _told(desk: Desk, question: Question) -> bytes:
    seconds = min(desk.settings.timeout, _LONGEST)
    answer = await desk.pool.ask(question, timeout=seconds, lane="canned")
    return b"".join([chunk async for chunk in answer.chunks()])
