"""The one table of what can be exported: routes, pages, the command and the docs read it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO

from graph.errors import ExportError
from graph.export import claimreview, cypher, gexf, graphml, neo4j, networks, rdf
from graph.export.source import Source
from graph.export.tables import csvfiles, parquet, workbook
from graph.export.tables.definition import tables

WriteFile = Callable[[Source, IO[bytes]], None]
WriteFolder = Callable[[Source, Path], None]


@dataclass(frozen=True)
class Format:
    """One form of the graph.

    name is what the command takes; part names one of several files that a name stands for, the first of
    which is meant where none is named. filename and media_type are those of the download. A form of several
    files is written by `folder` into an empty folder, and downloaded as an archive of it. whole says that it
    is RDF and holds every statement.
    """

    name: str
    filename: str
    media_type: str
    title: str
    told: str
    file: WriteFile | None = None
    folder: WriteFolder | None = None
    part: str = ""
    whole: bool = False


FORMATS: tuple[Format, ...] = (
    Format(
        "turtle",
        "rejoinder.ttl",
        "text/turtle",
        "Turtle",
        "Ontology and facts in one file, without named graphs: for Protégé and most other tools.",
        file=rdf.turtle,
        whole=True,
    ),
    Format(
        "trig",
        "rejoinder.trig",
        "application/trig",
        "TriG",
        "The same by named graph: which document states it, or which rule derives it.",
        file=rdf.trig,
        whole=True,
    ),
    Format(
        "nquads",
        "rejoinder.nq",
        "application/n-quads",
        "N-Quads",
        "One statement a line with its graph, sorted: to load into a store, and to compare two revisions.",
        file=rdf.nquads,
        whole=True,
    ),
    Format(
        "jsonld",
        "rejoinder.jsonld",
        "application/ld+json",
        "JSON-LD",
        "One thing a line as JSON, with a context that makes it RDF.",
        file=rdf.compact,
        whole=True,
    ),
    Format(
        "rdfxml",
        "rejoinder.rdf",
        "application/rdf+xml",
        "RDF/XML",
        "For tools that read nothing newer.",
        file=rdf.rdfxml,
        whole=True,
    ),
    Format(
        "csv",
        "rejoinder-csv.zip",
        "application/zip",
        "CSV tables",
        "One table a kind of thing, with a data dictionary (Frictionless, CSVW): for R, pandas, DuckDB.",
        folder=csvfiles.folder,
    ),
    Format(
        "parquet",
        "rejoinder-parquet.zip",
        "application/zip",
        "Parquet tables",
        "The same, typed, several values as lists: for pandas, polars, DuckDB, Arrow.",
        folder=parquet.folder,
    ),
    Format(
        "xlsx",
        "rejoinder.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel workbook",
        "The same as sheets, with one that says what the columns mean.",
        file=workbook.write,
    ),
    Format(
        "icow",
        "rejoinder-icow.csv",
        "text/csv",
        "Acts by the criteria of ICOW",
        "One row an act that claims territory: which condition it meets, fails, or leaves open.",
        file=partial(csvfiles.one, "icow"),
    ),
    Format(
        "plover",
        "rejoinder-plover.csv",
        "text/csv",
        "Acts and events by PLOVER and CAMEO",
        "One row an act or event: who did what to whom, the nearest category, how near, and what it loses.",
        file=partial(csvfiles.one, "plover"),
    ),
    Format(
        "claimreview",
        "rejoinder-claimreview.jsonld",
        "application/ld+json",
        "Claims as schema.org",
        "Claim with its appearances, and ClaimReview where an analyst weighs one: for fact-checkers.",
        file=claimreview.write,
    ),
    Format(
        "gexf",
        "rejoinder-speakers.gexf",
        "application/gexf+xml",
        "GEXF: speakers",
        "Who speaks to or about whom, an edge an act: for Gephi, with days for its timeline and colours.",
        file=partial(gexf.write, networks.SPEAKERS),
        part="speakers",
    ),
    Format(
        "gexf",
        "rejoinder-replies.gexf",
        "application/gexf+xml",
        "GEXF: replies",
        "Claims, the acts that affirm, deny or question them, and what replies to what: for Gephi.",
        file=partial(gexf.write, networks.REPLIES),
        part="replies",
    ),
    Format(
        "gexf",
        "rejoinder-reports.gexf",
        "application/gexf+xml",
        "GEXF: reports",
        "Documents, the facts they report, and through whom they have them: for Gephi.",
        file=partial(gexf.write, networks.REPORTS),
        part="reports",
    ),
    Format(
        "graphml",
        "rejoinder-speakers.graphml",
        "application/graphml+xml",
        "GraphML: speakers",
        "Who speaks to or about whom, an edge an act: for networkx, igraph and most other tools.",
        file=partial(graphml.write, networks.SPEAKERS),
        part="speakers",
    ),
    Format(
        "graphml",
        "rejoinder-replies.graphml",
        "application/graphml+xml",
        "GraphML: replies",
        "Claims, the acts that affirm, deny or question them, and what replies to what: networkx, igraph.",
        file=partial(graphml.write, networks.REPLIES),
        part="replies",
    ),
    Format(
        "graphml",
        "rejoinder-reports.graphml",
        "application/graphml+xml",
        "GraphML: reports",
        "Documents, the facts they report, and through whom they have them: for networkx, igraph.",
        file=partial(graphml.write, networks.REPORTS),
        part="reports",
    ),
    Format(
        "cypher",
        "rejoinder.cypher",
        "application/x-cypher-query",  # registered nowhere, but what editors know, and no browser shows
        "Cypher script",
        "Things and statements as a property graph: for Neo4j 5 by cypher-shell, and what else runs Cypher.",
        file=cypher.script,
    ),
    Format(
        "neo4j",
        "rejoinder-neo4j.zip",
        "application/zip",
        "CSV for Neo4j",
        "The same as files for neo4j-admin database import, with the command: for large graphs. Exact, so not"
        " for spreadsheets.",
        folder=neo4j.folder,
    ),
)


@cache
def single_tables() -> tuple[Format, ...]:
    """List the tables that are had one by one, as CSV, but for those that are forms of their own."""
    own = {format_.name for format_ in FORMATS}
    return tuple(
        Format(
            "table",
            f"{one.name}.csv",
            "text/csv",
            one.title,
            one.told,
            file=partial(csvfiles.one, one.name),
            part=one.name,
        )
        for one in tables()
        if one.name not in own
    )


def every() -> tuple[Format, ...]:
    """List all there are."""
    return (*FORMATS, *single_tables())


def names() -> tuple[str, ...]:
    """List the names that the command takes."""
    return tuple(dict.fromkeys(format_.name for format_ in every()))


def parts(name: str) -> tuple[str, ...]:
    """List the parts that a name stands for; nothing if it is one whole."""
    return tuple(format_.part for format_ in every() if format_.name == name and format_.part)


def find(name: str, part: str | None = None) -> Format:
    """Find a form by its name and part; ExportError lists those there are."""
    named = [format_ for format_ in every() if format_.name == name]
    if not named:
        raise ExportError(f"format {name[:60]}: is none; write one of {', '.join(names())}")
    if part is None:
        return named[0]
    for format_ in named:
        if format_.part == part:
            return format_
    known = ", ".join(parts(name))
    mend = f"write one of {known}" if known else f"{name} is one whole, so name no part"
    raise ExportError(f"part {part[:60]}: is none of {name}; {mend}")


def by_filename(filename: str) -> Format | None:
    """Find a form by the name of its file."""
    return next((format_ for format_ in every() if format_.filename == filename), None)
