"""Passages and the documents they stand in, as the graph describes them: where, not what they say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph

from graph.terms import ID, ONTOLOGY
from service import answers, calls, negotiate, rows
from service.controls import Controls
from service.desk import Desk
from service.rows import Cell
from service.texts import Stated

_PASSAGES = f"""
PREFIX rj: <{ONTOLOGY}>
SELECT ?passage ?document ?start ?end ?sha256 ?note WHERE {{
  VALUES %s
  ?passage rj:document ?document ; rj:start ?start ; rj:end ?end ; rj:sha256 ?sha256 .
  OPTIONAL {{ ?citation rj:citedIn ?passage ; rj:noteNumber ?note }}
}}
"""
_PROPERTIES = {
    "dcterms:title": "title",
    "rj:author": "author",
    "dcterms:publisher": "publisher",
    "rj:publishedBy": "publisher",
    "dcterms:issued": "issued",
    "dcterms:identifier": "identifier",
    "dcterms:language": "language",
    "rj:documentKind": "kind",
    "rj:length": "length",
    "rj:sha256": "sha256",
    "skos:editorialNote": "remark",
}
_SOURCES = f"""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rj: <{ONTOLOGY}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?document ?role ?value ?label WHERE {{
  VALUES ?document {{ %s }}
  VALUES (?property ?role) {{ {" ".join(f'({name} "{role}")' for name, role in _PROPERTIES.items())} }}
  ?document a rj:Document ; ?property ?value .
  OPTIONAL {{ ?value rdfs:label ?label }}
}}
"""
_FACTS = "facts_of_passage"
_STANDING = {"asserts": "asserted", "hedges": "hedged", "doubts": "doubted", "rejects": "rejected"}


@dataclass(frozen=True, order=True)
class Passage:
    """A stretch of a document: code points from start up to end, its hash, the notes that cite there."""

    document: str
    start: int
    end: int
    slug: str
    sha256: str
    notes: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Name its place on the page of its document."""
        return f"p-{self.start}-{self.end}"

    @property
    def path(self) -> str:
        """Write the path at which it stands in its document."""
        return f"/documents/{self.document}/text?at={self.start}#{self.anchor}"


