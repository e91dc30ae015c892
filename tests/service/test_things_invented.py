"""Things with hostile names, renamed things, and things that much leads to, in a small invented store."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from graph import snapshots
from graph.terms import BASE, ID, ONTOLOGY, RDF, RDFS
from service.settings import Settings
from tests.service.browser import held
from tests.service.small import client
from tests.service.test_things_route import FORMATS, node, triples

HOSTILE = '"><script>alert(1)</script>'
OLD, NEW = f"{ID}act/old-name", f"{ID}act/new-name"
REPLACED = "http://purl.org/dc/terms/isReplacedBy"
MADE, RULE = "http://example.org/made", f"{BASE}graph/rule/made"
MANY = 1203


def quads() -> Iterator[ox.Quad]:
    """Invent things with hostile names, one that was renamed, and one that very much leads to."""
    label, kind = node(RDFS + "label"), node(RDF + "type")
    made, rule = node(MADE), node(RULE)
    for iri in (NEW, f"{ID}act/Путин", f"{ID}act/with.dot"):
        yield ox.Quad(node(iri), kind, node(ONTOLOGY + "SpeechAct"), made)
    yield ox.Quad(node(NEW), label, ox.Literal(HOSTILE, language="en"), made)
    yield ox.Quad(node(NEW), label, ox.Literal("двоеточие", language="ru"), made)
    yield ox.Quad(node(NEW), label, ox.Literal("plain"), made)
    yield ox.Quad(node(NEW), node(MADE + "/page"), node("javascript:alert(1)"), made)
    yield ox.Quad(node(NEW), node(MADE + "/page"), node("https://example.org/?a=1&b='2'"), made)
    yield ox.Quad(node(NEW), node(MADE + "/page"), ox.Literal("007"), made)
    integer = node("http://www.w3.org/2001/XMLSchema#integer")
    yield ox.Quad(node(NEW), node(ONTOLOGY + "serial"), ox.Literal("seven", datatype=integer), made)
    yield ox.Quad(node(NEW), node(ONTOLOGY + "serial"), ox.Literal("7", datatype=integer), rule)
    yield ox.Quad(node(NEW), node(ONTOLOGY + "serial"), ox.Literal("7", datatype=integer), made)
    yield ox.Quad(node(NEW), node(ONTOLOGY + "target"), node("act:odd"), rule)
    yield ox.Quad(node(OLD), node(REPLACED), node(NEW), made)
    for number in range(MANY):
        yield ox.Quad(node(f"{ID}report/{number}"), node(ONTOLOGY + "reports"), node(NEW), made)


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    place: Path = tmp_path_factory.mktemp("invented")
    graphs = (MADE, RULE)
    layers = {"asserted": (MADE,), "curated": (MADE,), "inferred": graphs}
    snapshots.publish(place, list(quads()), layers)
    with client(Settings(store=place, workers=2, timeout=20)) as http:
        yield http


def test_what_was_renamed_has_moved_for_good(invented: httpx.Client) -> None:
    led = invented.get("/id/act/old-name")
    assert (led.status_code, led.headers["location"].rpartition("/")[2]) == (301, "new-name")
    file = invented.get("/id/act/old-name.ttl?limit=3")
    assert (file.status_code, file.headers["location"].rpartition("/")[2]) == (301, "new-name.ttl?limit=3")


@pytest.mark.parametrize("extension", [*FORMATS])
def test_odd_statements_survive_every_format(invented: httpx.Client, extension: str) -> None:
    found = triples(invented.get(f"/id/act/new-name.{extension}").content, FORMATS[extension][1])
    about = {one for one in found if one.subject == node(NEW)}
    assert about == {quad.triple for quad in quads() if quad.subject == node(NEW)}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_rdflib_reads_odd_statements_from_json_ld(invented: httpx.Client) -> None:
    body = invented.get("/id/act/new-name.jsonld").text
    plain = rdflib.Graph().parse(data=invented.get("/id/act/new-name.nt").text, format="nt")
    assert set(rdflib.Graph().parse(data=body, format="json-ld")) == set(plain)


def test_what_leads_to_a_thing_comes_in_pages_that_leave_nothing_out(invented: httpx.Client) -> None:
    found: list[ox.Triple] = []
    address: str | None = "/id/act/new-name.nt?limit=500"
    pages = 0
    while address:
        answer = invented.get(address)
        there = triples(answer.content, ox.RdfFormat.N_TRIPLES)
        found += [one for one in there if one.object == node(NEW) and one.subject != node(OLD)]
        following = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        address = following[1] if following else None
        pages += 1
    assert pages == 3
    assert len(found) == len(set(found)) == MANY
    only = invented.get("/id/act/new-name.nt?property=dcterms:isReplacedBy").content
    leading = {one.subject for one in triples(only, ox.RdfFormat.N_TRIPLES) if one.object == node(NEW)}
    assert leading == {node(OLD)}
    page = invented.get("/id/act/new-name.html").text
    assert f'<span class="count">({MANY})</span>' in page
    assert 'rel="next"' in page


def test_names_in_any_script_and_with_dots_answer(invented: httpx.Client) -> None:
    for slug in ("Путин", "with.dot"):
        led = invented.get(f"/id/act/{slug}")
        assert led.status_code == 303
        sent = invented.get(led.headers["location"])
        assert sent.status_code == 200
        assert any(
            one.subject == node(f"{ID}act/{slug}") for one in triples(sent.content, ox.RdfFormat.TURTLE)
        )
        assert f'<{BASE}id/act/{quote(slug)}>; rel="describes"' in sent.headers["link"]


def test_the_page_lets_no_name_become_markup_and_no_scheme_a_link(invented: httpx.Client) -> None:
    page = held(invented.get("/id/act/new-name.html"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page
    assert "javascript:alert(1)" in page
    assert 'href="https://example.org/?a=1&amp;b=&#39;2&#39;"' in page
    assert '<bdi lang="ru">двоеточие</bdi>' in page
