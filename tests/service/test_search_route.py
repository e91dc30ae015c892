"""The search over HTTP and from the command line: formats, limits, revisions, what was just written."""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from graph import snapshots
from service.settings import Settings
from tests.service.browser import held
from tests.service.live import serving
from tests.service.small import client
from tests.service.written import BEARER, TOKEN, refused

NAZARBAYEV = "https://w3id.org/rejoinder/id/person/nursultan-nazarbayev"
ALT = "<http://www.w3.org/2004/02/skos/core#altLabel>"


def search(http: httpx.Client, text: str, **given: str) -> list[dict[str, str]]:
    answer = http.get("/search", params={"q": text} | given)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, str]] = answer.json()["results"]
    return results


def test_a_result_says_what_it_is_and_by_which_name_it_was_found(http: httpx.Client) -> None:
    first = search(http, "Назарбаев")[0]
    assert first | {"score": 0} == {
        "iri": NAZARBAYEV,
        "name": "person:nursultan-nazarbayev",
        "kind": "person",
        "label": "Nursultan Nazarbayev",
        "matched": "Nazarbaev",
        "way": "name",
        "score": 0,
        "description": "president, Kazakhstan",
    }


def test_the_next_page_is_linked_until_there_is_none(http: httpx.Client) -> None:
    address, seen = "search?q=nikonov&kind=event,person&limit=2", []
    while address:
        answer = http.get(f"/{address}")
        seen += [one["iri"] for one in answer.json()["results"]]
        address = answer.json()["next"]
        assert (answer.headers.get("link") is not None) == (address is not None)
    whole = search(http, "nikonov", kind="event,person", limit="100")
    assert seen == [one["iri"] for one in whole]
    assert len(seen) > 4