@dataclass(frozen=True)
class Source:
    """A document as its bibliography in the graph describes it, by role; in each role names, sorted."""

    slug: str
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Give its title, or its slug where none is stated."""
        return self._one("title") or self.slug

    def names(self, role: str) -> tuple[str, ...]:
        """List what is told of it in a role."""
        return self.told.get(role, ())

    @property
    def links(self) -> list[tuple[str, str]]:
        """List its identifiers with the addresses they lead to; none for one that is no DOI."""
        found = self.names("identifier")
        return [(name, f"https://doi.org/{name[4:]}" if name.startswith("doi:10.") else "") for name in found]

    @property
    def stated(self) -> Stated:
        """Say which text the graph means."""
        length = self._one("length") or ""
        whole = length.isascii() and length.isdigit() and len(length) < 12
        return Stated(self.slug, int(length) if whole else None, self._one("sha256"))

    def percent(self, start: int) -> int | None:
        """Say how far into the text an offset is, in percent; None where its length is not known."""
        length = self.stated.length
        return round(100 * start / length) if length and start <= length else None

    def _one(self, role: str) -> str | None:
        found = self.names(role)
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Fact:
    """A fact as the reports of one passage tell it."""

    iri: str
    kind: str
    label: str
    standing: str
    stances: tuple[str, ...]
    modes: tuple[str, ...]
    cues: tuple[str, ...]

    @property
    def elsewhere(self) -> str:
        """Give its standing over all reports, where those of this passage alone would not make it."""
        return "" if self.standing in map(_STANDING.get, self.stances) else self.standing

    @property
    def path(self) -> str:
        """Write the path that tells of it; nothing for a thing of others."""
        return f"/id/{self.iri.removeprefix(ID)}" if self.iri.startswith(ID) else ""


@dataclass(frozen=True)
class Contents:
    """What the graph holds of a document: passages in the order of its text, facts by passage."""

    source: Source
    passages: Sequence[Passage]
    facts: Mapping[str, Sequence[Fact]]


async def passages(desk: Desk, slugs: Sequence[str]) -> list[Passage]:
    """Find passages by their slugs, in this order; those that the graph does not hold are left out."""
    named = " ".join(filter(None, (_node(f"{ID}passage/{slug}") for slug in dict.fromkeys(slugs))))
    if not named:
        return []
    found = {
        passage.slug: passage for passage in _read(await _asked(desk, _PASSAGES % f"?passage {{ {named} }}"))
    }
    return [found[slug] for slug in slugs if slug in found]


async def passages_of(desk: Desk, document: str) -> list[Passage]:
    """List the passages of a document in the order of its text, the wider ones first."""
    within = f"?document {{ {_node(f'{ID}document/{document}')} }}"
    found = _read(await _asked(desk, _PASSAGES % within))
    return sorted(found, key=lambda passage: (passage.start, -passage.end, passage.slug))


async def sources(desk: Desk, documents: Iterable[str]) -> dict[str, Source]:
    """Describe documents, by slug; one of which the graph tells nothing has no more than that."""
    told: dict[str, dict[str, set[str]]] = {slug: defaultdict(set) for slug in documents}
    if told:
        named = " ".join(_node(f"{ID}document/{slug}") for slug in told)
        for row in await _asked(desk, _SOURCES % named):
            slug = str(row["document"]).removeprefix(f"{ID}document/")
            told[slug][str(row["role"])].add(str(row["label"] or row["value"]))
    return {
        slug: Source(slug, {role: tuple(sorted(names)) for role, names in roles.items()})
        for slug, roles in told.items()
    }


async def told_in(desk: Desk, document: str) -> Contents:
    """Gather what a revision holds of a document, its text aside; asks the engine three times."""
    described = await sources(desk, [document])
    return Contents(described[document], await passages_of(desk, document), await facts_of(desk, document))


async def facts_of(desk: Desk, document: str) -> dict[str, list[Fact]]:
    """List what rests on each passage of a document, by the passage's slug; asks the engine once."""
    query = desk.catalogue.get(_FACTS)
    if query is None:  # a server may be given other queries
        return {}
    call = calls.read(query, [("document", f"document:{document}")], desk)
    told: dict[str, dict[str, list[Mapping[str, Cell]]]] = defaultdict(lambda: defaultdict(list))
    for row in await _asked(desk, call.text):
        told[_slug(row)][str(row["fact"])].append(row)
    return {slug: [_fact(iri, held) for iri, held in facts.items()] for slug, facts in told.items()}


def _fact(iri: str, told: Sequence[Mapping[str, Cell]]) -> Fact:
    first = told[0]
    stances, modes, cues = (
        tuple(dict.fromkeys(str(row[name]) for row in told if row[name]))
        for name in ("stance", "mode", "cue")
    )
    return Fact(iri, str(first["type"]), str(first["label"]), str(first["standing"]), stances, modes, cues)


def _read(found: Iterable[Mapping[str, Cell]]) -> list[Passage]:
    """Read passages from rows, one for each note; offsets that are none are left out."""
    held: dict[str, tuple[str, int, int, str]] = {}
    notes: dict[str, set[str]] = defaultdict(set)
    for row in found:
        start, end = row["start"], row["end"]
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end:
            document = str(row["document"]).removeprefix(f"{ID}document/")
            held[_slug(row)] = (document, start, end, str(row["sha256"]))
            notes[_slug(row)] |= {str(row["note"])} if row["note"] is not None else set()
    return [
        Passage(
            document, start, end, slug, digest, tuple(sorted(notes[slug], key=lambda note: (len(note), note)))
        )
        for slug, (document, start, end, digest) in held.items()
    ]


def _slug(row: Mapping[str, Cell]) -> str:
    return str(row["passage"]).removeprefix(f"{ID}passage/")


def _node(iri: str) -> str:
    """Write an IRI as a query holds it; nothing for what is none."""
    try:
        return str(pyoxigraph.NamedNode(iri))
    except ValueError:
        return ""


async def _asked(desk: Desk, query: str) -> list[dict[str, Cell]]:
    """Ask the engine a question of our own; a Problem if it fails."""
    choice = negotiate.choose("solutions", None, "json")
    asked = answers.Asked(
        query,
        Controls(desk.settings.timeout),
        {"solutions": choice, "boolean": None, "graph": None},
        lane="canned",
    )
    answer = await answers.ask(desk, asked)
    return rows.rows(await answers.whole(asked, answer, desk.settings.rows_bytes))
