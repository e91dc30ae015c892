"""Writes over HTTP: who may, what is refused and changes nothing, what everybody else sees meanwhile."""

import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from pydantic import SecretStr
from pyoxigraph import NamedNode, Quad

from graph import snapshots
from service.settings import Settings
from tests.service.conftest import Small
from tests.service.live import serving
from tests.service.small import EX, client, until

TOKEN = SecretStr("open")
BEARER = {"Authorization": "Bearer open"}
RJ = "https://w3id.org/rejoinder/"
THINGS = 400
LISTED = "/queries/long_documents?least=1"


@dataclass(frozen=True)
class Site:
    """A server that takes writes, and its store."""

    http: httpx.Client
    place: Path

    def state(self) -> tuple[str, set[str]]:
        """Tell the current revision and the folders of all."""
        folders = {path.name for path in (self.place / "snapshots").glob("[0-9a-f]*")}
        return snapshots.pointed(self.place), folders

    def update(self, text: str, **headers: str) -> httpx.Response:
        return self.http.post("/update", data={"update": text}, headers=BEARER | headers)

    def count(self, name: str) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{EX}{name}> {{ ?s ?p ?o }} }}"
        return int(self.http.get("/sparql", params={"query": query, "format": "csv"}).text.splitlines()[1])


def insertion(name: str, value: str = "1") -> str:
    """Write the update that adds a statement to a graph of others."""
    return f"INSERT DATA {{ GRAPH <{EX}{name}> {{ <{EX}s> <{EX}p> {value} }} }}"


def publish(place: Path) -> str:
    """Publish a graph of others, and nothing of ours."""
    graph, predicate = NamedNode(EX + "graph"), NamedNode(EX + "p")
    quads = [
        Quad(NamedNode(f"{EX}thing/{n}"), predicate, NamedNode(f"{EX}{n}"), graph) for n in range(THINGS)
    ]
    return snapshots.publish(place, quads, {"asserted": (), "curated": (), "inferred": ()}).revision


