"""Revisions over HTTP: what is published is read next, what was published before stays to be had."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from service.settings import Settings
from tests.service.browser import held
from tests.service.conftest import Small
from tests.service.small import EX, GRAPH, NAMES, THINGS, client, publish

SPARQL = f"/sparql?query={NAMES}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
LISTED = "/queries/long_documents?least=1"
PATHS = [
    SPARQL,
    SPARQL + "&format=csv",
    LISTED,
    LISTED + "&format=csv",
    f"/graphs?graph={GRAPH}",
    "/ontology.ttl",
]


@dataclass(frozen=True)
class Site:
    """A server, and the place that is published to."""

    http: httpx.Client
    place: Path

    def now(self) -> str:
        return str(self.http.get("/health").json()["revision"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("site")
    publish(place, "begin")
    with client(Settings(store=place, workers=2, timeout=20)) as http:
        yield Site(http, place)


def test_a_publication_is_read_by_the_next_request(site: Site) -> None:
    for text in ("one", "two", "one"):
        revision = publish(site.place, text)
        answer = site.http.get(SPARQL + "&format=csv")
        assert answer.text.splitlines()[1] == f"{text} 0"
        assert answer.headers["rejoinder-revision"] == revision == site.now()
        told = site.http.get(LISTED).json()
        assert (told["receipt"]["revision"], told["receipt"]["coverage"]["documents"][0]["slug"]) == (
            revision,
            text,
        )
        assert site.http.get("/openapi.json").json()["info"]["x-revision"] == revision


def test_an_answer_that_began_before_is_read_to_its_end(site: Site) -> None:
    old = publish(site.place, "before")
    rows = 100_000
    query = f"SELECT ?name ?d ?f {{ ?a <{EX}name> ?name . ?d <{EX}name> ?f }} LIMIT {rows}"
    with site.http.stream("GET", "/sparql", params={"query": query, "format": "csv"}) as answer:
        lines = answer.iter_lines()
        read = [next(lines) for _ in range(10)]
        publish(site.place, "after")
        assert site.http.get(SPARQL + "&format=csv").text.splitlines()[1] == "after 0"
        read += lines
    assert answer.headers["rejoinder-revision"] == old
    assert len(read) == rows + 1
    assert all(line.startswith("before ") for line in read[1:])


def test_what_was_published_before_answers_as_it_did(site: Site) -> None:
    old = publish(site.place, "former")
    before = {path: site.http.get(path) for path in PATHS}
    publish(site.place, "later")
    for path, first in before.items():
        again = site.http.get(f"/r/{old}{path}")
        assert (again.status_code, again.content) == (200, first.content), path
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["rejoinder-revision"] == old
        assert again.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert first.headers["cache-control"] == "no-cache"
    assert site.http.get(f"/r/{old}/health").json()["revision"] == old
    assert old in site.http.get(f"/r/{old}/").text
    posted = site.http.post(f"/r/{old}/sparql", data={"query": NAMES}, headers={"Accept": "text/csv"})
    assert posted.text.splitlines()[1] == "former 0"
    head = site.http.head(f"/r/{old}{SPARQL}")
    assert (head.status_code, head.headers["rejoinder-revision"]) == (200, old)


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/ontology")])
def test_an_answer_says_where_it_stays_byte_for_byte(site: Site, path: str) -> None:
    publish(site.place, "cited")
    first = site.http.get(path, headers={"Accept": "*/*"})
    publish(site.place, "uncited")
    assert site.http.get(path, headers={"Accept": "*/*"}).headers["etag"] != first.headers["etag"]
    where = first.headers["content-location"]
    again = site.http.get(where, headers={"Accept": "*/*"})
    assert again.content == first.content
    assert again.headers["content-location"] == where
    known = site.http.get(where, headers={"Accept": "*/*", "If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.headers["content-location"]) == (304, where)


def test_failures_and_what_is_of_no_revision_say_no_such_place(site: Site) -> None:
    for path in ("/sparql?query=x", "/nowhere", "/health"):
        answer = site.http.get(path)
        assert not {"content-location", "cache-control"} & set(answer.headers)
        failure = site.http.get(path, headers=BROWSER)
        assert ("content-location" in failure.headers, failure.headers.get("cache-control")) == (
            False,
            None if path == "/health" else "no-store",
        )


@pytest.mark.parametrize("path", ["/", f"{LISTED}&format=html", "/about"])
def test_a_page_says_where_it_stays_as_it_is_but_for_its_links(site: Site, path: str) -> None:
    old = publish(site.place, "shown")
    first = site.http.get(path, headers=BROWSER)
    publish(site.place, "hidden")
    where = first.headers["content-location"]
    again = site.http.get(where, headers=BROWSER)
    assert (where, again.headers["content-location"]) == (f"/r/{old}{path}", where)
    root = str(site.http.base_url)
    assert held(again).replace(f"{root}/r/{old}", root) == held(first).replace(f"{root}/r/{old}", root)
    # Whom to write to is a setting, and no part of a revision.
    assert ("immutable" in again.headers["cache-control"]) == (path != "/about")


def test_links_of_a_revision_stay_in_it(site: Site) -> None:
    old = publish(site.place, "linked")
    publish(site.place, "unlinked")
    root = str(site.http.base_url).rstrip("/") + f"/r/{old}"
    for query in site.http.get(f"/r/{old}/queries").json()["queries"]:
        assert query["href"].startswith(root + "/")
        assert query["example"].startswith(root + "/")
    start = site.http.get(f"/r/{old}/")
    links = re.findall(r'<(?:a|form)\b[^>]* (?:href|action)="([^"]+)"', held(start))
    ours = [link for link in links if not link.startswith(("#", "https://creativecommons.org/"))]
    assert len(ours) > 10
    assert [link for link in ours if not link.startswith(root + "/")] == []
    assert site.http.get(f"/r/{old}").headers["location"] == root + "/"
    described = site.http.get(f"/r/{old}/openapi.json").json()
    assert described["servers"] == [{"url": f"/r/{old}"}]
    assert "servers" not in site.http.get("/openapi.json").json()
    page = held(site.http.get(f"/r/{old}/docs"))
    assert f'data-openapi="{root}/openapi.json"' in page
    for link in re.findall(r'<(?:link|script)\b[^>]* (?:href|src)="(http[^"]*)"', page):
        assert site.http.get(link).status_code == 200
    ontology = site.http.get(f"/r/{old}/ontology")
    assert all(f"<{root}/ontology." in link for link in ontology.headers["link"].split(", "))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0123456789abcdef",
        "0123456789ABCDEF",
        "%2e%2e",
        ".building-0123456789abcdef",
        "x" * 300,
        "%00",
    ],
)
def test_an_unknown_revision_is_404_with_the_one_there_is(small: Small, name: str) -> None:
    for path in (f"/r/{name}/sparql?query=x", f"/r/{name}/"):
        answer = small.http.get(path)
        assert (answer.status_code, answer.json()["near"]) == (404, [small.revision])
        assert len(answer.json()["detail"]) < 200


def test_the_place_of_revisions_itself_is_404(small: Small) -> None:
    for path in ("/r/", "/r"):
        assert small.http.get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/update"),
        ("POST", "/graphs?default"),
        ("PUT", "/graphs?default"),
        ("PATCH", "/graphs?default"),
        ("DELETE", "/graphs?default"),
    ],
)
def test_a_revision_is_not_written(small: Small, method: str, path: str) -> None:
    headers = {"Authorization": "Bearer keeper", "Content-Type": "application/sparql-update"}
    answer = small.http.request(method, f"/r/{small.old}{path}", headers=headers, content="CLEAR ALL")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (405, "method-not-allowed")
    assert set(answer.headers["allow"].split(", ")) == set(answer.json()["allow"])
    update = small.http.post(f"/r/{small.old}/sparql", headers=headers, content="CLEAR ALL")
    assert update.status_code == 405


def test_a_revision_that_was_removed_is_404_even_if_it_was_asked_before(site: Site) -> None:
    old = publish(site.place, "pruned")
    current = publish(site.place, "kept")
    path = f"/r/{old}{SPARQL}"
    assert [site.http.get(path).status_code for _ in range(2)] == [200, 200]
    shutil.rmtree(site.place / "snapshots" / old)
    answer = site.http.get(path)
    assert (answer.status_code, answer.json()["near"]) == (404, [current])


def test_a_damaged_publication_is_not_served_and_health_says_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.desk._AGAIN", -1.0)
    former = publish(site.place, "sound")
    assert site.http.get("/health").json()["trouble"] is None
    damaged = publish(site.place, "unsound")
    file = next((site.place / "snapshots" / damaged / "store").glob("*.sst"))
    content = file.read_bytes()
    file.write_bytes(content[:-1])
    told = site.http.get("/health").json()
    assert (told["status"], told["revision"]) == ("ok", former)
    assert "the one before is served" in told["trouble"]
    assert site.http.get(SPARQL + "&format=csv").text.splitlines()[1] == "sound 0"
    pinned = site.http.get(f"/r/{damaged}{SPARQL}")
    assert (pinned.status_code, pinned.json()["type"].rpartition("/")[2]) == (500, "failed")
    assert str(site.place) not in pinned.text
    file.write_bytes(content)
    assert site.http.get("/health").json()["trouble"] is None
    assert site.now() == damaged


def test_the_store_s_folder_gone_is_no_end_of_the_service(site: Site) -> None:
    revision = publish(site.place, "last")
    assert site.now() == revision
    (site.place / "current").rename(site.place / "away")
    assert site.http.get(SPARQL + "&format=csv").text.count("\n") == 4
    (site.place / "away").rename(site.place / "current")
    assert site.now() == revision
    assert THINGS > 3
