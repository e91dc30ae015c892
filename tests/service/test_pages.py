"""Pages for people: each is made of answers that stand behind it, and reads without scripts."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
import pytest

from service.pages.kinds import PLANS
from service.settings import Settings
from tests.service import tales
from tests.service.browser import held
from tests.service.live import serving
from tests.service.small import publish

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
EXAMPLES = {
    "claim": "kazakhstan-holds-lands-temporarily",
    "act": "shperov-temporary",
    "event": "call-tleuberdi-karasin",
    "person": "vladimir-putin",
    "group": "reporters",
    "body": "state-duma",
    "state": "kazakhstan",
    "territory": "northern-kazakhstan",
    "document": "004",
    "work": "uses-of-sovereignty",
    "notion": "sovereignty",
}


@pytest.fixture(scope="module")
def http(settings: Settings) -> Iterator[httpx.Client]:
    """Serve the real graph with the real questions."""
    with asked(settings) as found:
        yield found


@contextmanager
def asked(settings: Settings) -> Iterator[httpx.Client]:
    """Serve with the project's own questions, and give a client."""
    with (
        serving(settings, queries=None) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as made,
    ):
        yield made


def page(http: httpx.Client, path: str, status: int = 200) -> str:
    """Get a page as a browser does, and hold it to what every page has."""
    return held(http.get(path, headers=BROWSER, follow_redirects=True), status)


def rows(http: httpx.Client, path: str) -> list[dict[str, str]]:
    return list(http.get(path, headers={"Accept": "application/json"}).json()["rows"])


def linked(text: str) -> set[str]:
    """List the paths on this server that a page links to."""
    found = re.findall(r'href="(?:http://(?:127\.0\.0\.1|localhost|testserver)[^/"]*)?(/[^"]*)"', text)
    return {unescape(path) for path in found}


def test_the_front_page_lists_each_claim_of_the_ledger_with_its_answer(http: httpx.Client) -> None:
    text = page(http, "/")
    ledger = rows(http, "/queries/claims_and_first_answers")
    assert len(ledger) > 30
    paths = linked(text)
    for row in ledger:
        for column in ("act", "claim", "speaker", "answer", "own_answer", "non_response"):
            if row[column]:
                assert row[column].removeprefix("https://w3id.org/rejoinder") in paths
    outcomes = {row["outcome_found"] for row in ledger}
    assert outcomes == {"answered", "own-side-only", "speech-answered", "possibly-answered", "unanswered"}
    assert all(f'class="outcome {outcome}"' in text for outcome in outcomes)


def test_the_filter_of_the_front_page_narrows_the_ledger(http: httpx.Client) -> None:
    text = page(http, "/?about=northern-kazakhstan&since=2014&outcome=unanswered")
    assert "/queries/claims_and_first_answers?about=territory:northern-kazakhstan" in text
    narrowed = "/queries/claims_and_first_answers?about=northern-kazakhstan&since=2014&outcome=unanswered"
    acts = {row["act"].rpartition("/")[2] for row in rows(http, narrowed)}
    ledger = text[text.index('class="ledger') : text.index("</table>")]
    assert set(re.findall(r"/id/act/([\w-]+)", ledger)) >= acts > set()


def test_a_filter_that_cannot_be_read_is_told_on_a_page(http: httpx.Client) -> None:
    text = page(http, "/?about=nowhereland", 404)
    assert "nowhereland" in text


@pytest.mark.parametrize("kind", PLANS)
def test_a_thing_of_each_kind_has_the_panels_of_its_kind(http: httpx.Client, kind: str) -> None:
    text = page(http, f"/id/{kind}/{EXAMPLES[kind]}")
    assert "The query behind this" in text
    assert f"https://w3id.org/rejoinder/id/{kind}/{EXAMPLES[kind]}" in text
    for query, by, more in PLANS[kind].panels.values():
        given = {by: f"{kind}:{EXAMPLES[kind]}", **dict(more), "format": "json"}
        answer = http.get(f"/queries/{query}", params=given).json()
        if answer["rows"]:
            assert f"/queries/{query}?" in text, query


def test_every_panel_leads_to_its_answer_in_other_formats(http: httpx.Client) -> None:
    text = page(http, "/id/claim/kazakhstan-holds-lands-temporarily")
    offered = [path for path in linked(text) if "format=csv" in path]
    assert len(offered) >= 4
    for path in offered:
        answer = http.get(path)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/csv")