def refused(answer: httpx.Response, status: int, name: str) -> dict[str, object]:
    problem: dict[str, object] = answer.json()
    assert (answer.status_code, str(problem["type"]).rpartition("/")[2]) == (status, name), problem
    return problem


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a store of graphs of others alone, where a write costs little."""
    place = tmp_path_factory.mktemp("written")
    publish(place)
    chosen = Settings(
        store=place, workers=2, timeout=20, writable=True, token=TOKEN, write_timeout=60, upload_bytes=100_000
    )
    with client(chosen) as http:
        yield Site(http, place)


def test_who_wrote_reads_what_was_written_at_its_new_revision(site: Site) -> None:
    before, folders = site.state()
    answer = site.update(insertion("a", "1, 2, 2"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["added"], told["removed"]) == (2, 0)
    assert told["revision"] == answer.headers["rejoinder-revision"] == site.state()[0] != before
    assert answer.headers["rejoinder-added"] == "2"
    assert site.state()[1] == folders | {told["revision"]}
    assert site.count("a") == 2
    assert site.http.get(f"/r/{before}/graphs", params={"graph": EX + "a"}).status_code == 404
    assert site.http.get(f"/r/{told['revision']}/graphs", params={"graph": EX + "a"}).status_code == 200


@pytest.mark.parametrize(
    "shown", [None, "Bearer", "Bearer ope", "Bearer openn", "Basic open", "open", "Bearer \xfc"]
)
def test_without_the_token_nothing_is_written_or_even_read(site: Site, shown: str | None) -> None:
    headers = [] if shown is None else [(b"authorization", shown.encode("latin-1"))]
    before = site.state()
    for method, path in (
        ("POST", "/update"),
        ("PUT", "/graphs?default"),
        ("POST", "/graphs"),
        ("DELETE", f"/graphs?graph={EX}graph"),
    ):
        answer = site.http.request(method, path, headers=headers, content=b"x" * 200_000)
        refused(answer, 403, "refused")
        assert answer.headers["www-authenticate"] == "Bearer"
    form = site.http.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers)
    refused(form, 403, "refused")
    assert site.state() == before


def test_a_server_that_only_reads_takes_no_token(small: Small) -> None:
    headers = {"Authorization": "Bearer keeper"}
    for answer in (
        small.http.post("/update", data={"update": "CLEAR ALL"}, headers=headers),
        small.http.put("/graphs?default", content=b"", headers=headers | {"Content-Type": "text/turtle"}),
    ):
        assert "only reads" in str(refused(answer, 403, "refused")["detail"])


def test_a_write_for_a_revision_that_has_passed_changes_nothing(site: Site) -> None:
    read = [
        site.http.get(path).headers["etag"] for path in (LISTED, f"/graphs?graph={EX}graph", "/ontology.ttl")
    ]
    first = site.update(insertion("b"), **{"If-Match": f"W/{read[0]}, {read[1]}"})
    assert first.status_code == 200
    before = site.state()
    answer = site.update(insertion("c"), **{"If-Match": read[2]})
    assert first.json()["revision"] in str(refused(answer, 412, "changed")["detail"])
    assert site.state() == before
    assert site.update(insertion("b", "2"), **{"If-Match": first.headers["etag"]}).status_code == 200
    assert site.count("b") == 2


@pytest.mark.parametrize("header", ["", "x", '"0123456789abcdef", "1123456789abcdef"'])
def test_a_precondition_that_names_no_single_revision_is_refused(site: Site, header: str) -> None:
    refused(site.update(insertion("c"), **{"If-Match": header}), 400, "bad-request")


def test_only_a_new_graph_is_put_where_a_new_one_is_asked_for(site: Site) -> None:
    headers = BEARER | {"Content-Type": "text/turtle", "If-None-Match": "*"}
    place = f"/graphs?graph={EX}d"
    put = [site.http.put(place, content=f"<{EX}s> <{EX}p> {n} .", headers=headers) for n in (1, 2)]
    assert (put[0].status_code, put[0].headers["location"]) == (201, EX + "d")
    refused(put[1], 412, "changed")
    assert " 1 " in site.http.get(place).text
    pinned = f"/r/{site.state()[0]}{place}"
    assert site.update(f"DELETE WHERE {{ GRAPH <{EX}d> {{ ?s ?p ?o }} }}").status_code == 200
    refused(site.http.get(place), 404, "not-found")
    assert site.http.get(pinned).status_code == 200


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            f"INSERT DATA {{ GRAPH <{EX}e> {{ <{RJ}id/person/nobody> a <{RJ}ontology#Person> }} }}",
            "person:nobody",
        ),
        (
            f"INSERT DATA {{ GRAPH <{RJ}graph/curated> {{ <{RJ}id/claim/x> <{RJ}ontology#misspelt> 1 }} }}",
            "claim:x",
        ),
    ],
)
def test_a_write_that_breaks_a_rule_changes_nothing_and_says_which(site: Site, text: str, what: str) -> None:
    before = site.state()
    problem = refused(site.update(text), 422, "invalid")
    findings = problem["findings"]
    assert isinstance(findings, list)
    assert problem["count"] == len(findings) > 0
    assert any(finding["subject"] == what for finding in findings)
    assert all({"file", "subject", "what", "mend"} == set(finding) for finding in findings)
    assert ".." not in str(problem["detail"])
    assert site.state() == before
    assert site.http.get("/health").json()["revision"] == before[0]


@pytest.mark.parametrize(
    ("text", "status", "name"),
    [
        ("INSERT DATA { x }", 400, "query-syntax"),
        ("LOAD <http://127.0.0.1:9/>", 403, "refused"),
        (f"INSERT DATA {{ GRAPH <{RJ}graph/rule/x> {{ <{EX}s> <{EX}p> 1 }} }}", 403, "refused"),
    ],
)
def test_what_is_no_update_or_none_of_ours_changes_nothing(
    site: Site, text: str, status: int, name: str
) -> None:
    before = site.state()
    problem = refused(site.update(text), status, name)
    assert str(site.place) not in str(problem)
    assert site.state() == before


def test_rdf_xml_with_a_document_type_and_half_a_multipart_change_nothing(site: Site) -> None:
    before = site.state()
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>'
    whole = b"--b\r\nContent-Type: text/turtle\r\n\r\n<a:b> <a:b> 1 .\r\n--b--\r\n"
    for media, body in (
        ("application/rdf+xml", bomb),
        ("multipart/form-data; boundary=b", whole[:-6]),
        ("multipart/form-data; boundary=b", whole.replace(b"1 .", b"1")),
    ):
        answer = site.http.put(
            "/graphs?default", content=body, headers=BEARER | {"Content-Type": media, "Expect": "x"}
        )
        refused(answer, 400, "bad-request")
    assert site.state() == before


def test_a_body_beyond_its_limit_is_refused(site: Site) -> None:
    headers = BEARER | {"Content-Type": "text/turtle"}
    answer = site.http.put("/graphs?default", content=b"#" * 100_001, headers=headers)
    assert refused(answer, 413, "too-large")["limit"] == 100_000
    update = site.http.post("/update", data={"update": "#" * 100_001}, headers=BEARER)
    refused(update, 413, "too-large")


def test_two_writes_at_once_both_land_and_readers_see_whole_revisions_alone(site: Site) -> None:
    known = {site.state()[0]: (site.count("one"), site.count("two"))}
    seen: set[tuple[str, int, int]] = set()
    over = threading.Event()
    query = (
        f"SELECT (SUM(?one) AS ?a) (SUM(?two) AS ?b) {{ {{ GRAPH <{EX}one> {{ ?s ?p ?o }} BIND(1 AS ?one) }}"
        f" UNION {{ GRAPH <{EX}two> {{ ?s ?p ?o }} BIND(1 AS ?two) }} }}"
    )

    def reading() -> None:
        with httpx.Client(base_url=site.http.base_url, trust_env=False) as http:
            while not over.is_set():
                answer = http.get("/sparql", params={"query": query, "format": "csv"})
                one, two = answer.text.splitlines()[1].split(",")
                seen.add((answer.headers["rejoinder-revision"], int(one or 0), int(two or 0)))

    reader = threading.Thread(target=reading)
    reader.start()
    try:
        with ThreadPoolExecutor(2) as threads:
            pieces = " ".join(f"<{EX}s/{n}> <{EX}p> {n} ." for n in range(50))
            writes = [
                threads.submit(site.update, f"INSERT DATA {{ GRAPH <{EX}{name}> {{ {pieces} }} }}")
                for name in ("one", "two")
            ]
            answers = [write.result() for write in writes]
    finally:
        over.set()
        reader.join()
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (site.count("one"), site.count("two")) == (50, 50)
    announced = set(known) | {answer.json()["revision"] for answer in answers}
    assert {revision for revision, _, _ in seen} <= announced
    assert {one for _, one, _ in seen} | {two for _, _, two in seen} <= {0, 50}
    assert len(seen) == len({revision for revision, _, _ in seen})


def test_a_write_whose_client_left_is_carried_out(site: Site) -> None:
    body = f"update={quote(insertion('left'))}"
    with socket.create_connection(("127.0.0.1", site.http.base_url.port or 0)) as connection:
        connection.sendall(
            f"POST /update HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer open\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        building = site.place / "snapshots"
        until(lambda: any(building.glob(".building-*")))
    until(lambda: site.count("left") == 1, 30)


def test_a_write_whose_client_left_before_it_was_sent_is_none(site: Site) -> None:
    before = site.state()
    with socket.create_connection(("127.0.0.1", site.http.base_url.port or 0)) as connection:
        connection.sendall(
            b"POST /update HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer open\r\n"
            b"Content-Type: application/sparql-update\r\nContent-Length: 1000\r\n\r\nCLEAR ALL"
        )
    assert site.update(insertion("graph", "'after'")).status_code == 200
    assert site.count("graph") == THINGS + 1
    assert len(site.state()[1] - before[1]) == 1


def test_a_write_ends_at_its_limit_while_canned_queries_are_answered(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    place = tmp_path_factory.mktemp("slow")
    publish(place)
    pairs = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(4))
    slow = f"INSERT {{ <{EX}s> <{EX}p> ?o9 }} WHERE {{ GRAPH ?g {{ {pairs} }} }}"
    chosen = Settings(store=place, workers=2, writable=True, token=TOKEN, write_timeout=4)
    with client(chosen) as http, ThreadPoolExecutor(1) as threads:
        site = Site(http, place)
        before = site.state()
        write = threads.submit(site.update, slow)
        until(lambda: any((place / "snapshots").glob(".building-*/scratch/*")))
        assert http.get(LISTED).status_code == 200
        assert http.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        assert not write.done()
        problem = refused(write.result(), 504, "time-limit")
        assert (problem["limit"], problem["unit"]) == (4, "seconds")
        assert http.get("/health").json()["revision"] == before[0]
        assert site.state() == before


def test_an_emptied_graph_is_served_as_such_and_a_built_one_after_it(site: Site) -> None:
    former = site.state()[0]
    emptied = site.update("CLEAR ALL")
    assert emptied.status_code == 200
    assert site.http.get("/health").json()["quads"] == 0
    assert 'content="width' in site.http.get("/").text
    for query in site.http.get("/queries").json()["queries"]:
        answer = site.http.get(query["example"])
        assert answer.status_code in {200, 404}, answer.text
        if answer.status_code == 200:
            assert answer.json()["rows"] == []
    for path, media in (
        ("/ontology", "text/html"),
        ("/ontology.ttl", "*/*"),
        ("/docs", "*/*"),
        ("/openapi.json", "*/*"),
    ):
        assert site.http.get(path, headers={"Accept": media}).status_code == 200, path
    assert site.http.get("/ontology/0.1.0").status_code == 404
    assert site.http.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is False
    refused(site.http.get("/graphs?default"), 404, "not-found")
    assert site.http.get(f"/r/{former}/health").json()["quads"] > THINGS
    rebuilt = publish(site.place)
    assert site.http.get("/health").json()["revision"] == rebuilt
    assert site.count("graph") == THINGS


def test_what_is_written_to_a_graph_of_ours_is_checked_and_what_follows_is_derived(
    store: Path, tmp_path: Path
) -> None:
    place = tmp_path / "store"
    shutil.copytree(store, place)
    chosen = Settings(store=place, workers=2, timeout=20, writable=True, token=TOKEN)
    concept = f"<{RJ}concept/response-type/out-of-context>"
    names = f"SELECT ?name {{ {concept} <http://www.w3.org/2000/01/rdf-schema#label> ?name }}"
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    renamed = f"""
        DELETE {{ GRAPH ?g {{ {concept} {label} ?old }} }}
        INSERT {{ GRAPH ?g {{ {concept} {label} "torn from its place"@en }} }}
        WHERE {{ GRAPH ?g {{ {concept} {label} ?old FILTER(LANG(?old) = "en") }} }}"""
    with (
        serving(chosen, queries=None) as address,
        httpx.Client(base_url=address, timeout=90, trust_env=False) as http,
    ):
        before = http.get("/sparql", params={"query": names, "format": "csv"})
        answer = Site(http, place).update(renamed)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["added"], told["removed"]) == (2, 2)  # what was said, and what a rule makes of it
        after = http.get("/sparql", params={"query": names, "format": "csv"})
        assert after.text.split("\r\n") == ["name", "torn from its place", ""]
        pinned = f"/r/{before.headers['rejoinder-revision']}/sparql"
        assert http.get(pinned, params={"query": names, "format": "csv"}).text == before.text
        assert "torn from its place" in http.get("/ontology.ttl").text
