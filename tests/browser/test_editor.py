"""The SPARQL editor in a browser: writing, asking, stopping, and what comes of it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from service.settings import Settings
from tests.browser.conftest import NARROW, WIDE, Faults, Opener, overflow, serious
from tests.browser.writing import DATED, STATES, editor, learned, run, write, written
from tests.service.live import ENDLESS, RUNAWAY, serving
from tests.service.small import until


def test_the_address_opens_a_query_and_the_page_links_to_the_query_of_the_moment(
    opened: Opener, site: str
) -> None:
    page = editor(opened, site, STATES)
    assert written(page) == STATES
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type(" LIMIT 3")
    link = page.get_by_role("link", name="Link to this query")
    until(lambda: link.get_attribute("href").endswith("LIMIT+3"))
    page.goto(link.get_attribute("href"))
    page.reload()
    page.locator(".cm-content").wait_for()
    assert written(page) == f"{STATES} LIMIT 3"


def test_a_query_is_text_wherever_it_comes_from(opened: Opener, site: str) -> None:
    evil = "# <img src=x onerror=\"console.error('out')\"><script>console.error('out')</script>"
    page = editor(opened, site, evil)
    assert written(page) == evil
    page.evaluate("text => localStorage.setItem('rejoinder.sparql', text)", json.dumps({"before": [evil]}))
    page.goto(f"{site}/sparql")
    page.get_by_text("Asked before").click()
    page.locator(".past li").wait_for()
    assert page.locator("#editor img, #editor script, .past img").count() == 0


def test_what_others_left_in_the_storage_does_not_break_the_page(opened: Opener, site: str) -> None:
    page = editor(opened, site)
    for content in ("{", "null", '{"draft": 7, "before": [1, {}]}', "[]"):
        page.evaluate("text => localStorage.setItem('rejoinder.sparql', text)", content)
        page.reload()
        page.locator(".cm-content").wait_for()
        assert "rj:Claim" in written(page)


def test_control_enter_runs_and_escape_then_tab_leaves(opened: Opener, site: str) -> None:
    page = editor(opened, site, STATES)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    page.locator("table.answer").wait_for()
    inside = "document.activeElement.classList.contains('cm-content')"
    page.keyboard.press("Tab")
    assert page.evaluate(inside)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(inside)


def test_rows_show_names_that_lead_to_our_pages(opened: Opener, site: str) -> None:
    page = editor(opened, site, STATES)
    run(page)
    link = page.get_by_role("link", name="Kazakhstan", exact=True)
    link.wait_for()
    assert link.get_attribute("href") == f"{site}/id/state/kazakhstan"


def test_a_prefix_that_is_used_gets_its_line(opened: Opener, site: str) -> None:
    page = learned(opened, site)
    write(page, "SELECT ?x WHERE { ?x a skos:")
    assert "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in written(page)
    page.evaluate("hash => { location.hash = hash }", f"query={quote('# a comment' + chr(10) + STATES)}")
    run(page)
    page.locator("table.answer").wait_for()
    assert written(page).startswith("# a comment\nPREFIX rj: <https://w3id.org/rejoinder/ontology#>\nSELECT")


def test_completion_offers_first_what_things_of_the_class_have(opened: Opener, site: str) -> None:
    page = learned(opened, site)
    write(page, "SELECT * { ?r a rj:Response ; ")
    page.keyboard.press("Control+Space")
    offered = page.locator(".cm-tooltip-autocomplete li")
    offered.first.wait_for()
    names = offered.all_inner_texts()
    assert any(name.startswith("rj:reply") for name in names)
    assert not any(name.startswith("rj:noteNumber") for name in names)


def test_words_in_any_script_become_names_of_the_graph(opened: Opener, site: str) -> None:
    page = learned(opened, site)
    for typed, name in (
        ("?x rj:target state:каз", "state:kazakhstan"),
        ("?x rj:speaker Жирин", "person:vladimir-zhirinovsky"),
        ("?x rj:standing hed", "standing:hedged"),
        ("?x a speech", "rj:SpeechAct"),
    ):
        write(page, "SELECT * { " + typed)
        page.locator(".cm-tooltip-autocomplete li", has_text=name).first.click()
        prefix = name.partition(":")[0]
        assert f" {name}" in written(page)
        assert f"PREFIX {prefix}: " in written(page)


def test_a_query_that_does_not_parse_is_marked_at_its_line(opened: Opener, site: str, faults: Faults) -> None:
    faults.told.append("status of 400")
    page = editor(opened, site, "SELECT ?x\nWHERE {\n  ?x a rj:Claim ]\n}")
    run(page)
    alert = page.get_by_role("alert")
    alert.locator(".problem").wait_for()
    line = int(alert.get_by_role("button").inner_text().removeprefix("Go to line "))
    assert line >= 3
    marked = page.locator(".cm-line", has=page.locator(".cm-lintRange-error"))
    assert marked.all_inner_texts() == [page.locator(".cm-line").nth(line - 1).inner_text()]
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type(" ")
    until(lambda: page.locator(".cm-lintRange-error").count() == 0)


def test_problems_are_told_in_their_own_words(opened: Opener, site: str, faults: Faults) -> None:
    faults.told.append("Failed to load resource")
    page = editor(opened, site, STATES)
    for status in (403, 413, 422, 429, 503, 504, 507):
        problem = {"title": "No <b>luck</b>", "detail": f"Limit {status}. Ask for less."}
        page.route("**/sparql", _answering(status, problem))
        run(page)
        page.get_by_text(f"Limit {status}. Ask for less. Ask again in 7 seconds.").wait_for()
        assert "No <b>luck</b>" in page.get_by_role("alert").inner_text()


def _answering(status: int, problem: dict[str, str]) -> Callable[[Any], None]:
    headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
    return lambda route: route.fulfill(status=status, body=json.dumps(problem), headers=headers)


def test_what_is_no_problem_document_is_told_too(opened: Opener, site: str, faults: Faults) -> None:
    faults.told += ["status of 502", "ERR_FAILED"]
    page = editor(opened, site, STATES)
    page.route("**/sparql", lambda route: route.fulfill(status=502, body="<h1>proxy</h1>"))
    run(page)
    page.get_by_role("alert").get_by_text("The service answered 502").wait_for()
    page.unroute("**/sparql")
    page.route("**/sparql", lambda route: route.abort())
    run(page)
    page.get_by_text("The service did not answer").wait_for()


def test_a_long_query_shows_its_time_and_stopping_frees_the_server(
    opened: Opener, site: str, asked: httpx.Client
) -> None:
    page = editor(opened, site, RUNAWAY)
    run(page)
    page.get_by_text("of at most 20 s").wait_for()
    until(lambda: len(asked.get("/running").json()["running"]) == 1)
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped after").wait_for()
    until(lambda: asked.get("/running").json()["running"] == [])
    run(page)
    until(lambda: len(asked.get("/running").json()["running"]) == 1)
    page.get_by_role("button", name="Stop").click()
    until(lambda: asked.get("/running").json()["running"] == [])


def test_an_answer_too_large_for_a_page_is_given_up_and_offered_as_files(
    opened: Opener, site: str, asked: httpx.Client
) -> None:
    page = editor(opened, site, ENDLESS)
    run(page)
    page.get_by_text("Too large to be shown").wait_for(timeout=20_000)
    until(lambda: asked.get("/running").json()["running"] == [])
    assert page.locator(".problem .files a").count() >= 4


def test_an_answer_that_breaks_off_is_none(opened: Opener, store: Path, faults: Faults) -> None:
    faults.told += ["ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONTENT_LENGTH_MISMATCH", "ERR_EMPTY_RESPONSE"]
    with serving(Settings(store=store, workers=2, timeout=10, rows=3000)) as address:
        page = learned(opened, address, ENDLESS)
        run(page)
        page.get_by_text("The answer broke off").wait_for()
        assert page.locator("table.answer").count() == 0


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (NARROW, "dark")])
def test_nobody_is_shut_out_and_nothing_is_too_wide(
    opened: Opener, site: str, width: int, theme: str
) -> None:
    page = editor(opened, site, DATED, width=width, theme=theme)
    run(page)
    page.locator("table.answer a", has_text=" ").first.wait_for()
    page.locator(".aside details").first.evaluate("one => { one.open = true }")
    assert overflow(page) <= 0
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type(" OFF")
    page.locator(".cm-tooltip-autocomplete li").first.wait_for()
    assert serious(page) == []
    for theme_ in {"light", "dark"} - {theme}:
        page.emulate_media(color_scheme=theme_)
        assert serious(page) == []
