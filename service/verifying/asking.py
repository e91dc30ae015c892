"""What the graph is asked for a comparison, in plain SPARQL 1.1: passages, and what rests on them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pyoxigraph import NamedNode

from graph.terms import ID, ONTOLOGY, RDFS, shorten
from service import answers, negotiate
from service.answers import Asked
from service.controls import Controls
from service.desk import Desk
from service.rows import Cell, rows

_DOCUMENT, _PASSAGE = f"{ID}document/", f"{ID}passage/"
PASSAGES = f"""
PREFIX rj: <{ONTOLOGY}>
SELECT DISTINCT ?passage ?document ?start ?end ?sha256 ?fingerprint WHERE {{
  ?passage rj:fingerprint ?fingerprint .
  ?passage rj:document ?document .
  ?passage rj:start ?start .
  ?passage rj:end ?end .
  ?passage rj:sha256 ?sha256 .
}}
"""
# How a thing leads to the passages that it rests on.
_WAYS = (
    "^rj:reports/rj:evidence",
    "^(rj:affirms|rj:denies|rj:questions)/^rj:reports/rj:evidence",
    "rj:citedIn",
    "rj:side/rj:evidence",
    "rj:side/rj:citedIn",
)
# All passages of everything that has one in the documents that were named.
_RESTING = """
PREFIX rdfs: <{rdfs}>
PREFIX rj: <{rj}>
SELECT DISTINCT ?thing ?label ?passage WHERE {{
  {{
    SELECT DISTINCT ?thing WHERE {{
      VALUES ?document {{ {documents} }}
      ?near rj:document ?document .
      ?near rj:fingerprint ?fingerprint .
      ?thing {way} ?near .
    }}
  }}
  ?thing {way} ?passage .
  OPTIONAL {{ ?thing rdfs:label ?label FILTER(LANG(?label) = "en") }}
}}
"""


@dataclass
class Resting:
    """A thing of the graph: its name, kind and label, and the passages (slugs) that it rests on."""

    iri: str
    kind: str
    label: str
    passages: set[str]


async def passages(desk: Desk) -> list[list[Any]]:
    """List the passages to look for: slug, slug of the document, start, end, SHA-256, fingerprint."""
    return sorted(
        [
            str(row["passage"]).removeprefix(_PASSAGE),
            str(row["document"]).removeprefix(_DOCUMENT),
            *(row[name] for name in ("start", "end", "sha256", "fingerprint")),
        ]
        for row in await _rows(desk, PASSAGES)
        if isinstance(row["start"], int) and isinstance(row["end"], int)
    )


async def resting(desk: Desk, documents: Sequence[str]) -> list[Resting]:
    """List what rests on passages of some documents, by kind and label, with all the passages of each."""
    found: dict[str, Resting] = {}
    held = defaultdict[str, set[str]](set)
    for query in queries(documents) if documents else ():
        for row in await _rows(desk, query):
            iri = str(row["thing"])
            found.setdefault(iri, Resting(iri, _kind(iri), _label(row), held[iri]))
            held[iri].add(str(row["passage"]).removeprefix(_PASSAGE))
    return sorted(found.values(), key=lambda thing: (thing.kind, thing.label, thing.iri))


def queries(documents: Sequence[str]) -> list[str]:
    """Write what is asked for the things that rest on some documents, one query for each way to passages."""
    named = " ".join(str(NamedNode(_DOCUMENT + slug)) for slug in documents)
    return [_RESTING.format(rdfs=RDFS, rj=ONTOLOGY, documents=named, way=way) for way in _WAYS]


async def _rows(desk: Desk, query: str) -> list[dict[str, Cell]]:
    choice = negotiate.choose("solutions", None, "sparql-json")
    choices = {"solutions": choice, "boolean": None, "graph": None}
    asked = Asked(query, Controls(desk.settings.timeout), cast("Mapping[Any, Any]", choices), lane="canned")
    answer = await answers.ask(desk, asked)
    return rows(await answers.whole(asked, answer, desk.settings.answer_bytes))


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else "thing"


def _label(row: Mapping[str, Cell]) -> str:
    return str(row["label"]) if row["label"] is not None else shorten(str(row["thing"]))
