"""Every kind of page in a browser: whole, fitting, open to all; wide and narrow, light and dark."""

from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from graph.terms import BASE
from service.settings import Settings
from tests import real
from tests.browser.conftest import NARROW, WIDE, Faults, Opener, overflow, serious
from tests.browser.reading import drawn, seen, shortened, unfolded
from tests.service.live import serving

CLAIM = "/id/claim/kazakhstan-holds-lands-temporarily"
MOST_BYTES = 300 * 1024
ENOUGH = 12  # rows of a list or a table, which are made alike
# One of each kind; those that are put together as another is are left to the long tests.
LONG = (
    "/about",
    "/id/state/kazakhstan",
    "/queries/who_speaks_of_whom",
    "/id/act/shperov-temporary",
    "/id/body/state-duma",
    "/id/territory/northern-kazakhstan",
    "/id/work/uses-of-sovereignty",
    "/concept/illocution",
    "/id/claim",
    "/queries/events_in_time",
    "/queries/responses_to_claim?claim=kazakhstan-holds-lands-temporarily",
    "/ontology",
    "/id/document/004",
    "/id/person/vladimir-putin",
    "/queries",
    "/queries/documents_covered",
)
PAGES = [
    "/",
    CLAIM,
    "/documents/000/text",
    "/dump",
    f"/search?q={quote('Токаев')}",
    "/id/person/vladimir-puttin",
]
MISSING = "status of 404"


@pytest.mark.parametrize("path", [*PAGES, *(pytest.param(path, marks=pytest.mark.soak) for path in LONG)])
def test_a_page_is_whole_fits_its_window_and_shuts_nobody_out_wide_or_narrow_light_or_dark(
    opened: Opener, site: str, faults: Faults, path: str
) -> None:
    if "puttin" in path:
        faults.told.append(MISSING)
    page = opened(f"{site}{path}")
    unfolded(page)
    for figure in drawn(page).all():
        assert figure.locator(".told").count() == 0, figure.inner_text()
    assert overflow(page) <= 0
    seen(page, NARROW, "dark")
    assert overflow(page) <= 0
    shortened(page, ENOUGH)
    assert serious(page) == []
    seen(page, WIDE, "light")
    assert serious(page) == []


@pytest.mark.soak
@pytest.mark.parametrize("path", ["/", CLAIM])
def test_on_a_telephone_a_page_is_drawn_for_it_from_the_start(opened: Opener, site: str, path: str) -> None:
    page = opened(f"{site}{path}", width=NARROW, theme="dark")
    for figure in drawn(page).all():
        svg = figure.locator(".canvas svg").first
        assert not svg.count() or svg.bounding_box()["width"] <= NARROW
    assert overflow(page) <= 0


def test_the_scripts_of_the_first_page_are_few_and_nobody_else_is_asked(opened: Opener, site: str) -> None:
    page = opened(f"{site}/")
    drawn(page)
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map(one => [one.name, one.decodedBodySize])"
    )
    assert {urlsplit(name).netloc for name, _ in loaded} == {urlsplit(site).netloc}
    scripts = {name: size for name, size in loaded if urlsplit(name).path.endswith(".js")}
    assert len(scripts) > 4
    assert all(scripts.values())
    assert sum(scripts.values()) < MOST_BYTES


@pytest.mark.parametrize(
    ("path", "answer", "column"),
    [
        ("/", "/queries/claims_and_first_answers", "act"),
        (CLAIM, "/queries/claim_history?claim=kazakhstan-holds-lands-temporarily", "thing"),
        ("/queries/who_speaks_of_whom", "/queries/who_speaks_of_whom", "target"),
    ],
)
def test_without_scripts_rows_links_and_forms_stand_there_and_figures_say_where(
    opened: Opener, site: str, asked: httpx.Client, path: str, answer: str, column: str
) -> None:
    page = opened(f"{site}{path}", scripts=False)
    rows = asked.get(answer, headers={"Accept": "application/json"}).json()["rows"]
    links = {link.get_attribute("href") for link in page.locator("main a").all()}
    assert len(rows) > 3
    assert {f"{site}{row[column].removeprefix(BASE[:-1])}" for row in rows} <= links
    if path.startswith("/queries/"):
        assert page.locator("table.answer tbody tr").count() == len(rows)
    assert page.locator("form[action] button").count() >= 1
    figures = page.locator("figure[data-view]")
    assert figures.count() >= 1
    for figure in figures.all():
        assert "Drawn with scripts" in figure.inner_text()
        table = figure.locator(".told a")
        assert table.count() or figure.locator("xpath=following::table").count()
        for link in table.all():
            assert asked.get(link.get_attribute("href"), headers={"Accept": "text/html"}).status_code == 200


def test_with_texts_attached_a_passage_stands_in_its_paragraph_and_nobody_keeps_it(
    opened: Opener, store: Path
) -> None:
    settings = Settings(store=store, workers=2, corpus=real.corpus())
    with serving(settings, None) as address:
        page = opened(f"{address}{CLAIM}")
        excerpt = page.locator("figure.excerpt", has=page.locator("a[href$='#p-268-570']")).first
        assert len(excerpt.locator("mark").inner_text()) > 100
        assert len(excerpt.locator("blockquote").inner_text()) > len(excerpt.locator("mark").inner_text())
        answer = page.goto(f"{address}/documents/000/text#p-268-570")
        assert answer.header_value("cache-control") == "private, no-store"
        assert page.locator(".reading mark").count() > 20
        lit = page.locator(".c268-570")
        assert page.locator(":target").get_attribute("id") == "p-268-570"
        colour = "one => getComputedStyle(one).backgroundColor"
        others = page.locator(".reading mark:not(.c268-570):not(.deep)")
        assert lit.first.evaluate(colour) != others.first.evaluate(colour)
        assert overflow(page) <= 0
        assert serious(page) == []
