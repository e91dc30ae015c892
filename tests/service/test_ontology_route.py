"""The ontology is served as a page that shows every term, and as files that hold the same triples."""

import re
from collections import Counter
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest

from graph import paths, vocabulary
from graph.sources import Roots, walk
from graph.terms import CONCEPT, ONTOLOGY, OWL
from graph.vocabulary import Vocabulary
from service.ontology.layers import LAYERS
from tests.service.browser import held
from tests.service.test_operation_route import _Links

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
# Facts of these come with document 004; an empty list is the aim.
FILES = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}


@pytest.fixture(scope="module")
def page(http: httpx.Client) -> str:
    return http.get("/ontology", headers={"Accept": BROWSER}).text


@pytest.fixture(scope="module")
def read() -> Vocabulary:
    files = [source.path for source in walk(Roots()) if source.path.is_relative_to(paths.ontology())]
    return vocabulary.read(quad.triple for file in files for quad in ox.parse(path=str(file)))


def identifiers(page: str) -> Counter[str]:
    return Counter(re.findall(r'\bid="([^"]+)"', page))


def canonical(body: bytes, format_: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(body, format=format_))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def test_a_browser_gets_a_page_that_asks_nobody_else(http: httpx.Client, page: str) -> None:
    answer = http.get("/ontology", headers={"Accept": BROWSER})
    assert held(answer) == page
    assert "Accept" in answer.headers["vary"]
    assert len(answer.content) < 400_000
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    for style in [http.get(address).text for address in styles]:
        assert re.findall(r"url\((?!\./|data:)|@import|//", style) == []


def test_the_drawings_of_the_page_are_well_formed(page: str) -> None:
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        ElementTree.fromstring(drawing)  # noqa: S314 - our own page


def test_no_two_places_of_the_page_have_one_name(page: str) -> None:
    assert [name for name, count in identifiers(page).items() if count > 1] == []


def test_headings_go_down_one_step_at_a_time_and_landmarks_are_there(http: httpx.Client, page: str) -> None:
    held(http.get("/ontology.html"))
    for landmark in ('<header class="top">', '<nav aria-label="Contents">', '<main id="content">', "<footer"):
        assert page.count(landmark) == 1


def test_every_term_scheme_and_value_has_its_place(page: str, read: Vocabulary) -> None:
    names = identifiers(page)
    terms = (*read.classes, *read.properties, *read.schemes)
    values = [value for scheme in read.schemes for value in scheme.values]
    assert len(values) > 300
    assert [term.iri for term in (*terms, *values) if term.anchor not in names] == []


def test_the_iri_of_a_term_leads_to_its_place(page: str, http: httpx.Client) -> None:
    triples = ox.parse(http.get("/ontology.ttl").content, format=ox.RdfFormat.TURTLE)
    ours = {str(getattr(quad.subject, "value", "")) for quad in triples}
    fragments = [iri.removeprefix(ONTOLOGY) for iri in ours if iri.startswith(ONTOLOGY)]
    assert len(fragments) > 130
    assert set(fragments) <= set(identifiers(page))


def test_links_within_the_page_lead_somewhere(page: str, http: httpx.Client) -> None:
    links = _Links()
    links.feed(page)
    inside = {link[1:] for link in links.found if link.startswith("#")}
    assert inside - set(identifiers(page)) == set()
    here = str(http.base_url)
    ours = {link for link in links.found if link.startswith(here)}
    assert len(ours) > 15
    for link in ours:
        assert http.get(link, follow_redirects=True).status_code == 200, link


