"""What the SPARQL editor makes of answers, examples and revisions."""

from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from tests.browser.conftest import Opener
from tests.browser.writing import DATED, STATES, TIES, editor, run, written


@pytest.mark.soak
def test_dates_make_a_timeline_and_two_columns_of_things_a_network(opened: Opener, site: str) -> None:
    page = editor(opened, site, DATED)
    run(page)
    page.get_by_role("tab", name="Timeline").click()
    page.locator(".canvas svg[role=group] circle").first.wait_for()
    page.get_by_role("tab", name="Network").click()
    page.get_by_text("no two columns of things").wait_for()
    page.evaluate("hash => { location.hash = hash }", f"query={quote(TIES)}")
    run(page)
    page.locator(".canvas [role=img] canvas").first.wait_for()
    page.get_by_role("tab", name="Timeline").click()
    page.get_by_text("No column of this answer holds dates").wait_for()


@pytest.mark.soak
def test_the_tabs_are_moved_through_by_arrows(opened: Opener, site: str) -> None:
    page = editor(opened, site, STATES)
    run(page)
    page.get_by_role("tab", name="Table").press("ArrowLeft")
    page.locator("pre.sent").wait_for()
    assert '"bindings"' in page.locator("pre.sent").inner_text()
    assert page.get_by_role("tab", name="As sent").get_attribute("aria-selected") == "true"


def test_the_same_query_comes_as_files(opened: Opener, site: str, asked: httpx.Client) -> None:
    page = editor(opened, site, STATES)
    for query, types in (
        (
            STATES,
            {
                "csv": "text/csv",
                "tsv": "text/tab-separated-values",
                "json": "application/",
                "xml": "application/",
            },
        ),
        ("CONSTRUCT { ?s rj:target ?o } WHERE { ?s rj:target ?o } LIMIT 5", {"turtle": "text/turtle"}),
        ("ASK { ?s a rj:Claim }", {"json": "application/sparql-results+json"}),
    ):
        page.evaluate("hash => { location.hash = hash }", f"query={quote(query)}")
        run(page)
        page.locator(".files a", has_text="JSON").first.wait_for()
        links = [link.get_attribute("href") for link in page.locator(".files a").all()]
        by_format = {parse_qs(urlsplit(link).query)["format"][0]: link for link in links}
        assert set(types) <= set(by_format)
        for name, link in by_format.items():
            answer = asked.get(link)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(types.get(name, ""))
            assert parse_qs(urlsplit(link).query)["query"][0].endswith(query)


@pytest.mark.soak
def test_examples_stand_by_theme_are_found_by_words_and_open(opened: Opener, site: str) -> None:
    page = editor(opened, site)
    find = page.get_by_label("Find among them")
    find.wait_for()
    shown = page.locator("#examples li:visible")
    everything = shown.count()
    assert everything >= 45
    assert page.locator("#examples h3").count() >= 4
    find.fill("disavow")
    assert 0 < shown.count() < everything
    shown.first.get_by_role("button").click()
    assert written(page).startswith("# ")
    assert "SELECT" in written(page)


@pytest.mark.soak
def test_a_pinned_revision_is_asked_itself(opened: Opener, site: str, asked: httpx.Client) -> None:
    revision = asked.get("/queries?format=json").json()["revision"]
    page = editor(opened, f"{site}/r/{revision}", STATES)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        run(page)
    assert sent.value.url == f"{site}/r/{revision}/sparql"
    page.locator("table.answer").wait_for()


def test_without_scripts_the_form_asks(opened: Opener, site: str) -> None:
    page = opened(f"{site}/sparql", scripts=False)
    assert page.locator("textarea#query").is_visible()
    assert not page.locator("#editor").is_visible()