def test_every_link_of_a_page_answers(http: httpx.Client) -> None:
    """Of the pages that one reads first; of each sort of address a few."""
    for path in ("/", "/id/claim/kazakhstan-holds-lands-temporarily", "/id/state/kazakhstan", "/about"):
        seen: dict[str, int] = {}
        for href in sorted(linked(page(http, path))):
            sort = "/".join(href.split("?")[0].split("/")[:3])
            if not href.startswith("/") or seen.get(sort, 0) >= 2:
                continue
            seen[sort] = seen.get(sort, 0) + 1
            answer = http.get(href, headers=BROWSER, follow_redirects=True)
            assert answer.status_code == 200, (path, href)


def test_a_figure_names_an_answer_and_columns_that_it_has(http: httpx.Client) -> None:
    for path in ("/", "/id/claim/kazakhstan-holds-lands-temporarily", "/id/body/state-duma"):
        figures = re.findall(r'<figure class="\w+" ([^>]*)>', page(http, path))
        assert figures
        for figure in figures:
            told = dict(re.findall(r'data-([\w-]+)="([^"]*)"', figure))
            answer = http.get(unescape(told["answer"])).json()
            for part in ("thing", "label", "lane", "kind", "value", "source", "target"):
                for column in told.get(part, "").split():
                    assert column in answer["rows"][0], (path, part, column)


def test_a_page_is_made_once_and_is_not_sent_to_who_has_it(http: httpx.Client) -> None:
    first = http.get("/", headers=BROWSER)
    again = http.get("/", headers=BROWSER)
    assert again.headers["Cache-Status"] == "rejoinder; hit"
    assert again.text == first.text
    known = http.get("/", headers={**BROWSER, "If-None-Match": first.headers["ETag"]})
    assert known.status_code == 304


def test_a_page_of_an_old_revision_stays_in_it(http: httpx.Client) -> None:
    revision = http.get("/health").json()["revision"]
    text = page(http, f"/r/{revision}/id/claim/kazakhstan-holds-lands-temporarily")
    paths = linked(text)
    assert f"/r/{revision}/id/act/shperov-temporary" in paths
    assert [path for path in paths if path.startswith(("/id/", "/queries", "/concept/"))] == []


def test_errors_are_pages_for_browsers_and_documents_for_programs(http: httpx.Client) -> None:
    text = page(http, "/id/person/vladimir-puttin", 404)
    assert "/id/person/vladimir-putin" in text
    assert "Vladimir Putin" in text
    for accept in ("*/*", "application/json", "text/turtle", "application/sparql-results+json"):
        answer = http.get("/id/person/vladimir-puttin", headers={"Accept": accept}, follow_redirects=True)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert http.get("/sparql?query=x&format=json", headers=BROWSER).headers["Content-Type"] == (
        "application/problem+json"
    )
    assert "line 1" in page(http, "/sparql?query=SELECT+x", 400)
    assert page(http, "/nothing/here", 404)


def test_a_report_names_the_thing_the_revision_and_its_passages(http: httpx.Client) -> None:
    text = page(http, "/about?wrong=https://w3id.org/rejoinder/id/act/shperov-temporary")
    report = text[text.index('id="report"') :]
    report = report[: report.index("</textarea>")]
    assert "https://w3id.org/rejoinder/id/act/shperov-temporary" in report
    assert http.get("/health").json()["revision"] in report
    assert "document/000 268-570" in report


def test_what_is_no_thing_here_makes_no_report(http: httpx.Client) -> None:
    text = page(http, "/about?wrong=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
    assert 'id="report"' not in text


def test_reports_go_to_the_address_that_is_set(tmp_path: Path) -> None:
    publish(tmp_path, "one", ("plain",))
    for contact, shown in (
        ("desk@example.org", 'href="mailto:desk@example.org"'),
        ("https://example.org/report", 'href="https://example.org/report"'),
    ):
        with asked(Settings(store=tmp_path, workers=2, contact=contact)) as http:
            assert shown in page(http, "/about")


@pytest.mark.parametrize(
    "contact", ["javascript:alert(1)", "nobody", "http://example.org", "a b@example.org"]
)
def test_an_address_that_is_none_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        Settings(contact=contact)


def test_what_a_graph_does_not_tell_is_left_empty(tmp_path: Path) -> None:
    tales.publish(tmp_path)
    with asked(Settings(store=tmp_path, workers=2)) as http:
        for path in ("/", "/id/act/a0", "/id/document/tale", "/about", "/documents/tale/text"):
            assert re.findall(r'[>" ]None[<" ]', page(http, path)) == [], path


def test_a_graph_of_others_has_pages_too(tmp_path: Path) -> None:
    publish(
        tmp_path,
        "one",
        ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202eright to left"),
    )
    with asked(Settings(store=tmp_path, workers=2)) as http:
        text = page(http, "/")
        assert "<script>alert" not in text
        assert json.loads(http.get("/health").text)["status"] == "ok"