def test_a_person_gets_a_page_with_a_form_and_nothing_of_what_was_typed_runs(http: httpx.Client) -> None:
    browser = {"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}
    assert 'name="q"' in held(http.get("/search", headers=browser))
    hostile = http.get("/search", params={"q": '"><script>alert(1)</script>'}, headers=browser)
    assert "<script>" not in held(hostile)
    assert "Vladimir Putin" in held(http.get("/search?q=putin", headers=browser))
    assert "Nothing in revision" in http.get("/search?q=zwrtlpf&format=html").text


def test_an_answer_is_known_by_its_tag(http: httpx.Client) -> None:
    answer = http.get("/search?q=putin")
    assert answer.headers["rejoinder-revision"] == answer.json()["revision"]
    again = http.get("/search?q=putin", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert http.get("/search?q=lavrov").headers["etag"] != answer.headers["etag"]
    assert http.get("/search?q=putin&kind=claim").headers["etag"] != answer.headers["etag"]
    pinned = http.get(answer.headers["content-location"])
    assert pinned.json() == answer.json()
    assert "immutable" in pinned.headers["cache-control"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=" + "x" * 10_000, "longer than 500 characters"),
        ("q=a%00b", "control characters"),
        ("q=%1B%5B31m", "control characters"),
        ("q=" + "a+" * 40, "more than 32 words"),
        ("", "q: is missing"),
        ("q=a&kind=persn", "did you mean person"),
        ("q=a&limit=0", "out of range"),
        ("q=a&limit=101", "out of range"),
        ("q=a&offset=-1", "out of range"),
        ("q=a&offset=99999", "out of range"),
        ("q=a&q=b", "given more than once"),
        ("q=a&words=b", "no such parameter"),
    ],
)
def test_what_cannot_be_looked_for_is_told_at_once(http: httpx.Client, query: str, names: str) -> None:
    problem = refused(http.get(f"/search?{query}"), 422, "bad-parameter")
    assert names in str(problem["detail"])


def test_words_that_are_no_utf8_are_refused(http: httpx.Client) -> None:
    refused(http.get("/search?q=%FF"), 400, "bad-request")


def test_what_nothing_is_called_finds_nothing(http: httpx.Client) -> None:
    assert search(http, "qwxzjvpqq") == []
    assert search(http, "") == []


def test_a_format_that_there_is_not_is_refused(http: httpx.Client) -> None:
    refused(http.get("/search?q=a", headers={"Accept": "text/csv"}), 406, "not-acceptable")


def test_a_browser_learns_how_to_search(http: httpx.Client, address: str) -> None:
    answer = http.get("/opensearch.xml")
    assert answer.headers["content-type"] == "application/opensearchdescription+xml"
    space = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    urls = {
        url.attrib["type"]: url.attrib["template"]
        for url in ET.fromstring(answer.text).findall("o:Url", space)  # noqa: S314 - our own
    }
    for template in urls.values():
        assert template.startswith(f"{address}/search?q={{searchTerms}}")
    filled = urls["text/html"].replace("{searchTerms}", "putin").replace("{startIndex?}", "")
    assert "Vladimir Putin" in http.get(filled.replace("{count?}", "")).text
    suggested = http.get(urls["application/x-suggestions+json"].replace("{searchTerms}", "nazarb"))
    assert suggested.json()[0] == "nazarb"
    assert "Nursultan Nazarbayev" in suggested.json()[1]


def test_a_question_takes_a_name_in_any_script(store: Path) -> None:
    with serving(Settings(store=store, workers=2), queries=None) as address:
        rows = httpx.get(f"{address}/queries/claims_about_state?state=Қазақстан", trust_env=False)
        assert rows.status_code == 200, rows.text
        assert (
            rows.json()["receipt"]["parameters"]["state"] == "https://w3id.org/rejoinder/id/state/kazakhstan"
        )


@pytest.fixture(scope="module")
def copied(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """Serve a copy of the real graph that takes writes."""
    place = tmp_path_factory.mktemp("copy") / "store"
    shutil.copytree(store, place)
    chosen = Settings(store=place, workers=2, timeout=20, writable=True, token=TOKEN, write_timeout=60)
    with client(chosen) as http:
        yield http, place


def test_a_name_is_found_as_soon_as_it_is_written_and_not_in_the_revision_before(
    copied: tuple[httpx.Client, Path],
) -> None:
    http, place = copied
    before = snapshots.pointed(place)
    insertion = (
        f'INSERT DATA {{ GRAPH <http://example.org/nicknames> {{ <{NAZARBAYEV}> {ALT} "Papa Nurs" }} }}'
    )
    written = http.post("/update", data={"update": insertion}, headers=BEARER)
    assert written.status_code == 200, written.text
    assert [one["iri"] for one in search(http, "papa nurs")] == [NAZARBAYEV]
    assert http.get(f"/r/{before}/search?q=papa+nurs&kind=person").json()["results"] == []


def test_without_a_whole_index_names_are_found_all_the_same(store: Path, tmp_path: Path) -> None:
    place = tmp_path / "store"
    shutil.copytree(store, place)
    snapshot = snapshots.current(place)
    shutil.rmtree(snapshot.index)
    with client(Settings(store=place, workers=2)) as http:
        without = search(http, "Tokaev")
    assert not snapshot.index.exists(), "reading writes nothing"
    with client(Settings(store=store, workers=2)) as http:
        assert search(http, "Tokaev") == without


def run(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("rejoinder")), "search", *arguments, "--store", str(store)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_line_searches_without_a_server(store: Path) -> None:
    table = run(store, "Назарбаев", "--kind", "person", "--limit", "1")
    assert table.returncode == 0, table.stderr
    assert "Nursultan Nazarbayev" in table.stdout
    rows = list(csv.DictReader(io.StringIO(run(store, "Kazakstan", "--format", "csv").stdout)))
    assert rows[0]["iri"] == "https://w3id.org/rejoinder/id/state/kazakhstan"
    told = json.loads(run(store, "state", "duma", "--format", "json").stdout)
    assert told["results"][0]["name"] == "body:state-duma"


def test_the_command_line_says_what_it_cannot_look_for(store: Path) -> None:
    refused = run(store, "x" * 600)
    assert (refused.returncode, "longer than 500 characters" in refused.stderr) == (1, True)
    refused = run(store, "a", "--kind", "persn")
    assert (refused.returncode, "did you mean person" in refused.stderr) == (1, True)


def test_the_page_leads_from_what_is_found_to_what_can_be_asked_of_it(store: Path) -> None:
    with serving(Settings(store=store, workers=2), queries=None) as address:
        page = httpx.get(
            f"{address}/search?q=Тлеуберди&kind=person", headers={"Accept": "text/html"}, trust_env=False
        )
        assert f'href="{address}/persons/mukhtar-tleuberdi/posts"' in held(page)
        assert httpx.get(f"{address}/persons/mukhtar-tleuberdi/posts", trust_env=False).status_code == 200
