"""Answers that are named before they are made, and given again without being made."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from service.settings import Settings
from tests.service.conftest import Small
from tests.service.small import ASSERTED, EX, NAMES, client, publish, stopped

LONG = f"SELECT ?thing ?name WHERE {{ ?thing <{EX}name> ?name }} ORDER BY ?thing"
CANNED = "/queries/long_documents?least=1"


def get(small: Small, query: str = NAMES, path: str = "/sparql", **headers: str) -> httpx.Response:
    given = {"Accept": "text/csv", "Accept-Encoding": "identity", **headers}
    return small.http.get(path, params={"query": query}, headers=given)


def fresh(query: str = NAMES) -> str:
    """Write a query as nobody did before, so that no answer to it is kept."""
    return f"{query} # {time.monotonic_ns()}"


def test_who_has_the_answer_is_told_so_while_no_process_could_evaluate_it(small: Small) -> None:
    paths = ["/sparql?query=" + LONG, CANNED, CANNED + "&format=csv", f"/graphs?graph={ASSERTED}&format=nt"]
    tags = [small.http.get(path).headers["etag"] for path in paths]
    with stopped(small.workers):
        for path, etag in zip(paths, tags, strict=True):
            known = {"If-None-Match": f'W/"x", {etag}'}
            # With another Accept nothing like it was asked; the format of the address says what is wanted.
            for more in [{}, {"Accept": "text/html"}] if "format=" in path else [{}]:
                answer = small.http.get(path, headers=known | more, timeout=5)
                assert (answer.status_code, answer.content) == (304, b"")


def test_a_tag_is_known_before_the_first_evaluation(small: Small) -> None:
    """The tag of a query that nobody asked here is taken from the pinned address of the same revision."""
    query = fresh(LONG)
    etag = get(small, query, f"/r/{small.revision}/sparql").headers["etag"]
    with stopped(small.workers):
        answer = get(small, query, **{"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-location"].startswith(f"/r/{small.revision}/sparql?")


@pytest.mark.parametrize("header", ["{}", "W/{}", '"other", {}', '{}, "other"'])
def test_any_form_of_if_none_match_is_understood(small: Small, header: str) -> None:
    etag = get(small).headers["etag"]
    for form in (etag, etag[:-1] + '.gzip"'):
        assert get(small, **{"If-None-Match": header.format(form)}).status_code == 304
    assert get(small, **{"If-None-Match": '"other", W/"x"'}).status_code == 200


def test_whatever_an_answer_depends_on_has_a_tag_of_its_own(small: Small) -> None:
    asked = f"/sparql?query={NAMES}"
    addresses = [
        asked,
        asked + "%20",
        f"/r/{small.old}{asked}",
        *(f"{asked}&format={name}" for name in ("json", "csv", "tsv", "xml")),
        *(f"{asked}&default-graph-uri={iri}" for iri in (ASSERTED, EX + "nothing")),
        f"{asked}&named-graph-uri={ASSERTED}",
        f"{asked}&layer=asserted",
        *(f"{CANNED}&format={name}" for name in ("json", "csv", "sparql-json")),
        CANNED + "0",
        f"/graphs?graph={ASSERTED}",
        f"/graphs?graph={ASSERTED}&format=nt",
        "/ontology.ttl",
        "/ontology.nt",
    ]
    tags = [
        small.http.get(address, headers={"Accept-Encoding": "identity"}).headers["etag"]
        for address in addresses
    ]
    tags += [get(small, Host="other.example").headers["etag"]]
    assert len(set(tags)) == len(tags)
    assert not any(etag.startswith("W/") for etag in tags)


@pytest.mark.parametrize("path", [f"/sparql?query={NAMES}", CANNED, CANNED + "&format=csv", "/ontology.ttl"])
def test_the_pinned_address_has_the_same_tag_and_the_same_bytes(small: Small, path: str) -> None:
    plain, pinned = small.http.get(path), small.http.get(f"/r/{small.revision}{path}")
    assert (plain.headers["etag"], plain.content) == (pinned.headers["etag"], pinned.content)
    old = small.http.get(f"/r/{small.old}{path}")
    assert old.headers["etag"] != plain.headers["etag"]


def test_compressed_bytes_have_another_tag_and_unpack_to_the_same(small: Small) -> None:
    plain = get(small, LONG)
    with small.http.stream(
        "GET", "/sparql", params={"query": LONG}, headers={"Accept": "text/csv", "Accept-Encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content
    assert "content-encoding" not in plain.headers
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + '.gzip"'
    assert {"Accept", "Accept-Encoding"} <= set(packed.headers["vary"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (RAND() AS ?x) {}",
        "SELECT (UUID() AS ?x) {}",
        "SELECT (STRUUID() AS ?x) {}",
        "SELECT (NOW() AS ?x) {}",
        "CONSTRUCT { [] <urn:p> 1 } WHERE {}",
        "CONSTRUCT { <urn:s> <urn:p> (1) } WHERE {}",
    ],
)
def test_what_differs_each_time_has_no_tag_and_is_made_each_time(small: Small, query: str) -> None:
    headers = {"Accept": "text/csv, application/n-triples", "If-None-Match": "*"}
    answers = [small.http.get("/sparql", params={"query": query}, headers=headers) for _ in range(2)]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert not {"etag", "cache-status", "content-location"} & set(answer.headers)
    assert answers[0].content != answers[1].content


def test_a_query_that_would_reach_out_is_refused_and_not_named(small: Small) -> None:
    answer = get(small, "SELECT * { SERVICE <http://127.0.0.1:9/> {} }", **{"If-None-Match": "*"})
    assert (answer.status_code, "etag" in answer.headers) == (403, False)


def test_an_equal_request_is_answered_from_memory_with_the_same_bytes(small: Small) -> None:
    query = fresh(LONG)
    first = get(small, query)
    with stopped(small.workers):
        second = get(small, query)
    assert "cache-status" not in first.headers
    assert second.headers["cache-status"] == "rejoinder; hit"
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    assert second.headers["cache-control"] == first.headers["cache-control"] == "no-cache"
    told = {
        "content-type",
        "vary",
        "rejoinder-revision",
        "rejoinder-rows",
        "content-location",
        "content-length",
    }
    assert {name: second.headers[name] for name in told} == {name: first.headers[name] for name in told}


def test_memory_does_not_mix_up_what_differs_in_anything(small: Small) -> None:
    query = fresh(f"SELECT (STR(<x>) AS ?base) (COUNT(*) AS ?n) {{ ?s <{EX}name> ?name }}")
    variants: list[tuple[str, dict[str, str]]] = [
        ("/sparql", {"Accept": "text/csv"}),
        ("/sparql", {"Accept": "text/tab-separated-values"}),
        ("/sparql", {"Accept": "text/csv", "Host": "other.example"}),
        (f"/r/{small.old}/sparql", {"Accept": "text/csv"}),
        ("/sparql/", {"Accept": "text/csv"}),
    ]
    asked = [(path, headers, more) for path, headers in variants for more in ({}, {"layer": "asserted"})]

    def told() -> list[tuple[str, str, str]]:
        answers = [
            small.http.get(path, params={"query": query, **more}, headers=headers)
            for path, headers, more in asked
        ]
        return [(one.text, one.headers["content-type"], one.headers["etag"]) for one in answers]

    first = told()
    assert told() == first
    texts = [text for text, _, _ in first]
    assert "http://other.example/x,400" in texts[4]
    assert ",0" in texts[1]
    assert texts[0] == texts[6]


def test_a_posted_question_is_kept_by_its_tag(small: Small) -> None:
    query = fresh(LONG)
    csv = {"Accept": "text/csv"}
    first = small.http.post("/sparql", data={"query": query}, headers=csv)
    with stopped(small.workers):
        second = small.http.post("/sparql", data={"query": query}, headers=csv)
        other = small.http.request(
            "QUERY",
            "/sparql",
            content=query,
            headers={"Accept": "text/csv", "Content-Type": "application/sparql-query"},
        )
    assert first.content == second.content == other.content
    assert first.headers["etag"] == second.headers["etag"] == other.headers["etag"]


def test_head_is_answered_as_get_without_a_body(small: Small) -> None:
    query = fresh(LONG)
    head = small.http.head("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    answer = small.http.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == answer.headers["etag"]
    assert answer.content.count(b"\n") == 401


def test_an_answer_whose_reader_left_is_not_kept_in_half(small: Small) -> None:
    query = fresh("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000")
    with small.http.stream("GET", "/sparql", params={"query": query, "format": "csv"}) as answer:
        next(answer.iter_raw())
    whole = small.http.get("/sparql", params={"query": query, "format": "csv"})
    assert "cache-status" not in whole.headers
    assert whole.content.count(b"\n") == 30001


def test_kept_answers_of_another_revision_are_not_given(small: Small) -> None:
    query = fresh()
    assert "new" in get(small, query).text
    assert "old" in get(small, query, f"/r/{small.old}/sparql").text
    assert "new" in get(small, query).text


@pytest.mark.parametrize(("budget", "kept"), [(0, False), (100_000, True)])
def test_large_answers_are_not_kept_and_a_budget_of_nothing_keeps_none(
    tmp_path_factory: pytest.TempPathFactory, budget: int, kept: bool
) -> None:
    place = tmp_path_factory.mktemp("kept")
    publish(place, "text")
    plain = {"Accept": "text/csv", "Accept-Encoding": "identity"}
    with client(Settings(store=place, workers=2, cache_bytes=budget)) as http:
        for query, hit in ((NAMES, kept), (LONG, False), (NAMES, kept)):
            answers = [http.get("/sparql", params={"query": query}, headers=plain) for _ in range(3)]
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.content for answer in answers}) == 1
            assert ("cache-status" in answers[2].headers) == hit
            known = plain | {"If-None-Match": answers[0].headers["etag"]}
            assert http.get("/sparql", params={"query": query}, headers=known).status_code == 304


def test_many_who_ask_the_same_at_once_get_the_same(small: Small) -> None:
    query = fresh(LONG)
    with ThreadPoolExecutor(4) as threads:
        answers = [future.result() for future in [threads.submit(get, small, query) for _ in range(4)]]
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


def test_cells_are_made_harmless_in_tables_for_spreadsheets_alone(small: Small) -> None:
    for table in (
        small.http.get("/queries/every_statement?format=csv").text,
        small.http.get("/queries/every_statement", headers={"Accept": "text/csv"}).text,
    ):
        for cell in ("'=1+1", ",-2\r\n", "'-2+3", "'@x", ",plain\r\n", "\"'=HYPERLINK("):
            assert cell in table
    query = "SELECT ?x { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?x }"
    raw = get(small, query).text
    assert "\r\n=1+1\r\n" in raw
    assert "'=" not in raw
    told = small.http.get("/queries/every_statement?format=tsv").text
    assert '"=1+1"' in told