def test_every_class_has_an_example_that_is_in_the_graph(
    page: str, read: Vocabulary, http: httpx.Client
) -> None:
    without = set()
    for one in read.classes:
        article = re.search(rf'<article id="{one.anchor}".*?</article>', page, re.DOTALL)
        assert article
        example = re.search(r"<pre[^>]*>(.*?)</pre>", article[0], re.DOTALL)
        if example is None:
            without.add(one.iri)
            continue
        turtle = example[1].replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
        turtle = turtle.replace("&#39;", "'").replace("&amp;", "&")
        triples = "".join(f"{q.triple} .\n" for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
        answer = http.post("/sparql", data={"query": f"ASK {{ {triples} }}", "format": "json"})
        assert answer.json()["boolean"], one.iri
    assert without == set()


def test_every_class_has_a_diagram(page: str, read: Vocabulary) -> None:
    assert {iri for layer in LAYERS for iri in layer.classes} == {one.iri for one in read.classes}
    assert page.count("<svg") == len(LAYERS)


def test_codes_of_cameo_and_plover_stand_beside_the_values(page: str) -> None:
    row = re.search(r'<tr id="illocution-accusation">.*?</tr>', page)
    assert row
    assert "112 Accuse</a> (exact)" in row[0]
    assert "no code" in (re.search(r'<tr id="illocution-appeal">.*?</tr>', page) or [""])[0]


def test_alignments_are_listed_with_their_reason(page: str, read: Vocabulary) -> None:
    assert len(read.alignments) > 100
    for one in read.alignments:
        assert page.count(one.why.replace("'", "&#39;").replace('"', "&#34;")) >= 1, one


@pytest.mark.parametrize(("extension", "media_type", "format_"), [(k, *v) for k, v in FILES.items()])
def test_each_file_holds_the_whole_ontology(
    http: httpx.Client, extension: str, media_type: str, format_: ox.RdfFormat
) -> None:
    answer = http.get(f"/ontology.{extension}")
    assert answer.headers["content-type"].partition(";")[0] == media_type
    whole = canonical(http.get("/ontology.ttl").content, ox.RdfFormat.TURTLE)
    assert canonical(answer.content, format_) == whole
    assert len(whole) > 3000
    assert any(quad.object == ox.NamedNode(OWL + "Ontology") for quad in whole)
    by_accept = http.get("/ontology", headers={"Accept": media_type})
    assert by_accept.content == answer.content
    assert by_accept.headers["content-location"].endswith(f"/ontology.{extension}")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/html;q=0.5,text/turtle", "text/turtle"),
        ("application/rdf+xml;q=0.9,*/*;q=0.1", "application/rdf+xml"),
        ("application/json", "application/json"),
    ],
)
def test_the_accept_header_decides(http: httpx.Client, accept: str, media_type: str) -> None:
    answer = http.get("/ontology", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type


def test_the_page_has_a_suffix_too_and_format_wins(http: httpx.Client, page: str) -> None:
    assert http.get("/ontology.html").text == page
    assert http.get("/ontology?format=html", headers={"Accept": "text/turtle"}).text == page


def test_a_format_that_there_is_not_is_406_as_a_problem(http: httpx.Client) -> None:
    for answer in (
        http.get("/ontology", headers={"Accept": "image/png"}),
        http.get("/ontology", params={"format": "docx"}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
        assert "text/html" in answer.json()["offers"]


def test_an_unknown_suffix_or_version_is_404_as_a_problem(http: httpx.Client) -> None:
    for path in ("/ontology.docx", "/ontology/9.9.9"):
        answer = http.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        assert answer.json()["near"]


def test_the_version_iri_leads_to_the_version(http: httpx.Client, read: Vocabulary) -> None:
    assert read.version_iri == f"{vocabulary.IRI}/{read.version}"
    answer = http.get(f"/ontology/{read.version}", headers={"Accept": "text/turtle"})
    assert answer.content == http.get("/ontology.ttl").content


def test_head_has_the_headers_alone(http: httpx.Client) -> None:
    answer = http.head("/ontology")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_start_page_leads_here(http: httpx.Client) -> None:
    assert f'href="{http.base_url}/ontology"' in held(http.get("/"))


def test_anchors_are_local_names() -> None:
    assert vocabulary.anchor(ONTOLOGY + "SpeechAct") == "SpeechAct"
    assert vocabulary.anchor(CONCEPT + "frame/gift") == "frame-gift"
    assert vocabulary.anchor(CONCEPT + "frame") == "scheme-frame"
    assert vocabulary.anchor("http://www.w3.org/ns/org#Membership") == "org-Membership"
