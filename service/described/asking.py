"""The statements with one IRI in them: as their subject all, as their object a stretch at a time."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from graph import jsonld
from graph.terms import ONTOLOGY, RDFS
from service import answers, negotiate
from service.answers import Asked
from service.controls import Controls
from service.desk import Desk
from service.problems import OutOfTime

LIMIT, FARTHEST = 1000, 10**7
_BYTES = 64 * 2**20  # of one answer: a description with many long texts
_COUNTING = 3.0  # seconds after which a page does without counts
_REPORTS = 200
_LABEL = f"{RDFS}label"
REPLACED = "http://purl.org/dc/terms/isReplacedBy"
Node = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Stretch:
    """Which of the statements that lead to a thing: so many from an offset, by one property or by any."""

    limit: int = LIMIT
    offset: int = 0
    by: str | None = None


@dataclass(frozen=True)
class Description:
    """What is said of a thing and of its parts, a stretch of what leads to it, labels of all that is named.

    A statement that stands in several graphs is there once for each. more says whether others lead to it.
    """

    iri: str
    stretch: Stretch
    own: tuple[ox.Quad, ...]
    incoming: tuple[ox.Quad, ...]
    labels: tuple[ox.Quad, ...]
    more: bool

    @property
    def quads(self) -> list[ox.Quad]:
        """List every statement once for each graph it stands in, in an order that stays."""
        return sorted({*self.own, *self.incoming, *self.labels}, key=str)


def sparql(iri: str, stretch: Stretch) -> str:
    """Write the query that gives the description but for the labels, to be read and copied."""
    filtered = f"\n    FILTER(?link = <{stretch.by}>)" if stretch.by else ""
    return f"""CONSTRUCT {{
  <{iri}> ?property ?value .
  ?subject ?link <{iri}> .
}}
WHERE {{
  {{
    <{iri}> ?property ?value .
  }} UNION {{
    ?subject ?link <{iri}> .{filtered}
  }}
}}
"""


async def describe(desk: Desk, iri: str, stretch: Stretch) -> Description:
    """Ask what is said of an IRI; nothing, if the graph does not know it."""
    own = await _own(desk, iri)
    incoming = await _incoming(desk, iri, stretch)
    more = False
    if len({(quad.subject, quad.predicate) for quad in incoming}) >= stretch.limit:
        beyond = f"{_leading(iri, stretch)} OFFSET {stretch.offset + stretch.limit} LIMIT 1"
        more = bool(await rows(desk, beyond))
    labels = await labelled(desk, [*own, *incoming])
    return Description(iri, stretch, own, incoming, labels, more)


async def known(desk: Desk, iri: str) -> bool:
    """Say whether the graph says anything of an IRI, or by it."""
    if desk.names.search.at_iris([iri]):
        return True
    asked = f"SELECT ?a WHERE {{ {{ <{iri}> ?a ?b }} UNION {{ ?a ?b <{iri}> }} }} LIMIT 1"
    return bool(await rows(desk, asked))


async def replacements(desk: Desk) -> dict[str, str]:
    """Find what was renamed: the IRI that replaces each, where there is one only."""
    found: dict[str, set[str]] = {}
    for row in await rows(desk, f"SELECT ?old ?new WHERE {{ ?old <{REPLACED}> ?new }}"):
        old, new = row["old"], row["new"]
        if isinstance(old, ox.NamedNode) and isinstance(new, ox.NamedNode) and old != new:
            found.setdefault(old.value, set()).add(new.value)
    return {old: new.pop() for old, new in found.items() if len(new) == 1}


async def reports(desk: Desk, iri: str) -> tuple[ox.Quad, ...]:
    """Ask for the reports of a fact, with their passages and hops and all that is said of these."""
    told = await rows(
        desk,
        f"""SELECT ?subject ?property ?value WHERE {{
  {{ SELECT DISTINCT ?report WHERE {{ ?report <{ONTOLOGY}reports> <{iri}> }} LIMIT {_REPORTS} }}
  ?report (<{ONTOLOGY}evidence>|<{ONTOLOGY}hop>)? ?subject .
  ?subject ?property ?value .
}}""",
    )
    return _quads((row["subject"], row["property"], row["value"], None) for row in told)


async def counts(desk: Desk, iri: str, stretch: Stretch) -> dict[str, int] | None:
    """Count by property what leads to a thing; None where that takes too long."""
    asked = f"""SELECT ?property (COUNT(DISTINCT ?subject) AS ?count) WHERE {{
  {_bound(stretch)} ?subject ?property <{iri}> .
}} GROUP BY ?property"""
    try:
        found = await rows(desk, asked, _COUNTING)
    except OutOfTime:
        return None
    return {row["property"].value: int(row["count"].value) for row in found}


async def labelled(desk: Desk, quads: Iterable[ox.Quad]) -> tuple[ox.Quad, ...]:
    """Ask for the labels of all that some statements name."""
    terms = {term for quad in quads for term in (quad.subject, quad.predicate, quad.object)}
    named = sorted({str(term) for term in terms if isinstance(term, ox.NamedNode)})
    if not named:
        return ()
    asked = f"""SELECT ?subject ?value ?graph WHERE {{
  VALUES ?subject {{ {" ".join(named)} }}
  ?subject <{_LABEL}> ?value .
  OPTIONAL {{ GRAPH ?graph {{ ?subject <{_LABEL}> ?value }} }}
}}"""
    label = ox.NamedNode(_LABEL)
    return _quads((row["subject"], label, row["value"], row["graph"]) for row in await rows(desk, asked))


async def coercions(desk: Desk) -> dict[str, str]:
    """Ask of each property that the ontology declares what its values are, for JSON-LD."""
    declared = await rows(desk, jsonld.DECLARED)
    return jsonld.coercions(declared, await rows(desk, jsonld.sampling(declared)))


async def rows(desk: Desk, query: str, seconds: float | None = None) -> list[ox.QuerySolution]:
    """Ask the engine for rows of terms; a Problem if it cannot answer."""
    choice = negotiate.choose("solutions", None)
    limit = desk.settings.timeout
    asked = Asked(
        query=query,
        controls=Controls(limit if seconds is None else min(seconds, limit)),
        choices={"solutions": choice, "boolean": None, "graph": None},
        lane="canned",
    )
    told = await answers.whole(asked, await answers.ask(desk, asked), _BYTES)
    return list(ox.parse_query_results(told, ox.QueryResultsFormat.JSON))  # type: ignore[arg-type]


async def _own(desk: Desk, iri: str) -> tuple[ox.Quad, ...]:
    """Ask what is said of a thing, and of its parts: the IRIs that are its own with a fragment."""
    asked = f"""SELECT ?subject ?property ?value ?graph WHERE {{
  {{ VALUES ?subject {{ <{iri}> }} ?subject ?property ?value . }}
  UNION {{
    <{iri}> ?holds ?subject . FILTER(STRSTARTS(STR(?subject), "{iri}#")) ?subject ?property ?value .
  }}
  OPTIONAL {{ GRAPH ?graph {{ ?subject ?property ?value }} }}
}}"""
    found = await rows(desk, asked)
    return _quads((row["subject"], row["property"], row["value"], row["graph"]) for row in found)


async def _incoming(desk: Desk, iri: str, stretch: Stretch) -> tuple[ox.Quad, ...]:
    """Ask for a stretch of what leads to a thing.

    It comes in the order in which the store holds it, which stays, as the revision does: to sort thousands
    of IRIs would take the engine a hundred times as long.
    """
    asked = f"""SELECT ?subject ?property ?graph WHERE {{
  {{ {_leading(iri, stretch)} OFFSET {stretch.offset} LIMIT {stretch.limit} }}
  OPTIONAL {{ GRAPH ?graph {{ ?subject ?property <{iri}> }} }}
}}"""
    there = ox.NamedNode(iri)
    found = await rows(desk, asked)
    return _quads((row["subject"], row["property"], there, row["graph"]) for row in found)


def _leading(iri: str, stretch: Stretch) -> str:
    return f"SELECT DISTINCT ?subject ?property WHERE {{ {_bound(stretch)} ?subject ?property <{iri}> }}"


def _bound(stretch: Stretch) -> str:
    return f"VALUES ?property {{ <{stretch.by}> }}" if stretch.by else ""


def _quads(found: Iterable[tuple[Node | None, ...]]) -> tuple[ox.Quad, ...]:
    made = {ox.Quad(s, p, o, g or ox.DefaultGraph()) for s, p, o, g in found}  # type: ignore[arg-type]
    return tuple(sorted(made, key=str))
