"""Writes over HTTP: what everybody else sees while they run and after."""

import shutil
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from service.settings import Settings
from tests.service.live import serving
from tests.service.small import EX, client, until
from tests.service.written import LISTED, RJ, THINGS, TOKEN, Site, insertion, publish, refused


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
    assert site.http.get("/graphs?default", headers={"Accept": "application/n-triples"}).text == ""
    refused(site.http.get(f"/graphs?graph={EX}graph"), 404, "not-found")
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
        assert (told["added"], told["removed"]) == (3, 3)  # what was said, and what two rules make of it
        after = http.get("/sparql", params={"query": names, "format": "csv"})
        assert after.text.split("\r\n") == ["name", "torn from its place", ""]
        pinned = f"/r/{before.headers['rejoinder-revision']}/sparql"
        assert http.get(pinned, params={"query": names, "format": "csv"}).text == before.text
        assert "torn from its place" in http.get("/ontology.ttl").text
