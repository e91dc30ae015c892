"""The patterns of the cheat sheet hold on a small graph, also where facts are still to come."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import paths
from graph.terms import ONTOLOGY, PREFIXES

PAGE = (Path(__file__).parent.parent / "docs/cheatsheet.md").read_text(encoding="utf-8")
PATTERNS = re.findall(r"^\*\*(\d+)\. .*?^```sparql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
CITED = """
citation:c a rj:Citation ; rj:citedIn passage:p ; rj:work work:w ; rj:noteNumber 7 ;
  rj:pages "1-2" ; rj:citedFor act:a .
work:w rdfs:label "A book"@en . act:a rdfs:label "An act"@en . passage:p rj:document document:004 .
"""
SILENT = """
non-response:n a rj:NonResponse ; rdfs:label "Kazakhstan kept silent"@en ;
  rj:expectedFrom state:kazakhstan ; rj:to act:a .
act:a rdfs:label "An act"@en .
"""
TOLD_TWICE = """
report:r rj:reports act:a ; rj:mode mode:paraphrase ; rj:evidence passage:p .
passage:p rj:document document:001 .
report:s rj:reports act:a ; rj:mode mode:paraphrase ; rj:evidence passage:q .
passage:q rj:document document:004 .
act:a a rj:SpeechAct ; rdfs:label "An act"@en .
"""


def rows(pattern: str, turtle: str) -> list[list[str | None]]:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store = ox.Store()
    store.load((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    found = store.query(dict(PATTERNS)[pattern])
    assert isinstance(found, ox.QuerySolutions)
    return [[getattr(row[variable], "value", None) for variable in found.variables] for row in found]


def test_there_are_ten_patterns() -> None:
    assert [number for number, _ in PATTERNS] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize(("number", "pattern"), PATTERNS)
def test_a_pattern_follows_the_advice_of_the_page(number: str, pattern: str) -> None:
    assert "DISTINCT" in pattern
    assert "GRAPH" not in pattern
    assert "ORDER BY" in pattern
    declared = {
        quad.subject.value
        for quad in ox.parse(path=str(paths.ontology() / "rejoinder.ttl"))
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert {ONTOLOGY + name for name in re.findall(r"\brj:(\w+)", pattern)} <= declared
    assert set(re.findall(r"PREFIX ([\w-]+):", pattern)) == set(
        re.findall(r"(?<![\w<-])([\w-]+):(?=\w)", re.sub(r"PREFIX.*|<[^>]*>", "", pattern))
    )


def test_citations_are_listed_by_note_with_what_they_are_for() -> None:
    assert rows("7", CITED) == [[f"{PREFIXES['document']}004", "7", "A book", None, "1-2", "An act"]]


def test_a_silence_that_a_document_records_is_told_apart() -> None:
    assert rows("5", SILENT) == [["An act", "Kazakhstan kept silent"]]


def test_a_fact_that_two_documents_tell_is_found_once() -> None:
    documents = [f"{PREFIXES['document']}{slug}" for slug in ("001", "004")]
    assert rows("9", TOLD_TWICE) == [["An act", "both tell it", *documents, None]]
