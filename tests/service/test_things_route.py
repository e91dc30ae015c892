"""Every IRI of the graph answers at its address: by redirect, as RDF that holds the same, and as a page."""

import json
import re

import httpx
import pyoxigraph as ox
import pytest
import rdflib

from graph.terms import BASE, CONCEPT, ID, KINDS, ONTOLOGY, RDFS, SCHEMES
from tests.service.browser import held

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
ACT, CLAIM = "id/act/shperov-temporary", "id/claim/kazakhstan-holds-lands-temporarily"
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "nq": ("application/n-quads", ox.RdfFormat.N_QUADS),
    "trig": ("application/trig", ox.RdfFormat.TRIG),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}


def node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def triples(body: bytes, format_: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(body, format=format_)}


def asked(http: httpx.Client, query: str) -> set[ox.Triple]:
    answer = http.post("/sparql", data={"query": query, "format": "nt"})
    return triples(answer.content, ox.RdfFormat.N_TRIPLES)


def described(http: httpx.Client, iri: str) -> set[ox.Triple]:
    """Ask by SPARQL what a description should hold."""
    said = asked(
        http,
        f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
            ?s ?p ?o FILTER(?s = <{iri}> || ?o = <{iri}> || STRSTARTS(STR(?s), "{iri}#")) }}""",
    )
    labels = asked(http, f"CONSTRUCT {{ ?s <{RDFS}label> ?o }} WHERE {{ ?s <{RDFS}label> ?o }}")
    named = {term for one in said for term in (one.subject, one.predicate, one.object)}
    return said | {one for one in labels if one.subject in named}


@pytest.mark.parametrize(
    ("accept", "extension"),
    [(BROWSER, "html"), ("*/*", "ttl"), ("", "ttl"), ("application/json", "jsonld"), ("text/plain", "nt")]
    + [(media_type, extension) for extension, (media_type, _) in FORMATS.items()],
)
def test_the_address_of_a_thing_leads_to_what_the_client_takes(
    http: httpx.Client, accept: str, extension: str
) -> None:
    answer = http.get(f"/{ACT}", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{http.base_url}/{ACT}.{extension}".replace("//id", "/id")
    assert "Accept" in answer.headers["vary"]


def test_a_format_that_is_named_wins_and_the_other_parameters_are_kept(http: httpx.Client) -> None:
    answer = http.get(f"/{ACT}?limit=5&format=trig", headers={"Accept": BROWSER})
    assert answer.headers["location"].endswith(f"/{ACT}.trig?limit=5")
    refused = http.get(f"/{ACT}", headers={"Accept": "image/png"})
    assert refused.status_code == 406


@pytest.mark.parametrize(("extension", "media_type", "format_"), [(k, *v) for k, v in FORMATS.items()])
@pytest.mark.parametrize("path", [ACT, "id/passage/000-268-570", "concept/frame", "concept/frame/gift"])
def test_each_format_holds_just_what_sparql_says(
    http: httpx.Client, path: str, extension: str, media_type: str, format_: ox.RdfFormat
) -> None:
    answer = http.get(f"/{path}.{extension}")
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-location"].startswith("/r/")
    assert triples(answer.content, format_) == described(http, BASE + path)
    links = answer.headers["link"]
    assert f'<{BASE}{path}>; rel="describes"' in links
    assert links.count('rel="alternate"') == len(FORMATS)
    assert f"/{path}.{extension}>" not in links


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize(("extension", "name"), [("jsonld", "json-ld"), ("rdf", "xml"), ("ttl", "turtle")])
def test_rdflib_reads_the_same(http: httpx.Client, extension: str, name: str) -> None:
    for path in (ACT, CLAIM, "id/state/kazakhstan"):
        read = rdflib.Graph().parse(data=http.get(f"/{path}.{extension}").text, format=name)
        plain = rdflib.Graph().parse(data=http.get(f"/{path}.nt").text, format="nt")
        assert len(plain) > 10
        assert set(read) == set(plain)


def test_quads_tell_the_graphs_that_statements_stand_in(http: httpx.Client) -> None:
    for extension in ("nq", "trig"):
        _, format_ = FORMATS[extension]
        found = set(ox.parse(http.get(f"/{ACT}.{extension}").content, format=format_))
        speaker = {quad.graph_name for quad in found if quad.predicate == node(ONTOLOGY + "speaker")}
        assert speaker == {node(f"{BASE}graph/document/000")}
        bounds = {quad.graph_name for quad in found if quad.predicate == node(ONTOLOGY + "latest")}
        assert bounds == {node(f"{BASE}graph/rule/bounds")}


def test_one_thing_of_each_kind_and_scheme_answers_in_every_format(http: httpx.Client) -> None:
    query = f"""SELECT ?group (MIN(STR(?thing)) AS ?one) WHERE {{
        {{ SELECT DISTINCT ?thing WHERE {{ {{ ?thing ?p ?o }} UNION {{ ?s ?p ?thing }} }} }}
        FILTER(isIRI(?thing) && (STRSTARTS(STR(?thing), "{ID}") || STRSTARTS(STR(?thing), "{CONCEPT}")))
        FILTER(!CONTAINS(STR(?thing), "#"))
        BIND(REPLACE(STR(?thing), "/[^/]*$", "") AS ?group) }} GROUP BY ?group"""
    answer = http.post("/sparql", data={"query": query, "format": "json"}).json()["results"]["bindings"]
    found = {row["group"]["value"].rpartition("/")[2]: row["one"]["value"] for row in answer}
    assert set(found) == {*KINDS, *SCHEMES, "concept"}
    for iri in found.values():
        path = iri.removeprefix(BASE)
        assert http.get(f"/{path}", headers={"Accept": BROWSER}).status_code == 303, iri
        for extension in ("html", "nt"):
            sent = http.get(f"/{path}.{extension}")
            assert sent.status_code == 200, iri
            assert iri in sent.text


def test_every_other_sort_of_iri_of_ours_leads_somewhere(http: httpx.Client) -> None:
    graph = http.get("/graph/document/000")
    assert graph.status_code == 303
    assert http.get(graph.headers["location"], headers={"Accept": "text/turtle"}).status_code == 200
    passage = http.get("/passage/000-268-570", follow_redirects=True)
    assert passage.status_code == 200
    assert passage.url.path == "/id/passage/000-268-570.ttl"
    claim = http.get(
        f"/claims/{CLAIM.rpartition('/')[2]}", headers={"Accept": BROWSER}, follow_redirects=True
    )
    assert claim.url.path == f"/{CLAIM}.html"
    assert http.get("/persons").headers["location"].endswith("/id/person")


def test_a_pinned_address_stays_in_its_revision(http: httpx.Client) -> None:
    revision = http.get("/health").json()["revision"]
    led = http.get(f"/r/{revision}/{ACT}", headers={"Accept": BROWSER}).headers["location"]
    assert led.endswith(f"/r/{revision}/{ACT}.html")
    page = http.get(led)
    assert page.headers["cache-control"].endswith("immutable")
    links = re.findall(r'<a\b[^>]* href="([^"]+)"', held(page))
    ours = [link for link in links if link.startswith(f"{http.base_url}/")]
    assert len(ours) > 50
    assert [link for link in ours if f"/r/{revision}" not in link] == []


def test_who_has_it_is_told_so(http: httpx.Client) -> None:
    tags = set()
    for extension in [*FORMATS, "html"]:
        first = http.get(f"/{CLAIM}.{extension}")
        again = http.get(f"/{CLAIM}.{extension}", headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        tags.add(first.headers["etag"])
    assert len(tags) == len(FORMATS) + 1


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=1001", "offset=-1", "property=nothing", "property=x:y", "color=red", "limit=a"],
)
def test_parameters_that_cannot_be_read_are_named(http: httpx.Client, query: str) -> None:
    answer = http.get(f"/{ACT}.ttl?{query}")
    assert answer.status_code == 422
    assert answer.json()["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize(
    "slug",
    [
        "shperov-temporaryy",
        "%2e%2e",
        "..%2f..%2fetc",
        "%00",
        "a%20b",
        "%3Cscript%3E",
        "x" * 2000,
        "Путин",
        "%FF%FE",
        "%ED%A0%80",
        "shperov-temporary%23part",
        "shperov-temporary%3Fa",
        "a%22b.ttl",
        "%7B%7D.html",
        "nothing.ttl",
        "nothing.xyz",
    ],
)
def test_a_name_that_nothing_has_is_a_problem_that_says_so(http: httpx.Client, slug: str) -> None:
    for group in ("id/act", "concept/frame"):
        answer = http.get(f"/{group}/{slug}")
        assert answer.status_code == 404
        assert answer.json()["title"] == "Nothing has this name"
        assert len(answer.content) < 3000


def test_names_that_are_near_are_told_and_kinds_and_formats_that_there_are(http: httpx.Client) -> None:
    assert "act:shperov-temporary" in http.get("/id/act/shperov-temporaryy").json()["near"]
    assert http.get("/id/persons/x").json()["near"] == list(KINDS)
    assert http.get("/id/persons").json()["near"] == list(KINDS)
    assert http.get("/concept/frames").json()["near"] == list(SCHEMES)
    assert f"/{ACT}.jsonld" in http.get(f"/{ACT}.docx").json()["near"]


@pytest.mark.parametrize(
    "path", [f"{ACT}.html", f"{CLAIM}.html", "concept/frame.html", "id/passage/000-268-570.html", "id/claim"]
)
def test_pages_are_well_formed_with_headings_in_order(http: httpx.Client, path: str) -> None:
    held(http.get(f"/{path}", headers={"Accept": BROWSER}))


def test_the_page_of_an_act_tells_who_says_so_and_where(http: httpx.Client) -> None:
    page = http.get(f"/{ACT}.html").text
    sources = page[page.index("Who says so") :]
    assert "Russia Wobbles" in sources
    assert "is said to have" in sources
    assert "characters 268 to 570" in sources
    assert "It came through" in sources
    assert f'/{CLAIM}"' in page
    assert "CONSTRUCT" in page
    stated = page[page.index("What is said of it") : page.index("What follows by rules")]
    assert "Pavel Shperov" in stated
    assert "prov:wasAssociatedWith" not in stated
    assert "/acts/shperov-temporary/replies" in page


def test_the_query_behind_a_page_gives_its_statements(http: httpx.Client) -> None:
    page = http.get(f"/{CLAIM}.html").text
    query = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert query
    text = query[1].replace("&lt;", "<").replace("&gt;", ">")
    assert asked(http, text) <= described(http, BASE + CLAIM)
    assert len(asked(http, text)) > 20


def test_links_of_a_page_lead_somewhere(http: httpx.Client) -> None:
    page = http.get(f"/{CLAIM}.html").text
    root = str(http.base_url).rstrip("/")
    links = {link for link in re.findall(r'href="([^"]+)"', page) if link.startswith(root)}
    assert len(links) > 20
    for link in sorted(links)[:60]:
        assert http.get(link.replace("&amp;", "&"), follow_redirects=True).status_code == 200, link


def test_the_things_of_a_kind_are_listed_in_pages(http: httpx.Client) -> None:
    names: list[str] = []
    address: str | None = "/id/person?limit=60"
    while address:
        told = http.get(address).json()
        names += [thing["name"] for thing in told["things"]]
        address = told["next"]
    counted = http.get(
        "/sparql",
        params={"query": f"SELECT DISTINCT ?p WHERE {{ ?p a <{ONTOLOGY}Person> }}", "format": "json"},
    )
    people = {row["p"]["value"] for row in counted.json()["results"]["bindings"]}
    assert len(names) == len(set(names))
    assert set(names) == {f"person:{iri.rpartition('/')[2]}" for iri in people}
    page = http.get("/id/person", headers={"Accept": BROWSER}).text
    assert "/id/person/vladimir-putin" in page


def test_the_context_says_what_values_are(http: httpx.Client) -> None:
    answer = http.get("/context.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    told = json.loads(answer.content)["@context"]
    assert told["rj:speaker"]["@type"] == "@id"
    assert told["rj:earliest"]["@type"] == "xsd:date"
    assert told["rj:date"]["@type"] == "edtf:EDTF"
    assert told["rdfs:label"]["@container"] == "@language"
    act = json.loads(http.get(f"/{ACT}.jsonld").content)
    first = act["@graph"][0]
    assert first["id"] == "act:shperov-temporary"
    assert first["rj:speaker"] == "person:pavel-shperov"
    assert first["rj:date"] == "2017-01-26"
    for term, meaning in act["@context"].items():
        assert told[term] == meaning
